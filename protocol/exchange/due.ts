import { retentionDecisions } from '../codes.ts'
import { isSafety } from './families.ts'
import type { Hash } from './placed.ts'
import { dutiesIn, type MatterDutyCode } from './matter-duties.ts'
import { remindingOf, type Reminding } from './reminders.ts'
import { otherSide, type Entry, type Exchange, type Side } from './state.ts'
import { reviewMsOf } from './tags.ts'
import { defaultTimers, type Timers } from './timers.ts'
import { toldOf } from './told.ts'
import { openTypes, viewOf, type ExchangeView } from './view.ts'

/** What is owed: an act, not a statement type, for some acts have more than one. */
export type DutyCode =
  /** AGREE, COUNTER or DECLINE. */
  | 'ANSWER_NOTICE'
  /** A new PRIOR_NOTICE, or WITHDRAW_NOTICE. */
  | 'ANSWER_COUNTER'
  /** CONDITIONS_READ or CANNOT_COMPLY. */
  | 'UNDERTAKE'
  /** ACK or REFUSE. */
  | 'ACKNOWLEDGE'
  /** FEEDBACK that nobody asked for: after 90 days, then yearly. */
  | 'FEEDBACK_REMINDER'
  /** The news that the acknowledgement promised; a FEEDBACK brings them. */
  | 'NEWS'
  /** RETENTION_REVIEW: whether what was disclosed is still needed. */
  | 'REVIEW_RETENTION'
  /** DELETION_CERT, once a review has decided to erase. */
  | 'CERTIFY_DELETION'
  | MatterDutyCode

export interface Duty extends Reminding {
  readonly code: DutyCode
  /** Who owes it. */
  readonly side: Side
  /** UTC milliseconds. */
  readonly dueMs: number
  /** When it arose, by the signed batch that made it. */
  readonly sinceMs: number
  /** Hash of the statement that it is owed for. */
  readonly ref: Hash
  readonly isOverdue: boolean
}

type Claim = Omit<Duty, 'isOverdue' | keyof Reminding>

/**
 * Lists what is owed in an exchange, the most pressing first.
 *
 * Times are those of the signed batches, so that both sides compute the same dates; only `isOverdue` depends on the
 * clock, and whether a duty that lies far ahead is shown yet. A duty lasts while what ends it may be placed. In an exchange that is forked, returned or closed only that is
 * owed which a safety statement opened (rules B9). Costs time in the number of matters in which something is owed.
 *
 * @param nowMs - UTC milliseconds
 * @see docs/protocol/3-exchange.md §7
 */
export function due(exchange: Exchange, nowMs: number, timers: Timers = defaultTimers): readonly Duty[] {
  const view = viewOf(exchange)
  const claims = [
    ...(view.isClosed ? [] : [...claimsOfNotice(view), ...claimsOnReceiver(view, timers)]),
    ...claimsOfMatters(exchange, view, timers, nowMs),
    ...claimsOfRetention(exchange, view, timers, nowMs),
  ]
  return claims
    .map((claim) => ({ ...claim, ...remindingOf(claim, timers), isOverdue: claim.dueMs < nowMs }))
    .sort((one, other) => one.dueMs - other.dueMs || (one.ref < other.ref ? -1 : 1))
}

/** Until the notice runs out: its originator set the date. */
function claimsOfNotice({ phase, notice }: ExchangeView): readonly Claim[] {
  if (notice === undefined) return []
  const { entry, validUntilMs } = notice
  const claim = { ref: entry.statement, sinceMs: entry.timeMs, dueMs: validUntilMs }
  if (phase === 'NOTICED') return [{ ...claim, code: 'ANSWER_NOTICE', side: 'receiver' }]
  return phase === 'COUNTERED' ? [{ ...claim, code: 'ANSWER_COUNTER', side: 'originator' }] : []
}

function claimsOnReceiver(view: ExchangeView, timers: Timers): readonly Claim[] {
  const claim = (code: DutyCode, ref: Hash, sinceMs: number, dueMs: number): Claim => {
    return { code, side: 'receiver', ref, sinceMs, dueMs }
  }
  const { statement, timeMs } = view.offered.entry
  const answerBy = timeMs + timers.acknowledge[view.offered.urgency]
  switch (view.phase) {
    case 'DISCLOSED':
      return [claim('UNDERTAKE', statement, timeMs, answerBy)]
    case 'UNDERTAKEN':
      return [claim('ACKNOWLEDGE', statement, timeMs, answerBy)]
    case 'ACKNOWLEDGED':
      return claimsAfterAck(view, timers, claim)
    case 'NOTICED':
    case 'AGREED':
    case 'COUNTERED':
    case 'DECLINED':
    case 'WITHDRAWN':
    case 'LAPSED':
    case 'REFUSED':
    case 'RETURNED':
    case 'FORKED':
      return []
  }
}

