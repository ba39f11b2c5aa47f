import type { DirectoryObject } from '../../protocol/index.ts'

/** What a relay hands out: everything this node has kept and nothing has replaced, by positions that rise. */
export interface Shared {
  readonly has: (name: string) => boolean
  /** Adds at the end; what was there before moves there. */
  readonly add: (name: string, object: DirectoryObject) => void
  /** Moves to the end what is there; does nothing for what is not. */
  readonly again: (name: string) => void
  readonly remove: (name: string) => void
  /** What comes after a position, at most `max`; everything, for a position that was not given out by this run. */
  readonly since: (
    position: number,
    max: number,
  ) => { readonly until: number; readonly objects: readonly DirectoryObject[]; readonly more: boolean }
}

/** Positions of one millisecond: no node checks so many signatures in it, so no later run begins among those of this. */
const positionsPerMs = 1024

interface Entry {
  readonly position: number
  readonly object: DirectoryObject
}

/** @param startMs - when this run began; positions of earlier runs lie below those of this one */
export function createShared(startMs: number): Shared {
  const first = startMs * positionsPerMs
  let last = first
  const entries = new Map<string, Entry>()
  // In the order of positions, made again after a change: it is read far more often than it changes.
  let inOrder: readonly Entry[] | undefined

  const put = (name: string, object: DirectoryObject): void => {
    last += 1
    entries.delete(name)
    entries.set(name, { position: last, object })
    inOrder = undefined
  }

  return {
    has: (name) => entries.has(name),
    add: put,
    again: (name) => {
      const entry = entries.get(name)
      if (entry !== undefined) put(name, entry.object)
    },
    remove: (name) => {
      entries.delete(name)
      inOrder = undefined
    },
    since: (position, max) => {
      inOrder ??= [...entries.values()]
      const isOfThisRun = position >= first && position <= last
      const from = isOfThisRun ? firstAfter(inOrder, position) : 0
      const some = inOrder.slice(from, from + max)
      const more = from + some.length < inOrder.length
      return {
        until: more ? (some.at(-1)?.position ?? first) : last,
        objects: some.map(({ object }) => object),
        more,
      }
    },
  }
}

/** Index of the first entry above a position; the length where there is none. */
function firstAfter(entries: readonly Entry[], position: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((entries[middle]?.position ?? Infinity) > position) high = middle
    else low = middle + 1
  }
  return low
}
