// docs/protocol/3-exchange.md §3 and §4: what a statement says, as far as its bytes show it.
import { Refusal, type Asker } from './checks.ts'
import { readMessage, type Message } from './protobuf.ts'
import { hex } from './suite.ts'
import * as tables from './tables.ts'
import { terms as termsOf } from './terms.ts'

/** What a statement holds besides its own fields. */
export interface Read {
  readonly terms: Message
  readonly items: readonly Message[]
  readonly conditions: Message | undefined
  /** What its officer must be cleared for. */
  readonly level: number
}

/** Step 10: terms by their type, Conditions as the shape they are. */
export function readStatement(ask: Asker, statement: Message): Read {
  const type = statement.number('type')
  const table = termsOf.get(type)
  if (table === undefined) throw new Refusal('statement-type', 'UPGRADE_NEEDED')
  const terms = readMessage(ask, statement.bytes('terms'), table)
  requireNamed(ask, type, terms)
  const bytes = statement.bytes('conditions')
  const conditions = bytes.length === 0 ? undefined : readMessage(ask, bytes, tables.conditions)
  const tags = conditions?.messages('tags') ?? []
  return {
    terms,
    items: type === 1 ? terms.messages('items') : [],
    conditions,
    level: tags.some((tag) => tag.text('code') === 'CLS:RESTRICTED') ? 1 : 0,
  }
}

/** How many codes of a field have a name in version 1. */
const named: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  2: { power: 3 },
  3: { reason: 7 },
  4: { competence: 3, nextStep: 6 },
  5: { reason: 12, alternative: 5 },
  11: { power: 3 },
  13: { reason: 7 },
  22: { stage: 9 },
  23: { operation: 17, purpose: 12 },
  24: { operation: 17, purpose: 12 },
  25: { reason: 8 },
  27: { operation: 17 },
  28: { reason: 6 },
  29: { reason: 6 },
  30: { reason: 6 },
  31: { reason: 6 },
  36: { mode: 2 },
  37: { mode: 2 },
  38: { result: 5 },
  40: { kind: 3, ownerTold: 3, change: 4 },
  45: { stage: 4 },
  46: { form: 2 },
  50: { decision: 3, reason: 5 },
  54: { reason: 5 },
}
/** Families that name items of the disclosure by their ids. */
const withItems: readonly number[] = [23, 24, 27, 28, 29, 30, 31, 36, 37, 39, 49, 50, 51]
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
  const lists = [...(withItems.includes(type) ? ['items'] : []), ...(type === 51 ? ['bodies'] : [])]
  for (const name of lists) {
    const named = terms.byteList(name).map(hex)
    const isAscending = named.every((one, at) => one > (named[at - 1] ?? ''))
    ask.must('terms', isAscending, 'TERMS_INVALID')
  }
}
