import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareTags, formatTag, parseTag } from '../../protocol/index.ts'

const settings = { seed: 56, numRuns: 300 }
const anyCode = fc.constantFrom('OTHER', 'AUD:DOM', 'EV:MLA-ONLY', 'XX:2Y-3')
const anyArgument = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom('"', '\\', ',', ')', '(', ' ', 'a b', '\\"', 'ح', '\n'),
)
const anyTag = fc.record({ code: anyCode, args: fc.array(anyArgument, { maxLength: 4 }) })

describe('the text form of a tag', () => {
  test('is read as what was written', () => {
    fc.assert(
      fc.property(anyTag, (tag) => {
        expect(parseTag(formatTag(tag))).toEqual(tag)
      }),
      settings,
    )
  })
  test.each([
    ['AUD:DESK', { code: 'AUD:DESK', args: [] }],
    [' AUD:DESK ', { code: 'AUD:DESK', args: [] }],
    ['AUD:DOM( court , prosecutor )', { code: 'AUD:DOM', args: ['court', 'prosecutor'] }],
    ['OTHER(ask us first)', { code: 'OTHER', args: ['ask us first'] }],
    ['OTHER("a, \\"b\\" (c) \\\\")', { code: 'OTHER', args: ['a, "b" (c) \\'] }],
  ])('%s is read', (text, tag) => {
    expect(parseTag(text)).toEqual(tag)
  })
  test.each([
    '',
    'aud:desk',
    'AUD:',
    'AUD:DESK()',
    'AUD:DOM(court',
    'AUD:DOM(court,)',
    'AUD:DOM(,court)',
    'AUD:DOM court',
    'AUD:DOM(court) x',
    'AUD:DOM(court)(fiu)',
    'OTHER(")',
    'OTHER("")',
    'OTHER("a"b)',
    'OTHER("a\\n")',
    'AUD:DESK(',
    'A:B',
  ])('%j is no tag', (text) => {
    expect(parseTag(text)).toBeUndefined()
  })
})

test('the order of tags is total, and equal only for the same tag', () => {
  fc.assert(
    fc.property(anyTag, anyTag, anyTag, (one, other, third) => {
      expect(Math.sign(compareTags(one, other))).toBe(-Math.sign(compareTags(other, one)) + 0)
      expect(compareTags(one, other) === 0).toBe(formatTag(one) === formatTag(other))
      if (compareTags(one, other) <= 0 && compareTags(other, third) <= 0)
        expect(compareTags(one, third)).toBeLessThanOrEqual(0)
    }),
    settings,
  )
})
test('a tag with fewer arguments comes first', () => {
  expect(compareTags({ code: 'A', args: ['x'] }, { code: 'A', args: ['x', 'a'] })).toBeLessThan(0)
  expect(compareTags({ code: 'A', args: ['x', 'a'] }, { code: 'A', args: ['y'] })).toBeLessThan(0)
})
