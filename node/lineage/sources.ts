// What something was made from: disclosures of others, or single items of them.
import { z } from 'zod'
import { toHex } from '../../crypto/index.ts'
import { disclosedOf } from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { findExchange } from '../exchanges/finding.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { NodeError } from '../node-error.ts'

/** Sources of one draft: each is asked about at every step. */
export const maxSources = 64

const hex = z.string().regex(/^([0-9a-f]{2})+$/)
const source = {
  exchange: hex,
  /** Hexadecimal id of one of its items; the whole where absent. */
  item: hex.optional(),
}
const word = { ...source, officer: hex, atMs: z.int() }

/** What a draft was made from, and what officers have said of that since; all of it is in the draft's revision. */
export const originsShape = z
  .strictObject({
    from: z.array(z.strictObject(source).readonly()).readonly(),
    /** Of which an officer has said that nothing is in the draft any more. */
    left: z.array(z.strictObject(word).readonly()).readonly(),
    /** Corrections, by their cascade, that an officer has said the draft follows. */
    followed: z.array(z.strictObject({ ...word, cascade: hex }).readonly()).readonly(),
  })
  .readonly()

export type Origins = z.output<typeof originsShape>
export type Source = Origins['from'][number]

/** A source as people write it. */
export const sourceText = ({ exchange, item }: Source): string =>
  item === undefined ? exchange.slice(0, 8) : `${exchange.slice(0, 8)}/${item.slice(0, 8)}`

export const isSameSource = (one: Source, other: Source): boolean =>
  one.exchange === other.exchange && one.item === other.item

/**
 * The sources that `EXCHANGE` or `EXCHANGE/ITEM` name, each by the beginning of its ids, none twice.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`; `NOT_NOW` for what was disclosed by us; `REQUEST_INVALID` for too many
 */
export async function findSources(
  deps: Pick<ExchangeDeps, 'store' | 'registry' | 'self'>,
  references: readonly string[],
): Promise<readonly Source[]> {
  const found: Source[] = []
  for (const reference of references) {
    const [prefix = '', itemPrefix] = reference.split('/')
    const exchange = await findExchange(deps, prefix)
    if (ownSide(deps, exchange.state) !== 'receiver')
      throw new NodeError('NOT_NOW', 'this was disclosed by us: only what was received has conditions for us')
    const one: Source = {
      exchange: toHex(exchange.id),
      ...(itemPrefix === undefined ? {} : { item: itemOf(exchange, itemPrefix) }),
    }
    if (!found.some((other) => isSameSource(one, other))) found.push(one)
  }
  if (found.length > maxSources) throw tooMany()
  return found
}

/** @throws NodeError `REQUEST_INVALID` */
export const tooMany = (): NodeError =>
  new NodeError('REQUEST_INVALID', `a draft is made from at most ${maxSources} sources`, {
    errors: [{ pointer: '/from', code: 'TOO_LARGE' }],
  })

/** An item without tags of its own is in no list, and is named by its whole id. */
function itemOf({ state }: OpenExchange, prefix: string): string {
  const disclosed = disclosedOf(state)
  const listed = [
    ...(disclosed?.items ?? []).map(({ itemId }) => itemId),
    ...(disclosed?.attachments ?? []).map(({ attachmentId }) => attachmentId),
  ].map(toHex)
  const [first, second] = [...new Set(listed)].filter((id) => id.startsWith(prefix))
  if (second !== undefined) throw new NodeError('AMBIGUOUS_ID', 'several items fit: give more digits')
  if (first !== undefined) return first
  if (prefix.length === 32) return prefix
  throw new NodeError('NOT_FOUND', 'no item of it has an id that begins so: give the whole id')
}
