import { toHex } from '../../crypto/index.ts'
import { lookUp } from './hash-trie.ts'
import type { Hash, Placed } from './placed.ts'
import { situate } from './situation.ts'
import { otherSide, type Entry, type Exchange, type Side } from './state.ts'
import type { Violation } from './verdict.ts'

/** What a receipt's head says about us. */
export type Noted =
  | { readonly kind: 'noted'; readonly exchange: Exchange }
  /** The signer has a placement of the other side that this node does not know. */
  | { readonly kind: 'unknown' }

/** The two heads of a receipt: the last placement of its signer, and the last of the other side that it has. */
export interface Heads {
  readonly mine: Hash | undefined
  readonly yours: Hash
}

/**
 * Notes what a side's receipt says of its placements to come.
 *
 * A receipt and a placement travel apart: what its signer had placed before (`mine`, and all that stands before it) may
 * come later than the receipt, and has not seen less than it could. Only what follows `mine` must have seen `yours`.
 *
 * @param signer - the side that signed the receipt
 * @returns `unknown` for a head `yours` that is not in the other side's chain: where that chain is our own, we have lost
 *   our past or the peer invents one
 * @see docs/protocol/3-exchange.md §6
 */
export function noteReceipted(exchange: Exchange, signer: Side, { mine, yours }: Heads): Noted {
  const seen = lookUp(exchange.placements, yours)
  if (seen?.side !== otherSide(signer)) return { kind: 'unknown' }
  const last = mine === undefined ? undefined : lookUp(exchange.placements, mine)
  // A last placement that has not come yet has no number here: later receipts will say it again.
  if (mine !== undefined && last?.side !== signer) return { kind: 'noted', exchange }
  const before = exchange.receipted[signer]
  if (seen.seq <= before.seen) return { kind: 'noted', exchange }
  const now = { after: last?.seq ?? 0, seen: seen.seq }
  return { kind: 'noted', exchange: { ...exchange, receipted: { ...exchange.receipted, [signer]: now } } }
}

/**
 * Whether the signer of a receipt has lost placements of its own: it names an earlier one as its newest, in a batch that
 * it signed after the next.
 *
 * Never true of a node that goes on, whatever the order in which its words come; of one whose clock was wrong it may be,
 * and such a node has what it is then shown.
 */
export function wasSetBack(
  exchange: Exchange,
  signer: Side,
  { headMine, timeMs }: { readonly headMine: Uint8Array | undefined; readonly timeMs: number },
): boolean {
  const last = headMine === undefined ? undefined : lookUp(exchange.placements, toHex(headMine))
  if (headMine !== undefined && last?.side !== signer) return false
  let next: Entry | undefined
  for (let entry = exchange.chains[signer].head; entry !== undefined; entry = entry.older) {
    if (entry.seq === (last?.seq ?? 0)) break
    next = entry
  }
  return next !== undefined && next.timeMs < timeMs
}

/**
 * Refuses a placement that has seen less than its signer had receipted before it (rules B2).
 *
 * Not a row of the fold: a receipt can be under way when the placement comes, so that two nodes could answer
 * differently. The receiving use case asks this before `apply`; an honest node, whose `seen` is always all it has,
 * never meets it, in whatever order its receipts and placements come.
 *
 * @returns `undefined` where it has seen enough, or names an ancestor that is not known yet
 */
export function backDated(exchange: Exchange, placed: Placed): Violation | undefined {
  const { side, seen, seenHash } = situate(exchange, placed)
  if (seenHash !== undefined && seen === undefined) return undefined
  const receipted = exchange.receipted[side]
  return placed.placement.seq > receipted.after && (seen?.seq ?? 0) < receipted.seen
    ? { kind: 'violation', code: 'BACK_DATED', rule: 'receive.seen-receipted' }
    : undefined
}
