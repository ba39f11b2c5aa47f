import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  combine,
  decide,
  type Effect,
  effectOf,
  type InForce,
  type Purpose,
  purposes,
  unite,
  type UseRequest,
} from '../../protocol/index.ts'
import { anyConditions, anyDay, anyRequest } from './arbitrary.ts'
import { at, deskOfficer, received, rulesOf, today } from './facts.ts'

const settings = { seed: 56, numRuns: 300 }

const requirements = ['C', 'NB', 'NA', 'H'] as const
const everyEffect: readonly Effect[] = [
  ...Array.from({ length: 16 }, (_, bits) =>
    requirements.reduce<Effect>(
      (sum, code, bit) => ((bits >> bit) & 1 ? unite(sum, effectOf(code)) : sum),
      0,
    ),
  ),
  effectOf('D'),
]
const pairs = everyEffect.flatMap((one) => everyEffect.map((other) => [one, other] as const))

describe('effects', () => {
  test('are the sixteen sets of requirements, and denial', () => {
    expect(new Set(everyEffect).size).toBe(17)
  })
  test('unite in any order and grouping, and the same one twice is that one', () => {
    for (const [one, other] of pairs) {
      expect(unite(one, other)).toBe(unite(other, one))
      expect(unite(one, one)).toBe(one)
      for (const third of everyEffect)
        expect(unite(unite(one, other), third)).toBe(unite(one, unite(other, third)))
    }
  })
  test('are never weaker united, denial absorbs, and permission adds nothing', () => {
    for (const [one, other] of pairs) expect(unite(unite(one, other), one)).toBe(unite(one, other))
    for (const one of everyEffect) {
      expect(unite(one, effectOf('D'))).toBe(effectOf('D'))
      expect(unite(one, effectOf('A'))).toBe(one)
    }
  })
})

const item = '0'.repeat(32)

function effectUnder(inForce: InForce, request: UseRequest, nowMs: number): Effect {
  const facts = received({ items: new Map([[item, inForce]]), highestSignedTimeMs: nowMs, fetchedMs: nowMs })
  const { because } = decide(facts, { ...request, item }, nowMs)
  return because.reduce((sum, { effect }) => unite(sum, effectOf(effect)), effectOf('A'))
}

function keys({ rules }: InForce): readonly string[] {
  return rules.map(({ key }) => key)
}

describe('combining conditions', () => {
  test('gives the same whatever comes first and however it is grouped', () => {
    fc.assert(
      fc.property(anyConditions, anyConditions, anyConditions, (one, other, third) => {
        expect(keys(combine(one, other))).toEqual(keys(combine(other, one)))
        expect(keys(combine(combine(one, other), third))).toEqual(keys(combine(one, combine(other, third))))
      }),
      settings,
    )
  })
  test('with itself changes nothing', () => {
    fc.assert(
      fc.property(anyConditions, (one) => {
        expect(keys(combine(one, one))).toEqual(keys(one))
      }),
      settings,
    )
  })
  test('unites what both ask of every request, and so never widens', () => {
    fc.assert(
      fc.property(anyConditions, anyConditions, anyRequest, anyDay, (one, other, request, nowMs) => {
        const both = effectUnder(combine(one, other), request, nowMs)
        const apart = unite(effectUnder(one, request, nowMs), effectUnder(other, request, nowMs))
        expect(both).toBe(apart)
      }),
      settings,
    )
  })
  test('intersects purposes', () => {
    const permitted = (inForce: InForce): readonly Purpose[] =>
      purposes.filter(
        (purpose) => effectUnder(inForce, { operation: 'READ', actor: deskOfficer, purpose }, today) === 0,
      )
    const anySet = fc.subarray([...purposes], { minLength: 1 })
    fc.assert(
      fc.property(anySet, anySet, (one, other) => {
        const [first, second] = [one, other].map((set) => rulesOf(...set.map((purpose) => `PUR:${purpose}`)))
        if (first === undefined || second === undefined) return
        const both = one.filter((purpose) => other.includes(purpose))
        expect(permitted(combine(first, second))).toEqual(both)
      }),
      settings,
    )
  })
  test('intersects lists', () => {
    const both = combine(rulesOf('ONW:LIST(BE,DE)'), rulesOf('ONW:LIST(DE,ES)'))
    const permitted = ['BE', 'DE', 'ES'].filter(
      (country) =>
        effectUnder(both, { operation: 'ONW', actor: deskOfficer, recipient: { country } }, today) === 0,
    )
    expect(permitted).toEqual(['DE'])
  })
  test('lets the earliest date decide', () => {
    const both = combine(rulesOf('RET:DELETE(2028-01-01)'), rulesOf('RET:DELETE(2027-01-01)'))
    const read: UseRequest = { operation: 'READ', actor: deskOfficer }
    expect(effectUnder(both, read, at('2026-12-31'))).toBe(effectOf('A'))
    expect(effectUnder(both, read, at('2027-01-01'))).toBe(effectOf('C'))
  })
})
