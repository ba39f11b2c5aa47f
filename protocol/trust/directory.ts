import { sha256, toHex } from '../../crypto/index.ts'
import {
  certifiedShape,
  credentialShape,
  credentialTbsShape,
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  prekeyBundleTbsShape,
  relayCertificateTbsShape,
  statusTbsShape,
} from '../codec/trust.ts'
import { ProtocolError } from '../errors.ts'
import { directoryKinds, type DirectoryKind } from '../names.ts'
import { sameBytes } from './certificates.ts'
import { readCharter, type Network } from './charter.ts'
import { readCredential, type VerifiedCredential } from './credential.ts'
import {
  readNodeCertificate,
  readOfficerCertificate,
  readPrekeyBundle,
  type VerifiedBundle,
  type VerifiedNode,
  type VerifiedOfficer,
} from './institution.ts'
import {
  readRelayCertificate,
  readStatus,
  type VerifiedRelay,
  type VerifiedStatus,
} from './network-objects.ts'
import { nextPin, type Pin } from './pin.ts'

/** What a node knows of one member of one network. */
export interface Member {
  readonly networkId: string
  readonly institutionId: string
  credential: VerifiedCredential
  pin: Pin
  /** Node certificates by hash: the current one and those that signed what we hold. */
  readonly nodes: Map<string, VerifiedNode>
  readonly officers: Map<string, VerifiedOfficer>
  /** The certificate the member's newest prekey bundle names. */
  node: VerifiedNode | undefined
  bundle: VerifiedBundle | undefined
}

/** A network as this node knows it. */
export interface KnownNetwork extends Network {
  readonly id: string
  readonly charterBytes: Uint8Array
  readonly members: Map<string, Member>
  readonly relays: Map<string, VerifiedRelay>
  status: VerifiedStatus | undefined
}

/** What became of an object: `held` is a new identity key that must be confirmed first (the pinned one goes on). */
export type Added = 'added' | 'known' | 'older' | 'held'

/**
 * The directory as an index in memory: objects go in by {@link Directory.add}, which checks each against those before.
 *
 * It is no authority of its own: everything in it is signed, and it is rebuilt from the stored objects at start.
 */
export interface Directory {
  readonly networks: ReadonlyMap<string, KnownNetwork>
  /**
   * @param expectedNetwork - for a charter: the id it must have, `undefined` to take in a new network
   * @throws {@link ProtocolError} what the readers of each kind throw; `CERTIFICATE_UNKNOWN` when its issuer is not known
   */
  readonly add: (kind: DirectoryKind, bytes: Uint8Array, expectedNetwork?: Uint8Array) => Added
  readonly member: (networkId: Uint8Array | string, institutionId: Uint8Array | string) => Member | undefined
  /** The pin of a member as it was stored; set before its credential is added again at start. */
  readonly setPin: (member: Member, pin: Pin) => void
}

const hexOf = (id: Uint8Array | string): string => (typeof id === 'string' ? id : toHex(id))

/**
 * @param pinned - the pin of a member as it was kept, so that the order in which credentials are read again at start
 *   cannot decide whom it names
 */
