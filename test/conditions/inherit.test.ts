// What is made from something inherits its conditions, and is never weaker.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  combine,
  decide,
  effectOf,
  inherited,
  type InForce,
  unite,
  type UseRequest,
  weakened,
} from '../../protocol/index.ts'
import { anyConditions, anyDay, anyRequest } from './arbitrary.ts'
import { received, rulesOf } from './facts.ts'

const settings = { seed: 56, numRuns: 400 }
const item = '0'.repeat(32)

function effectUnder(inForce: InForce, request: UseRequest, nowMs: number): number {
  const facts = received({ items: new Map([[item, inForce]]), highestSignedTimeMs: nowMs, fetchedMs: nowMs })
  const { because } = decide(facts, { ...request, item }, nowMs)
  return because.reduce((sum, { effect }) => unite(sum, effectOf(effect)), effectOf('A'))
}

/** Without what each sender says for itself. */
const bound = ({ rules }: InForce): InForce => ({
  rules: rules.filter(({ family }) => !['BIND', 'URG', 'EVAL'].includes(family)),
})
const texts = (inForce: InForce) => inherited(inForce).tags

describe('what is derived', () => {
  test('is never weaker, whatever is asked, where nothing is found to be', () => {
    fc.assert(
      fc.property(anyConditions, anyConditions, anyRequest, anyDay, (source, derived, request, nowMs) => {
        fc.pre(weakened(source, derived).length === 0)
        const asked = effectUnder(bound(source), request, nowMs)
        const both = effectUnder(derived, request, nowMs)
        expect(unite(both, asked)).toBe(both)
      }),
      settings,
    )
  })

  test('begins with tags that keep all of its sources, or says what they do not keep', () => {
    fc.assert(
      fc.property(anyConditions, anyConditions, anyRequest, anyDay, (one, other, request, nowMs) => {
        const source = combine(one, other)
        const { tags, left } = inherited(source)
        const derived = rulesOf(...tags)
        expect(weakened(source, derived).flatMap((rule) => rule.tags)).toEqual(
          expect.arrayContaining([...left]),
        )
        if (left.length > 0) return
        const asked = effectUnder(bound(source), request, nowMs)
        const both = effectUnder(derived, request, nowMs)
        expect(unite(both, asked)).toBe(both)
      }),
      settings,
    )
  })

  test('is the same from the same sources in any order, and from one source twice', () => {
    fc.assert(
      fc.property(anyConditions, anyConditions, (one, other) => {
        expect(inherited(combine(one, other))).toEqual(inherited(combine(other, one)))
        expect(inherited(combine(one, one))).toEqual(inherited(one))
      }),
      settings,
    )
  })
})

describe('of each family the least strict member that keeps all', () => {
  test.each([
    ['AUD:ORG', 'AUD:DESK', ['AUD:DESK']],
    ['AUD:DOM(court,fiu)', 'AUD:DOM(fiu,prosecutor)', ['AUD:DOM(fiu)']],
    ['AUD:DOM(court)', 'AUD:DOM(fiu)', ['AUD:ORG']],
    ['EV:COERCE-OK', 'EV:LEAD', ['EV:LEAD']],
    ['ONW:LIST(BE,DE)', 'ONW:LIST(DE,ES)', ['ONW:LIST(DE)']],
    ['ONW:LIST(BE)', 'ONW:LIST(ES)', ['ONW:CONSENT']],
    ['ACT:ASK-FIRST', 'ACT:PASSIVE', ['ACT:NONE']],
    ['RET:DELETE(2028-01-01)', 'RET:DELETE(2027-01-01)', ['RET:DELETE(2027-01-01)']],
    [
      'RET:DELETE(2028-01-01)',
      'RET:REVIEW(2027-01-01)',
      ['RET:DELETE(2028-01-01)', 'RET:REVIEW(2027-01-01)'],
    ],
    ['CONF:UNTIL(2027-01-01)', 'CONF:UNTIL(2027-06-01)', ['CONF:UNTIL(2027-06-01)']],
    ['SEC:BANK', 'SEC:TAX', ['SEC:BANK', 'SEC:TAX']],
    ['OTHER(one)', 'OTHER(two)', ['OTHER(one)', 'OTHER(two)']],
    ['BIND:MOU(x)', 'URG:URGENT', []],
    ['CONF:CONTENT', 'RET:HOLD(legal-claim)', ['CONF:CONTENT']],
  ])('%s with %s', (one, other, expected) => {
    expect(texts(combine(rulesOf(one), rulesOf(other)))).toEqual(expected)
  })

  test('purposes intersect, with the offences and the case that either binds them to', () => {
    const one = rulesOf('PUR:CRIM-INV(offence=UNCAC-15,offence=UNCAC-17)', 'PUR:TRACE')
    const other = rulesOf('PUR:CRIM-INV(case=17,offence=UNCAC-17)', 'PUR:FREEZE')
    expect(texts(combine(one, other))).toEqual(['PUR:CRIM-INV(case=17,offence=UNCAC-17)'])
  })

  test('what no tag keeps is named: purposes that have none in common, and what nobody can read', () => {
    expect(inherited(combine(rulesOf('PUR:TRACE'), rulesOf('PUR:FREEZE'))).left).not.toEqual([])
    expect(weakened(rulesOf('NEW:TAG'), rulesOf('AUD:DESK'))).toMatchObject([{ key: 'NEW:TAG' }])
  })
})

test.each([
  ['EV:MLA-ONLY', 'EV:OK'],
  ['OTHER("call us")', 'OTHER("call them")'],
  ['SEC:BANK', 'SEC:TAX'],
  ['CLS:RESTRICTED(x)', 'CLS:NONE'],
  ['CONF:UNTIL(event:arrests)', 'CONF:UNTIL(2030-01-01)'],
  ['CONF:EXISTENCE', 'CONF:CONTENT'],
  ['PUR:CRIM-INV(case=17)', 'PUR:CRIM-INV'],
  ['RET:DELETE(2027-01-01)', 'RET:DELETE(2027-01-02)'],
  ['ONW:LIST(BE)', 'ONW:LIST(BE,DE)'],
  ['ONW:NO', 'ONW:CONSENT'],
])('%s is not kept by %s', (source, derived) => {
  expect(weakened(rulesOf(source), rulesOf(derived)).flatMap(({ tags }) => tags)).toHaveLength(1)
  expect(weakened(rulesOf(source), rulesOf(source))).toEqual([])
})
