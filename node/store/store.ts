// The durable heart of a node: encrypted records that are authenticated whenever they are read, one commit queue, and
// the ledger that every commit adds to.
import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { equalBytes, type RandomSource, u16, utf8 } from '../../crypto/index.ts'
import { type AnchorFile, decodeAnchor, keepAnchor } from '../ledger/anchor.ts'
import { createCheckpoints, lastCheckpointMs, type LogSigner } from '../ledger/checkpoints.ts'
import { emptyLedger, type LedgerState } from '../ledger/ledger.ts'
import { loadLedger } from '../ledger/load.ts'
import { readAsFound } from './as-found.ts'
import { type BucketKeys, createBuckets } from './buckets.ts'
import { type CommitQueue, createCommitQueue } from './commit.ts'
import { type Database, type DatabaseSnapshot, openDatabase } from './database.ts'
import { type FaultHook, noFaults } from './fault-points.ts'
import { layout } from './layout.ts'
import { createReader, type Reader } from './reader.ts'
import { sealValue } from './record.ts'
import { openSignedTime } from './signed-time.ts'
import type { BatchSigner } from './signing.ts'
import { nodeBucket, type Span } from './space.ts'
import { StoreError } from './store-error.ts'
import type { OpenTurn, SealedTurn } from './turn.ts'

/** What the store asks of the keyring. */
export type StoreKeys = BucketKeys & BatchSigner & LogSigner & AnchorFile

/** What a store is opened with. */
export interface StoreOptions {
  /** The data directory; the database is its folder `db`. */
  readonly path: string
  readonly keyring: StoreKeys
  readonly random: RandomSource
  /** UTC milliseconds. */
  readonly clock: () => number
  /** Told of events, with fields that hold no content. */
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void
  /** The ledger's names, one a network that the institution is in; asked whenever the hour turns. */
  readonly origins: () => readonly string[]
  readonly hook?: FaultHook
  /** For a recovery: the ledger goes on from its end, even where its anchor says that it was longer. */
  readonly goOnFromEnd?: boolean
  /** Room that is left to the rest of the system; commits stop before LevelDB meets a full disk. */
  readonly reserveBytes?: number
}

/** An open store. */
export interface Store extends Reader, CommitQueue, AsyncDisposable {
  /** The ledger's present end, durable. */
  readonly ledger: LedgerState
  /** The signed checkpoint of the present ledger. */
  checkpoint(origin: string): string
  /** Every record as it is now, with an end of the ledger that these records reach or pass. */
  snapshot(): StoreSnapshot
  /** Takes what was deleted in a span off the disk. @throws {@link StoreError} */
  compact(span: Span): Promise<void>
  /** The highest signed time that was ever noted, or committed at; UTC milliseconds. It survives a restart. */
  readonly signedMs: number
  /** Notes what somebody has signed; it is kept with the next commit. */
  noteSigned(timeMs: number): void
  /** Whether a commit would be taken now. @throws {@link StoreError} `STORE_STOPPED`, `STORE_FULL` */
  requireReady(): void
  /** A key that shows nothing: HMAC under the node's index key, 16 bytes. */
  indexKey(...parts: readonly Uint8Array[]): Uint8Array
}

/** The records of a store as they were at one moment, sealed as they are on the disk. */
export interface StoreSnapshot extends DatabaseSnapshot {
  readonly ledger: LedgerState
}

/** Two tables of LevelDB and its log: with less, a compaction could fail half-way. */
const reserveDefaultBytes = 64 * 1024 * 1024
/** Enough that two indexes never meet, and few enough to stay small. */
const indexKeyBytes = 16
const formatVersion = u16(1)
const formatKey = utf8('format')

