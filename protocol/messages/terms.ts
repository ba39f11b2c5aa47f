import { toHex } from '../../crypto/index.ts'
import { termsShapes } from '../codec/terms.ts'
import { ProtocolError } from '../errors.ts'
import type { Terms } from '../exchange/placed.ts'
import type { StatementType } from '../names.ts'
import { codeFields, codeListFields, codeOrNoneFields, type Codes } from './term-codes.ts'

/**
 * Reads the terms of one family: every operative field, which the fold reads.
 *
 * A number that has no name yet is a newer peer's and fails closed; a list stands in ascending order, none twice, so
 * that what is meant has one encoding.
 *
 * @throws {@link ProtocolError} `MALFORMED`, `NOT_CANONICAL`, `OVERSIZE`, `TERMS_INVALID`, or `UPGRADE_NEEDED` for a
 *   number without a name
 * @see docs/protocol/3-exchange.md §4
 */
export function readTerms(type: StatementType, bytes: Uint8Array): Terms {
  const terms = termsShapes[type].decode(bytes)
  const valueOf = (field: string): unknown => Reflect.get(terms, field)
  for (const [field, known] of fieldsIn(codeFields[type])) named(field, Number(valueOf(field)), known)
  for (const [field, known] of fieldsIn(codeOrNoneFields[type]))
    named(field, Number(valueOf(field)), { ...known, NONE: 0 })
  for (const [field, known] of fieldsIn(codeListFields[type])) {
    const codes = valueOf(field) as readonly number[]
    for (const code of codes) named(field, code, known)
    ascending(field, codes)
  }
  // Items of a disclosure stand in the order of its body; everywhere else they are named by their ids alone.
  if ('items' in terms && type !== 'DISCLOSURE')
    ascending('items', (valueOf('items') as readonly Uint8Array[]).map(toHex))
  if (type === 'DELETION_CERT') ascending('bodies', (valueOf('bodies') as readonly Uint8Array[]).map(toHex))
  // The table of shapes and the terms are of one and the same type, which TypeScript cannot tie together.
  return { type, terms } as Terms
}

function fieldsIn(table: Readonly<Record<string, Codes>> | undefined): readonly (readonly [string, Codes])[] {
  return Object.entries(table ?? {})
}

function named(field: string, value: number, known: Codes): void {
  if (!Object.values(known).includes(value))
    throw new ProtocolError('UPGRADE_NEEDED', `${field}: ${value} has no name in this version`)
}

function ascending(field: string, values: readonly number[] | readonly string[]): void {
  const list: readonly (number | string)[] = values
  if (list.some((value, at) => at > 0 && value <= (list[at - 1] ?? value)))
    throw new ProtocolError('TERMS_INVALID', `${field}: not in ascending order`)
}
