import { toHex } from '../../crypto/index.ts'
import { families } from './families.ts'
import type { Hash, Placed } from './placed.ts'
import type { Situation } from './situation.ts'
import type { Exchange } from './state.ts'
import type { Held } from './verdict.ts'

/** A placement one of whose named ancestors is not known. */
export function held({ exchange: before, placed, prev, prevHash, seenHash }: Situation): Held {
  const exchange = announced(before, placed)
  if (prev === undefined && prevHash !== undefined)
    return { kind: 'held', missing: prevHash, of: 'SIGNER', exchange }
  // Only the rows about `prev` and `seen` hold, and `prev` is known.
  return { kind: 'held', missing: seenHash ?? placed.hash, of: 'OTHER', exchange }
}

/** A placement of an exchange that has not begun here. */
export function heldBeforeFirst({ placement: { prev, seen }, hash }: Placed): Held {
  const ancestor = prev ?? seen
  const missing = ancestor === undefined ? hash : toHex(ancestor)
  return { kind: 'held', missing, of: prev === undefined ? 'OTHER' : 'SIGNER', exchange: undefined }
}

/** The exchange that has heard a CANNOT_COMPLY, though it cannot place it (rules B9). */
export function announced(exchange: Exchange, placed: Placed): Exchange {
  return families[placed.content.type].safety ? announceReturn(exchange, placed.hash) : exchange
}

/**
 * The same from what was kept of it.
 *
 * @param placement - hash of the CANNOT_COMPLY that waits
 */
export function announceReturn(exchange: Exchange, placement: Hash): Exchange {
  return { ...exchange, announcedReturn: placement }
}
