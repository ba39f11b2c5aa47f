// The ciphertext of attachments on this node's disk: one file each in the folder `blobs`, under a random-looking name,
// written by offset. Nothing of a file's plaintext is ever written here (docs/adr/0016-attachments-at-rest.md).
//
// Order that survives a crash: the file first (`create`, `writeAt`…, `sync`), then the commit that names it. To let go
// of one: first the commit that no longer names it, then `remove`. What no record names is an orphan, and is removed
// at a start once it is a month old; while the node runs nobody looks, so that a file about to be named is never taken
// for one.
import { constants } from 'node:fs'
import { mkdir, open, readdir, rm, stat, statfs, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { toHex } from '../../crypto/index.ts'
import type { Erasures } from '../erasures/index.ts'
import { StoreError } from '../store/index.ts'

/** A blob's name: 16 bytes from {@link ownBlobId} or {@link theirBlobId}; never a stranger's choice. */
export type BlobId = Uint8Array

/** One blob, open for many steps; closed by disposing. */
export interface Blob extends AsyncDisposable {
  /** Writes all of it at an offset of the ciphertext. @throws {@link StoreError} `STORE_FULL`, `STORE_IO` */
  writeAt(start: number, bytes: Uint8Array): Promise<void>
  /**
   * Reads from `start` to before `end`: exactly that many bytes.
   *
   * @param into - memory for them, of which the result is then a view
   * @throws {@link StoreError} `STORE_CORRUPT` where the file ends before, `STORE_IO`
   */
  readRange(start: number, end: number, into?: Uint8Array): Promise<Uint8Array>
  /** Makes what was written durable; its name has been since it was made. @throws {@link StoreError} `STORE_FULL`, `STORE_IO` */
  sync(): Promise<void>
}

/**
 * The folder of blobs. Steps on one blob do not exclude each other: who writes different places at once may.
 *
 * Every function throws {@link StoreError}: `STORE_FULL` without room, `STORE_CORRUPT` for a file that is gone or too
 * short, `STORE_IO` for a disk that failed.
 */
export interface Blobs {
  /** Makes an empty blob that only this user can read, its name durable, after asking for room for all of it. Fails where one is. */
  create(id: BlobId, sealedLength: number): Promise<void>
  /** Opens one that is there. */
  open(id: BlobId): Promise<Blob>
  /** As {@link Blob.writeAt}, for a single step. */
  writeAt(id: BlobId, start: number, bytes: Uint8Array): Promise<void>
  /** As {@link Blob.readRange}, for a single step. */
  readRange(id: BlobId, start: number, end: number, into?: Uint8Array): Promise<Uint8Array>
  /** As {@link Blob.sync}: to be awaited before the commit that says the bytes are here. */
  sync(id: BlobId): Promise<void>
  /**
   * Removes it, after it stands in the journal of erasures; nothing happens where none is. After the commit that no
   * longer names it.
   */
  remove(id: BlobId): Promise<void>
  /** Bytes up to the last that was written; `undefined` where there is none. */
  size(id: BlobId): Promise<number | undefined>
  /** When it was last written to, UTC milliseconds; `undefined` where there is none. */
  writtenMs(id: BlobId): Promise<number | undefined>
  /** Every blob there is, for the sweep at start. */
  list(): Promise<readonly BlobId[]>
  /** @throws {@link StoreError} `STORE_FULL` unless so many bytes more would leave the node its reserve */
  requireRoom(bytes: number): Promise<void>
}

export interface BlobsOptions {
  /** The data directory; blobs are in its folder `blobs`. */
  readonly path: string
  /** Free bytes of the file system of a folder; that of the system where absent. */
  readonly freeBytes?: (folder: string) => Promise<number>
  /** Told of what is to go, so that no backup brings it back. */
  readonly erasures: Pick<Erasures, 'note'>
}

/** Room that is left to the database, which survives a full disk badly: twice what it keeps for itself. */
const reserveBytes = 128 * 1024 * 1024
const idBytes = 16
const nameOf = /^[0-9a-f]{32}$/

/** Opens the folder of blobs of a data directory; it is made with the first blob. */
export function createBlobs({ path, erasures, freeBytes = freeBytesOf }: BlobsOptions): Blobs {
  const folder = join(path, 'blobs')
  const fileOf = (id: BlobId): string => {
    if (id.length !== idBytes) throw new StoreError('STORE_IO', `blobs: a name has ${idBytes} bytes`)
    return join(folder, toHex(id))
  }

  const requireRoom = (bytes: number) =>
    guarded(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      if ((await freeBytes(folder)) < bytes + reserveBytes) throw full()
    })

  const openBlob = (id: BlobId) =>
    guarded(async () => {
      const file = await open(fileOf(id), constants.O_RDWR | constants.O_NOFOLLOW)
      return blobOf(file)
    })

  async function once<T>(id: BlobId, use: (blob: Blob) => Promise<T>): Promise<T> {
    await using blob = await openBlob(id)
    return await use(blob)
  }

  return {
    requireRoom,
    open: openBlob,
    async create(id, sealedLength) {
      await requireRoom(sealedLength)
      await guarded(async () => {
        await using file = await open(fileOf(id), 'wx', 0o600)
        await file.sync()
        // Once for each file: from here on what is written into it is all that a commit waits for.
        await syncFolder(folder)
      })
    },
    writeAt: (id, start, bytes) => once(id, (blob) => blob.writeAt(start, bytes)),
    readRange: (id, start, end, into) => once(id, (blob) => blob.readRange(start, end, into)),
    sync: (id) => once(id, (blob) => blob.sync()),
    remove: (id) =>
      guarded(async () => {
        if ((await stat(fileOf(id)).catch(unlessMissing)) === undefined) return
        await erasures.note([{ kind: 'blob', id }])
        await rm(fileOf(id), { force: true })
      }),
    size: (id) =>
      guarded(async () => {
        const found = await stat(fileOf(id)).catch(unlessMissing)
        return found?.size
      }),
    writtenMs: (id) =>
      guarded(async () => {
        const found = await stat(fileOf(id)).catch(unlessMissing)
        return found?.mtimeMs
      }),
    list: () =>
      guarded(async () => {
        const names = (await readdir(folder).catch(unlessMissing)) ?? []
        return names.filter((name) => nameOf.test(name)).map((name) => Buffer.from(name, 'hex'))
      }),
  }
}

