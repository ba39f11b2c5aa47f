// The register of officers. A certificate says who may sign what until when; beside it stands only what leaves no
// node: the local name, the power, and whether the institution has ended it.
import { concat, lengthPrefixed, toHex, u64, utf8 } from '../../crypto/index.ts'
import {
  certificateHash,
  certifiedShape,
  maxDirectoryObjectBytes,
  officerCertificateTbsShape,
  readFields,
  statementTypeOf,
  type StatementType,
} from '../../protocol/index.ts'
import { readerRoles } from '../api/contract/officers.ts'
import { oneByPrefix } from '../exchanges/finding.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'

/** An officer of this institution, as the register has it. */
export interface Officer {
  /** 16 bytes, random: all that leaves the node. */
  readonly id: Uint8Array
  /** Local sign-in name. */
  readonly name: string
  /** A number of `officerPowers`. */
  readonly power: number
  readonly statementTypes: readonly StatementType[]
  /** Given by the head of the desk. */
  readonly roles: readonly (typeof readerRoles)[number][]
  /** Ed25519, 32 bytes. */
  readonly key: Uint8Array
  readonly certificate: Uint8Array
  readonly certHash: Uint8Array
  readonly fromMs: number
  readonly untilMs: number
  readonly revoked: Revocation | undefined
}

/** That an officer was revoked, and from when on a signature no longer counts: the key may have been lost earlier. */
export interface Revocation {
  readonly atMs: number
  readonly invalidFromMs: number
}

export type OfficerStanding = 'active' | 'expired' | 'revoked'

/** A name of 64 characters, in UTF-8. */
const maxNameBytes = 256

/** All officers there ever were, in no order. @throws StoreError */
export async function readOfficers(reader: Reader): Promise<readonly Officer[]> {
  const officers: Officer[] = []
  for await (const row of reader.range(layout.officers.all())) officers.push(decodeOfficer(row.value))
  return officers
}

export function writeOfficer(turn: FinishingTurn, officer: Officer): void {
  turn.put(layout.officers.at(officer.id), encodeOfficer(officer))
}

export function standingOf(officer: Officer, nowMs: number): OfficerStanding {
  if (officer.revoked !== undefined) return 'revoked'
  return nowMs > officer.untilMs ? 'expired' : 'active'
}

/** Whether what an officer signed at that time counts today; a later revocation can reach back. */
export function countedAt({ fromMs, untilMs, revoked }: Officer, atMs: number): boolean {
  return atMs >= fromMs && atMs <= untilMs && (revoked === undefined || atMs < revoked.invalidFromMs)
}

/** One person, so far as the register can tell: the same id, or the same name under a new key. */
export function isSamePerson(one: Officer, other: Officer): boolean {
  return toHex(one.id) === toHex(other.id) || isNamed(one, other.name)
}

/** Names are compared as people read them: accents however typed, capitals or not. */
export function isNamed(officer: Officer, name: string): boolean {
  const plain = (text: string) => text.normalize('NFC').toLowerCase()
  return plain(officer.name) === plain(name)
}

/**
 * The officer that is meant: by local name, which wins, or by the beginning of the id.
 *
 * A name that was given again means who has it now.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`
 */
export function findOfficer(officers: readonly Officer[], reference: string): Officer {
  const [named] = officers
    .filter((officer) => isNamed(officer, reference))
    .sort((a, b) => Number(a.revoked !== undefined) - Number(b.revoked !== undefined) || b.fromMs - a.fromMs)
  if (named !== undefined) return named
  const isId = /^[0-9a-f]{6,32}$/.test(reference)
  return oneByPrefix(isId ? officers : [], ({ id }) => toHex(id), reference)
}

/** Makes an officer of a certificate and what the register adds to it. */
export function officerOf(
  certificate: Uint8Array,
  { name, power, roles, revoked }: Pick<Officer, 'name' | 'power' | 'roles' | 'revoked'>,
): Officer {
  const { tbs } = certifiedShape.decode(certificate)
  const { officerId, key, statementTypes, notBeforeMs, notAfterMs } = officerCertificateTbsShape.decode(tbs)
  return {
    ...{ id: officerId, name, power, roles, key, certificate, revoked },
    statementTypes: statementTypes.flatMap((number) => statementTypeOf(number) ?? []),
    certHash: certificateHash('OFFICER_CERTIFICATE', tbs),
    fromMs: notBeforeMs,
    untilMs: notAfterMs,
  }
}

/**
 * lp(name) ‖ lp(certificate) ‖ power u8 ‖ revoked at u64 ‖ invalid from u64 ‖ roles u8; both times 0 where it is not
 * revoked, a bit for each role.
 */
function encodeOfficer({ name, certificate, power, roles, revoked }: Officer): Uint8Array {
  return concat(
    lengthPrefixed(utf8(name), certificate),
    Uint8Array.of(power),
    u64(revoked?.atMs ?? 0),
    u64(revoked?.invalidFromMs ?? 0),
    Uint8Array.of(roles.reduce((bits, role) => bits | bitOf(role), 0)),
  )
}

const bitOf = (role: (typeof readerRoles)[number]) => 1 << readerRoles.indexOf(role)

function decodeOfficer(record: Uint8Array): Officer {
  const fields = readFields(record)
  const name = new TextDecoder().decode(fields.lengthPrefixed(maxNameBytes))
  const certificate = fields.lengthPrefixed(maxDirectoryObjectBytes)
  const power = fields.u8()
  const [atMs, invalidFromMs] = [fields.u64(), fields.u64()]
  // A record of before has none.
  const bits = fields.left > 0 ? fields.u8() : 0
  fields.end()
  const roles = readerRoles.filter((role) => (bits & bitOf(role)) !== 0)
  const revoked = atMs === 0 ? undefined : { atMs, invalidFromMs }
  return officerOf(certificate, { name, power, roles, revoked })
}
