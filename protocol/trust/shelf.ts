import { toHex } from '../../crypto/index.ts'
import type { Added, Dropped } from './directory.ts'

/** What is kept in a bounded number: named by its hash, and with an end. */
interface Ending extends Dropped {
  readonly hash: Uint8Array
  readonly tbs: { readonly notAfterMs: number }
}

/**
 * Puts a certificate beside the others of its issuer. Where there are `max` already, the one that ends first gives way,
 * so that those that are over go before those that count; that may be the new one itself.
 *
 * @param drop - told of the one that gave way
 * @param stays - says which may not give way
 * @param name - what it is found by; its hash where absent
 */
export function shelve<T extends Ending>(
  shelf: Map<string, T>,
  max: number,
  one: T,
  drop: (dropped: T) => void,
  stays: (other: T) => boolean = () => false,
  name: string = toHex(one.hash),
): Added {
  if (shelf.has(name)) return 'known'
  if (shelf.size >= max) {
    const [first] = [...shelf].filter(([, other]) => !stays(other)).sort(byEnd)
    if (first === undefined || first[1].tbs.notAfterMs >= one.tbs.notAfterMs) return 'older'
    shelf.delete(first[0])
    drop(first[1])
  }
  shelf.set(name, one)
  return 'added'
}

function byEnd([, a]: readonly [string, Ending], [, b]: readonly [string, Ending]): number {
  return a.tbs.notAfterMs - b.tbs.notAfterMs
}
