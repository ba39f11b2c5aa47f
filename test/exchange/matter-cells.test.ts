// Every cell of who may say what in which state of a matter: written down here by hand, from docs/protocol/3-exchange.md
// §4, and held against what the rules do. Of the states that are reached, all types are tried by both sides.
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import { matterKinds, type Exchange, type MatterKind, type Side } from '../../protocol/index.ts'
import {
  comment,
  freeze,
  isMatterType,
  recallResult,
  retag,
  said,
  sayInMatter,
  type MatterType,
} from './matter-sayings.ts'
import * as say from './sayings.ts'
import { stateOf, talking } from './talking.ts'
import { minute } from './two-desks.ts'

const o = 'originator'
const r = 'receiver'

/** What the plainest statement of a type does not say. */
const forms = {
  QUESTION: (known: Exchange) => say.question(known),
  ANSWER: (known: Exchange, of: string) => say.answer(known, of),
  'ANSWER in part': (known: Exchange, of: string) => say.answer(known, of, { partial: true }),
  ACK: (known: Exchange) => say.ack(known),
  FEEDBACK_ASK: () => say.feedbackAsk(),
  FEEDBACK: (known: Exchange) => say.feedback(known),
  CONDITIONS_READ: (known: Exchange, of: string) => say.undertakes(known, of),
  'RETAG that loosens': (known: Exchange) => retag(known, { mode: 2 }),
  'RECALL_RESULT in part': (_: Exchange, of: string) => recallResult(of, { complete: false }),
  'REDIRECT_OK no': (_: Exchange, of: string) => said('REDIRECT_OK', { matter: fromHex(of), agreed: false }),
  'REQUEST formal': (known: Exchange) => ({
    ...sayInMatter('REQUEST', known),
    ...said('REQUEST', { form: 2, replyByMs: 0 }),
  }),
  'COMMENT final': (known: Exchange, of: string) => comment(known, of, { final: true }),
  'SETTLEMENT approved': (_: Exchange, of: string) =>
    said('SETTLEMENT_INFO', { matter: fromHex(of), stage: 3 }),
  'SETTLEMENT published': (_: Exchange, of: string) =>
    said('SETTLEMENT_INFO', { matter: fromHex(of), stage: 4 }),
}
type Form = MatterType | keyof typeof forms
type Said = readonly (readonly [Side, Form])[]
/** What is said to get there, the first of it the opener; the state; what either side may go on with. */
type Cell = readonly [Said, string, readonly `${Side} ${Form}`[]]

const asked: Said = [[r, 'CONSENT_ASK']]
const granted: Said = [...asked, [o, 'GRANT']]
const noticed: Said = [[r, 'EXCULP_NOTICE']]
const consulting: Said = [...noticed, [o, 'CONSULT_ASK']]
const held: Said = [[r, 'FREEZE_INFO']]
const intended: Said = [...held, [r, 'LIFT_INTENT']]
const recalled: Said = [[o, 'RECALL']]
const carriedOut = [`${r} RECALL_RESULT`, `${r} RECALL_RESULT in part`] as const
const requested = [
  ...[`${o} COMMENT`, `${r} COMMENT`, `${r} COMMENT final`, `${o} FORMALISED`, `${r} FORMALISED`],
  `${o} NOT_NEEDED`,
] as readonly `${Side} ${Form}`[]
const requestedAnd = (form: Form): Said => [
  [o, 'REQUEST'],
  [r, form],
]

