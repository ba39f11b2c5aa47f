// What the ledger records: that something was done, when, by whom and in which exchange. Never content: every field
// has a fixed length or an alphabet in which no sentence can be written.
import { concat, lengthPrefixed, u16, u64, utf8 } from '../../crypto/index.ts'
import { readFields } from './fields.ts'
import { LedgerError } from './ledger-error.ts'

/** Every fact a ledger can hold. Numbers are for ever: one that is no longer used stays taken. */
export const factTypes = {
  // the node, its keys and its people
  'node-created': 1,
  'key-event': 2,
  'officer-added': 3,
  'officer-revoked': 4,
  'role-changed': 5,
  'binding-profile-set': 6,
  // what the node believes of others
  'directory-change': 10,
  'pin-change': 11,
  'checkpoint-seen': 12,
  // on the way out
  'draft-created': 20,
  'draft-changed': 21,
  'draft-submitted': 22,
  'draft-approved': 23,
  'draft-returned': 24,
  placed: 25,
  sealed: 26,
  'handed-to-relay': 27,
  delivered: 28,
  'receipt-seen': 29,
  undeliverable: 30,
  'release-held': 31,
  disarmed: 32,
  'parts-sent': 33,
  // on the way in
  stored: 40,
  duplicate: 41,
  held: 42,
  refused: 43,
  'receipt-made': 44,
  'parts-kept': 45,
  'attachments-complete': 46,
  'attachments-refused': 47,
  'content-pushed': 48,
  // handling
  'conditions-read': 50,
  undertaken: 51,
  declined: 52,
  opened: 53,
  'may-asked': 54,
  denied: 55,
  exported: 56,
  'grant-changed': 57,
  decided: 58,
  used: 59,
  tightened: 60,
  interpreted: 61,
  searched: 62,
  counted: 63,
  loosened: 64,
  // keeping
  erased: 70,
  'case-created': 71,
  verified: 72,
  'backup-made': 73,
  'backup-rehearsed': 74,
  // when a past was lost
  'rollback-found': 80,
  'recovery-begun': 81,
  recollected: 82,
  reconciled: 83,
  restored: 84,
} as const

/** The name of a fact. */
export type FactType = keyof typeof factTypes

/** One thing that was done. */
export interface Fact {
  readonly type: FactType
  /** The officer's id, 16 bytes; absent when the node did it by itself. */
  readonly officer?: Uint8Array
  /** The exchange it belongs to, 32 bytes. */
  readonly exchange?: Uint8Array
  /** Hash of what it is about (a statement, placement, certificate, key), 32 bytes. */
  readonly item?: Uint8Array
  /** Reason and tag codes: at most 8 of at most 48 characters from A-Z 0-9 and `_ : . / -`. */
  readonly codes?: readonly string[]
}

const layoutVersion = 1
const officerBytes = 16
const hashBytes = 32
const mostCodes = 8
const mostCodeBytes = 48
/** The longest a fact's record can be; bounds what is read back. */
export const mostFactBytes = 512
const codeAlphabet = /^[A-Z0-9_:./-]{1,48}$/

const nameOf = new Map<number, FactType>()
// `Object.entries` widens keys to string; walking the literal's own keys is exact.
for (const name of Object.keys(factTypes) as FactType[]) nameOf.set(factTypes[name], name)

/**
 * The record bytes of a fact, which its leaf commits to.
 *
 * Layout: version u8 ‖ type u16 ‖ time u64 ‖ lp(officer) ‖ lp(exchange) ‖ lp(item) ‖ count u16 ‖ lp(code)…
 *
 * @throws {@link LedgerError} `FACT` for a field out of its bounds
 */
export function encodeFact(fact: Fact, timeMs: number): Uint8Array {
  const codes = fact.codes ?? []
  if (codes.length > mostCodes || !codes.every((code) => codeAlphabet.test(code))) {
    throw new LedgerError('FACT', 'a fact carries at most 8 codes of capital letters, digits and _ : . / -')
  }
  return concat(
    Uint8Array.of(layoutVersion),
    u16(factTypes[fact.type]),
    u64(timeMs),
    lengthPrefixed(
      exactly(fact.officer, officerBytes, 'an officer id'),
      exactly(fact.exchange, hashBytes, 'an exchange id'),
      exactly(fact.item, hashBytes, 'an item hash'),
    ),
    u16(codes.length),
    lengthPrefixed(...codes.map((code) => utf8(code))),
  )
}

/** A fact as it stands in the ledger. */
export interface RecordedFact {
  readonly fact: Fact
  readonly timeMs: number
}

/** Reads a fact's record bytes. @throws {@link LedgerError} `FIELDS` or `FACT` for bytes `encodeFact` did not write */
export function decodeFact(record: Uint8Array): RecordedFact {
  const fields = readFields(record)
  if (fields.u8() !== layoutVersion) throw new LedgerError('FACT', 'a fact of an unknown layout version')
  const type = nameOf.get(fields.u16())
  if (type === undefined) throw new LedgerError('FACT', 'a fact of an unknown type')
  const timeMs = fields.u64()
  const officer = optional(fields.lengthPrefixed(officerBytes))
  const exchange = optional(fields.lengthPrefixed(hashBytes))
  const item = optional(fields.lengthPrefixed(hashBytes))
  const count = fields.u16()
  if (count > mostCodes) throw new LedgerError('FACT', 'a fact with too many codes')
  const codes = Array.from({ length: count }, () =>
    String.fromCharCode(...fields.lengthPrefixed(mostCodeBytes)),
  )
  fields.end()
  return {
    timeMs,
    fact: {
      type,
      ...(officer && { officer }),
      ...(exchange && { exchange }),
      ...(item && { item }),
      ...(count > 0 && { codes }),
    },
  }
}

function exactly(bytes: Uint8Array | undefined, length: number, what: string): Uint8Array {
  if (bytes === undefined) return new Uint8Array(0)
  if (bytes.length !== length)
    throw new LedgerError('FACT', `${what} has ${length} bytes, not ${bytes.length}`)
  return bytes
}

const optional = (bytes: Uint8Array): Uint8Array | undefined => (bytes.length === 0 ? undefined : bytes)
