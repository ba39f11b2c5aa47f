import { toHex } from '../../crypto/index.ts'
import type { Refused } from '../codec/exchange.ts'
import { maxRefused } from '../limits.ts'
import { insert, lookUp } from './hash-trie.ts'
import { withIndex, withUse } from './matter.ts'
import { headsOf, type Cut } from './past.ts'
import type { Hash } from './placed.ts'
import type { Entry, Exchange, Refusing, Side } from './state.ts'

/**
 * The exchange after a placement that refuses some of the other side's (rules B4).
 *
 * They stay in their chain and have no effect for either side: a refused question is not owed, and one that only a
 * refused statement had settled is open again.
 *
 * @param seq - of the placement that lists them
 */
export function withRefusals(
  exchange: Exchange,
  { seq, refused }: { readonly seq: number; readonly refused: readonly Refused[] },
): Exchange {
  if (refused.length === 0) return exchange
  let after = exchange
  for (const { placementHash, code } of refused) {
    const hash = toHex(placementHash)
    const entry = lookUp(exchange.placements, hash)
    if (entry === undefined) continue
    const isFirst = lookUp(after.refusals, hash) === undefined
    after = { ...after, refusals: insert(after.refusals, hash, { seq, code }) }
    for (const statement of [entry.statement, ...entry.moves]) after = withIndex(after, statement)
    if (entry.uses !== undefined && isFirst) after = withUse(after, entry.uses, -1)
  }
  return after
}

/**
 * Notes that this node refuses a placement of the other side, for a reason outside the fold (a revoked officer, say).
 *
 * The placement was accepted by `apply` and stays in its chain; the own side's next placement lists the refusal, and
 * until then it counts on this node only. `stateHash` does not know it.
 *
 * @param placement - hash of a placement of the other side
 * @param code - one of `refusalCodes`
 * @returns the same exchange where the own side has placed something that saw it: accepted once is accepted;
 *   `undefined` where as many refusals wait as one placement can list: nothing more of the peer is to be stored before
 *   the own side has placed something
 */
export function refuse(exchange: Exchange, own: Side, placement: Refused): Exchange | undefined {
  const entry = lookUp(exchange.placements, toHex(placement.placementHash))
  const seen = exchange.chains[own].head?.seen ?? 0
  if (entry === undefined || entry.side === own || entry.seq <= seen) return exchange
  const refused = [...(exchange.refusing?.refused ?? []), placement]
  if (refused.length > maxRefused) return undefined
  return { ...exchange, refusing: { side: own, refused } }
}

/** The code under which a placement is refused, by the other side or, not yet placed, by this node. */
export function refusalOf(exchange: Exchange, placement: Hash): number | undefined {
  const now = present(exchange).exchange
  return lookUp(now.refusals, placement)?.code
}

/** What is left to list after a placement of `side`: what it has seen it has decided on. */
export function stillRefusing(exchange: Exchange, entry: Entry): Refusing | undefined {
  const { refusing } = exchange
  if (refusing === undefined || entry.side !== refusing.side) return refusing
  const refused = refusing.refused.filter(({ placementHash }) => {
    const other = lookUp(exchange.placements, toHex(placementHash))
    return other !== undefined && other.seq > entry.seen
  })
  return refused.length === 0 ? undefined : { side: refusing.side, refused }
}

/** The exchange as this node sees it now, with its own refusals, and the cut at which it does. */
export interface Present {
  readonly exchange: Exchange
  readonly heads: Cut
}

export function present(exchange: Exchange): Present {
  const heads = headsOf(exchange)
  const { refusing } = exchange
  if (refusing === undefined) return { exchange, heads }
  const seq = heads[refusing.side] + 1
  return {
    exchange: withRefusals(exchange, { seq, refused: refusing.refused }),
    heads: { ...heads, [refusing.side]: seq },
  }
}
