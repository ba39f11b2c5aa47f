// Every cell of who may say what in which state of a matter: written down here by hand, from docs/protocol/3-exchange.md
// §4, and held against what the rules do. Of the states that are reached, all types are tried by both sides.
import { describe, expect, it } from 'vitest'
import type { Side, StatementType } from '../../protocol/index.ts'
import { freeze, sayInMatter, type MatterType } from './matter-sayings.ts'
import { stateOf, talking } from './talking.ts'
import { minute } from './two-desks.ts'

const o = 'originator'
const r = 'receiver'
type Said = readonly (readonly [Side, MatterType])[]
/** What is said to get there, the first of it the opener; the state; what either side may go on with. */
type Cell = readonly [Said, string, readonly `${Side} ${MatterType}`[]]

const asked: Said = [[r, 'CONSENT_ASK']]
const granted: Said = [...asked, [o, 'GRANT']]
const noticed: Said = [[r, 'EXCULP_NOTICE']]
const consulting: Said = [...noticed, [o, 'CONSULT_ASK']]
const held: Said = [[r, 'FREEZE_INFO']]
const intended: Said = [...held, [r, 'LIFT_INTENT']]
const recalled: Said = [[o, 'RECALL']]

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
  [[[o, 'CORRECT']], 'ASKED', [`${o} NOT_NEEDED`, `${r} RECALL_RESULT`]],
  [
    [
      [o, 'CORRECT'],
      [r, 'RECALL_RESULT'],
    ],
    'DONE',
    [],
  ],
  [recalled, 'ASKED', [`${o} NOT_NEEDED`, `${r} RECALL_RESULT`, `${r} DELETION_CERT`]],
  [[...recalled, [r, 'DELETION_CERT']], 'DONE', []],
  [[[r, 'REDIRECT']], 'PROPOSED', [`${o} REDIRECT_OK`, `${r} NOT_NEEDED`]],
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
  [[[o, 'SETTLEMENT_INFO']], 'TALKS', [`${o} SETTLEMENT_INFO`, `${o} NOT_NEEDED`]],
  [
    [
      [o, 'SETTLEMENT_INFO'],
      [o, 'SETTLEMENT_INFO'],
    ],
    'AGREED',
    [`${o} NOT_NEEDED`],
  ],
  [
    [[o, 'REQUEST']],
    'DRAFT',
    [`${o} COMMENT`, `${r} COMMENT`, `${o} FORMALISED`, `${r} FORMALISED`, `${o} NOT_NEEDED`],
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

const inMatters: readonly MatterType[] = [
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
const rules = /^(place\.yours|matter\.(named|state)|freeze\.heard|freeze\.lapsed|form\.)/

describe('what goes on in a matter', () => {
  it.each(cells)('after %j, which is %s, is %j and nothing else', (path, state, allowed) => {
    const desks = talking()
    let of: string | undefined
    for (const [side, type] of path) {
      const said = desks.speak(side, type, of)
      of ??= said
    }
    expect(stateOf(desks.originator, of ?? '')).toBe(state)
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
        const saying = isAsked ? freeze(known, of) : sayInMatter(type, known, of)
        const verdict = desks[side].receive(desks[side].draft(saying, { timeMs }))
        desks[side].exchange = known
        if (verdict.kind === 'accepted') accepted.push(`${side} ${type}`)
        else if (verdict.kind === 'violation') refusedBy.add(verdict.rule)
      }
    expect(accepted.sort()).toEqual([...allowed].sort())
    expect([...refusedBy].filter((rule) => !rules.test(rule))).toEqual([])
  })

  it('is tried in every type that ever goes on in one', () => {
    const types: readonly StatementType[] = inMatters
    const named = new Set(cells.flatMap(([, , allowed]) => allowed.map((one) => one.split(' ')[1])))
    expect(types.filter((type) => !named.has(type as MatterType) && type !== 'LIFTED')).toEqual([])
  })
})
