// The unwritten changes of a turn, in layers: what a job has changed stands over what earlier jobs of the turn have,
// and that over the database. Values are plain until the turn is sealed as a whole, so that each is sealed once.
import type { Reader, Row } from './reader.ts'
import type { Place, Address } from './space.ts'
import { textOf } from './key-text.ts'

/** A change that waits to be written. */
export type Change =
  | { readonly kind: 'put'; readonly at: Place; readonly value: Uint8Array }
  | { readonly kind: 'delete'; readonly at: Address }

/** Changes by their database key, the last one of a key. */
export interface Overlay extends Reader {
  readonly changes: ReadonlyMap<string, Change>
  /** Bytes of keys and values put so far, for the bound of a turn. */
  readonly bytes: number
  set(change: Change): void
  /** Takes over all changes of a layer above. */
  absorb(above: Overlay): void
}

/** Starts an empty layer over a reader. */
export function createOverlay(below: Reader): Overlay {
  const changes = new Map<string, Change>()
  let bytes = 0

  function set(change: Change): void {
    changes.set(textOf(change.at.key), change)
    bytes += change.at.key.length + (change.kind === 'put' ? change.value.length : 0)
  }

  return {
    changes,
    get bytes() {
      return bytes
    },
    set,
    absorb: (above) => {
      for (const change of above.changes.values()) set(change)
    },
    get: (at) => {
      const change = changes.get(textOf(at.key))
      return change === undefined ? below.get(at) : Promise.resolve(valueOf(change))
    },
    getMany: async (at) => {
      const found = at.map(({ key }) => changes.get(textOf(key)))
      const stored = await below.getMany(at.filter((_, i) => found[i] === undefined))
      let next = 0
      return found.map((change) => (change === undefined ? stored[next++] : valueOf(change)))
    },
    async *range(span, { reverse = false, limit = Infinity } = {}) {
      const [from, to] = [textOf(span.from), textOf(span.to)]
      const own = [...changes].filter(([key]) => key >= from && key < to).sort(([a], [b]) => (a < b ? -1 : 1))
      if (reverse) own.reverse()
      let left = limit
      // A change hides at most one row below, so this many are enough.
      const stored = below.range(span, { reverse, limit: limit + own.length })
      for await (const row of merge(own, stored, reverse)) {
        if (left-- <= 0) return
        yield row
      }
    },
  }
}

/** Walks own changes and the rows below side by side; an own change stands for the row of the same key. */
async function* merge(
  own: readonly (readonly [string, Change])[],
  below: AsyncIterable<Row>,
  reverse: boolean,
): AsyncGenerator<Row, void, undefined> {
  let next = 0
  for await (const row of below) {
    const key = textOf(row.at.key)
    for (let entry = own[next]; entry !== undefined; entry = own[next]) {
      const isBefore = reverse ? entry[0] > key : entry[0] < key
      if (!isBefore) break
      yield* rowOf(entry[1])
      next += 1
    }
    const same = own[next]
    if (same?.[0] === key) {
      yield* rowOf(same[1])
      next += 1
    } else {
      yield row
    }
  }
  for (const [, change] of own.slice(next)) yield* rowOf(change)
}

function* rowOf(change: Change): Generator<Row, void, undefined> {
  if (change.kind === 'delete') return
  const { space, key } = change.at
  yield { at: { space, key }, key: key.subarray(space.prefixBytes), value: change.value }
}

function valueOf(change: Change): Uint8Array | undefined {
  return change.kind === 'put' ? change.value : undefined
}
