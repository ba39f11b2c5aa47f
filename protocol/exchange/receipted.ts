import { lookUp } from './hash-trie.ts'
import type { Hash, Placed } from './placed.ts'
import { situate } from './situation.ts'
import { otherSide, type Exchange, type Side } from './state.ts'
import type { Violation } from './verdict.ts'

/** What a receipt's head says about us. */
export type Noted =
  | { readonly kind: 'noted'; readonly exchange: Exchange }
  /** The signer has a placement of the other side that this node does not know. */
  | { readonly kind: 'unknown' }

/**
 * Notes how much of the other side's chain a side's receipt says it has.
 *
 * @param signer - the side that signed the receipt
 * @param head - `head_yours` of the receipt: the last placement that the signer has of the other side
 * @returns `unknown` for a head that is not in that chain: where that chain is our own, we have lost our past or the
 *   peer invents one
 * @see docs/protocol/3-exchange.md §6
 */
export function noteReceipted(exchange: Exchange, signer: Side, head: Hash): Noted {
  const entry = lookUp(exchange.placements, head)
  if (entry?.side !== otherSide(signer)) return { kind: 'unknown' }
  const most = Math.max(exchange.receipted[signer], entry.seq)
  return { kind: 'noted', exchange: { ...exchange, receipted: { ...exchange.receipted, [signer]: most } } }
}

/**
 * Refuses a placement that has seen less than its signer receipted (rules B2).
 *
 * Not a row of the fold: a receipt can be under way when the placement comes, so that two nodes could answer
 * differently. The receiving use case asks this before `apply`; an honest node, whose `seen` is always all it has,
 * never meets it.
 *
 * @returns `undefined` where it has seen enough, or names an ancestor that is not known yet
 */
export function backDated(exchange: Exchange, placed: Placed): Violation | undefined {
  const { side, seen, seenHash } = situate(exchange, placed)
  if (seenHash !== undefined && seen === undefined) return undefined
  return (seen?.seq ?? 0) < exchange.receipted[side]
    ? { kind: 'violation', code: 'BACK_DATED', rule: 'receive.seen-receipted' }
    : undefined
}
