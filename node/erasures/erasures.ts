// The journal of erasures, `keys/erased`: what this node has erased, so that a backup which still has it gives it back
// to nobody. It is in no backup, is only ever added to, and is to be copied somewhere else more often than backups are
// made. It tells nobody what was erased: things stand in it by a hash that takes the node's keys or a backup to make.
//
// An entry, 73 bytes: kind u8 ‖ time u64 ‖ name 32 ‖ chain 32. The name is a MAC of kind and id, the chain one of the
// chain before it and the entry; so nothing can be taken out of the middle, put in or changed without it showing.
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { concat, equalBytes, sha256, toHex, u64 } from '../../crypto/index.ts'
import { StoreError } from '../store/index.ts'

/** What can be erased for good; numbers are for ever. */
export const erasureKinds = { case: 1, blob: 2, officer: 3, body: 4 } as const
export type ErasureKind = keyof typeof erasureKinds

/** One thing that is erased. */
export interface Erasure {
  readonly kind: ErasureKind
  /** As it is named where it is: 16 bytes. */
  readonly id: Uint8Array
}

/** How far the journal goes: a backup remembers it, and what comes after is to be erased from it. */
export interface JournalPosition {
  readonly entries: number
  /** Of the last of them; of an empty journal 32 zeros. */
  readonly chain: Uint8Array
}

/** The port by which everything is erased that a backup could bring back. */
export interface Erasures {
  /**
   * Writes down what is about to be erased; it is on disk when this resolves, and only then may it be erased.
   *
   * So a crash between the two leaves something that a restore will not bring back, and never the other way round.
   * @throws {@link StoreError} `STORE_FULL`, `STORE_IO`, `STORE_CORRUPT` for a journal of another node
   */
  readonly note: (erased: readonly Erasure[]) => Promise<void>
  /** How far the journal goes now. @throws {@link StoreError} as {@link note} */
  readonly position: () => Promise<JournalPosition>
}

/** A MAC under the journal's key. */
export type Mac = (...parts: readonly Uint8Array[]) => Uint8Array

const macBytes = 32
const contentBytes = 1 + 8 + macBytes
export const entryBytes = contentBytes + macBytes
const start: JournalPosition = { entries: 0, chain: new Uint8Array(macBytes) }

/** A text, by the place where its record stands. */
export const bodyErasure = ({ key }: { readonly key: Uint8Array }): Erasure => ({
  kind: 'body',
  id: sha256(key).subarray(0, 16),
})

/** The name of a thing in the journal. */
export const erasureName = (mac: Mac, { kind, id }: Erasure): Uint8Array =>
  mac(Uint8Array.of(erasureKinds[kind]), id)

/** @param path - of the journal; it is made with the first entry */
export function openErasures(path: string, mac: Mac, clock: () => number): Erasures {
  let last: Promise<unknown> = Promise.resolve()
  let known: JournalPosition | undefined

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work)
    last = done.catch(() => undefined)
    return done
  }

  const position = async (): Promise<JournalPosition> => (known ??= await endOf(path, mac))

  return {
    position: () => inTurn(position),
    note: (erased) =>
      inTurn(async () => {
        let { entries, chain } = await position()
        const added: Uint8Array[] = []
        for (const erasure of erased) {
          const content = concat(
            Uint8Array.of(erasureKinds[erasure.kind]),
            u64(clock()),
            erasureName(mac, erasure),
          )
          chain = mac(chain, content)
          added.push(content, chain)
        }
        // Where a try failed the end is looked for again.
        known = undefined
        await append(path, entries * entryBytes, concat(...added))
        entries += erased.length
        known = { entries, chain }
      }),
  }
}

async function append(path: string, at: number, bytes: Uint8Array): Promise<void> {
  await guarded(async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    // Not in the mode that appends: what a crash has left of an entry is written over.
    await using file = await open(path, at === 0 ? 'w' : 'r+', 0o600)
    let written = 0
    while (written < bytes.length)
      written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten
    await file.truncate(at + bytes.length)
    await file.sync()
    if (at > 0 || process.platform === 'win32') return
    await using folder = await open(dirname(path), 'r')
    await folder.sync()
  })
}

/** The end of a journal of our own: its last whole entry proves itself by the one before it. */
async function endOf(path: string, mac: Mac): Promise<JournalPosition> {
  await using file = await guarded(() => openIfThere(path))
  if (file === undefined) return start
  const { size } = await guarded(() => file.stat())
  const entries = Math.floor(size / entryBytes)
  if (entries === 0) return start
  const from = Math.max(0, entries - 2) * entryBytes
  const bytes = await guarded(() => readAt(file, from, entries * entryBytes))
  const isFirst = entries === 1
  const chain = isFirst ? start.chain : bytes.subarray(contentBytes, entryBytes)
  return { entries, chain: next(mac, chain, bytes.subarray(isFirst ? 0 : entryBytes)) }
}

/** @returns the chain after an entry @throws {@link StoreError} `STORE_CORRUPT` */
function next(mac: Mac, chain: Uint8Array, entry: Uint8Array): Uint8Array {
  const after = mac(chain, entry.subarray(0, contentBytes))
  if (!equalBytes(after, entry.subarray(contentBytes, entryBytes)))
    throw new StoreError(
      'STORE_CORRUPT',
      'the journal of erasures was altered or is of another node: put back its newest copy',
    )
  return after
}

/** Entries read at once. */
const pageEntries = 4096

/**
 * What was erased after a position: the names of it, in hexadecimal. The whole journal is verified, and that it has
 * that position; half an entry at its end is no entry.
 *
 * @returns `undefined` for a journal that does not reach the position, or is not the one that it is of
 * @throws {@link StoreError} `STORE_CORRUPT`, `STORE_IO`
 */
export async function erasedSince(
  path: string,
  mac: Mac,
  since: JournalPosition,
): Promise<ReadonlySet<string> | undefined> {
  const erased = new Set<string>()
  let { entries, chain } = start
  const isThere = () => entries !== since.entries || equalBytes(chain, since.chain)
  await using file = await guarded(() => openIfThere(path))
  const size = file === undefined ? 0 : (await guarded(() => file.stat())).size
  const end = size - (size % entryBytes)
  for (let at = 0; file !== undefined && at < end; at += pageEntries * entryBytes) {
    const page = await guarded(() => readAt(file, at, Math.min(end, at + pageEntries * entryBytes)))
    for (let from = 0; from < page.length; from += entryBytes) {
      if (!isThere()) return undefined
      const entry = page.subarray(from, from + entryBytes)
      chain = next(mac, chain, entry)
      if (entries >= since.entries) erased.add(toHex(entry.subarray(9, contentBytes)))
      entries += 1
    }
  }
  return entries < since.entries || !isThere() ? undefined : erased
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  return open(path, 'r').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
}

async function readAt(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from)
  let read = 0
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read)
    if (bytesRead === 0) throw new StoreError('STORE_CORRUPT', 'the journal of erasures became shorter')
    read += bytesRead
  }
  return bytes
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StoreError) throw error
    const code = systemCode(error)
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new StoreError('STORE_FULL', 'the disk is full: nothing was erased', { cause: error })
    throw new StoreError('STORE_IO', `the journal of erasures cannot be read or written (${code})`, {
      cause: error,
    })
  }
}

const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
