import { fromHex, toHex } from '../../crypto/index.ts'
import { NodeError } from '../node-error.ts'
import { layout, type Store } from '../store/index.ts'
import type { OpenExchange, Registry } from './registry.ts'

/**
 * Finds the one thing whose id begins as asked.
 *
 * @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID`
 */
export function oneByPrefix<T>(things: readonly T[], idOf: (thing: T) => string, prefix: string): T {
  const found = things.filter((thing) => idOf(thing).startsWith(prefix))
  const [first, second] = found
  if (first === undefined) throw new NodeError('NOT_FOUND', 'nothing has an id that begins so')
  if (second !== undefined) throw new NodeError('AMBIGUOUS_ID', 'several ids begin so')
  return first
}

/** Opens the exchange whose id begins as asked. @throws NodeError `NOT_FOUND`, `AMBIGUOUS_ID` */
export async function findExchange(
  deps: { readonly store: Store; readonly registry: Registry },
  prefix: string,
): Promise<OpenExchange> {
  if (prefix.length === 64) return deps.registry.open(fromHex(prefix))
  const ids: string[] = []
  for await (const row of deps.store.range(layout.exchanges.all())) ids.push(toHex(row.value))
  return deps.registry.open(fromHex(oneByPrefix(ids, (id) => id, prefix)))
}