function blobOf(file: FileHandle): Blob {
  return {
    writeAt: (start, bytes) =>
      guarded(async () => {
        let written = 0
        while (written < bytes.length) {
          const step = await file.write(bytes, written, bytes.length - written, start + written)
          written += step.bytesWritten
        }
      }),
    readRange: (start, end, into = new Uint8Array(end - start)) =>
      guarded(async () => {
        let read = 0
        while (read < end - start) {
          const step = await file.read(into, read, end - start - read, start + read)
          if (step.bytesRead === 0) throw new StoreError('STORE_CORRUPT', 'blobs: a file ends before its end')
          read += step.bytesRead
        }
        return into.subarray(0, read)
      }),
    sync: () => guarded(() => file.datasync()),
    [Symbol.asyncDispose]: () => file.close(),
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using opened = await open(folder, 'r')
  await opened.sync()
}

const freeBytesOf = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function full(): StoreError {
  return new StoreError('STORE_FULL', 'the disk is nearly full: free space, then try again')
}

/** No room under any name that a system has for it. */
const noRoom = ['ENOSPC', 'EDQUOT', 'EFBIG']

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StoreError) throw error
    const code = codeOf(error)
    if (noRoom.includes(code)) throw full()
    if (code === 'ENOENT') throw new StoreError('STORE_CORRUPT', 'blobs: a file is gone', { cause: error })
    // The system's own message would name the path.
    throw new StoreError('STORE_IO', `blobs: the disk failed (${code})`, { cause: error })
  }
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
