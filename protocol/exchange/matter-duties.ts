import type { Urgency } from '../conditions/parse.ts'
import type { TermsOf } from '../codec/terms.ts'
import type { StatementType } from '../names.ts'
import type { MatterKind, MatterState } from './matters.ts'
import { isOneOf } from './placed.ts'
import type { Matter } from './state.ts'
import type { Timers } from './timers.ts'

/** What is owed in a matter. */
export type MatterDutyCode =
  | 'ANSWER'
  /** FEEDBACK that was asked for. */
  | 'FEEDBACK'
  | 'GIVE_STATUS'
  /** GRANT or DENY: silence is no consent. */
  | 'DECIDE_CONSENT'
  /** The consultation before a statutory exception, which delays no longer than its date. */
  | 'CONSULT'
  /** EXCEPTION_DONE, or NOT_NEEDED: whether the exception was used on the date that was planned. */
  | 'REPORT_EXCEPTION'
  | 'CORRECT'
  | 'CARRY_OUT_RECALL'
  /** CONDITIONS_READ or CANNOT_COMPLY, for Conditions that were tightened. */
  | 'UNDERTAKE_TIGHTENED'
  | 'ANSWER_REDIRECT'
  /** FREEZE_INFO, or a STATUS that there is none. */
  | 'ANSWER_FREEZE'
  /** FREEZE_INFO or LIFTED, before the measure ends by itself. */
  | 'PROLONG_FREEZE'
  /** LIFT_REASONS: the last day on which they are heard. */
  | 'GIVE_REASONS'
  /** FREEZE_INFO that it is kept, or LIFTED. */
  | 'DECIDE_LIFT'
  /** A COMMENT that is final, or FORMALISED. */
  | 'COMMENT'

/** What somebody owes while a matter of a kind is in one of some states. */
interface MatterDuty {
  readonly code: MatterDutyCode
  readonly kind: MatterKind
  readonly states: readonly MatterState[]
  /** Which side, seen from the one that opened it. */
  readonly by: 'OPENER' | 'OTHER'
  /** It lasts while one of these may be placed. */
  readonly endedBy: readonly StatementType[]
  /** UTC milliseconds; `undefined` where nothing is owed. */
  readonly dueMs: (matter: Matter, timers: Timers, urgency: Urgency) => number | undefined
  /** From when it is owed, UTC milliseconds; as long as the state lasts where absent. */
  readonly sinceMs?: (matter: Matter) => number | undefined
  /** From when it is shown, before its date; all the time where absent. */
  readonly shownBefore?: (timers: Timers) => number
}

/** The date that a statement sets, else so long after it. */
const dateOr =
  (period: (timers: Timers, urgency: Urgency) => number): MatterDuty['dueMs'] =>
  ({ content: { terms }, entry }, timers, urgency) =>
    'replyByMs' in terms && terms.replyByMs > 0 ? terms.replyByMs : entry.timeMs + period(timers, urgency)

const planned: MatterDuty['dueMs'] = ({ content: { terms }, entry }) =>
  'plannedMs' in terms ? terms.plannedMs : entry.timeMs

