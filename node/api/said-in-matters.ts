/** What is said in matters, as the contract shows it: one table for the fields of all types. */
import { codeFields, codeOrNoneFields, formatTag, type Tag, type Terms } from '../../protocol/index.ts'
import { matterTerms, type matterTypes } from './contract/matters.ts'
import type { Answer } from './contract.ts'
import { timeOf } from './time-of.ts'

type Shown = Extract<
  Answer<'show'>['messages'][number]['terms'],
  { readonly type: (typeof matterTypes)[number] }
>

const hourMs = 60 * 60 * 1000

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesAs = (value: unknown) => (value instanceof Uint8Array ? hex(value) : undefined)
const timeAs = (value: unknown) => (typeof value === 'number' && value > 0 ? timeOf(value) : undefined)
const asItIs = (value: unknown) => (value === '' ? undefined : value)
const listAs = (value: unknown) =>
  Array.isArray(value) && value.length > 0 ? value.map((one: Uint8Array) => hex(one)) : undefined
const tagsAs = (value: unknown) =>
  Array.isArray(value) && value.length > 0 ? value.map((one: Tag) => formatTag(one)) : undefined

/** Name in the contract and how the value is written; `undefined` leaves it out. Codes have tables of their own. */
const fields: Readonly<Record<string, readonly [string, (value: unknown) => unknown]>> = {
  matter: ['matter', bytesAs],
  items: ['items', listAs],
  itemId: ['item', bytesAs],
  cascadeId: ['cascade', bytesAs],
  recipient: ['recipient', asItIs],
  proceeding: ['proceeding', asItIs],
  tags: ['tags', tagsAs],
  uses: ['uses', (value) => (value === 0 ? undefined : value)],
  maxSilenceMs: ['maxSilenceHours', (value) => Number(value) / hourMs],
  complete: ['complete', asItIs],
  used: ['used', asItIs],
  passed: ['passed', asItIs],
  silent: ['silent', asItIs],
  replyByMs: ['replyBy', timeAs],
  plannedMs: ['plannedAt', timeAs],
  doneMs: ['doneAt', timeAs],
  usedMs: ['usedAt', timeAs],
  byMs: ['by', timeAs],
  expiresMs: ['until', timeAs],
  nextNewsByMs: ['nextNewsBy', timeAs],
  agreed: ['agreed', asItIs],
  final: ['final', asItIs],
  query: ['query', bytesAs],
  startsMs: ['startsAt', timeAs],
  liftMs: ['liftAt', timeAs],
  reasonsByMs: ['reasonsBy', timeAs],
  lapsed: ['lapsed', asItIs],
  atMs: ['happenedAt', timeAs],
  untilMs: ['until', timeAs],
  erasedMs: ['erasedAt', timeAs],
  bodies: ['bodies', listAs],
}

/** The operative fields of a statement of one of the `matterTypes`. */
export function matterTermsOf({ type, terms }: Terms): Shown {
  const codes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    ...codeFields[type],
    ...codeOrNoneFields[type],
  }
  const shown = Object.entries(terms).flatMap(([field, value]) => {
    const names = codes[field]
    if (names !== undefined) {
      const name = Object.keys(names).find((one) => names[one] === value)
      return name === undefined ? [] : [[field, name] as const]
    }
    const row = fields[field]
    const written = row?.[1](value)
    return row === undefined || written === undefined ? [] : [[row[0], written] as const]
  })
  return matterTerms.parse({ type, ...Object.fromEntries(shown) })
}
