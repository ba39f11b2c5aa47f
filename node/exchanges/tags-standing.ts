import { combine, offeredOf, parseTag, standingOf, tagScopes, type Tag } from '../../protocol/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { conditionsOfExchange, itemsOf } from './facts.ts'
import { ownLaw } from './own-words.ts'
import type { OpenExchange } from './registry.ts'
import { saidOfUse } from './use-said.ts'

/**
 * The tags that stand by now: those of the Conditions, what the originator changed since, undertaken or not, and what
 * we tightened ourselves.
 *
 * @param item - hexadecimal id; `undefined`, or one that is not listed: the whole, with what any item carries
 * @returns `undefined` where this version cannot read all of them
 */
export async function tagsStanding(
  { store }: Pick<ExchangeDeps, 'store'>,
  exchange: OpenExchange,
  item: string | undefined,
): Promise<readonly Tag[] | undefined> {
  const { state, caseId } = exchange
  const conditions = conditionsOfExchange(exchange)
  const { retags, isReadable } = await saidOfUse(store, exchange, offeredOf(state).entry)
  const standing = standingOf({ conditions, items: itemsOf(state, conditions), retags }, item)
  if (standing === undefined || !isReadable) return undefined
  const { local } = await ownLaw(store, caseId)
  const texts = combine(standing.said, local).rules.flatMap(({ tags }) => tags)
  return [...new Set(texts)].flatMap((text) => {
    const tag = parseTag(text)
    return tag === undefined ? [] : [{ ...tag, scope: tagScopes.ALL }]
  })
}
