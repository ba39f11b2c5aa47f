// Every cell of who may place what in which phase, written down by hand from the rules (docs/protocol/3-exchange.md §4;
// rules B9, C1 to C6) and type by type, where the product has phase by phase: held against what the rules do, and
// against the product's table with each of its cells turned over.
import { describe, expect, it } from 'vitest'
import {
  phases,
  mayPlace,
  statementTypes,
  type Phase,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import { isMatterType, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { minute, offered, underWay, type Desk } from './two-desks.ts'

const inForce = ['UNDERTAKEN', 'ACKNOWLEDGED', 'REFUSED'] as const
const withContent = ['DISCLOSED', ...inForce, 'RETURNED'] as const
const waiting = ['NOTICED', 'AGREED', 'COUNTERED', 'DECLINED', 'WITHDRAWN', 'LAPSED'] as const
const ever = [...waiting, ...withContent] as const

type Row = Partial<Record<Side, readonly Phase[]>>
const both = (phases: readonly Phase[]): Row => ({ originator: phases, receiver: phases })
const o = (phases: readonly Phase[]): Row => ({ originator: phases })
const r = (phases: readonly Phase[]): Row => ({ receiver: phases })

const expected: Readonly<Record<StatementType, Row>> = {
  PRIOR_NOTICE: o(['NOTICED', 'AGREED', 'COUNTERED', 'LAPSED']),
  WITHDRAW_NOTICE: o(['NOTICED', 'AGREED', 'COUNTERED']),
  EXPIRED: o(['NOTICED', 'COUNTERED']),
  AGREE: r(['NOTICED']),
  COUNTER: r(['NOTICED']),
  DECLINE: r(['NOTICED']),
  DISCLOSURE: o(['AGREED', 'DISCLOSED', ...inForce]),
  // An exchange begins with it, and nothing is before it.
  URGENT_NOTICE: {},
  CONDITIONS_READ: r(['DISCLOSED', ...inForce]),
  CANNOT_COMPLY: r(ever),
  ACK: r(['UNDERTAKEN']),
  REFUSE: r(['UNDERTAKEN']),
  LATE: r(['UNDERTAKEN']),
  FEEDBACK_ASK: o(['UNDERTAKEN', 'ACKNOWLEDGED']),
  FEEDBACK: r(['ACKNOWLEDGED']),
  NOT_ACCEPTED: both(ever),
  // What asks for something, or tells content, has an undertaking in force.
  QUESTION: both(inForce),
  ANSWER: both(inForce),
  REDIRECT: r(inForce),
  SUPPLEMENT: both(inForce),
  STATUS_ASK: both(inForce),
  STATUS: both(inForce),
  CONSENT_ASK: r(inForce),
  GRANT: o(inForce),
  PASSED_ON: r(inForce),
  FREEZE_INFO: both(inForce),
  FREEZE_ASK: both(inForce),
  SETTLEMENT_INFO: o(inForce),
  REQUEST: both(inForce),
  COMMENT: both(inForce),
  FORMALISED: both(inForce),
  // What answers by codes something that stands, and what ends it, has not.
  REDIRECT_OK: o(withContent),
  DENY: o(withContent),
  CONSULT_ASK: o(withContent),
  CONSULT_DONE: both(withContent),
  LIFT_INTENT: both(withContent),
  LIFT_REASONS: both(withContent),
  LIFTED: both(withContent),
  NOT_NEEDED: both(withContent),
  CLOSE: both(withContent),
  // Safety statements (rules B9).
  WITHDRAW: o(withContent),
  CORRECT: o(withContent),
  RETAG: o(withContent),
  RECALL: o(withContent),
  USED: r(withContent),
  EXCULP_NOTICE: r(withContent),
  COMPELLED_NOTICE: r(withContent),
  LIFE_NOTICE: r(withContent),
  DATA_SUBJECT_NOTICE: r(withContent),
  EXCEPTION_DONE: r(withContent),
  RECALL_RESULT: r(withContent),
  BREACH_NOTICE: r(withContent),
  RETENTION_REVIEW: r(withContent),
  DELETION_CERT: r(withContent),
}

const types = Object.keys(statementTypes) as StatementType[]
const sides = ['originator', 'receiver'] as const
type MayPlace = (side: Side, phase: Phase, type: StatementType) => boolean

/** Cells in which a table, or whatever else is asked, says something else than what is written here. */
function differing(may: MayPlace, of: readonly StatementType[] = types): readonly string[] {
  return of.flatMap((type) =>
    sides.flatMap((side) =>
      phases
        .filter((phase) => may(side, phase, type) !== (expected[type][side]?.includes(phase) ?? false))
        .map((phase) => `${side} ${phase} ${type}`),
    ),
  )
}

const inTable: MayPlace = (side, phase, type) => mayPlace[side][phase].includes(type)

/** Two desks in each phase. */
const desksIn: Readonly<Record<Phase, () => Readonly<Record<Side, Desk>>>> = {
  NOTICED: () => offered(),
  AGREED: () => offered({ agreed: true }),
  COUNTERED: () => after(offered(), 'receiver', say.counter),
  DECLINED: () => after(offered(), 'receiver', say.decline),
  WITHDRAWN: () => after(offered(), 'originator', say.withdrawNotice),
  LAPSED: () => after(offered(), 'originator', say.expired),
  DISCLOSED: () => underWay({ undertaken: false }),
  UNDERTAKEN: () => underWay(),
  ACKNOWLEDGED: () => after(underWay(), 'receiver', say.ack),
  REFUSED: () => after(underWay(), 'receiver', say.refusal),
  RETURNED: () => after(underWay(), 'receiver', say.cannotComply),
}

function after<D extends Readonly<Record<Side, Desk>>>(
  desks: D,
  side: Side,
  saying: (known: Desk['known']) => say.Saying,
): D {
  const placed = desks[side].place(saying(desks[side].known))
  desks[side === 'originator' ? 'receiver' : 'originator'].receive(placed)
  return desks
}

const sayings: Partial<Record<StatementType, (known: Desk['known']) => say.Saying>> = {
  DISCLOSURE: say.release,
  CONDITIONS_READ: say.conditionsRead,
  CANNOT_COMPLY: say.cannotComply,
  ACK: say.ack,
  REFUSE: say.refusal,
  QUESTION: say.question,
  ANSWER: (known) => say.answer(known, known.id),
  FEEDBACK_ASK: () => say.feedbackAsk(),
  FEEDBACK: say.feedback,
  PRIOR_NOTICE: () => say.priorNotice(),
  AGREE: say.agree,
  COUNTER: (known) => say.counter(known),
  DECLINE: say.decline,
  WITHDRAW_NOTICE: say.withdrawNotice,
  EXPIRED: say.expired,
  LATE: say.late,
  URGENT_NOTICE: () => say.urgentNotice(),
}
// It lists what it refuses, and there is nothing to refuse here; it is allowed in every phase.
const tried = types.filter((type) => type !== 'NOT_ACCEPTED')

describe('who may place what in which phase', () => {
  it('is as it is written here, in the table', () => {
    expect(differing(inTable)).toEqual([])
  })

  it('is as it is written here, by what the rules say of each side’s statement in each phase', () => {
    const refused = new Set<string>()
    for (const phase of phases) {
      const desks = desksIn[phase]()
      for (const side of sides)
        for (const type of tried) {
          const { known } = desks[side]
          // All of it a minute later: what is tried takes no time.
          const timeMs = minute + Math.max(known.chains.originator.latestMs, known.chains.receiver.latestMs)
          const saying = isMatterType(type) ? sayInMatter(type, known, known.id) : sayings[type]?.(known)
          if (saying === undefined) throw new Error(`nothing to say of ${type}`)
          const verdict = desks[side].receive(desks[side].draft(saying, { timeMs }))
          desks[side].exchange = known
          const rule = verdict.kind === 'violation' ? verdict.rule : ''
          // What the table lets pass may break a later rule: it names nothing that is there.
          if (rule === 'place.yours' || rule === 'family.now') refused.add(`${side} ${phase} ${type}`)
          if (rule.startsWith('form.')) throw new Error(`${type}: ${rule}`)
        }
    }
    expect(differing((side, phase, type) => !refused.has(`${side} ${phase} ${type}`), tried)).toEqual([])
  })

  it('cannot change in any cell of the table without being noticed', () => {
    const unnoticed = types.flatMap((type) =>
      sides.flatMap((side) =>
        phases.filter((phase) => {
          const bent: MayPlace = (...cell) =>
            inTable(...cell) !== (cell[0] === side && cell[1] === phase && cell[2] === type)
          return differing(bent, [type]).length === 0
        }),
      ),
    )
    expect(unnoticed).toEqual([])
  })
})
