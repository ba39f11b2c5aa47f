// docs/protocol/3-exchange.md §3 and §4 and conditions.md: what a statement says, as far as its bytes show it.
import { Refusal, type Asker } from './checks.ts'
import { readMessage, type Message } from './protobuf.ts'
import * as tables from './tables.ts'

/** Terms and Conditions, read; the level is what its officer must be cleared for. */
export function readStatement(ask: Asker, statement: Message): { readonly level: number } {
  const type = statement.number('type')
  const table = tables.terms.get(type)
  if (table === undefined) throw new Refusal('statement-type', 'UPGRADE_NEEDED')
  const terms = readMessage(ask, statement.bytes('terms'), table)
  requireNamed(ask, type, terms)
  const bytes = statement.bytes('conditions')
  ask.must('conditions', bytes.length > 0 === withConditions.includes(type), 'CONDITIONS_INVALID')
  if (bytes.length === 0) return { level: 0 }
  const conditions = readMessage(ask, bytes, tables.conditions)
  ask.must('conditions', conditions.number('vocabulary') === 1, 'UPGRADE_NEEDED')
  const tags = conditions.messages('tags')
  requireOneBinding(ask, tags)
  if (!statement.has('exchangeId')) requireFittingStart(ask, type, tags)
  if (type === 1) requireNoticed(ask, terms.messages('items'), tags)
  return { level: tags.some((tag) => tag.text('code') === 'CLS:RESTRICTED') ? 1 : 0 }
}

/** DISCLOSURE, PRIOR_NOTICE and COUNTER. */
const withConditions: readonly number[] = [1, 10, 12]

/** How many codes of a field have a name in version 1. */
const named: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  2: { power: 3 },
  3: { reason: 7 },
  4: { competence: 3, nextStep: 6 },
  5: { reason: 12, alternative: 5 },
  11: { power: 3 },
  13: { reason: 7 },
}
const namedLists: Readonly<Record<number, readonly [string, number]>> = {
  4: ['gaps', 7],
  9: ['outcomes', 10],
}

function requireNamed(ask: Asker, type: number, terms: Message): void {
  for (const [field, last] of Object.entries(named[type] ?? {})) {
    ask.must('terms', terms.number(field) <= last, 'UPGRADE_NEEDED')
  }
  const [field, last] = namedLists[type] ?? []
  const codes = field === undefined ? [] : terms.numbers(field)
  ask.must(
    'terms',
    codes.every((code) => code <= (last ?? 0)),
    'UPGRADE_NEEDED',
  )
  ask.must(
    'terms',
    codes.every((code, at) => code > (codes[at - 1] ?? 0)),
    'TERMS_INVALID',
  )
}

const textOf = (tag: Message) => JSON.stringify([tag.text('code'), ...tag.texts('args')])

const argumentsOf: Readonly<Record<string, number>> = {
  'BIND:BY-LAW': 0,
  'BIND:MOU': 1,
  'BIND:OFFER': 0,
  'BIND:PRIOR-NOTICE': 0,
}

/** Under offer and prior notice an exchange begins with a notice, otherwise with its content. */
function requireFittingStart(ask: Asker, type: number, tags: readonly Message[]): void {
  const waits = tags.some((tag) => ['BIND:OFFER', 'BIND:PRIOR-NOTICE'].includes(tag.text('code')))
  ask.must('conditions', waits === (type === 10), 'NOT_NOW')
}

function requireOneBinding(ask: Asker, tags: readonly Message[]): void {
  const [binding, ...others] = tags.filter((tag) => tag.text('code').startsWith('BIND:'))
  const isOne = binding?.number('scope') === 0 && others.length === 0
  ask.must('conditions', isOne, 'CONDITIONS_INVALID')
  const wanted = argumentsOf[binding?.text('code') ?? '']
  ask.must('conditions', wanted !== undefined, 'UPGRADE_NEEDED')
  ask.must('conditions', binding?.texts('args').length === wanted, 'CONDITIONS_INVALID')
}

/** An item is named once, and is no stricter than the Conditions that are undertaken announce. */
function requireNoticed(ask: Asker, items: readonly Message[], tags: readonly Message[]): void {
  const ids = new Set(items.map((item) => Buffer.from(item.bytes('itemId')).toString('hex')))
  ask.must('items', ids.size === items.length, 'TERMS_INVALID')
  const announced = new Set(tags.map(textOf))
  const own = items.flatMap((item) => item.messages('tags'))
  ask.must(
    'items',
    own.every((tag) => announced.has(textOf(tag))),
    'CONDITIONS_INVALID',
  )
}
