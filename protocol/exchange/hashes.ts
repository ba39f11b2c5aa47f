import { sha256, toHex, utf8 } from '../../crypto/index.ts'
import { domains } from '../names.ts'
import type { Hash } from './placed.ts'

// Each over the exact bytes that were signed, under a domain of its own, so that none can be taken for another.
const statementDomain = utf8(domains.statement)
const placementDomain = utf8(domains.placement)

/** H("sponte/1 statement\0" ‖ bytes): the name of a statement, and of the exchange that it begins. */
export function statementHash(bytes: Uint8Array): Hash {
  return toHex(sha256(statementDomain, bytes))
}

/** H("sponte/1 placement\0" ‖ bytes): the name of a place in a chain. */
export function placementHash(bytes: Uint8Array): Hash {
  return toHex(sha256(placementDomain, bytes))
}
