import { toHex } from '../../crypto/index.ts'
import type { TermsOf } from '../codec/terms.ts'
import { insert, lookUp, remove, valuesOf, type HashTrie } from './hash-trie.ts'
import type { Hash } from './placed.ts'

type Granted = TermsOf['GRANT']

/**
 * Consents that can be used, so that those to one operation on one item are found among all that were ever given.
 *
 * Never changed, like the maps that it is made of. A clock is nobody's here: one that has run out stays in it.
 */
export interface Consents {
  /** What was granted, by the statement hash of what asked for it. */
  readonly granted: HashTrie<Granted>
  /** Those hashes, by the number of the operation. */
  readonly to: Readonly<Partial<Record<number, ToOperation>>>
}

interface ToOperation {
  /** Consents for the whole. */
  readonly whole: HashTrie<Hash>
  /** Consents for single items, by the item's hexadecimal id. */
  readonly items: HashTrie<HashTrie<Hash>>
}

export const noConsents: Consents = { granted: undefined, to: {} }

/** With what was granted to `ask`, in place of what was before; without it where that is `undefined`. */
export function withConsent(consents: Consents, ask: Hash, granted: Granted | undefined): Consents {
  const before = lookUp(consents.granted, ask)
  if (before === granted) return consents
  const without = before === undefined ? consents : changed(consents, before, (asks) => remove(asks, ask))
  if (granted === undefined) return { ...without, granted: remove(without.granted, ask) }
  const found = changed(without, granted, (asks) => insert(asks, ask, ask))
  return { ...found, granted: insert(found.granted, ask, granted) }
}

/** Changes every list that a consent belongs in. */
function changed(
  consents: Consents,
  { operation, items }: Granted,
  change: (asks: HashTrie<Hash>) => HashTrie<Hash>,
): Consents {
  const before = consents.to[operation] ?? { whole: undefined, items: undefined }
  const after =
    items.length === 0
      ? { ...before, whole: change(before.whole) }
      : { ...before, items: items.map(toHex).reduce((all, item) => atItem(all, item, change), before.items) }
  return { ...consents, to: { ...consents.to, [operation]: after } }
}

function atItem(
  items: HashTrie<HashTrie<Hash>>,
  item: string,
  change: (asks: HashTrie<Hash>) => HashTrie<Hash>,
): HashTrie<HashTrie<Hash>> {
  const asks = change(lookUp(items, item))
  return asks === undefined ? remove(items, item) : insert(items, item, asks)
}

/**
 * What asked for the consents to an operation that concern an item. Costs time in the number of these.
 *
 * @param item - hexadecimal id; `undefined`: the whole, for which those to single items count together
 */
export function asksFor({ to }: Consents, operation: number, item: string | undefined): ReadonlySet<Hash> {
  const { whole, items } = to[operation] ?? { whole: undefined, items: undefined }
  const single = item === undefined ? [...valuesOf(items)] : [lookUp(items, item)]
  return new Set([whole, ...single].flatMap((asks) => [...valuesOf(asks)]))
}
