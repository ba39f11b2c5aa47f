import { lookUp } from './hash-trie.ts'
import { standsWhere } from './meetings.ts'
import { headsOf, standsAt } from './past.ts'
import { otherSide, type Act, type Acts, type Entry, type Exchange } from './state.ts'

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
  const heads = headsOf(exchange)
  const overtakes = (other: Entry, inOneMatter: boolean): boolean => {
    if (!standsAt(exchange, other, heads) || !areConcurrent(entry, other)) return false
    return entry.side === 'originator'
      ? standsWhere(entry.type, other.type, inOneMatter) === 'RECEIVER'
      : standsWhere(other.type, entry.type, inOneMatter) === 'ORIGINATOR'
  }
  // Only these ever win: what returns or answers the disclosure, what replaces or ends a notice.
  const deciding = entry.side === 'originator' ? receiverActs(exchange) : originatorActs(exchange)
  if (deciding.some((acts) => someAct(acts, (other) => overtakes(other, false)))) return true
  return entry.moves.some((statement) => {
    const matter = lookUp(exchange.matters, statement)
    return (
      matter !== undefined && someAct(matter.steps[otherSide(entry.side)], (other) => overtakes(other, true))
    )
  })
}

const receiverActs = ({ returns, outcomes }: Exchange): readonly Acts<Act>[] => [returns, outcomes]
const originatorActs = ({ notices, noticeEnds }: Exchange): readonly Acts<Act>[] => [notices, noticeEnds]

function someAct(acts: Acts<Act>, holds: (entry: Entry) => boolean): boolean {
  for (let some = acts; some !== undefined; some = some.earlier) if (holds(some.latest.entry)) return true
  return false
}

function areConcurrent(one: Entry, other: Entry): boolean {
  return one.side !== other.side && one.seen < other.seq && other.seen < one.seq
}
