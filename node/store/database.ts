// LevelDB as this store uses it: bytes to bytes, every batch flushed to disk, errors with our codes.
// Values are ciphertext, so Snappy would only cost time.
import { Level } from 'level'
import { joined } from './joined.ts'
import { StoreError } from './store-error.ts'

/** One change of a batch. */
export type Operation =
  | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'del'; readonly key: Uint8Array }

/** A piece of the key order. */
export interface RawRange {
  /** Inclusive. */
  readonly from: Uint8Array
  /** Exclusive. */
  readonly to: Uint8Array
  readonly limit: number
  readonly reverse?: boolean
}

/** Every record as it was at one moment, whatever is written later. To be disposed of before the database closes. */
export interface DatabaseSnapshot extends AsyncDisposable {
  /** In key order, some hundreds at a time. */
  readonly pages: () => AsyncGenerator<readonly (readonly [key: Uint8Array, value: Uint8Array])[]>
}

/** An open database. Every method throws {@link StoreError} `STORE_IO`, `STORE_CORRUPT` or `STORE_STOPPED`. */
export interface Database {
  get(key: Uint8Array): Promise<Uint8Array | undefined>
  getMany(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]>
  page(range: RawRange): Promise<readonly (readonly [key: Uint8Array, value: Uint8Array])[]>
  /** Takes no time, and keeps nobody waiting. @throws {@link StoreError} `STORE_STOPPED` */
  snapshot(): DatabaseSnapshot
  /** All or nothing, and on disk when it resolves. @throws {@link StoreError} `STORE_FULL` besides the others */
  write(operations: readonly Operation[]): Promise<void>
  /** Takes what was deleted in a piece of the key order off the disk: until then it is only hidden. */
  compact(range: Pick<RawRange, 'from' | 'to'>): Promise<void>
  /** Closes and opens again, which replays LevelDB's log: what a failed write left is then known. */
  reopen(): Promise<void>
  close(): Promise<void>
}

/** LevelDB's log and memory table; twice as much can be lost to a flipped bit in the log. */
export const writeBufferBytes = 4 * 1024 * 1024

/** Read in one hop to the thread pool; of the library's 16 KiB it takes a hop for every few records. */
const pageBytes = 1024 * 1024
/** More than a key inside a space has (space.ts). */
const pastEveryKeyBytes = 128
/** Keys looked up one after another on this thread; more go to the pool together. */
const mostReadNow = 8

const options = {
  keyEncoding: 'view',
  valueEncoding: 'view',
  compression: false,
  writeBufferSize: writeBufferBytes,
} as const

/** Opens the database in a folder, which it makes. @throws {@link StoreError} `STORE_LOCKED` besides the others */
export async function openDatabase(folder: string): Promise<Database> {
  const level = new Level<Uint8Array, Uint8Array>(folder, options)
  await guard(level.open())
  return {
    // On this thread: a hop to the pool and back costs ten times the look-up, and the jobs of a turn take theirs in
    // series. What is not in memory is read from the disk meanwhile, as a page fault would.
    get: (key) => guard(readNow(level, key)),
    getMany: (keys) =>
      guard(
        keys.length > mostReadNow
          ? level.getMany([...keys])
          : Promise.all(keys.map((key) => readNow(level, key))),
      ),
    page: ({ from, to, limit, reverse = false }) =>
      guard(level.iterator({ gte: from, lt: to, limit, reverse, highWaterMarkBytes: pageBytes }).all()),
    snapshot: () => snapshotOf(level),
    write: async (operations) => {
      // Chained, since an array of operations costs twice the time on its way to LevelDB.
      const writeAll = async () => {
        const batch = level.batch()
        for (const operation of operations) {
          if (operation.type === 'put') batch.put(operation.key, operation.value)
          else batch.del(operation.key)
        }
        await batch.write({ sync: true })
      }
      await guard(writeAll())
    },
    compact: (range) => guard(compacted(level, range)),
    reopen: async () => {
      await guard(level.close())
      await guard(level.open())
    },
    close: () => guard(level.close()),
  }
}

/**
 * LevelDB writes its memory to a table as it is, what was deleted with it, and works over a table only together with
 * one above it. So the first turn empties the memory, and the second has something to lay over the whole range.
 */
async function compacted(
  level: Level<Uint8Array, Uint8Array>,
  { from, to }: Pick<RawRange, 'from' | 'to'>,
): Promise<void> {
  await compactable(level).compactRange(from, to)
  // Longer than any key can be, so that no record has it.
  const last = joined(from, new Uint8Array(pastEveryKeyBytes).fill(0xff))
  await level.batch().del(from).del(last).write({ sync: true })
  await compactable(level).compactRange(from, to)
}

/** The types are those of every platform's database; LevelDB, which is the one of Node, can do this. */
const compactable = (level: Level<Uint8Array, Uint8Array>) =>
  level as unknown as { readonly compactRange: (from: Uint8Array, to: Uint8Array) => Promise<void> }

// eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to reject like any other read
async function readNow(
  level: Level<Uint8Array, Uint8Array>,
  key: Uint8Array,
): Promise<Uint8Array | undefined> {
  return level.getSync(key)
}

/** Records read in one hop. */
const snapshotRows = 500

function snapshotOf(level: Level<Uint8Array, Uint8Array>): DatabaseSnapshot {
  const snapshot = level.snapshot()
  return {
    async *pages() {
      const iterator = level.iterator({ snapshot, highWaterMarkBytes: pageBytes })
      try {
        for (;;) {
          const page = await guard(iterator.nextv(snapshotRows))
          if (page.length === 0) return
          yield page
        }
      } finally {
        await iterator.close()
      }
    },
    [Symbol.asyncDispose]: () => snapshot.close(),
  }
}

async function guard<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw faultOf(error)
  }
}

function faultOf(error: unknown): StoreError {
  const codes: unknown[] = []
  let text = ''
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    codes.push('code' in at ? at.code : undefined)
    text += ` ${at.message}`
  }
  const options = { cause: error }
  if (codes.includes('LEVEL_LOCKED')) {
    return new StoreError(
      'STORE_LOCKED',
      'another process has the database open: only one node may run on a data directory',
      options,
    )
  }
  if (/no space left|disk quota exceeded/i.test(text)) {
    return new StoreError('STORE_FULL', 'the disk is full: free space, then try again', options)
  }
  // A file that is gone, or that CURRENT names and that never was.
  if (codes.includes('LEVEL_CORRUPTION') || /corrupt|no such file/i.test(text)) {
    return new StoreError(
      'STORE_CORRUPT',
      'the database files are damaged: put back a copy of the whole data directory; do not run a database repair',
      options,
    )
  }
  // An opening that failed says so too, beside what it failed of.
  const isNotOpen = codes.includes('LEVEL_DATABASE_NOT_OPEN') || codes.includes('LEVEL_ITERATOR_NOT_OPEN')
  if (isNotOpen && !codes.includes('LEVEL_IO_ERROR')) {
    return new StoreError('STORE_STOPPED', 'the store is closed', options)
  }
  return new StoreError('STORE_IO', 'the disk or its file system failed: see the cause', options)
}
