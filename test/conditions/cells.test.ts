import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  type Cell,
  decide,
  type EffectCode,
  familyNames,
  familyRow,
  type InForce,
  institutionKinds,
  type InstitutionKind,
  type Operation,
  operations,
  purposes,
} from '../../protocol/index.ts'
import { at, received, rulesOf } from './facts.ts'

const letters = ['A', 'C', 'NB', 'NA', 'H', 'D'] as const
const kinds = Object.keys(institutionKinds) as [InstitutionKind, ...InstitutionKind[]]
const rowSchema = z.strictObject({
  tag: z.string(),
  note: z.string().default(''),
  given: z
    .strictObject({
      officer: z.string().default('9'.repeat(32)),
      roles: z.array(z.enum(['desk', 'privilege-filter', 'protected-data'])).default([]),
      purpose: z.enum(purposes).optional(),
      offence: z.string().optional(),
      proceeding: z.string().optional(),
      recipient: z
        .strictObject({
          institutionId: z.string().optional(),
          institutionKind: z.enum(kinds).optional(),
          country: z.string().optional(),
          networks: z.array(z.string()).optional(),
          organisation: z.string().optional(),
          relayId: z.string().optional(),
        })
        .optional(),
      undertaken: z.boolean().default(true),
      day: z.string().default('2026-10-05'),
      signed: z.string().optional(),
    })
    .prefault({}),
  cells: z.partialRecord(z.enum(operations), z.enum(letters)),
})
type Row = z.output<typeof rowSchema>

const file: unknown = JSON.parse(readFileSync(new URL('cells.json', import.meta.url), 'utf8'))
const { rows } = z.strictObject({ about: z.string(), rows: z.array(rowSchema) }).parse(file)

const item = '0'.repeat(32)

/** What `decide` answers where only these rules are in force. */
function judged(inForce: InForce, operation: Operation, { given }: Row): string {
  const nowMs = at(given.day)
  const facts = received({
    items: new Map([[item, inForce]]),
    opened: undefined,
    undertaken: given.undertaken ? { officerId: 'a', untilMs: at('2999-01-01') } : undefined,
    highestSignedTimeMs: at(given.signed ?? given.day),
    fetchedMs: nowMs,
  })
  const actor = { officerId: given.officer, roles: given.roles }
  const { purpose, offence, proceeding, recipient } = given
  const asked = { operation, item, actor, purpose, offence, proceeding, recipient }
  const decision = decide(facts, asked, nowMs)
  const codes = decision.because.map(({ effect }) => effect).join('+') || 'A'
  const expected = { A: 'allow', NA: 'allow', D: 'deny' }[codes] ?? 'needs'
  return decision.effect === expected ? codes : `${codes}, but ${decision.effect}`
}

function expected(operation: Operation, { cells }: Row): EffectCode {
  return cells[operation] ?? (operation === 'EXCULP' ? 'NB' : 'A')
}

describe('every cell of the vocabulary is as the reference table has it', () => {
  test.each(rows.map((row) => [`${row.tag} ${row.note}`.trim(), row] as const))('%s', (_title, row) => {
    const table = (cellOf: (operation: Operation) => string) =>
      Object.fromEntries(operations.map((operation) => [operation, cellOf(operation)]))
    expect(table((operation) => judged(rulesOf(row.tag), operation, row))).toEqual(
      table((operation) => expected(operation, row)),
    )
  })
})

test('the table has a row for every tag of the vocabulary', () => {
  const inTable = new Set(rows.map(({ tag }) => tag.split('(')[0]))
  const inVocabulary = familyNames.flatMap((family) => Object.keys(familyRow(family).tags))
  expect(inVocabulary.filter((code) => !inTable.has(code))).toEqual([])
})

/** A cell changed in every way that leaves it a cell. */
function changes(cell: Cell): readonly Cell[] {
  if (typeof cell === 'string') return letters.filter((letter) => letter !== cell)
  return [
    ...letters.filter((letter) => letter !== cell.then).map((then) => ({ ...cell, then })),
    ...letters.filter((letter) => letter !== cell.otherwise).map((otherwise) => ({ ...cell, otherwise })),
  ]
}

/** Tags that share one row of cells: the purposes, of which a set makes one rule. */
function rowName(tag: string): string {
  return tag.startsWith('PUR:') ? 'PUR' : (tag.split('(')[0] ?? '')
}

test('no cell of the vocabulary can change without a row that notices', () => {
  const unnoticed = [...Map.groupBy(rows, ({ tag }) => rowName(tag))].flatMap(([name, rowsOfTag]) => {
    const [rule] = rulesOf(rowsOfTag[0]?.tag ?? '').rules
    const notices = (operation: Operation, changed: Cell) =>
      rowsOfTag.some((row) => {
        const bent = rulesOf(row.tag).rules.map((one) => ({
          ...one,
          cells: { ...one.cells, [operation]: changed },
        }))
        return judged({ rules: bent }, operation, row) !== expected(operation, row)
      })
    return operations
      .filter((operation) => operation !== 'EXCULP')
      .flatMap((operation) =>
        changes(rule?.cells[operation] ?? 'A')
          .filter((changed) => !notices(operation, changed))
          .map((changed) => `${name} ${operation} ${JSON.stringify(changed)}`),
      )
  })
  expect(unnoticed).toEqual([])
})

test('all purposes have the same cells, so that a set of them is one rule', () => {
  const cells = purposes.map((purpose) => rulesOf(`PUR:${purpose}`).rules[0]?.cells)
  expect(new Set(cells).size).toBe(1)
})
