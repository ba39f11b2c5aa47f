import { sha256, toHex } from '../../crypto/index.ts'
import {
  certifiedShape,
  credentialShape,
  credentialTbsShape,
  networkProfileTbsShape,
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  prekeyBundleTbsShape,
  relayCertificateTbsShape,
  statusTbsShape,
} from '../codec/trust.ts'
import { ProtocolError } from '../errors.ts'
import { maxNodesPerMember, maxOfficersPerMember, maxRelaysPerNetwork, maxSkewMs } from '../limits.ts'
import { directoryKinds, type DirectoryKind } from '../names.ts'
import { sameBytes } from './certificates.ts'
import { readCharter } from './charter.ts'
import { readCredential } from './credential.ts'
import { isSuperseded } from './current-node.ts'
import {
  readNodeCertificate,
  readOfficerCertificate,
  readPrekeyBundle,
  type VerifiedOfficer,
} from './institution.ts'
import type { KnownNetwork, Member } from './known.ts'
import { takeCredential } from './membership.ts'
import { readRelayCertificate, readStatus } from './network-objects.ts'
import { readNetworkProfile } from './network-profile.ts'
import type { Pin } from './pin.ts'
import { shelve } from './shelf.ts'
import { isDated, memberFault } from './standing.ts'

/**
 * What became of an object: `held` is a new identity key that must be confirmed first (the pinned one goes on); `older`
 * gives way to what is known already.
 */
export type Added = 'added' | 'known' | 'older' | 'held'

/** An object that another has taken the place of. */
export interface Dropped {
  readonly kind: DirectoryKind
  readonly bytes: Uint8Array
}

/**
 * The directory as an index in memory: objects go in by {@link Directory.add}, which checks each against those before.
 *
 * It is no authority of its own: everything in it is signed, and it is rebuilt from the stored objects at start. It
 * keeps a bounded number of objects of each kind: whoever may sign more of them replaces own ones only.
 */
export interface Directory {
  readonly networks: ReadonlyMap<string, KnownNetwork>
  /**
   * @param expectedNetwork - for a charter: the id it must have, `undefined` to take in a new network
   * @param atMs - now, for what must count when it comes (charter, prekey bundle); absent for what was taken in before
   *   and is only read again
   * @throws {@link ProtocolError} what the readers of each kind throw; `CERTIFICATE_UNKNOWN` when its issuer is not
   *   known; for a bundle every code of {@link memberFault}
   */
  readonly add: (kind: DirectoryKind, bytes: Uint8Array, expectedNetwork?: Uint8Array, atMs?: number) => Added
  readonly member: (networkId: Uint8Array | string, institutionId: Uint8Array | string) => Member | undefined
  /** The pin of a member as it was stored; set before its credential is added again at start. */
  readonly setPin: (member: Member, pin: Pin) => void
}

const hexOf = (id: Uint8Array | string): string => (typeof id === 'string' ? id : toHex(id))

/**
 * @param pinned - the pin of a member as it was kept, so that the order in which credentials are read again at start
 *   cannot decide whom it names
 * @param onDropped - told of each object that another has taken the place of
 */