/**
 * Opens the store of a data directory, or makes it.
 *
 * @throws {@link StoreError} `STORE_LOCKED`, `STORE_CORRUPT`, `STORE_VERSION`, `STORE_IO`, `LEDGER_ROLLBACK`; errors of
 * the keyring when the anchor is missing or damaged
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { path, keyring, log, hook = noFaults } = options
  const goesOn = options.goOnFromEnd === true
  const anchor = goesOn ? emptyLedger : decodeAnchor(await keyring.readAnchor())
  const folder = join(path, 'db')
  const found = await readAsFound(folder)
  const database = await openDatabase(folder)
  try {
    await prepareDatabase(database, options, anchor)
    const buckets = createBuckets(database, keyring)
    const nodeKey = await buckets.open(nodeBucket)
    const indexKey = (...parts: readonly Uint8Array[]) => nodeKey.mac(...parts).subarray(0, indexKeyBytes)
    const reader = createReader(database, buckets)
    await requireFormat(reader)
    let ledger = await loadLedger({ reader, database }, anchor)
    const checkpoints = createCheckpoints(keyring, options.origins, await lastCheckpointMs(reader))
    const anchors = keepAnchor(
      keyring,
      { state: anchor, timeMs: options.clock() },
      {
        onDue: () => hook('anchor-due'),
        onKept: () => hook('anchor-kept'),
        onFault: (error) => log('anchor-not-written', { reason: String(error) }),
      },
    )
    const signedTime = await openSignedTime(reader)
    let isStopped = false

    function requireReady(bytes = 0): void {
      if (isStopped)
        throw new StoreError('STORE_STOPPED', 'the store stopped after a fault: restart the node')
      requireRoom(folder, bytes + (options.reserveBytes ?? reserveDefaultBytes))
    }

    async function write(turn: OpenTurn, timeMs: number): Promise<number> {
      const sealed = turn.seal(ledger, (next) =>
        [checkpoints.hourly(next, timeMs), signedTime.record(timeMs)].filter((one) => one !== undefined),
      )
      if (sealed === undefined) return ledger.frontier.size
      requireReady(sealed.bytes)
      try {
        hook('batch-sealed')
        await database.write(sealed.operations)
        hook('batch-written')
      } catch (error) {
        if (!(await isOnDisk(sealed))) throw error
      }
      ledger = sealed.ledger
      for (const { id, bucket } of sealed.newBuckets) buckets.keep(id, bucket)
      for (const id of sealed.lostBuckets) buckets.forget(id)
      checkpoints.kept(timeMs)
      signedTime.note(timeMs)
      anchors.advance(ledger, timeMs)
      return sealed.firstLeaf
    }

    /** After a failed write: LevelDB's log may end in a torn record, and later ones would be lost behind it. */
    async function isOnDisk(sealed: SealedTurn): Promise<boolean> {
      try {
        await database.reopen()
        return (await database.get(sealed.page)) !== undefined
      } catch (error) {
        isStopped = true
        log('store-stopped', { reason: String(error) })
        return false
      }
    }

    const checkpoint = (origin: string) => checkpoints.sign(ledger, origin)
    const { random, clock } = options
    const turns = { reader, buckets, keys: keyring, indexKey, random }
    const queue = createCommitQueue({ ...turns, clock, hook, checkpoint, write })

    async function close(): Promise<void> {
      await queue.close()
      try {
        await anchors.settle()
      } finally {
        await database.close()
      }
    }

    return {
      ...reader,
      ...queue,
      close,
      [Symbol.asyncDispose]: close,
      checkpoint,
      // The end is told after the batch is written: the snapshot has it, and perhaps the next.
      snapshot: () => ({ ledger, ...database.snapshot() }),
      compact: (span) => database.compact(span),
      requireReady: () => requireReady(),
      indexKey,
      noteSigned: signedTime.note,
      get signedMs() {
        return signedTime.highestMs()
      },
      get ledger() {
        return ledger
      },
    }
  } catch (error) {
    await database.close()
    if (!(await found.putBack())) log('database-not-put-back', { reason: 'a table is gone' })
    throw error
  }
}

/** Makes an empty database ours, or refuses one that is not: it must never look like a fresh start. */
async function prepareDatabase(
  database: Database,
  { keyring, random }: StoreOptions,
  anchor: LedgerState,
): Promise<void> {
  const bucketAt = layout.bucketKeys.at(nodeBucket)
  if ((await database.get(bucketAt.key)) !== undefined) return
  const [found] = await database.page({ from: Uint8Array.of(0), to: Uint8Array.of(0xff), limit: 1 })
  if (found !== undefined) throw new StoreError('STORE_CORRUPT', 'the database has lost the key of the node')
  if (anchor.commits > 0) {
    throw new StoreError('LEDGER_ROLLBACK', 'the database is empty, but its anchor says it was in use')
  }
  const { bucket, wrapped } = keyring.newBucket(nodeBucket)
  const formatAt = layout.meta.at(formatKey)
  await database.write([
    { type: 'put', key: bucketAt.key, value: wrapped },
    { type: 'put', key: formatAt.key, value: sealValue(bucket, formatAt, random(24), formatVersion) },
  ])
}

async function requireFormat(reader: Reader): Promise<void> {
  const version = await reader.get(layout.meta.at(formatKey))
  if (version === undefined || !equalBytes(version, formatVersion)) {
    throw new StoreError('STORE_VERSION', 'the database was written by another release: use that release')
  }
}

/** LevelDB survives a full disk badly, so it shall not see one. @throws {@link StoreError} `STORE_FULL` */
function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < bytes) {
    throw new StoreError('STORE_FULL', 'the disk is nearly full: free space, then try again')
  }
}
