import type { Answer } from '../../node/api/client.ts'
import { isolateLine } from '../isolate.ts'
import { operationTexts } from '../texts/policy.ts'
import { builtTexts } from '../texts/states.ts'
import { moment, shortId } from './plain.ts'

/** What was built on a disclosure, a line each. */
export function builtLines(built: Answer<'show'>['built']): string {
  return built.map((one) => `  ${builtLine(one)}`).join('\n')
}

function builtLine(one: Answer<'show'>['built'][number]): string {
  const { kind, at, items, draft, exchange, recipient, operation, copy } = one
  return [
    moment(at),
    builtTexts[kind],
    copy === undefined ? undefined : `on paper, copy ${copy}`,
    operation === undefined ? undefined : operationTexts[operation],
    exchange === undefined ? undefined : shortId(exchange),
    recipient === undefined ? undefined : `to ${isolateLine(recipient)}`,
    draft === undefined ? undefined : `draft ${shortId(draft)}`,
    items.length === 0 ? 'of the whole' : `of ${items.map(shortId).join(', ')}`,
  ]
    .filter((part) => part !== undefined)
    .join('  ')
}
