// What the product's own checks are worth: each is struck, one after the other, and what it caught is then taken in, or
// caught by the line of defence that the case names. corpus.test.ts does the same with the second decoder.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { batchShape, receiveRules, type BatchVerifier } from '../../protocol/index.ts'
import type { Check } from '../independent/checks.ts'
import { decodeEnvelope } from '../independent/decoder.ts'
import { envelopeOf, envelopesBefore, readCases, readFixture, type EnvelopeCase } from './case.ts'
import { answerToEnvelope } from './product.ts'

const { struck } = vi.hoisted(() => ({ struck: new Set<string>() }))

vi.mock(import('../../protocol/conditions/parse.ts'), async (original) => {
  const { parseConditions, ...rest } = await original()
  const answer = (conditions: Parameters<typeof parseConditions>[0]) =>
    struck.has('conditions')
      ? ({ kind: 'parsed' } as ReturnType<typeof parseConditions>)
      : parseConditions(conditions)
  return { ...rest, parseConditions: answer }
})
vi.mock(import('../../protocol/conditions/items.ts'), async (original) => {
  const { itemProblems, ...rest } = await original()
  return { ...rest, itemProblems: (...asked) => (struck.has('conditions') ? [] : itemProblems(...asked)) }
})
vi.mock(import('../../crypto/index.ts'), async (original) => {
  const { verifyOfficer, ...rest } = await original()
  return { ...rest, verifyOfficer: (...asked) => struck.has('officer') || verifyOfficer(...asked) }
})
vi.mock(import('../../protocol/envelope/batch.ts'), async (original) => {
  const { createBatchVerifier, ...rest } = await original()
  const believing: BatchVerifier = { verify: (_kind, _leaf, { batch }) => batchShape.decode(batch) }
  return { ...rest, createBatchVerifier: () => (struck.has('batch') ? believing : createBatchVerifier()) }
})

const fixture = readFixture()
const cases = readCases()
const envelopes = cases.filter(
  (one): one is EnvelopeCase => one.kind === 'envelope' && one.expect === 'reject',
)
const answerTo = (one: EnvelopeCase) =>
  answerToEnvelope(fixture, envelopeOf(one, cases), envelopesBefore(one, cases))

/** The rows of the rule table that a first placement can break, by the check of the second decoder that is the same. */
const rowOf: Partial<Record<Check, string>> = {
  'node-silent': 'form.node-silent',
  release: 'form.release',
  refusing: 'form.refusing',
  'two-institutions': 'form.two-institutions',
  'body-needed': 'form.body-needed',
  attachments: 'form.attachments',
  conditions: 'form.conditions',
  'items-once': 'form.items-once',
  'items-noticed': 'form.items-noticed',
  'first-ancestors': 'first.ancestors',
  'first-begins': 'first.begins',
  'first-type': 'first.type',
  'first-name': 'first.name',
  'first-place': 'first.place',
  'first-names-nothing': 'first.names-nothing',
  'one-binding': 'first.binding',
  'binding-known': 'first.binding-known',
  'binding-fits': 'first.binding-fits',
}

/** The checks around the rule table, by those of the second decoder that are the same. */
const around: Readonly<Record<string, readonly Check[]>> = {
  conditions: [
    ...(['tag-code', 'tag-arguments', 'tag-order', 'family-count', 'tag-once'] as const),
    ...(['tag-whole-only', 'tag-refused', 'item-scope', 'tag-carried'] as const),
  ],
  officer: ['officer-signature'],
  batch: ['batch-signature', 'leaf'],
}

/** Without these rows the product still makes no exchange: there is no mode under which it could bind. */
const cannotBegin: readonly Check[] = ['one-binding', 'binding-known']
/** What these rows catch is caught again where Conditions and items are read whole. */
const readTwice: readonly Check[] = ['items-once', 'items-noticed']
/** Whether there is a signature at all is asked beside it, and again by the row `form.officer`. */
const ofPresence = [
  'expired-signed-by-an-officer',
  'officer-certificate-missing',
  'officer-signature-missing',
]

afterEach(() => {
  struck.clear()
})

describe('a row struck from the rule table no longer catches its envelope', () => {
  const caught = envelopes.filter(({ check }) => check !== undefined && rowOf[check] !== undefined)

  test('every row that a first placement can break has an envelope', () => {
    const rows = new Set([...receiveRules.form, ...receiveRules.first].map(({ id }) => id))
    // Asked before the table too, with the officer's signature.
    rows.delete('form.officer')
    expect(new Set(Object.values(rowOf))).toEqual(rows)
    expect(new Set(caught.map(({ check }) => check)).size).toBe(rows.size)
  })

  test.each(caught)('$name without $check', async (one) => {
    const { check, alsoCaughtBy = [] } = one
    if (check === undefined) throw new Error('nothing caught it')
    const lines = [check, ...alsoCaughtBy]
    for (const [at, line] of lines.entries()) {
      if (rowOf[line] === undefined) return
      const without = lines.slice(0, at + 1)
      const other = decodeEnvelope(fixture, envelopeOf(one, cases), new Set(without))
      const expected = other.ok ? undefined : other.code
      if (cannotBegin.includes(line)) {
        // No Conditions at all do not decode; those without a known mode are a fault of the program.
        const outcome = await withoutRows(without, () => answerTo(one)).catch(String)
        expect(['MALFORMED', 'Error: the rules of the first placement hold']).toContain(outcome)
        return
      }
      if (readTwice.includes(line)) {
        expect(await withoutRows(without, () => answerTo(one))).toBe('CONDITIONS_INVALID')
        struck.add('conditions')
        const all = [...without, ...(around['conditions'] ?? []), ...readTwice]
        expect(await withoutRows(all, () => answerTo(one))).toBeUndefined()
        return
      }
      expect(await withoutRows(without, () => answerTo(one))).toBe(expected)
    }
  })
})

describe.each(Object.entries(around))('a check left out around the rule table: %s', (name, checks) => {
  const caught = envelopes.filter(
    (one) => one.check !== undefined && checks.includes(one.check) && !ofPresence.includes(one.name),
  )

  test.each(caught)('$name', async (one) => {
    expect(await answerTo(one)).toBe(one.code)
    struck.add(name)
    const other = decodeEnvelope(fixture, envelopeOf(one, cases), new Set(checks))
    expect(await answerTo(one)).toBe(other.ok ? undefined : other.code)
  })
})

/** The tables are read-only by type alone; only here are rows taken out, and put back. */
async function withoutRows<T>(checks: readonly Check[], run: () => Promise<T>): Promise<T> {
  const rows = new Set(checks.map((check) => rowOf[check]))
  const tables = [receiveRules.form, receiveRules.first] as unknown as { id: string }[][]
  const before = tables.map((table) => [...table])
  for (const table of tables) table.splice(0, table.length, ...table.filter(({ id }) => !rows.has(id)))
  try {
    return await run()
  } finally {
    for (const [at, table] of tables.entries()) table.splice(0, table.length, ...(before[at] ?? []))
  }
}
