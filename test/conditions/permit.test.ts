import { describe, expect, expectTypeOf, test } from 'vitest'
import { decide, type Permit, permitCovers, permitLifeMs } from '../../protocol/index.ts'
import { at, deskOfficer, parsedDraft, received, request, statement, today } from './facts.ts'

function permitOf(facts = received(), asked = request('READ'), nowMs = today): Permit {
  const decision = decide(facts, asked, nowMs)
  if (decision.effect !== 'allow') throw new Error('expected to be allowed')
  return decision.permit
}

describe('a permit', () => {
  test('names statement, item, operation, officer and its end', () => {
    const item = '07'.repeat(16)
    const permit = permitOf(received(), request('READ', { item }))
    expect([permit.statement, permit.operation, permit.item]).toEqual([statement, 'READ', item])
    expect([permit.officerId, permit.untilMs]).toEqual([deskOfficer.officerId, today + permitLifeMs])
  })

  test('covers the request it was made for, and nothing after its end or before its beginning', () => {
    const asked = request('READ')
    const permit = permitOf()
    expect(permitCovers(permit, statement, asked, today)).toBe(true)
    expect(permitCovers(permit, statement, asked, today + permitLifeMs - 1)).toBe(true)
    expect(permitCovers(permit, statement, asked, today + permitLifeMs)).toBe(false)
    expect(permitCovers(permit, statement, asked, today - 1)).toBe(false)
  })

  test('for the whole covers an item; one for an item covers neither the whole nor another', () => {
    const [one, other] = ['07'.repeat(16), '08'.repeat(16)]
    const forOne = permitOf(received(), request('READ', { item: one }))
    expect(permitCovers(permitOf(), statement, request('READ', { item: one }), today)).toBe(true)
    expect(permitCovers(forOne, statement, request('READ', { item: one }), today)).toBe(true)
    expect(permitCovers(forOne, statement, request('READ', { item: other }), today)).toBe(false)
    expect(permitCovers(forOne, statement, request('READ'), today)).toBe(false)
  })

  test('covers no other statement, operation, officer, purpose, offence, proceeding or recipient', () => {
    const asked = request('LEAD', { purpose: 'CRIM-INV', recipient: { country: 'FR' } })
    const permit = permitOf(received(), asked)
    expect(permitCovers(permit, statement, asked, today)).toBe(true)
    expect(permitCovers(permit, '6'.repeat(64), asked, today)).toBe(false)
    const actor = { officerId: 'c'.repeat(32), roles: [] }
    for (const difference of [
      { operation: 'READ' },
      { actor },
      { purpose: 'TRACE' },
      { offence: 'UNCAC-15' },
      { proceeding: '17' },
      { recipient: { country: 'BE' } },
      { recipient: { country: 'FR', relayId: 'e'.repeat(32) } },
    ] as const)
      expect(permitCovers(permit, statement, { ...asked, ...difference }, today)).toBe(false)
  })

  test('ends with the first of the permissions it rests on', () => {
    const soon = today + 1000
    const undertaken = { officerId: deskOfficer.officerId, untilMs: soon }
    expect(permitOf(received({ undertaken, opened: undefined })).untilMs).toBe(soon)
    expect(permitOf(received({ undertaken })).untilMs).toBe(today + permitLifeMs)

    const due = at('2027-01-01')
    const kept = received({ ...parsedDraft(['RET:DELETE(2027-01-01)']), highestSignedTimeMs: due - 1000 })
    expect(permitOf(kept, request('READ'), due - 1000).untilMs).toBe(due)

    const decision = { tag: 'CONF:CONTENT', operation: 'EXPORT', item: undefined } as const
    const human = { officerId: 'd'.repeat(32), atMs: today, untilMs: soon, originatorTold: true }
    const decided = received({ decisions: [{ ...decision, ...human }] })
    expect(permitOf(decided, request('EXPORT')).untilMs).toBe(soon)
  })
})

describe('nobody else makes a permit', () => {
  const genuine = permitOf()
  const like = {
    statement,
    operation: 'READ',
    item: undefined,
    officerId: deskOfficer.officerId,
    untilMs: today + permitLifeMs,
  } as const

  test('the compiler takes no object of the same structure', () => {
    expectTypeOf(like).not.toExtend<Permit>()
    expectTypeOf(genuine).toExtend<Permit>()
  })

  test.each<[string, unknown]>([
    ['an object of the same structure', like],
    ['the same with its prototype', Object.create(Object.getPrototypeOf(genuine) as object, {})],
    ['a copy', structuredClone(genuine)],
    ['a proxy', new Proxy(genuine, {})],
    ['nothing', undefined],
    ['null', null],
  ])('%s covers nothing', (_what, forged) => {
    expect(permitCovers(forged, statement, request('READ'), today)).toBe(false)
  })

  test('its own constructor makes none', () => {
    expect(() => {
      Reflect.construct(genuine.constructor, [Symbol('decide'), like])
    }).toThrow('only decide()')
  })

  test('it cannot be changed', () => {
    expect(() => Object.assign(genuine, { item: 'x' })).toThrow(TypeError)
  })
})
