// The leaf of a fact: RFC 9162 hashes it into the tree. It shows a type and a time; all else is behind a salted
// commitment, so that erasing the record (with its salt) leaves a valid leaf that means nothing.
import { concat, equalBytes, hmacSha256, u16, u64 } from '../../crypto/index.ts'
import { type Fact, factTypes } from './fact.ts'
import { readFields } from './fields.ts'

/** Length of a leaf's salt. */
export const saltBytes = 32
/** Length of a leaf: type 2 ‖ time 8 ‖ commitment 32. */
export const leafBytes = 42

/** The leaf of a fact's record: type u16 ‖ time u64 ‖ HMAC-SHA256(salt, record). */
export function ledgerLeaf(fact: Fact, timeMs: number, salt: Uint8Array, record: Uint8Array): Uint8Array {
  return concat(u16(factTypes[fact.type]), u64(timeMs), hmacSha256(salt, record))
}

/** Whether a leaf commits to exactly this record under this salt. */
export function leafCommitsTo(leaf: Uint8Array, salt: Uint8Array, record: Uint8Array): boolean {
  if (leaf.length !== leafBytes) return false
  const fields = readFields(record)
  fields.u8()
  const typeAndTime = fields.take(2 + 8)
  return equalBytes(leaf, concat(typeAndTime, hmacSha256(salt, record)))
}

/** When the fact of a leaf was done, UTC milliseconds. */
export function leafTimeMs(leaf: Uint8Array): number {
  const fields = readFields(leaf)
  fields.take(2)
  return fields.u64()
}