const cells: readonly Cell[] = [
  [[[o, 'STATUS_ASK']], 'OPEN', [`${o} NOT_NEEDED`, `${r} STATUS`]],
  [
    [
      [o, 'STATUS_ASK'],
      [r, 'STATUS'],
    ],
    'SETTLED',
    [],
  ],
  [asked, 'REQUESTED', [`${o} GRANT`, `${o} DENY`, `${r} NOT_NEEDED`]],
  [granted, 'GRANTED', [`${o} WITHDRAW`, `${r} USED`, `${r} PASSED_ON`]],
  [[...granted, [o, 'WITHDRAW']], 'WITHDRAWN', [`${r} USED`, `${r} PASSED_ON`]],
  [[...asked, [o, 'DENY']], 'DENIED', []],
  [[...asked, [r, 'NOT_NEEDED']], 'DROPPED', []],
  [noticed, 'NOTICED', [`${o} CONSULT_ASK`, `${r} EXCEPTION_DONE`, `${r} NOT_NEEDED`]],
  [
    consulting,
    'CONSULTING',
    [`${o} CONSULT_DONE`, `${r} CONSULT_DONE`, `${r} EXCEPTION_DONE`, `${r} NOT_NEEDED`],
  ],
  [[...consulting, [o, 'CONSULT_DONE']], 'CONSULTED', [`${r} EXCEPTION_DONE`, `${r} NOT_NEEDED`]],
  [[...noticed, [r, 'EXCEPTION_DONE']], 'DONE', []],
  [[[o, 'CORRECT']], 'ASKED', [`${o} NOT_NEEDED`, `${r} RECALL_RESULT`, `${r} RECALL_RESULT in part`]],
  [
    [
      [o, 'CORRECT'],
      [r, 'RECALL_RESULT'],
    ],
    'DONE',
    [],
  ],
  [recalled, 'ASKED', [`${o} NOT_NEEDED`, ...carriedOut, `${r} DELETION_CERT`]],
  [[...recalled, [r, 'DELETION_CERT']], 'DONE', []],
  [[[r, 'REDIRECT']], 'PROPOSED', [`${o} REDIRECT_OK`, `${o} REDIRECT_OK no`, `${r} NOT_NEEDED`]],
  [
    [
      [r, 'REDIRECT'],
      [o, 'REDIRECT_OK'],
    ],
    'AGREED',
    [],
  ],
  [held, 'ACTIVE', [`${r} FREEZE_INFO`, `${r} LIFT_INTENT`]],
  // LIFTED has to wait for the reasons, or for the end of their time.
  [intended, 'LIFT_INTENDED', [`${r} FREEZE_INFO`, `${o} LIFT_REASONS`]],
  [[...intended, [o, 'LIFT_REASONS']], 'REASONS_GIVEN', [`${r} FREEZE_INFO`, `${r} LIFTED`]],
  [[...intended, [o, 'LIFT_REASONS'], [r, 'LIFTED']], 'LIFTED', []],
  [[[o, 'FREEZE_ASK']], 'OPEN', [`${o} NOT_NEEDED`, `${r} FREEZE_INFO`, `${r} STATUS`]],
  [
    [[o, 'SETTLEMENT_INFO']],
    'TALKS',
    [`${o} SETTLEMENT_INFO`, `${o} SETTLEMENT approved`, `${o} SETTLEMENT published`, `${o} NOT_NEEDED`],
  ],
  [
    [
      [o, 'SETTLEMENT_INFO'],
      [o, 'SETTLEMENT_INFO'],
    ],
    'AGREED',
    [`${o} SETTLEMENT approved`, `${o} SETTLEMENT published`, `${o} NOT_NEEDED`],
  ],
  [[[o, 'REQUEST']], 'DRAFT', requested],
  [[[o, 'REQUEST formal']], 'FORMAL', requested],
  [requestedAnd('COMMENT final'), 'SETTLED', []],
  [
    [
      [o, 'REQUEST'],
      [o, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [[[o, 'QUESTION']], 'OPEN', [`${r} ANSWER`, `${r} ANSWER in part`, `${o} NOT_NEEDED`]],
  [
    [
      [o, 'QUESTION'],
      [r, 'ANSWER in part'],
    ],
    'OPEN',
    [`${r} ANSWER`, `${r} ANSWER in part`, `${o} NOT_NEEDED`],
  ],
  [
    [
      [r, 'QUESTION'],
      [o, 'ANSWER'],
    ],
    'SETTLED',
    [],
  ],
  [
    [
      [o, 'QUESTION'],
      [o, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [
    [
      [o, 'STATUS_ASK'],
      [o, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [
    [
      [o, 'FEEDBACK_ASK'],
      [r, 'ACK'],
    ],
    'OPEN',
    [`${r} FEEDBACK`, `${o} NOT_NEEDED`],
  ],
  // Feedback that nobody asked for can always be given; it moves nothing.
  [
    [
      [o, 'FEEDBACK_ASK'],
      [r, 'ACK'],
      [r, 'FEEDBACK'],
    ],
    'SETTLED',
    [`${r} FEEDBACK`],
  ],
  [
    [
      [o, 'FEEDBACK_ASK'],
      [o, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [[[o, 'RETAG']], 'APPLIED', [`${r} CONDITIONS_READ`]],
  [
    [
      [o, 'RETAG'],
      [r, 'CONDITIONS_READ'],
    ],
    'UNDERTAKEN',
    [`${r} CONDITIONS_READ`],
  ],
  [[[o, 'RETAG that loosens']], 'LOOSENED', []],
  [[...noticed, [r, 'NOT_NEEDED']], 'DROPPED', []],
  [
    [...recalled, [r, 'RECALL_RESULT in part']],
    'PARTIAL',
    [`${o} NOT_NEEDED`, ...carriedOut, `${r} DELETION_CERT`],
  ],
  [[...recalled, [o, 'NOT_NEEDED']], 'DROPPED', []],
  [
    [
      [o, 'CORRECT'],
      [r, 'RECALL_RESULT in part'],
    ],
    'PARTIAL',
    [`${o} NOT_NEEDED`, ...carriedOut],
  ],
  [
    [
      [o, 'CORRECT'],
      [o, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [
    [
      [r, 'REDIRECT'],
      [o, 'REDIRECT_OK no'],
    ],
    'DECLINED',
    [],
  ],
  [
    [
      [r, 'REDIRECT'],
      [r, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [
    [
      [o, 'FREEZE_ASK'],
      [r, 'STATUS'],
    ],
    'SETTLED',
    [],
  ],
  [
    [
      [o, 'FREEZE_ASK'],
      [o, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [
    [
      [o, 'SETTLEMENT_INFO'],
      [o, 'SETTLEMENT approved'],
    ],
    'APPROVED',
    [`${o} SETTLEMENT published`, `${o} NOT_NEEDED`],
  ],
  [
    [
      [o, 'SETTLEMENT_INFO'],
      [o, 'SETTLEMENT published'],
    ],
    'PUBLISHED',
    [],
  ],
  [
    [
      [o, 'SETTLEMENT_INFO'],
      [o, 'NOT_NEEDED'],
    ],
    'DROPPED',
    [],
  ],
  [
    [
      [o, 'REQUEST'],
      [r, 'FORMALISED'],
    ],
    'FORMALISED',
    [],
  ],
]

const inMatters: readonly Form[] = [
  ...(['ANSWER', 'ANSWER in part', 'FEEDBACK', 'CONDITIONS_READ', 'RECALL_RESULT in part'] as const),
  ...(['REDIRECT_OK no', 'COMMENT final', 'SETTLEMENT approved', 'SETTLEMENT published'] as const),
  ...(['GRANT', 'DENY', 'WITHDRAW', 'USED', 'PASSED_ON', 'CONSULT_ASK', 'CONSULT_DONE'] as const),
  ...([
    'EXCEPTION_DONE',
    'RECALL_RESULT',
    'DELETION_CERT',
    'REDIRECT_OK',
    'FREEZE_INFO',
    'LIFT_INTENT',
  ] as const),
  ...([
    'LIFT_REASONS',
    'LIFTED',
    'STATUS',
    'SETTLEMENT_INFO',
    'COMMENT',
    'FORMALISED',
    'NOT_NEEDED',
  ] as const),
]
const rules =
  /^(place\.yours|family\.(now|disclosure)|matter\.(named|state)|freeze\.heard|freeze\.lapsed|form\.)/

/** Says something in the matter `of`, or opens one. */
function saying(form: Form, known: Exchange, of: string | undefined): say.Saying {
  if (isMatterForm(form)) return sayInMatter(form, known, of)
  return forms[form](known, of ?? known.id)
}

function isMatterForm(form: Form): form is MatterType {
  return !(form in forms) && isMatterType(form as MatterType)
}

const reached = new Set<string>()

describe('what goes on in a matter', () => {
  it.each(cells)('after %j, which is %s, is %j and nothing else', (path, state, allowed) => {
    const desks = talking()
    let of: string | undefined
    for (const [side, type] of path) {
      const placed = desks.tell(side, saying(type, desks[side].known, of))
      of ??= placed
    }
    expect(stateOf(desks.originator, of ?? '')).toBe(state)
    reached.add(`${lookUp(desks.originator.known.matters, of ?? '')?.kind} ${state}`)
    // All of it a minute later: what is tried takes no time.
    const { chains } = desks.originator.known
    const timeMs = Math.max(chains.originator.latestMs, chains.receiver.latestMs) + minute
    const accepted: string[] = []
    const refusedBy = new Set<string>()
    for (const side of [o, r] as const)
      for (const type of inMatters) {
        const { known } = desks[side]
        // A desk that has gone on is set back: only one thing is said of it at a time.
        const isAsked = type === 'FREEZE_INFO' && path[0]?.[1] === 'FREEZE_ASK'
        const tried = isAsked ? freeze(known, of) : saying(type, known, of)
        const verdict = desks[side].receive(desks[side].draft(tried, { timeMs }))
        desks[side].exchange = known
        if (verdict.kind === 'accepted') accepted.push(`${side} ${type}`)
        else if (verdict.kind === 'violation') refusedBy.add(verdict.rule)
      }
    expect(accepted.sort()).toEqual([...allowed].sort())
    expect([...refusedBy].filter((rule) => !rules.test(rule))).toEqual([])
  })

  it('is tried in every form that ever goes on in one', () => {
    const named = new Set(cells.flatMap(([, , allowed]) => allowed.map((one) => one.replace(/^\w+ /, ''))))
    expect(inMatters.filter((form) => !named.has(form))).toEqual([])
  })

  it('is tried in every state that a matter can have', () => {
    const kinds = Object.keys(matterKinds) as MatterKind[]
    const states = kinds.flatMap((kind) => matterKinds[kind].states.map((state) => `${kind} ${state}`))
    expect([...reached].sort()).toEqual(states.sort())
  })
})
