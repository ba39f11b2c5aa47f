import { expect, test } from 'vitest'
import { conditionsOf, parseConditions } from '../../protocol/index.ts'
import { today } from './facts.ts'

/** What is said of signed Conditions with these codes. */
function problems(codes: readonly string[]) {
  const tags = codes.map((code) => ({ code, args: [], scope: 0 as const }))
  const result = parseConditions({ vocabulary: 1, tags })
  return result.kind === 'problems' ? result.problems : []
}

const remedyOf = (codes: readonly string[], tag: string) =>
  problems(codes).find((one) => one.tag === tag)?.remedy

test('a family that is missing is remedied by what an originator can say, and not by what only stands beside it', () => {
  // RET:HOLD is the receiver's own; ACT:NO-TIPOFF and ACT:NO-FREEZE-YET stand beside another.
  expect(remedyOf([], 'RET')).toBe('Add one of RET:DELETE, RET:REVIEW.')
  expect(remedyOf([], 'ACT')).toBe('Add one of ACT:NONE, ACT:ASK-FIRST, ACT:PASSIVE, ACT:ACTIVE.')
})

test('a tag that is called as its family is not taken for a family that is missing', () => {
  const found = problems(['EVAL']).find(({ tag }) => tag === 'EVAL')
  expect(found).toMatchObject({ code: 'ARGUMENTS_INVALID' })
  expect(found?.remedy).toBe('Give the tag the arguments it takes: docs/protocol/conditions.md lists them.')
})

test('a problem of the whole names no item, and one of an item names it', () => {
  for (const found of problems([])) expect(found).not.toHaveProperty('item')
  const itemId = new Uint8Array(16).fill(7)
  const drafted = conditionsOf({ tags: [], items: [{ itemId, tags: ['NO:SUCH'] }] }, today)
  if (drafted.kind !== 'problems') throw new Error('this draft has a problem')
  expect(drafted.problems.find(({ tag }) => tag === 'NO:SUCH')?.item).toBe('07'.repeat(16))
})
