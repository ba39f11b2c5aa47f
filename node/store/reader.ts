// Reading records from the database: each is authenticated, in pages, and opened with its own bucket's key.
import type { Buckets } from './buckets.ts'
import type { Database } from './database.ts'
import { bucketOf, openValue } from './record.ts'
import type { Address, Span } from './space.ts'
import { StoreError } from './store-error.ts'

/** Reads what is stored. Every value returned was authenticated in its place. */
export interface Reader {
  /**
   * @returns `undefined` when nothing is stored there
   * @throws {@link StoreError} `STORE_CORRUPT` naming the place; `STORE_CASE` when its case is erased
   */
  readonly get: (at: Address) => Promise<Uint8Array | undefined>
  /** Several at once, in the order asked. */
  readonly getMany: (at: readonly Address[]) => Promise<readonly (Uint8Array | undefined)[]>
  /** Neighbours in key order, read a page at a time. */
  readonly range: (span: Span, options?: RangeOptions) => AsyncGenerator<Row, void, undefined>
}

/** Which of the neighbours, and in which order. */
export interface RangeOptions {
  /** Backwards, from the last. */
  readonly reverse?: boolean
  /** Stops after so many. */
  readonly limit?: number
  /** Told of a record that is erased or corrupt, and goes on; without it the range throws there. */
  readonly onUnreadable?: (error: StoreError, key: Uint8Array) => void
}

/** One record of a range. */
export interface Row {
  readonly at: Address
  /** Its key inside the space (and inside the case). */
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/** Records fetched at once: one iterator read in the thread pool costs as much as tens of records. */
export const pageRows = 1000

export function createReader(database: Database, buckets: Buckets): Reader {
  async function open(at: Address, record: Uint8Array): Promise<Uint8Array> {
    return openValue(await buckets.open(bucketOf(at, record)), at, record)
  }

  async function getPage(at: readonly Address[]): Promise<(Uint8Array | undefined)[]> {
    const records = await database.getMany(at.map(({ key }) => key))
    const values: (Uint8Array | undefined)[] = []
    for (const [i, address] of at.entries()) {
      const record = records[i]
      values.push(record === undefined ? undefined : await open(address, record))
    }
    return values
  }

  return {
    async get(at) {
      const record = await database.get(at.key)
      return record === undefined ? undefined : open(at, record)
    },
    async getMany(at) {
      const values: (Uint8Array | undefined)[] = []
      for (let i = 0; i < at.length; i += pageRows) {
        values.push(...(await getPage(at.slice(i, i + pageRows))))
      }
      return values
    },
    async *range({ space, from, to }, { reverse = false, limit = Infinity, onUnreadable } = {}) {
      let [start, end, left] = [from, to, limit]
      while (left > 0) {
        const wanted = Math.min(left, pageRows)
        const page = await database.page({ from: start, to: end, limit: wanted, reverse })
        for (const [key, record] of page) {
          const at = { space, key }
          const inside = key.subarray(space.prefixBytes)
          try {
            const value = await open(at, record)
            yield { at, key: inside, value }
          } catch (error) {
            if (!(error instanceof StoreError) || onUnreadable === undefined) throw error
            onUnreadable(error, inside)
          }
        }
        const last = page.at(-1)?.[0]
        if (last === undefined || page.length < wanted) return
        left -= page.length
        if (reverse) end = last
        else start = following(last)
      }
    },
  }
}

/** The first key after this one. */
function following(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1)
  next.set(key)
  return next
}
