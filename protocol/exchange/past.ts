import type { Phase } from './may-place.ts'
import { lookUp } from './hash-trie.ts'
import type { Hash } from './placed.ts'
import {
  otherSide,
  type Entry,
  type Exchange,
  type Act,
  type Acts,
  type Notice,
  type Offered,
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

/** What the originator last offered in a cut, refused or not: the disclosure, else the newest notice. */
export function offeredAt(exchange: Exchange, cut: Cut): Offered {
  return newestIn(exchange.disclosures, cut) ?? newestIn(exchange.notices, cut) ?? exchange.opening
}

function newestIn<A extends Act>(acts: Acts<A>, cut: Cut): A | undefined {
  for (let some = acts; some !== undefined; some = some.earlier)
    if (some.latest.entry.seq <= cut[some.latest.entry.side]) return some.latest
  return undefined
}

/** The notice that counts at a cut: the newest that stands, unless it has ended. */
export function noticeAt(exchange: Exchange, cut: Cut): Notice | undefined {
  const notice = latestAt(exchange, exchange.notices, cut)
  return notice === undefined || endOf(exchange, notice, cut) !== undefined ? undefined : notice
}

const endOf = (exchange: Exchange, notice: Notice, cut: Cut) =>
  latestOf(exchange, exchange.noticeEnds, notice, cut)

/** The newest act about a notice that stands at a cut. */
function latestOf<A extends Act & { readonly notice: Hash }>(
  exchange: Exchange,
  acts: Acts<A>,
  { entry: { statement } }: Notice,
  cut: Cut,
): A | undefined {
  for (let some = acts; some !== undefined; some = some.earlier)
    if (some.latest.notice === statement && standsAt(exchange, some.latest.entry, cut)) return some.latest
  return undefined
}

/**
 * The newest undertaking in force at a cut.
 *
 * One of the notice that counts, or of the disclosure, or of the notice that the disclosure was released for; and not
 * one that had run out when the release came (rules B11).
 */
export function undertakingAt(exchange: Exchange, cut: Cut): Undertaking | undefined {
  for (let some = exchange.undertakings; some !== undefined; some = some.earlier)
    if (isInForce(exchange, some.latest, cut)) return some.latest
  return undefined
}

/** The undertaking that a statement hash names, if it is in force at the cut. */
export function undertakingNamed(exchange: Exchange, statement: Hash, cut: Cut): Undertaking | undefined {
  for (let some = exchange.undertakings; some !== undefined; some = some.earlier)
    if (some.latest.entry.statement === statement)
      return isInForce(exchange, some.latest, cut) ? some.latest : undefined
  return undefined
}

function isInForce(exchange: Exchange, { entry, of }: Undertaking, cut: Cut): boolean {
  if (!standsAt(exchange, entry, cut)) return false
  const disclosed = latestAt(exchange, exchange.disclosures, cut)
  if (disclosed === undefined) return noticeAt(exchange, cut)?.entry.statement === of
  const late = latestAt(exchange, exchange.lates, cut)
  if (late !== undefined && late.entry.seq > entry.seq) return false
  return of === disclosed.entry.statement || of === disclosed.notice
}

/** The phase at a cut: the same for everyone who holds that past, whatever came later. */
export function phaseAt(exchange: Exchange, cut: Cut): Phase {
  if (latestAt(exchange, exchange.returns, cut) !== undefined) return 'RETURNED'
  if (latestAt(exchange, exchange.disclosures, cut) === undefined) return phaseOfNotice(exchange, cut)
  // Without an undertaking in force nothing may be opened, whatever was said under an earlier one.
  if (undertakingAt(exchange, cut) === undefined) return 'DISCLOSED'
  const outcome = latestAt(exchange, exchange.outcomes, cut)
  if (outcome === undefined) return 'UNDERTAKEN'
  return outcome.kind === 'ACK' ? 'ACKNOWLEDGED' : 'REFUSED'
}

function phaseOfNotice(exchange: Exchange, cut: Cut): Phase {
  const notice = latestAt(exchange, exchange.notices, cut)
  if (notice === undefined) return 'RETURNED'
  const end = endOf(exchange, notice, cut)
  if (end !== undefined) return end.kind === 'EXPIRED' ? 'LAPSED' : 'WITHDRAWN'
  if (undertakingAt(exchange, cut) !== undefined) return 'AGREED'
  const answer = latestOf(exchange, exchange.noticeAnswers, notice, cut)
  if (answer === undefined) return 'NOTICED'
  return answer.kind === 'COUNTER' ? 'COUNTERED' : 'DECLINED'
}

/** Everything that is known, whatever came after it: for what is asked of the present alone. */
export const everything: Cut = { originator: Number.MAX_SAFE_INTEGER, receiver: Number.MAX_SAFE_INTEGER }

/** All that is known: both chains to their heads. */
export function headsOf(exchange: Exchange): Cut {
  return {
    originator: exchange.chains.originator.head?.seq ?? 0,
    receiver: exchange.chains.receiver.head?.seq ?? 0,
  }
}
