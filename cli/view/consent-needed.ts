import type { FieldProblem } from '../../node/api/client.ts'
import { typed } from '../arguments.ts'
import { isolateLine } from '../isolate.ts'

/** The command that asks for the consent that a denial names; every word that came with it is quoted. */
export function consentCommand({ params = {} }: FieldProblem): string {
  const text = (name: string): string => {
    const value = params[name]
    return typeof value === 'string' ? value : ''
  }
  const listed = params['items']
  const items = typeof listed === 'object' ? listed : []
  const option = (name: string, value: string): string[] => (value === '' ? [] : [`--${name} ${value}`])
  const quoted = (value: string): string => (value === '' ? '' : JSON.stringify(isolateLine(value)))
  return [
    `sponte consent ask ${text('exchange').slice(0, 8)}`,
    ...option('operation', typed(text('operation'))),
    ...items.flatMap((item) => option('item', item.slice(0, 8))),
    ...option('purpose', typed(text('purpose'))),
    ...option('recipient', quoted(text('recipient'))),
    ...option('proceeding', quoted(text('proceeding'))),
  ].join(' ')
}