export function createDirectory(
  pinned: (networkId: string, institutionId: string) => Pin | undefined = () => undefined,
): Directory {
  const networks = new Map<string, KnownNetwork>()

  const networkOf = (networkId: Uint8Array): KnownNetwork => {
    const network = networks.get(toHex(networkId))
    if (network === undefined) throw new ProtocolError('FOREIGN_NETWORK', 'directory: not a network of ours')
    return network
  }

  const memberOf = (networkId: Uint8Array, institutionId: Uint8Array): Member => {
    const member = networkOf(networkId).members.get(toHex(institutionId))
    if (member === undefined)
      throw new ProtocolError('CERTIFICATE_UNKNOWN', 'directory: no credential of its issuer')
    return member
  }

  const addCharter = (bytes: Uint8Array, expected: Uint8Array | undefined): Added => {
    const network = readCharter(bytes, expected)
    const id = toHex(network.networkId)
    if (networks.has(id)) return 'known'
    networks.set(id, {
      ...network,
      id,
      charterBytes: bytes,
      members: new Map(),
      relays: new Map(),
      status: undefined,
    })
    return 'added'
  }

  const addCredential = (bytes: Uint8Array): Added => {
    const tbs = credentialTbsShape.decode(credentialShape.decode(bytes).tbs)
    const network = networkOf(tbs.networkId)
    const credential = readCredential(network, bytes)
    const id = toHex(tbs.institutionId)
    const member = network.members.get(id)
    if (member === undefined) {
      const kept = pinned(network.id, id)
      if (kept !== undefined && !sameBytes(kept.iikHash, credential.iikHash)) return 'held'
      const pin: Pin = kept ?? { iikHash: credential.iikHash, confirmed: false, held: undefined }
      network.members.set(id, {
        networkId: network.id,
        institutionId: id,
        credential,
        pin,
        nodes: new Map(),
        officers: new Map(),
        node: undefined,
        bundle: undefined,
      })
      return 'added'
    }
    const decided = nextPin(member.pin, member.credential, credential)
    member.pin = decided.pin
    if (decided.take === 'held') return 'held'
    if (credential.tbs.notAfterMs <= member.credential.tbs.notAfterMs && decided.take === 'same-key') {
      return toHex(credential.hash) === toHex(member.credential.hash) ? 'known' : 'older'
    }
    member.credential = credential
    return 'added'
  }

  const put = <T extends { readonly hash: Uint8Array }>(index: Map<string, T>, verified: T): Added => {
    const key = toHex(verified.hash)
    if (index.has(key)) return 'known'
    index.set(key, verified)
    return 'added'
  }

  const addBundle = (bytes: Uint8Array): Added => {
    const tbs = prekeyBundleTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const member = memberOf(tbs.networkId, tbs.institutionId)
    const node = member.nodes.get(toHex(tbs.nodeCertHash))
    if (node === undefined)
      throw new ProtocolError('CERTIFICATE_UNKNOWN', 'prekey bundle: node certificate not known')
    if (member.bundle !== undefined && tbs.bundleSeq <= member.bundle.tbs.bundleSeq) {
      return tbs.bundleSeq === member.bundle.tbs.bundleSeq ? 'known' : 'older'
    }
    member.bundle = readPrekeyBundle(node, bytes)
    member.node = node
    return 'added'
  }

  const addStatus = (bytes: Uint8Array): Added => {
    const tbs = statusTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const network = networkOf(tbs.networkId)
    const known = network.status?.tbs.sequence ?? 0
    if (tbs.sequence <= known) return tbs.sequence === known ? 'known' : 'older'
    network.status = readStatus(network, bytes)
    return 'added'
  }

  // The same certificates come along with every statement; what was believed once is not verified again.
  const believed = new Set<string>()
  let admissions = 0
  const add = (kind: DirectoryKind, bytes: Uint8Array, expectedNetwork?: Uint8Array): Added => {
    // An officer's certificate counts in every network its institution is in, so it is read again after each admission.
    const name = `${toHex(sha256(bytes))}${kind === 'OFFICER_CERTIFICATE' ? admissions : ''}`
    if (believed.has(name)) return 'known'
    const added = addNew(kind, bytes, expectedNetwork)
    // What is older was not even verified.
    if (added === 'added' || added === 'known') believed.add(name)
    if (kind === 'CREDENTIAL') admissions += 1
    return added
  }

  const addNew = (kind: DirectoryKind, bytes: Uint8Array, expectedNetwork?: Uint8Array): Added => {
    switch (kind) {
      case 'CHARTER':
        return addCharter(bytes, expectedNetwork)
      case 'CREDENTIAL':
        return addCredential(bytes)
      case 'NODE_CERTIFICATE': {
        const tbs = nodeCertificateTbsShape.decode(certifiedShape.decode(bytes).tbs)
        const member = memberOf(tbs.networkId, tbs.institutionId)
        return put(member.nodes, readNodeCertificate(member.credential, bytes))
      }
      case 'OFFICER_CERTIFICATE':
        return addOfficer(bytes)
      case 'RELAY_CERTIFICATE': {
        const tbs = relayCertificateTbsShape.decode(certifiedShape.decode(bytes).tbs)
        const network = networkOf(tbs.networkId)
        const relay = readRelayCertificate(network, bytes)
        const known = network.relays.get(toHex(tbs.relayId))
        if (known !== undefined && known.tbs.notAfterMs >= tbs.notAfterMs) return 'known'
        network.relays.set(toHex(tbs.relayId), relay)
        return 'added'
      }
      case 'STATUS':
        return addStatus(bytes)
      case 'PREKEY_BUNDLE':
        return addBundle(bytes)
    }
  }

  // An officer's certificate names the institution, not a network: it counts in every network it is a member of.
  const addOfficer = (bytes: Uint8Array): Added => {
    const tbs = officerCertificateTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const members = [...networks.values()].flatMap(
      (network) => network.members.get(toHex(tbs.institutionId)) ?? [],
    )
    if (members.length === 0)
      throw new ProtocolError('CERTIFICATE_UNKNOWN', 'officer certificate: no credential of its issuer')
    // A network that names another key for the institution says nothing of this officer (rules E1).
    const ofThisKey = members.filter((member) => sameBytes(member.credential.iikHash, tbs.iikHash))
    if (ofThisKey.length === 0) {
      throw new ProtocolError('CERTIFICATE_INVALID', 'officer certificate: of another identity key')
    }
    const results = ofThisKey.map((member) =>
      put(member.officers, readOfficerCertificate(member.credential, bytes)),
    )
    return results.includes('added') ? 'added' : 'known'
  }

  return {
    networks,
    add,
    member: (networkId, institutionId) => networks.get(hexOf(networkId))?.members.get(hexOf(institutionId)),
    setPin: (member, pin) => {
      member.pin = pin
    },
  }
}

/** @returns `undefined` for a number that is no kind of directory object this version knows */
export function directoryKindOf(number: number): DirectoryKind | undefined {
  return (Object.keys(directoryKinds) as DirectoryKind[]).find((kind) => directoryKinds[kind] === number)
}