export function createDirectory(
  pinned: (networkId: string, institutionId: string) => Pin | undefined = () => undefined,
  onDropped: (dropped: Dropped) => void = () => undefined,
): Directory {
  const networks = new Map<string, KnownNetwork>()
  // The same certificates come along with every statement; what is held as it came is not verified again.
  const believed = new Set<string>()
  // An officer's certificate counts in every network its institution is in, so it is read again after each admission.
  const believedOfficers = new Set<string>()

  const drop = (dropped: Dropped | undefined): void => {
    if (dropped === undefined) return
    believed.delete(toHex(sha256(dropped.bytes)))
    believedOfficers.delete(toHex(sha256(dropped.bytes)))
    onDropped(dropped)
  }

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

  const addCharter = (
    bytes: Uint8Array,
    expected: Uint8Array | undefined,
    atMs: number | undefined,
  ): Added => {
    const network = readCharter(bytes, expected)
    if (atMs !== undefined && !isDated(network.charter, atMs)) {
      throw new ProtocolError('CERTIFICATE_EXPIRED', 'charter: outside of its dates')
    }
    const id = toHex(network.networkId)
    if (networks.has(id)) return 'known'
    networks.set(id, {
      ...network,
      id,
      charterBytes: bytes,
      members: new Map(),
      relays: new Map(),
      status: undefined,
      profile: undefined,
    })
    return 'added'
  }

  const addCredential = (bytes: Uint8Array): Added => {
    const tbs = credentialTbsShape.decode(credentialShape.decode(bytes).tbs)
    const network = networkOf(tbs.networkId)
    return takeCredential(network, readCredential(network, bytes), { pinned, drop })
  }

  const addNode = (bytes: Uint8Array): Added => {
    const tbs = nodeCertificateTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const member = memberOf(tbs.networkId, tbs.institutionId)
    const node = readNodeCertificate(member.credential, bytes)
    // The one that its bundle stands on stays, or the bundle's number would be forgotten with it.
    return shelve(member.nodes, maxNodesPerMember, node, drop, (other) => other === member.node)
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
    const dropUnused = (gone: VerifiedOfficer): void => {
      if (!members.some(({ officers }) => officers.has(toHex(gone.hash)))) drop(gone)
    }
    const results = ofThisKey.map((member) => {
      const officer = readOfficerCertificate(member.credential, bytes)
      return shelve(member.officers, maxOfficersPerMember, officer, dropUnused)
    })
    return results.find((added) => added === 'added') ?? results[0] ?? 'known'
  }

  const addRelay = (bytes: Uint8Array): Added => {
    const tbs = relayCertificateTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const network = networkOf(tbs.networkId)
    const relay = readRelayCertificate(network, bytes)
    const id = toHex(tbs.relayId)
    const known = network.relays.get(id)
    if (known !== undefined && known.tbs.notAfterMs >= tbs.notAfterMs) {
      return sameBytes(known.hash, relay.hash) ? 'known' : 'older'
    }
    network.relays.delete(id)
    drop(known)
    return shelve(network.relays, maxRelaysPerNetwork, relay, drop, () => false, id)
  }

  const addStatus = (bytes: Uint8Array): Added => {
    const tbs = statusTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const network = networkOf(tbs.networkId)
    const known = network.status?.tbs.sequence ?? 0
    if (tbs.sequence <= known) return tbs.sequence === known ? 'known' : 'older'
    const status = readStatus(network, bytes)
    drop(network.status)
    network.status = status
    return 'added'
  }

  const addProfile = (bytes: Uint8Array): Added => {
    const tbs = networkProfileTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const network = networkOf(tbs.networkId)
    const known = network.profile?.tbs.sequence ?? 0
    if (tbs.sequence <= known) return tbs.sequence === known ? 'known' : 'older'
    const profile = readNetworkProfile(network, bytes)
    drop(network.profile)
    network.profile = profile
    return 'added'
  }

  const addBundle = (bytes: Uint8Array, atMs: number | undefined): Added => {
    const tbs = prekeyBundleTbsShape.decode(certifiedShape.decode(bytes).tbs)
    const network = networkOf(tbs.networkId)
    const member = memberOf(tbs.networkId, tbs.institutionId)
    const node = member.nodes.get(toHex(tbs.nodeCertHash))
    if (node === undefined)
      throw new ProtocolError('CERTIFICATE_UNKNOWN', 'prekey bundle: node certificate not known')
    // Who has the key of a certificate that another has taken the place of may number as it likes.
    if (atMs !== undefined && isSuperseded(member, node, atMs)) return 'older'
    const known = member.bundle?.tbs.bundleSeq ?? 0
    const later = node.tbs.notBeforeMs - (member.node?.tbs.notBeforeMs ?? 0)
    if (later < 0) return 'older'
    if (later === 0 && tbs.bundleSeq <= known) return tbs.bundleSeq === known ? 'known' : 'older'
    const bundle = readPrekeyBundle(node, bytes)
    if (atMs !== undefined) {
      if (tbs.createdMs > atMs + maxSkewMs) {
        throw new ProtocolError('CERTIFICATE_INVALID', 'prekey bundle: made in the future')
      }
      const fault = memberFault(network, member, { node }, atMs)
      if (fault !== undefined) throw new ProtocolError(fault.code, `prekey bundle: ${fault.reason}`)
    }
    drop(member.bundle)
    member.bundle = bundle
    member.node = node
    return 'added'
  }

  const add: Directory['add'] = (kind, bytes, expectedNetwork, atMs) => {
    const name = toHex(sha256(bytes))
    const names = kind === 'OFFICER_CERTIFICATE' ? believedOfficers : believed
    if (names.has(name)) return 'known'
    const added = addNew(kind, bytes, expectedNetwork, atMs)
    if (added === 'added' || added === 'held') names.add(name)
    if (added === 'added' && kind === 'CREDENTIAL') believedOfficers.clear()
    return added
  }

  const addNew: Directory['add'] = (kind, bytes, expectedNetwork, atMs) => {
    switch (kind) {
      case 'CHARTER':
        return addCharter(bytes, expectedNetwork, atMs)
      case 'CREDENTIAL':
        return addCredential(bytes)
      case 'NODE_CERTIFICATE':
        return addNode(bytes)
      case 'OFFICER_CERTIFICATE':
        return addOfficer(bytes)
      case 'RELAY_CERTIFICATE':
        return addRelay(bytes)
      case 'STATUS':
        return addStatus(bytes)
      case 'NETWORK_PROFILE':
        return addProfile(bytes)
      case 'PREKEY_BUNDLE':
        return addBundle(bytes, atMs)
    }
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
