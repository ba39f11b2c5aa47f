import { describe, expect, it } from 'vitest'
import {
  matterKinds,
  mayPlace,
  moves,
  statementTypes,
  type Exchange,
  type Hash,
  type MatterKind,
  type MatterState,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import { isMatterType, sayInMatter, type MatterType } from './matter-sayings.ts'
import { exchanged, forces, meet } from './meeting.ts'
import * as say from './sayings.ts'
import { stateOf } from './talking.ts'
import { underWay } from './two-desks.ts'

/** Two that are said in one matter: who opened it, what was said in it before, and the state it then has. */
type Row = readonly [
  MatterKind,
  Side,
  readonly (readonly [Side, MatterType])[],
  StatementType,
  StatementType,
  MatterState,
]

const grant = ['originator', 'GRANT'] as const
const consult = ['originator', 'CONSULT_ASK'] as const
const lifting = (holder: Side) => [holder, 'LIFT_INTENT'] as const
/** Time passes: the reasons were awaited. */
const awaited = (holder: Side) => [lifting(holder), [holder, 'STATUS_ASK'], [holder, 'STATUS_ASK']] as const

const inOneMatter: readonly Row[] = [
  ['QUESTION', 'originator', [], 'NOT_NEEDED', 'ANSWER', 'DROPPED'],
  ['QUESTION', 'receiver', [], 'ANSWER', 'NOT_NEEDED', 'DROPPED'],
  ['FEEDBACK', 'originator', [], 'NOT_NEEDED', 'FEEDBACK', 'DROPPED'],
  ['STATUS', 'originator', [], 'NOT_NEEDED', 'STATUS', 'DROPPED'],
  ['STATUS', 'receiver', [], 'STATUS', 'NOT_NEEDED', 'DROPPED'],
  ['CONSENT', 'receiver', [], 'GRANT', 'NOT_NEEDED', 'DROPPED'],
  ['CONSENT', 'receiver', [], 'DENY', 'NOT_NEEDED', 'DROPPED'],
  ['CONSENT', 'receiver', [grant], 'WITHDRAW', 'USED', 'WITHDRAWN'],
  ['CONSENT', 'receiver', [grant], 'WITHDRAW', 'PASSED_ON', 'WITHDRAWN'],
  ['EXCEPTION', 'receiver', [], 'CONSULT_ASK', 'EXCEPTION_DONE', 'DONE'],
  ['EXCEPTION', 'receiver', [], 'CONSULT_ASK', 'NOT_NEEDED', 'DROPPED'],
  ['EXCEPTION', 'receiver', [consult], 'CONSULT_DONE', 'CONSULT_DONE', 'CONSULTED'],
  ['EXCEPTION', 'receiver', [consult], 'CONSULT_DONE', 'EXCEPTION_DONE', 'DONE'],
  ['EXCEPTION', 'receiver', [consult], 'CONSULT_DONE', 'NOT_NEEDED', 'DROPPED'],
  ['CORRECTION', 'originator', [], 'NOT_NEEDED', 'RECALL_RESULT', 'DROPPED'],
  ['RECALL', 'originator', [], 'NOT_NEEDED', 'RECALL_RESULT', 'DROPPED'],
  ['RECALL', 'originator', [], 'NOT_NEEDED', 'DELETION_CERT', 'DROPPED'],
  ['REDIRECTION', 'receiver', [], 'REDIRECT_OK', 'NOT_NEEDED', 'DROPPED'],
  ['FREEZE', 'originator', [lifting('originator')], 'FREEZE_INFO', 'LIFT_REASONS', 'ACTIVE'],
  ['FREEZE', 'originator', awaited('originator'), 'LIFTED', 'LIFT_REASONS', 'LIFTED'],
  ['FREEZE', 'receiver', [lifting('receiver')], 'LIFT_REASONS', 'FREEZE_INFO', 'ACTIVE'],
  ['FREEZE', 'receiver', awaited('receiver'), 'LIFT_REASONS', 'LIFTED', 'LIFTED'],
  ['FREEZE_QUERY', 'originator', [], 'NOT_NEEDED', 'FREEZE_INFO', 'DROPPED'],
  ['FREEZE_QUERY', 'originator', [], 'NOT_NEEDED', 'STATUS', 'DROPPED'],
  ['FREEZE_QUERY', 'receiver', [], 'FREEZE_INFO', 'NOT_NEEDED', 'DROPPED'],
  ['FREEZE_QUERY', 'receiver', [], 'STATUS', 'NOT_NEEDED', 'DROPPED'],
  ...(['originator', 'receiver'] as const).flatMap((opener): readonly Row[] => [
    ['REQUEST', opener, [], 'COMMENT', 'COMMENT', 'DRAFT'],
    ['REQUEST', opener, [], 'COMMENT', 'FORMALISED', 'FORMALISED'],
    ['REQUEST', opener, [], 'FORMALISED', 'COMMENT', 'FORMALISED'],
    ['REQUEST', opener, [], 'FORMALISED', 'FORMALISED', 'FORMALISED'],
  ]),
  ['REQUEST', 'originator', [], 'NOT_NEEDED', 'COMMENT', 'DROPPED'],
  ['REQUEST', 'originator', [], 'NOT_NEEDED', 'FORMALISED', 'DROPPED'],
  ['REQUEST', 'receiver', [], 'COMMENT', 'NOT_NEEDED', 'DROPPED'],
  ['REQUEST', 'receiver', [], 'FORMALISED', 'NOT_NEEDED', 'DROPPED'],
]

const openers: Readonly<Record<MatterKind, (exchange: Exchange) => say.Saying>> = {
  QUESTION: say.question,
  FEEDBACK: () => say.feedbackAsk(),
  STATUS: (exchange) => sayInMatter('STATUS_ASK', exchange),
  CONSENT: (exchange) => sayInMatter('CONSENT_ASK', exchange),
  EXCEPTION: (exchange) => sayInMatter('EXCULP_NOTICE', exchange),
  CORRECTION: (exchange) => sayInMatter('CORRECT', exchange),
  RETAG: (exchange) => sayInMatter('RETAG', exchange),
  RECALL: (exchange) => sayInMatter('RECALL', exchange),
  REDIRECTION: (exchange) => sayInMatter('REDIRECT', exchange),
  FREEZE: (exchange) => sayInMatter('FREEZE_INFO', exchange),
  FREEZE_QUERY: (exchange) => sayInMatter('FREEZE_ASK', exchange),
  SETTLEMENT: (exchange) => sayInMatter('SETTLEMENT_INFO', exchange),
  REQUEST: (exchange) => sayInMatter('REQUEST', exchange),
}

function sayIn(type: StatementType, exchange: Exchange, of: Hash): say.Saying {
  if (isMatterType(type)) return sayInMatter(type, exchange, of)
  return type === 'ANSWER' ? say.answer(exchange, of) : say.feedback(exchange)
}

describe('statements that meet in one matter', () => {
  it.each(inOneMatter)('%s of the %s, after %j: %s and %s make it %s', (...row) => {
    const [kind, opener, path, originator, receiver, state] = row
    const desks = underWay()
    if (kind === 'FEEDBACK') exchanged(desks, 'receiver', say.ack(desks.receiver.known))
    const of = exchanged(desks, opener, openers[kind](desks[opener].known))
    for (const [side, type] of path) exchanged(desks, side, sayInMatter(type, desks[side].known, of))
    const met = meet(
      desks,
      sayIn(originator, desks.originator.known, of),
      sayIn(receiver, desks.receiver.known, of),
    )
    const isLost = originator === 'GRANT' || originator === 'REDIRECT_OK'
    expect(forces(desks, met)).toEqual([isLost ? 'OVERTAKEN' : 'PENDING', 'PENDING'])
    for (const desk of [desks.originator, desks.receiver]) {
      expect(stateOf(desk, of)).toBe(state)
    }
  })

  it('are all in the table: every two that lead on from one state', () => {
    const kinds = Object.keys(matterKinds) as MatterKind[]
    const opensIt = (kind: MatterKind, side: Side) =>
      mayPlace[side].UNDERTAKEN.some((type) => statementTypes[type] === openers[kind](desks[side].known).type)
    const desks = underWay()
    const possible = kinds.flatMap((kind) =>
      (['originator', 'receiver'] as const)
        .filter((opener) => opensIt(kind, opener))
        .flatMap((opener) => {
          const by = (side: Side) =>
            moves.filter((one) => one.kind === kind && one.by !== (opener === side ? 'OTHER' : 'OPENER'))
          return by('originator').flatMap((ours) =>
            by('receiver')
              .filter(({ from }) => from.some((state) => ours.from.includes(state)))
              .map((theirs) => `${kind} of the ${opener}: ${ours.type}, ${theirs.type}`),
          )
        }),
    )
    const listed = inOneMatter.map(
      ([kind, opener, , originator, receiver]) => `${kind} of the ${opener}: ${originator}, ${receiver}`,
    )
    expect([...new Set(listed)].sort()).toEqual([...new Set(possible)].sort())
  })
})
