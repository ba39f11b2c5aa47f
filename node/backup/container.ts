// A backup file: a first line that says what it is, the head (for whom it is sealed), and one sealed stream of frames.
// Frame: kind u8 ‖ length u32 ‖ payload. Written and read in pieces of 256 KiB, so of any size with the same memory.
import { open, type FileHandle } from 'node:fs/promises'
import {
  concat,
  createSha256,
  CryptoError,
  equalBytes,
  type StreamOpener,
  streamHeaderBytes,
  streamTagBytes,
  u32,
  utf8,
} from '../../crypto/index.ts'
import { backupChunkBytes, type BackupSeal, mostHeadBytes } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'

/** What a frame holds; numbers are for ever. `piece` belongs to the `blob` before it. */
export const frameKinds = { manifest: 1, keys: 2, rows: 3, blob: 4, piece: 5, end: 6 } as const
export type FrameKind = keyof typeof frameKinds

export interface Frame {
  readonly kind: FrameKind
  readonly payload: Uint8Array
}

const firstLine = utf8('sponte backup 1\n')
const frameHeadBytes = 5
/** Twice what one commit writes: no record is longer, nor are the keys. */
const mostPayloadBytes = 16 * 1024 * 1024

/** The file of a backup, in pieces; each lasts until the next is asked for. */
export async function* sealContainer(
  { head, stream }: BackupSeal,
  frames: AsyncIterable<Frame>,
): AsyncGenerator<Uint8Array> {
  yield concat(firstLine, u32(head.length), head, stream.header)
  const chunk = new Uint8Array(backupChunkBytes)
  let used = 0
  for await (const { kind, payload } of frames) {
    for (const part of [concat(Uint8Array.of(frameKinds[kind]), u32(payload.length)), payload]) {
      for (let at = 0; at < part.length;) {
        const taken = part.subarray(at, at + chunk.length - used)
        chunk.set(taken, used)
        used += taken.length
        at += taken.length
        if (used < chunk.length) continue
        yield stream.seal(chunk)
        used = 0
      }
    }
  }
  // Shorter than the others, perhaps empty: that is how a reader knows that nothing was cut off.
  yield stream.seal(chunk.subarray(0, used))
}

/** A backup file whose beginning was read. */
export interface Container extends AsyncDisposable {
  readonly head: Uint8Array
  /** Of the stream. */
  readonly header: Uint8Array
  /** Bytes of the whole file. */
  readonly bytes: number
  /** SHA-256 of the file, once all frames were read: it tells one backup from another. */
  readonly hash: () => Uint8Array
  /**
   * Every frame to the end, each proven before it is given.
   *
   * @throws NodeError `BACKUP_INVALID` for anything altered, cut off or added
   */
  readonly frames: (opener: StreamOpener) => AsyncGenerator<Frame>
}

/** Opens a backup file. @throws NodeError `BACKUP_INVALID` for a file that is none; `NOT_FOUND` where there is none */
export async function openContainer(path: string): Promise<Container> {
  const file = await open(path, 'r').catch(() => {
    throw new NodeError('NOT_FOUND', `there is no backup that can be read at ${path}`)
  })
  try {
    const { size } = await file.stat()
    const source: Source = { file, hash: createSha256() }
    const line = await exactly(source, firstLine.length + 4)
    if (line === undefined || !equalBytes(line.subarray(0, firstLine.length), firstLine))
      throw damaged('it is no backup, or one of another version')
    const headBytes = new DataView(line.buffer, line.byteOffset + firstLine.length).getUint32(0)
    const head = headBytes > mostHeadBytes ? undefined : await exactly(source, headBytes)
    const header = head && (await exactly(source, streamHeaderBytes))
    if (head === undefined || header === undefined) throw damaged('its beginning is not whole')
    return {
      ...{ head, header, bytes: size },
      hash: () => source.hash.digest(),
      frames: (opener) => framesOf(chunksOf(source, opener)),
      [Symbol.asyncDispose]: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

export function damaged(why: string): NodeError {
  return new NodeError(
    'BACKUP_INVALID',
    `this backup cannot be used: ${why}. Take another copy of it, or an earlier one`,
  )
}

/** A file that is read once, from its beginning. */
interface Source {
  readonly file: FileHandle
  readonly hash: ReturnType<typeof createSha256>
}

async function* chunksOf(source: Source, opener: StreamOpener): AsyncGenerator<Uint8Array> {
  const [sealed, plain] = [
    new Uint8Array(backupChunkBytes + streamTagBytes),
    new Uint8Array(backupChunkBytes),
  ]
  for (let index = 0; ; index++) {
    const read = await fill(source, sealed)
    const opened = openChunk(opener, index, sealed.subarray(0, read), plain)
    yield opened
    if (opened.length < backupChunkBytes) return
  }
}

function openChunk(opener: StreamOpener, index: number, sealed: Uint8Array, into: Uint8Array): Uint8Array {
  try {
    return opener.open(index, sealed, into)
  } catch (error) {
    if (error instanceof CryptoError) throw damaged('it was altered, or is not whole')
    throw error
  }
}

const kindOf = new Map<number, FrameKind>(
  // `Object.entries` widens keys to string; walking the literal's own keys is exact.
  (Object.keys(frameKinds) as FrameKind[]).map((kind) => [frameKinds[kind], kind]),
)

async function* framesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let payload = new Uint8Array(0)
  const head = new Uint8Array(frameHeadBytes)
  let [headUsed, used, isOver] = [0, 0, false]
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length || (headUsed === frameHeadBytes && used === payload.length);) {
      if (isOver) throw damaged('something follows its end')
      if (headUsed < frameHeadBytes) {
        const taken = chunk.subarray(at, at + frameHeadBytes - headUsed)
        head.set(taken, headUsed)
        headUsed += taken.length
        at += taken.length
        if (headUsed < frameHeadBytes) continue
        const length = new DataView(head.buffer).getUint32(1)
        if (length > mostPayloadBytes) throw damaged('a piece of it is too long')
        payload = new Uint8Array(length)
        used = 0
      }
      const taken = chunk.subarray(at, at + payload.length - used)
      payload.set(taken, used)
      used += taken.length
      at += taken.length
      if (used < payload.length) continue
      const kind = kindOf.get(head[0] ?? 0)
      if (kind === undefined) throw damaged('it was made by a newer release')
      headUsed = 0
      isOver = kind === 'end'
      yield { kind, payload }
    }
  }
  if (!isOver) throw damaged('it has no end')
}

/** @returns `undefined` where the file ends before */
async function exactly(source: Source, length: number): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(length)
  return (await fill(source, bytes)) === length ? bytes : undefined
}

/** Reads until it is full or the file ends. @returns how much */
async function fill({ file, hash }: Source, into: Uint8Array): Promise<number> {
  let read = 0
  while (read < into.length) {
    const { bytesRead } = await file.read(into, read, into.length - read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  hash.update(into.subarray(0, read))
  return read
}
