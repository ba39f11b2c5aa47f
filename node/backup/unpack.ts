// A backup into an empty folder: keys first, so that a wrong passphrase is known at once, then records, then files.
// What the journal of erasures names is passed over, so that it is never on the disk of the restored node.
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type Argon2Cost, CryptoError, fromHex, type RandomSource, toHex } from '../../crypto/index.ts'
import { LedgerError } from '../../protocol/index.ts'
import { erasedSince, erasureName } from '../erasures/index.ts'
import { type CarriedKeys, openBackup } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
import { openDatabase } from '../store/database.ts'
import { StoreError, type CaseId } from '../store/index.ts'
import { type Container, damaged, type Frame, openContainer } from './container.ts'
import { type Counts, decodeCounts, decodeManifest, erasedAt, type Manifest } from './manifest.ts'
import { createFiles, createRecords, type Gone } from './unpacked-parts.ts'

/** Where a process can be killed, and what holds then. */
export type UnpackPoint = 'keys-written' | 'records-written' | 'files-written'

export interface UnpackOptions {
  /** Of the backup. */
  readonly file: string
  readonly key: { readonly path: string; readonly passphrase: string }
  /** A new folder. */
  readonly folder: string
  /** Of the node to be. */
  readonly passphrase: string
  readonly cost: Argon2Cost
  readonly random: RandomSource
  /** The journal of erasures; absent where it is lost, and what was erased since the backup comes back. */
  readonly erasures: string | undefined
  /** Asked as soon as the keys are there; what it throws ends it. */
  readonly onKeys?: () => Promise<void>
  readonly hook?: (point: UnpackPoint) => void | Promise<void>
  /** Free bytes of the file system of a folder; that of the system where absent. */
  readonly freeBytes?: (folder: string) => Promise<number>
}

/** What was unpacked. */
export interface Unpacked {
  /** SHA-256 of the file. */
  readonly hash: Uint8Array
  readonly manifest: Manifest
  readonly counts: Counts
  /** Prekeys that nobody has any more, to be listed as burnt. */
  readonly burnt: readonly Uint8Array[]
  /** Cases that were erased since, and of which nothing is here. */
  readonly erasedCases: readonly CaseId[]
  /** Officers whose keys were destroyed since. */
  readonly erasedOfficers: readonly Uint8Array[]
  /** Things that were erased since and are passed over: cases, files, officers' keys. */
  readonly erased: number
}

/** Left to the rest of the system, and to the database for its first start. */
const reserveBytes = 128 * 1024 * 1024

/**
 * Unpacks a backup.
 *
 * @throws NodeError `BACKUP_INVALID`, `BACKUP_FOREIGN`, `ERASURES_OLD`, `NOT_FOUND`; KeyringError for the backup's key;
 *   StoreError `STORE_FULL`, `STORE_IO`, `STORE_CORRUPT` for a journal that was altered
 */
export async function unpackBackup(options: UnpackOptions): Promise<Unpacked> {
  await using container = await openContainer(options.file)
  await requireRoom(options, container.bytes)
  try {
    return await unpack(options, container)
  } catch (error) {
    // Authenticated, and yet not what a node writes.
    if (error instanceof LedgerError || error instanceof CryptoError)
      throw damaged('what is in it has another form')
    throw fullDisk(error)
  }
}

async function unpack(options: UnpackOptions, container: Container): Promise<Unpacked> {
  const { folder, random } = options
  const opened = await openBackup(random, container.head, options.key)
  const frames = container.frames(opened.openStream(container.header))
  const manifest = decodeManifest(await payloadOf(frames, 'manifest'))
  const keys = opened.openKeys(await payloadOf(frames, 'keys'))
  const gone = await goneSince(options, keys, manifest)
  const { passphrase, cost } = options
  const officers = new Map<string, Uint8Array>()
  await keys.write({
    ...{ path: folder, passphrase, cost, anchor: fromHex(manifest.ledger.anchor) },
    isErased: (id) => {
      const isGone = gone.has({ kind: 'officer', id })
      if (isGone) officers.set(toHex(id), id)
      return isGone
    },
  })
  await options.onKeys?.()
  await options.hook?.('keys-written')

  const database = await openDatabase(join(folder, 'db'))
  const records = createRecords(database, keys, gone)
  const files = createFiles(folder, gone)
  try {
    for await (const { kind, payload } of frames) {
      if (kind === 'rows') await records.add(payload)
      else if (kind === 'blob' || kind === 'piece') await files.add(kind, payload)
      else if (kind === 'end') {
        await records.flush()
        await options.hook?.('records-written')
        await files.close()
        await options.hook?.('files-written')
        const counts = decodeCounts(payload)
        if (counts.records !== records.count() || counts.blobs !== files.count())
          throw damaged('it does not hold as much as it says')
        const { erasedCases } = records
        return {
          hash: container.hash(),
          erasedOfficers: [...officers.values()],
          manifest,
          counts,
          burnt: keys.prekeyIds,
          erasedCases,
          erased: gone.met(),
        }
      } else throw damaged('its pieces are not in order')
    }
    throw damaged('it has no end')
  } finally {
    await files.close()
    await database.close()
  }
}

async function payloadOf(frames: AsyncGenerator<Frame>, kind: Frame['kind']): Promise<Uint8Array> {
  const next = await frames.next()
  if (next.done === true || next.value.kind !== kind) throw damaged('its pieces are not in order')
  return next.value.payload
}

async function goneSince(
  { erasures }: UnpackOptions,
  { journalMac }: CarriedKeys,
  manifest: Manifest,
): Promise<Gone> {
  if (erasures === undefined) return { has: () => false, met: () => 0 }
  const erased = await erasedSince(erasures, journalMac, erasedAt(manifest))
  if (erased === undefined)
    throw new NodeError(
      'ERASURES_OLD',
      'this journal of erasures is older than the backup or of another node: take its newest copy',
    )
  const met = new Set<string>()
  return {
    has: (erasure) => {
      if (erased.size === 0) return false
      const name = toHex(erasureName(journalMac, erasure))
      if (!erased.has(name)) return false
      met.add(name)
      return true
    },
    met: () => met.size,
  }
}

async function requireRoom({ folder, freeBytes }: UnpackOptions, bytes: number): Promise<void> {
  const free = await (freeBytes ?? freeBytesOf)(folder)
  if (free < bytes + reserveBytes)
    throw new StoreError(
      'STORE_FULL',
      `unpacking this backup takes ${bytes + reserveBytes} bytes, and ${free} are free`,
    )
}

const freeBytesOf = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The system's word for a full disk, in the store's. */
function fullDisk(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new StoreError('STORE_FULL', 'the disk is full: nothing was restored', { cause: error })
    : error
}
