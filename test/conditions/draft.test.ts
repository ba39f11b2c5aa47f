import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  conditionsOf,
  conditionsShape,
  formatTag,
  itemProblems,
  parseConditions,
  withDefaults,
} from '../../protocol/index.ts'
import { today } from './facts.ts'

const defaults = [
  'ACT:PASSIVE',
  'AUD:DESK',
  'BIND:BY-LAW',
  'CONF:CONTENT',
  'EV:LEAD',
  'ONW:CONSENT',
  'PUR:CRIM-INV',
  'PUR:MLA-PREP',
  'PUR:TRACE',
  'REL:ANY-SEALED',
  'RET:REVIEW(2029-10-05)',
  'URG:NORMAL',
]

function written(tags: readonly string[]): readonly string[] {
  const result = conditionsOf({ tags: withDefaults(tags) }, today)
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
  return result.conditions.tags.map(formatTag)
}

function problems(tags: readonly string[], itemTags: readonly string[] = []): readonly string[] {
  const items = [{ itemId: new Uint8Array(16).fill(1), tags: itemTags }]
  const result = conditionsOf({ tags: withDefaults(tags), items }, today)
  if (result.kind === 'conditions') return []
  return result.problems.map(({ code, tag, item }) => `${code} ${tag}${item === undefined ? '' : ' item'}`)
}

describe('defaults', () => {
  test('are written out for every family the draft leaves open', () => {
    expect(written(['BIND:BY-LAW'])).toEqual(defaults)
  })
  test('give way to what the draft says, and stay beside what only adds', () => {
    expect(written(['BIND:OFFER', 'AUD:ORG', 'ACT:NO-TIPOFF', 'PUR:TAX', 'RET:DELETE(90d)'])).toEqual([
      'ACT:NO-TIPOFF',
      'ACT:PASSIVE',
      'AUD:ORG',
      'BIND:OFFER',
      'CONF:CONTENT',
      'EV:LEAD',
      'ONW:CONSENT',
      'PUR:TAX',
      'REL:ANY-SEALED',
      'RET:DELETE(2027-01-03)',
      'URG:NORMAL',
    ])
  })
  test('do not exist for the binding mode, which the law of both States decides', () => {
    expect(problems([])).toEqual(['MISSING BIND'])
  })
})

describe('a draft', () => {
  test('is put into its one order, and says nothing twice', () => {
    const drafted = ['BIND:BY-LAW', 'AUD:DOM( prosecutor, court ,court)', 'EV:LEAD', 'EV:LEAD']
    expect(written(drafted)).toContain('AUD:DOM(court,prosecutor)')
    expect(written(drafted).filter((text) => text === 'EV:LEAD')).toHaveLength(1)
  })
  test('gets the tags that only items carry entered for some items', () => {
    const items = [{ itemId: new Uint8Array(16), tags: ['SEC:BANK', 'DP:VICTIM', 'AUD:DESK'] }]
    const result = conditionsOf({ tags: withDefaults(['BIND:BY-LAW']), items }, today)
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
    const { conditions, items: drafted } = result
    expect(conditions.tags.filter(({ scope }) => scope === 1).map(formatTag)).toEqual([
      'DP:VICTIM',
      'SEC:BANK',
    ])
    // AUD:DESK stands for all items anyway.
    expect(drafted.map(({ tags }) => tags.map(formatTag))).toEqual([['DP:VICTIM', 'SEC:BANK']])

    const parsed = parseConditions(conditionsShape.decode(conditionsShape.encode(conditions)))
    expect(parsed.kind).toBe('parsed')
    if (parsed.kind === 'parsed') expect(itemProblems(parsed.conditions, drafted)).toEqual([])
  })
  test.each([
    ['nonsense', 'UNREADABLE nonsense'],
    ['OTHER(a, b', 'UNREADABLE OTHER(a, b'],
    ['NEW:TAG', 'UNKNOWN_TAG NEW:TAG'],
    ['DP:HEALTH', 'UNKNOWN_TAG DP:HEALTH'],
    ['CONF:UNTIL(2026-10-05)', 'DATE_PAST CONF:UNTIL(2026-10-05)'],
    ['RET:DELETE(2020-01-01)', 'DATE_PAST RET:DELETE(2020-01-01)'],
    ['OTHER(one, two)', 'ARGUMENTS_INVALID OTHER(one,two)'],
    ['RET:HOLD(legal-claim)', 'RECEIVER_ONLY RET:HOLD(legal-claim)'],
    ['EVAL(a\u0001)', 'ARGUMENTS_INVALID EVAL(a\u0001)'],
    ['OTHER(a\u202eb)', 'TOO_LARGE '],
  ])('with %j is sent back', (text, problem) => {
    expect(problems(['BIND:BY-LAW', 'RET:REVIEW(1y)', text])).toEqual([problem])
  })
  test('is sent back with everything that is wrong, on the whole and on its items', () => {
    expect(problems(['BIND:BY-LAW', 'AUD:DESK', 'AUD:ORG', 'x'], ['EVAL(Z9)', 'URG:URGENT', 'y'])).toEqual([
      'UNREADABLE x',
      'UNREADABLE y item',
      'CONTRADICTORY AUD:DESK AUD:ORG',
      'ARGUMENTS_INVALID EVAL(Z9) item',
      'WHOLE_ONLY URG:URGENT item',
    ])
  })
  test('that does not fit into a statement is sent back', () => {
    const long = Array.from({ length: 20 }, (_, index) => `OTHER(${String(index).padEnd(1000, 'x')})`)
    expect(problems(['BIND:BY-LAW', ...long])).toEqual(['TOO_LARGE '])
    const many = Array.from({ length: 64 }, (_, index) => `OTHER(${index})`)
    expect(problems(['BIND:BY-LAW', ...many])).toEqual(['TOO_LARGE '])
  })
  test('that passes is read as it was meant, after its way over the wire', () => {
    const extras = [
      'ACT:NO-TIPOFF',
      'CONF:SOURCE',
      'DP:VICTIM',
      'SEC:TAX',
      'OTHER(a b)',
      'CONF:UNTIL(30d)',
      'EV:OK',
    ]
    fc.assert(
      fc.property(fc.subarray(extras), fc.shuffledSubarray(extras), (whole, carried) => {
        const items = [{ itemId: new Uint8Array(16), tags: carried }]
        const result = conditionsOf({ tags: withDefaults(['BIND:MOU(x)', ...whole]), items }, today)
        expect(result.kind).toBe('conditions')
        if (result.kind !== 'conditions') return
        const received = conditionsShape.decode(conditionsShape.encode(result.conditions))
        const parsed = parseConditions(received)
        expect(parsed.kind).toBe('parsed')
        if (parsed.kind === 'parsed') expect(itemProblems(parsed.conditions, result.items)).toEqual([])
      }),
      { seed: 56, numRuns: 100 },
    )
  })
})
