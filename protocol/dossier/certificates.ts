import { toHex } from '../../crypto/index.ts'
import type { DirectoryObject } from '../codec/trust.ts'
import { certifiedShape, nodeCertificateTbsShape, officerCertificateTbsShape } from '../codec/trust.ts'
import { ProtocolError } from '../errors.ts'
import type { DirectoryKind } from '../names.ts'
import { sameBytes } from '../trust/certificates.ts'
import { readCharter, type Network } from '../trust/charter.ts'
import { readCredential, type VerifiedCredential } from '../trust/credential.ts'
import { createDirectory, directoryKindOf, type Directory } from '../trust/directory.ts'
import { readStatus } from '../trust/network-objects.ts'
import { isDated, trust, type Claim, type Standing } from '../trust/standing.ts'
import type { Party } from '../codec/exchange.ts'
import { inPart } from './fault.ts'

/** That the network has listed a certificate as revoked. */
export interface Revocation {
  readonly invalidFromMs: number
  readonly listedMs: number
}

/** The certificates of a dossier, each verified up to the network's root keys. Whose keys these are is not said. */
export interface Certificates {
  readonly network: Network
  /** When the newest list of revocations was signed; `undefined` where there is none. */
  readonly statusMs: number | undefined
  /** Under the credential that counted at that time; revocation is not asked here. */
  readonly standingOf: (claim: Claim, atMs: number) => Standing
  /** Whether anything that a standing rests on is listed as revoked. */
  readonly revocationOf: (standing: Extract<Standing, { kind: 'entitled' }>) => Revocation | undefined
  /** The newest credential of a party under the identity key it is named with; `undefined` where there is none. */
  readonly credentialOf: (party: Party) => VerifiedCredential | undefined
}

/** A credential with the certificates that its identity key has signed: a directory as it was in its time. */
interface Period {
  readonly credential: VerifiedCredential
  readonly directory: Directory
}

/**
 * Reads the objects of a dossier: its network's charter first, then credentials, certificates and lists of revocations
 * of that network.
 *
 * @throws {@link DossierError} what the readers of each kind throw; `MALFORMED` for an object of another kind or place
 */
export function readCertificates(objects: readonly DirectoryObject[]): Certificates {
  const network = inPart('CERTIFICATE', 1, () => charterOf(objects[0]))
  const periods: Period[] = []
  const revoked = new Map<string, Revocation>()
  let statusMs: number | undefined
  for (const [index, { kind, object }] of objects.entries()) {
    if (index === 0) continue
    inPart('CERTIFICATE', index + 1, () => {
      const name = directoryKindOf(kind)
      switch (name) {
        case 'CREDENTIAL':
          periods.push(periodOf(network, objects[0]?.object, object, periods))
          return
        case 'NODE_CERTIFICATE':
        case 'OFFICER_CERTIFICATE':
          addCertificate(periods, name, object)
          return
        case 'STATUS': {
          const { timeMs, revoked: listed } = readStatus(network, object).tbs
          statusMs = Math.max(statusMs ?? 0, timeMs)
          for (const { serial, ...revocation } of listed) revoked.set(toHex(serial), revocation)
          return
        }
        case 'CHARTER':
        case 'RELAY_CERTIFICATE':
        case 'NETWORK_PROFILE':
        case 'PREKEY_BUNDLE':
        case undefined:
          throw new ProtocolError('MALFORMED', 'an object of this kind has no place here')
      }
    })
  }

  const periodsOf = (party: Party): readonly Period[] =>
    periods.filter(
      (period) =>
        sameBytes(network.networkId, party.networkId) && isOfKey(period, party.institutionId, party.iikHash),
    )

  return {
    network,
    statusMs,
    standingOf: (claim, atMs) => {
      const held = periodsOf(claim.party)
      const period = held.find(({ credential }) => isDated(credential.tbs, atMs)) ?? held[0]
      return period === undefined
        ? {
            kind: 'refused',
            code: 'CERTIFICATE_UNKNOWN',
            reason: 'no credential of this institution and key',
          }
        : trust(period.directory, claim, atMs)
    },
    revocationOf: ({ member, node, officer }) =>
      [member.credential.tbs.serial, node.tbs.serial, officer?.hash]
        .map((serial) => (serial === undefined ? undefined : revoked.get(toHex(serial))))
        .find((revocation) => revocation !== undefined),
    credentialOf: (party) =>
      periodsOf(party)
        .map(({ credential }) => credential)
        .sort((a, b) => b.tbs.notAfterMs - a.tbs.notAfterMs)[0],
  }
}

function charterOf(object: DirectoryObject | undefined): Network {
  if (object === undefined || directoryKindOf(object.kind) !== 'CHARTER')
    throw new ProtocolError('MALFORMED', 'the charter of its network comes first')
  return readCharter(object.object, undefined)
}

/**
 * The credential in a directory of its own; of one key all share their certificates, so that each is verified once,
 * however many credentials a file brings.
 */
function periodOf(
  network: Network,
  charter: Uint8Array | undefined,
  bytes: Uint8Array,
  periods: readonly Period[],
): Period {
  const credential = readCredential(network, bytes)
  const { institutionId } = credential.tbs
  const [networkKey, memberKey] = [toHex(network.networkId), toHex(institutionId)]
  const sibling = periods.find((period) => isOfKey(period, institutionId, credential.iikHash))?.directory
  const known = sibling?.networks.get(networkKey)
  const member = known?.members.get(memberKey)
  if (sibling !== undefined && known !== undefined && member !== undefined) {
    const members = new Map([[memberKey, { ...member, credential }]])
    return { credential, directory: { ...sibling, networks: new Map([[networkKey, { ...known, members }]]) } }
  }
  const directory = createDirectory()
  if (charter !== undefined) directory.add('CHARTER', charter)
  directory.add('CREDENTIAL', bytes)
  return { credential, directory }
}

function isOfKey({ credential }: Period, institutionId: Uint8Array, iikHash: Uint8Array): boolean {
  return sameBytes(credential.tbs.institutionId, institutionId) && sameBytes(credential.iikHash, iikHash)
}

/** Puts a certificate beside the credentials of the key that signed it. */
function addCertificate(
  periods: readonly Period[],
  kind: Extract<DirectoryKind, 'NODE_CERTIFICATE' | 'OFFICER_CERTIFICATE'>,
  bytes: Uint8Array,
): void {
  const { tbs } = certifiedShape.decode(bytes)
  const { institutionId, iikHash } =
    kind === 'NODE_CERTIFICATE' ? nodeCertificateTbsShape.decode(tbs) : officerCertificateTbsShape.decode(tbs)
  // The first one's directory is a real one, and the certificates in it are those of the others.
  const issuer = periods.find((period) => isOfKey(period, institutionId, iikHash))
  if (issuer === undefined)
    throw new ProtocolError('CERTIFICATE_UNKNOWN', 'a certificate stands after the credential of its issuer')
  issuer.directory.add(kind, bytes)
}
