import type { Urgency } from '../conditions/parse.ts'
import type { StatementType } from '../names.ts'
import type { MatterKind, MatterState } from './matters.ts'
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

/** What somebody owes while a matter of a kind is in one of some states. */
interface MatterDuty {
  readonly code: MatterDutyCode
  readonly kind: MatterKind
  readonly states: readonly MatterState[]
  /** Which side, seen from the one that opened it. */
  readonly by: 'OPENER' | 'OTHER'
  /** It lasts while one of these may be placed. */
  readonly endedBy: readonly StatementType[]
  /** UTC milliseconds. */
  readonly dueMs: (matter: Matter, timers: Timers, urgency: Urgency) => number
}

/** The date that a statement sets, else so long after it. */
const dateOr =
  (period: (timers: Timers, urgency: Urgency) => number): MatterDuty['dueMs'] =>
  ({ content: { terms }, entry }, timers, urgency) =>
    'replyByMs' in terms && terms.replyByMs > 0 ? terms.replyByMs : entry.timeMs + period(timers, urgency)

const planned: MatterDuty['dueMs'] = ({ content: { terms }, entry }) =>
  'plannedMs' in terms ? terms.plannedMs : entry.timeMs

/** docs/protocol/3-exchange.md §7. */
export const matterDuties: readonly MatterDuty[] = [
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
]

/** Until when the originator asked to be consulted: it asks once, so any of its steps that asks is the one. */
function consultBy({ entry, steps }: Matter): number | undefined {
  const asked = steps[entry.side === 'originator' ? 'receiver' : 'originator']
  for (let some = asked; some !== undefined; some = some.earlier) {
    const { content } = some.latest
    if (content.type === 'CONSULT_ASK') return content.terms.byMs
  }
  return undefined
}
