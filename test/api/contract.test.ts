import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { routes, type Answer, type Asked, type RouteName } from '../../node/api/contract.ts'
import type { bindings, duties, effectsOfMessage, urgencies } from '../../node/api/contract/exchange.ts'
import type { effects, needs, whomToAsk } from '../../node/api/contract/policy.ts'
import { apiErrorCodes, apiErrors } from '../../node/api/contract/problem.ts'
import { idReference, officerName, time } from '../../node/api/contract/values.ts'
import type * as protocol from '../../protocol/index.ts'

const table = Object.entries(routes)

/** A file is no JSON. */
const filesAside = ({ takesBytes, givesBytes }: (typeof table)[number][1]) =>
  takesBytes || givesBytes ? ({ unrepresentable: 'any' } as const) : {}

test('no two routes have the same method and path', () => {
  const seen = table.map(([, route]) => `${route.method} ${route.path.replaceAll(/:\w+/g, ':')}`)
  expect(new Set(seen).size).toBe(seen.length)
})

test.each(table)('%s: the parameters of its path are exactly those of its schema', (_name, route) => {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1])
  expect(Object.keys(route.params.shape)).toEqual(inPath)
})

test.each(table)('%s: passphrases travel in the body alone, and never come back', (_name, route) => {
  const elsewhere = [route.params, route.query, route.response].map((schema) =>
    JSON.stringify(z.toJSONSchema(schema, { io: 'output', ...filesAside(route) })),
  )
  expect(elsewhere.join()).not.toMatch(/passphrase/i)
})

test.each(table)('%s: what it asks and answers can be said in JSON Schema', (_name, route) => {
  for (const schema of [route.params, route.query, route.body, route.response])
    expect(() => z.toJSONSchema(schema, { io: 'input', ...filesAside(route) })).not.toThrow()
})

test('every error code has a status that says whose fault it is', () => {
  for (const code of apiErrorCodes) expect(apiErrors[code].status).toBeGreaterThanOrEqual(400)
})

test('an id is asked for by six hexadecimal digits or more', () => {
  expect(idReference.safeParse('9f3a01').success).toBe(true)
  expect(idReference.safeParse('9f3a0').success).toBe(false)
  expect(idReference.safeParse('9F3A01').success).toBe(false)
})

test('an officer cannot be named like an id, in any script otherwise', () => {
  expect(officerName.safeParse('amina').success).toBe(true)
  expect(officerName.safeParse('أمينة').success).toBe(true)
  expect(officerName.safeParse('decade').success).toBe(false)
  expect(officerName.safeParse('a‮b').success).toBe(false)
})

test('times are UTC', () => {
  expect(time.safeParse('2026-11-21T07:15:00Z').success).toBe(true)
  expect(time.safeParse('2026-11-21T07:15:00+01:00').success).toBe(false)
})

test('a use case is handed defaults, and gives back what the schema says', () => {
  expectTypeOf<Asked<'ack'>['body']['competence']>().toEqualTypeOf<'YES' | 'NO' | 'PARTLY'>()
  expectTypeOf<Asked<'send'>['params']>().toEqualTypeOf<{ readonly draft: string }>()
  expectTypeOf<Asked<'may'>['body']>().toEqualTypeOf<Readonly<Record<string, never>>>()
  expectTypeOf<Answer<'inbox'>['items'][number]['with']['country']>().toEqualTypeOf<string>()
  expectTypeOf<'undertake'>().toExtend<RouteName>()
})

test('the codes of the contract are those of the protocol, none left out', () => {
  expectTypeOf<(typeof effectsOfMessage)[number]>().toEqualTypeOf<protocol.Force>()
  expectTypeOf<Exclude<(typeof duties)[number], 'BEFORE_ERASURE'>>().toEqualTypeOf<protocol.DutyCode>()
  expectTypeOf<(typeof bindings)[number]>().toEqualTypeOf<protocol.BindingMode>()
  expectTypeOf<(typeof urgencies)[number]>().toEqualTypeOf<protocol.Urgency>()
  expectTypeOf<(typeof effects)[number]>().toEqualTypeOf<protocol.Decision['effect']>()
  expectTypeOf<(typeof needs)[number]>().toEqualTypeOf<protocol.UseNeed>()
  expectTypeOf<(typeof protocol.tagEffects)[number]>().toEqualTypeOf<protocol.EffectCode>()
  expectTypeOf<(typeof whomToAsk)[number]>().toEqualTypeOf<protocol.UseAsk>()
  expectTypeOf<Answer<'show'>['messages'][number]['terms']['type']>().toEqualTypeOf<protocol.StatementType>()
})