function claimsAfterAck(
  { outcome, feedback, owed }: ExchangeView,
  timers: Timers,
  claim: (code: DutyCode, ref: Hash, sinceMs: number, dueMs: number) => Claim,
): readonly Claim[] {
  if (outcome?.kind !== 'ACK') return []
  const { statement, timeMs, seq } = outcome.entry
  const reported = feedback !== undefined && feedback.entry.seq > seq ? feedback.entry : undefined
  const claims: Claim[] = []
  if (outcome.nextNewsByMs > 0 && reported === undefined)
    claims.push(claim('NEWS', statement, timeMs, outcome.nextNewsByMs))
  // Asked for by name is asked for: the reminder would say it twice.
  if (!owed.some(({ kind }) => kind === 'FEEDBACK')) {
    const [from, period] = reported ? [reported, timers.feedbackAgain] : [outcome.entry, timers.feedbackFirst]
    claims.push(claim('FEEDBACK_REMINDER', from.statement, from.timeMs, from.timeMs + period))
  }
  return claims
}

function claimsOfMatters(
  exchange: Exchange,
  view: ExchangeView,
  timers: Timers,
  nowMs: number,
): readonly Claim[] {
  const isQuiet = view.isClosed || view.phase === 'RETURNED' || view.phase === 'FORKED'
  const open = { originator: openTypes(exchange, 'originator'), receiver: openTypes(exchange, 'receiver') }
  const owing = view.owing.flatMap(({ matter, state }) =>
    dutiesIn(matter.kind, state).map((duty) => ({ matter, duty })),
  )
  return owing.flatMap(({ matter, duty }): readonly Claim[] => {
    const side = duty.by === 'OPENER' ? matter.entry.side : otherSide(matter.entry.side)
    const isOwed =
      (!isQuiet || isSafety(matter.content)) && open[side].some((type) => duty.endedBy.includes(type))
    const { statement, timeMs } = matter.entry
    const dueMs = duty.dueMs(matter, timers, view.offered.urgency)
    const sinceMs = duty.sinceMs?.(matter) ?? timeMs
    if (dueMs === undefined || nowMs < dueMs - (duty.shownBefore?.(timers) ?? Infinity)) return []
    const isYet = duty.sinceMs === undefined || nowMs >= sinceMs
    return isOwed && isYet ? [{ code: duty.code, side, ref: statement, sinceMs, dueMs }] : []
  })
}

/** Of the whole disclosure, by the newest review of all of it. */
function claimsOfRetention(
  exchange: Exchange,
  { phase, disclosure }: ExchangeView,
  timers: Timers,
  nowMs: number,
): readonly Claim[] {
  const isHeld = phase === 'UNDERTAKEN' || phase === 'ACKNOWLEDGED' || phase === 'REFUSED'
  if (!isHeld || disclosure === undefined) return []
  const claim = ({ statement, timeMs }: Entry, code: DutyCode, dueMs: number): readonly Claim[] =>
    nowMs < dueMs - timers.shownBefore.retention
      ? []
      : [{ code, side: 'receiver', ref: statement, sinceMs: timeMs, dueMs }]
  const review = toldOf(exchange, 'RETENTION_REVIEW').find(({ terms }) => terms.items.length === 0)
  if (review === undefined) {
    const dueMs = Math.min(
      disclosure.entry.timeMs + timers.retentionReview,
      reviewMsOf(disclosure.conditions) ?? Infinity,
    )
    return claim(disclosure.entry, 'REVIEW_RETENTION', dueMs)
  }
  const { entry, terms } = review
  if (terms.decision !== retentionDecisions.ERASE) return claim(entry, 'REVIEW_RETENTION', terms.untilMs)
  const isCertified = toldOf(exchange, 'DELETION_CERT').some((cert) => cert.entry.seq > entry.seq)
  return isCertified ? [] : claim(entry, 'CERTIFY_DELETION', entry.timeMs + timers.otherwise)
}
