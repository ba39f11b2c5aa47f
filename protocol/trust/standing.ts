import { toHex } from '../../crypto/index.ts'
import type { Party } from '../codec/exchange.ts'
import type { ProtocolErrorCode } from '../errors.ts'
import { maxSkewMs } from '../limits.ts'
import { sameBytes } from './certificates.ts'
import type { Directory } from './directory.ts'
import type { KnownNetwork, Member } from './known.ts'
import type { VerifiedNode, VerifiedOfficer } from './institution.ts'
import type { VerifiedRelay } from './network-objects.ts'

/** Who claims to speak: a node, and for an officer's statement its officer. */
export interface Claim {
  readonly party: Party
  readonly nodeCertHash: Uint8Array
  /** Absent for what a node says by itself. */
  readonly officer?: {
    readonly certHash: Uint8Array
    readonly statementType: number
    readonly ceiling: number
  }
}

/** The answer: entitled, with the certificates to verify by, or not, with a code and a reason for the own log. */
export type Standing =
  | {
      readonly kind: 'entitled'
      readonly member: Member
      readonly node: VerifiedNode
      readonly officer: VerifiedOfficer | undefined
      /** The identity key was never compared by another channel. */
      readonly provisional: boolean
    }
  | StandingRefusal

/** What does not count, with a code and a reason for the own log. */
export interface StandingRefusal {
  readonly kind: 'refused'
  readonly code: ProtocolErrorCode
  readonly reason: string
}

const refused = (code: ProtocolErrorCode, reason: string): StandingRefusal => ({
  kind: 'refused',
  code,
  reason,
})

interface Dated {
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** Whether dates hold a time; a certificate counts a little early, since a clock may be off. */
export const isDated = (dates: Dated, atMs: number): boolean =>
  atMs >= dates.notBeforeMs - maxSkewMs && atMs <= dates.notAfterMs

/**
 * Was this party, in this network, entitled to speak at that time?
 *
 * @param atMs - the time that counts: that of the signed batch for a statement, now for one about to be sent
 * @see docs/protocol/2-trust.md, "Standing"
 */
export function trust(directory: Directory, claim: Claim, atMs: number): Standing {
  const network = directory.networks.get(toHex(claim.party.networkId))
  if (network === undefined) return refused('FOREIGN_NETWORK', 'not a network of ours')
  const member = network.members.get(toHex(claim.party.institutionId))
  if (member === undefined)
    return refused('CERTIFICATE_UNKNOWN', 'no credential of this institution in this network')
  if (!sameBytes(claim.party.iikHash, member.pin.iikHash)) {
    return member.pin.held !== undefined && sameBytes(claim.party.iikHash, member.pin.held)
      ? refused('REKEY_HELD', 'its new identity key awaits confirmation by another channel')
      : refused('CERTIFICATE_INVALID', 'identity key is not the pinned one')
  }
  const node = member.nodes.get(toHex(claim.nodeCertHash))
  if (node === undefined) return refused('CERTIFICATE_UNKNOWN', 'node certificate not known')
  const officer = claim.officer === undefined ? undefined : member.officers.get(toHex(claim.officer.certHash))
  if (claim.officer !== undefined && officer === undefined) {
    return refused('CERTIFICATE_UNKNOWN', 'officer certificate not known')
  }
  const problem =
    memberFault(network, member, { node, officer }, atMs) ?? checkPower(member, officer, claim.officer)
  return problem ?? { kind: 'entitled', member, node, officer, provisional: !member.pin.confirmed }
}

/**
 * Why a member's credential, or a certificate beside it, does not count at a time; `undefined` where all of them do:
 * under the pinned key, inside their dates and those of the charter, and not listed as revoked.
 *
 * @see docs/protocol/2-trust.md, "Standing", rows 6 and 7
 */
export function memberFault(
  network: KnownNetwork,
  { credential, pin }: Member,
  {
    node,
    officer,
  }: { readonly node?: VerifiedNode | undefined; readonly officer?: VerifiedOfficer | undefined },
  atMs: number,
): StandingRefusal | undefined {
  const isPinned = [credential.iikHash, node?.tbs.iikHash, officer?.tbs.iikHash].every(
    (hash) => hash === undefined || sameBytes(hash, pin.iikHash),
  )
  if (!isPinned)
    return refused('CERTIFICATE_INVALID', 'certified under another identity key than the pinned one')
  return (
    datesFault('charter', network.charter, atMs) ??
    datesFault('membership credential', credential.tbs, atMs) ??
    datesFault('node certificate', node?.tbs, atMs) ??
    datesFault('officer certificate', officer?.tbs, atMs) ??
    revocationFault(network, [credential.tbs.serial, node?.tbs.serial, officer?.hash])
  )
}

/** The same of a relay: the network stands for it directly. */
export function relayFault(
  network: KnownNetwork,
  relay: VerifiedRelay,
  atMs: number,
): StandingRefusal | undefined {
  return (
    datesFault('charter', network.charter, atMs) ??
    datesFault('relay certificate', relay.tbs, atMs) ??
    revocationFault(network, [relay.hash])
  )
}

function datesFault(what: string, dates: Dated | undefined, atMs: number): StandingRefusal | undefined {
  return dates === undefined || isDated(dates, atMs) ? undefined : refused('CERTIFICATE_EXPIRED', what)
}

/**
 * A signed time proves nothing once a key is in a thief's hands, so whatever is listed no longer counts, whenever it
 * says it was signed: what was stored before the listing came stays (rules E4).
 */
function revocationFault(
  { status }: KnownNetwork,
  serials: readonly (Uint8Array | undefined)[],
): StandingRefusal | undefined {
  const isListed = serials.some((serial) => serial !== undefined && status?.revoked.has(toHex(serial)))
  return isListed ? refused('REVOKED', 'listed as revoked by the network') : undefined
}

function checkPower(
  member: Member,
  officer: VerifiedOfficer | undefined,
  act: Claim['officer'],
): StandingRefusal | undefined {
  if (officer === undefined || act === undefined) return undefined
  if (!officer.tbs.statementTypes.includes(act.statementType)) {
    return refused('NOT_EMPOWERED', 'officer certificate does not list this type of statement')
  }
  if (!member.credential.tbs.statementTypes.includes(act.statementType)) {
    return refused('NOT_EMPOWERED', 'membership credential does not list this type of statement')
  }
  if (act.ceiling > officer.tbs.ceiling || act.ceiling > member.credential.tbs.ceiling) {
    return refused('CEILING', 'classified above what this officer or institution may handle')
  }
  return undefined
}
