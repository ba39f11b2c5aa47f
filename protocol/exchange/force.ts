import { lookUp } from './hash-trie.ts'
import { givesWay } from './meetings.ts'
import { headsOf, latestAt } from './past.ts'
import { otherSide, type Entry, type Exchange } from './state.ts'

/**
 * What a statement counts for from now on.
 *
 * `STANDS`: the other side has seen it and not refused it. `PENDING`: the other side has placed nothing after seeing
 * it. `OVERTAKEN`: it met a statement that wins over it. `VOID`: the other side refused it. It was valid in its own
 * past in every case, and that is never revised (rules B1, B4, B5).
 */
export type Force = 'STANDS' | 'PENDING' | 'OVERTAKEN' | 'VOID'

export function forceOf(exchange: Exchange, entry: Entry): Force {
  if (lookUp(exchange.refusals, entry.placement) !== undefined) return 'VOID'
  if (isOvertaken(exchange, entry)) return 'OVERTAKEN'
  const seenByOther = exchange.chains[otherSide(entry.side)].head?.seen ?? 0
  return entry.seq <= seenByOther ? 'STANDS' : 'PENDING'
}

function isOvertaken(exchange: Exchange, entry: Entry): boolean {
  if (entry.side === 'receiver') return false
  const heads = headsOf(exchange)
  const deciding = [latestAt(exchange, exchange.returns, heads), latestAt(exchange, exchange.outcomes, heads)]
  return deciding.some(
    (act) => act !== undefined && areConcurrent(entry, act.entry) && givesWay(entry.type, act.entry.type),
  )
}

function areConcurrent(one: Entry, other: Entry): boolean {
  return one.side !== other.side && one.seen < other.seq && other.seen < one.seq
}