/** docs/protocol/3-exchange.md §7. */
const matterDuties: readonly MatterDuty[] = [
  {
    ...{ code: 'ANSWER', kind: 'QUESTION', states: ['OPEN'], by: 'OTHER', endedBy: ['ANSWER'] },
    dueMs: dateOr(({ answer }, urgency) => answer[urgency]),
  },
  {
    ...{ code: 'FEEDBACK', kind: 'FEEDBACK', states: ['OPEN'], by: 'OTHER', endedBy: ['FEEDBACK'] },
    dueMs: dateOr(({ feedbackAsked }) => feedbackAsked),
  },
  {
    ...{ code: 'GIVE_STATUS', kind: 'STATUS', states: ['OPEN'], by: 'OTHER', endedBy: ['STATUS'] },
    dueMs: dateOr(({ answer }, urgency) => answer[urgency]),
  },
  {
    ...{
      code: 'DECIDE_CONSENT',
      kind: 'CONSENT',
      states: ['REQUESTED'],
      by: 'OTHER',
      endedBy: ['GRANT', 'DENY'],
    },
    dueMs: dateOr(({ consent }, urgency) => consent[urgency]),
  },
  {
    ...{ code: 'CONSULT', kind: 'EXCEPTION', states: ['CONSULTING'], by: 'OPENER' },
    // The planned disclosure ends it too: a consultation that is not held delays no longer than its date.
    endedBy: ['CONSULT_DONE', 'EXCEPTION_DONE'],
    dueMs: (matter, timers, urgency) => consultBy(matter) ?? planned(matter, timers, urgency),
  },
  {
    ...{ code: 'REPORT_EXCEPTION', kind: 'EXCEPTION', states: ['NOTICED', 'CONSULTED'], by: 'OPENER' },
    endedBy: ['EXCEPTION_DONE', 'NOT_NEEDED'],
    dueMs: planned,
  },
  {
    ...{ code: 'CORRECT', kind: 'CORRECTION', states: ['ASKED', 'PARTIAL'], by: 'OTHER' },
    endedBy: ['RECALL_RESULT'],
    dueMs: dateOr(({ otherwise }) => otherwise),
  },
  {
    ...{ code: 'CARRY_OUT_RECALL', kind: 'RECALL', states: ['ASKED', 'PARTIAL'], by: 'OTHER' },
    endedBy: ['RECALL_RESULT'],
    dueMs: dateOr(({ otherwise }) => otherwise),
  },
  {
    ...{ code: 'UNDERTAKE_TIGHTENED', kind: 'RETAG', states: ['APPLIED'], by: 'OTHER' },
    endedBy: ['CONDITIONS_READ'],
    dueMs: dateOr(({ answer }, urgency) => answer[urgency]),
  },
  {
    ...{ code: 'ANSWER_REDIRECT', kind: 'REDIRECTION', states: ['PROPOSED'], by: 'OTHER' },
    endedBy: ['REDIRECT_OK'],
    dueMs: dateOr(({ answer }, urgency) => answer[urgency]),
  },
  {
    ...{ code: 'ANSWER_FREEZE', kind: 'FREEZE_QUERY', states: ['OPEN'], by: 'OTHER' },
    endedBy: ['FREEZE_INFO', 'STATUS'],
    dueMs: dateOr(({ answer }, urgency) => answer[urgency]),
  },
  {
    ...{ code: 'PROLONG_FREEZE', kind: 'FREEZE', states: ['ACTIVE'], by: 'OPENER' },
    endedBy: ['FREEZE_INFO', 'LIFTED'],
    dueMs: (matter) => {
      const expiresMs = lastSaid(matter, 'FREEZE_INFO')?.expiresMs ?? 0
      return expiresMs > 0 ? expiresMs : undefined
    },
    shownBefore: (timers) => timers.shownBefore.freeze,
  },
  {
    ...{ code: 'GIVE_REASONS', kind: 'FREEZE', states: ['LIFT_INTENDED'], by: 'OTHER' },
    endedBy: ['LIFT_REASONS'],
    dueMs: (matter) => lastSaid(matter, 'LIFT_INTENT')?.reasonsByMs,
  },
  {
    ...{ code: 'DECIDE_LIFT', kind: 'FREEZE', states: ['REASONS_GIVEN'], by: 'OPENER' },
    endedBy: ['FREEZE_INFO', 'LIFTED'],
    dueMs: (matter) => lastSaid(matter, 'LIFT_INTENT')?.liftMs,
  },
  {
    // Reasons that never came bind nobody: when their time is over, the holder decides without them.
    ...{ code: 'DECIDE_LIFT', kind: 'FREEZE', states: ['LIFT_INTENDED'], by: 'OPENER' },
    endedBy: ['FREEZE_INFO', 'LIFTED'],
    sinceMs: (matter) => lastSaid(matter, 'LIFT_INTENT')?.reasonsByMs,
    dueMs: (matter) => lastSaid(matter, 'LIFT_INTENT')?.liftMs,
  },
  {
    ...{ code: 'COMMENT', kind: 'REQUEST', states: ['DRAFT', 'FORMAL'], by: 'OTHER' },
    endedBy: ['COMMENT', 'FORMALISED'],
    dueMs: dateOr(({ otherwise }) => otherwise),
  },
]

/** What is owed in a matter of a kind while it is in a state. */
export function dutiesIn(kind: MatterKind, state: MatterState): readonly MatterDuty[] {
  return matterDuties.filter((row) => row.kind === kind && row.states.includes(state))
}

/** The newest terms of a type by the side that opened a matter, refused or not: for dates, not for what holds. */
function lastSaid<T extends StatementType>(
  { entry, content, steps }: Matter,
  type: T,
): TermsOf[T] | undefined {
  for (let some = steps[entry.side]; some !== undefined; some = some.earlier)
    if (isOneOf(some.latest.content, [type])) return some.latest.content.terms as TermsOf[T]
  return isOneOf(content, [type]) ? (content.terms as TermsOf[T]) : undefined
}

/** Until when the originator asked to be consulted: it asks once, so any of its steps that asks is the one. */
function consultBy({ entry, steps }: Matter): number | undefined {
  const asked = steps[entry.side === 'originator' ? 'receiver' : 'originator']
  for (let some = asked; some !== undefined; some = some.earlier) {
    const { content } = some.latest
    if (content.type === 'CONSULT_ASK') return content.terms.byMs
  }
  return undefined
}
