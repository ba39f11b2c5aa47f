import type { FieldProblem } from '../../node/api/client.ts'
import { typed } from '../arguments.ts'
import { shortId } from './plain.ts'

/** A consent that is missing, in the names of the contract. */
export interface ConsentNeeded {
  readonly operation: string
  readonly items: readonly string[]
  readonly purpose?: string | undefined
  readonly recipient?: string | undefined
  readonly proceeding?: string | undefined
}

/** The command that asks for exactly that consent, to be copied into a shell. */
export function consentCommand(exchange: string, needed: ConsentNeeded): string {
  const { operation, items, purpose, recipient, proceeding } = needed
  return [
    `sponte consent ask ${shortId(exchange)} --operation ${typed(operation)}`,
    ...(items.length === 0 ? [] : ['--item', ...items.map(shortId)]),
    ...(purpose === undefined ? [] : ['--purpose', typed(purpose)]),
    ...(recipient === undefined ? [] : ['--recipient', shellWord(recipient)]),
    ...(proceeding === undefined ? [] : ['--proceeding', shellWord(proceeding)]),
  ].join(' ')
}

/** The same, from what came with a denial. */
export function consentCommandOf({ params = {} }: FieldProblem): string {
  const text = (name: string): string | undefined => {
    const value = params[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const listed = params['items']
  return consentCommand(text('exchange') ?? '', {
    operation: text('operation') ?? '',
    items: typeof listed === 'object' ? listed : [],
    purpose: text('purpose'),
    recipient: text('recipient'),
    proceeding: text('proceeding'),
  })
}

/** A word as a shell reads it back, without what has no picture. */
function shellWord(text: string): string {
  const shown = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
  return /^[\w./:-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`
}
