import type { Phase } from './families.ts'
import { lookUp } from './hash-trie.ts'
import type { Hash } from './placed.ts'
import {
  otherSide,
  type Entry,
  type Exchange,
  type Act,
  type Acts,
  type Side,
  type Undertaking,
} from './state.ts'

/**
 * A cut through the two chains: so many placements of each side.
 *
 * The causal past of a placement is such a cut: its own chain before it, and the other side's up to `seen`. Every act
 * carries the number of the placement that established it, so that any past is asked in the present state (rules B1).
 */
export type Cut = Readonly<Record<Side, number>>

/** Whether a placement is in the cut, and no placement in the cut refuses it. */
export function standsAt(exchange: Exchange, entry: Entry, cut: Cut): boolean {
  if (entry.seq > cut[entry.side]) return false
  const refusal = lookUp(exchange.refusals, entry.placement)
  return refusal === undefined || refusal.seq > cut[otherSide(entry.side)]
}

/**
 * The newest act that stands at a cut.
 *
 * The walk is short: but for undertakings, which are bounded, a new act is recorded only when the one before it does
 * not stand in its own past.
 */
export function latestAt<A extends Act>(exchange: Exchange, acts: Acts<A>, cut: Cut): A | undefined {
  for (let some = acts; some !== undefined; some = some.earlier)
    if (standsAt(exchange, some.latest.entry, cut)) return some.latest
  return undefined
}

/** The undertaking that a statement hash names, if it stands at the cut. */
export function undertakingAt(exchange: Exchange, statement: Hash, cut: Cut): Undertaking | undefined {
  for (let some = exchange.undertakings; some !== undefined; some = some.earlier)
    if (some.latest.entry.statement === statement)
      return standsAt(exchange, some.latest.entry, cut) ? some.latest : undefined
  return undefined
}

/** The phase at a cut: the same for everyone who holds that past, whatever came later. */
export function phaseAt(exchange: Exchange, cut: Cut): Phase {
  if (!standsAt(exchange, exchange.disclosure.entry, cut)) return 'RETURNED'
  if (latestAt(exchange, exchange.returns, cut) !== undefined) return 'RETURNED'
  // Without an undertaking in force nothing may be opened, whatever was said under an earlier one.
  if (latestAt(exchange, exchange.undertakings, cut) === undefined) return 'DISCLOSED'
  const outcome = latestAt(exchange, exchange.outcomes, cut)
  if (outcome === undefined) return 'UNDERTAKEN'
  return outcome.kind === 'ACK' ? 'ACKNOWLEDGED' : 'REFUSED'
}

/** All that is known: both chains to their heads. */
export function headsOf(exchange: Exchange): Cut {
  return {
    originator: exchange.chains.originator.head?.seq ?? 0,
    receiver: exchange.chains.receiver.head?.seq ?? 0,
  }
}
