// A file on its way to this node's disk: sealed as it comes, so that nothing of it is ever written in the clear, in
// memory for three chunks whatever its size.
import { createSha256, toHex, type RandomSource } from '../../crypto/index.ts'
import {
  attachmentChunkBytes,
  paddedLengthOf,
  sealAttachment,
  sealedChunkBytes,
  sealedLengthOf,
  type Attachment,
  type AttachmentSealer,
  type AttachmentSecret,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import type { Store } from '../store/index.ts'
import type { Blobs } from './blobs.ts'
import { ownBlobId } from './carried.ts'
import { meanwhile } from './meanwhile.ts'
import { mediaTypeBytes } from './media-type.ts'

export interface SealingDeps {
  readonly blobs: Blobs
  readonly store: Pick<Store, 'indexKey'>
  readonly random: RandomSource
}

/** A file as it was sealed: its blob is durable, under `ownBlobId` of its id, and no record names it yet. */
export interface SealedFile {
  readonly attachment: Attachment
  readonly secret: AttachmentSecret
  /** Of the file as it was read, in hexadecimal: what officers compare. */
  readonly sha256: string
  /** Its first bytes, by which a media type is told. */
  readonly head: Uint8Array
}

/**
 * Seals a file into a new blob, under an id, a key and a salt of its own.
 *
 * Whatever goes wrong, no blob stays.
 *
 * @param length - bytes of the file
 * @param source - exactly those, in pieces of any size
 * @throws NodeError `FILE_CHANGED` for fewer or more bytes; StoreError `STORE_FULL`, `STORE_IO`; ProtocolError `OVERSIZE`
 *   above 64 GiB; what `source` throws
 */
export async function sealFile(
  { blobs, store, random }: SealingDeps,
  length: number,
  source: AsyncIterable<Uint8Array>,
): Promise<SealedFile> {
  const sealer = sealAttachment(length, random)
  const id = ownBlobId(store, sealer.attachmentId)
  const pieces = reader(source)
  try {
    await blobs.create(id, sealedLengthOf(paddedLengthOf(length)))
    const told = await sealInto(await blobs.open(id), sealer, pieces)
    return { ...told, attachment: sealer.finish(), secret: sealer.secret }
  } catch (error) {
    await blobs.remove(id)
    throw error
  } finally {
    await pieces.stop()
  }
}

/**
 * Chunk after chunk. While one is sealed the one before is written: there is at most one write under way, and waiting
 * for it gives the event loop a turn.
 */
async function sealInto(
  opened: Awaited<ReturnType<Blobs['open']>>,
  sealer: AttachmentSealer,
  pieces: Pieces,
): Promise<Pick<SealedFile, 'sha256' | 'head'>> {
  await using blob = opened
  const plain = new Uint8Array(attachmentChunkBytes)
  let [room, other] = [new Uint8Array(sealedChunkBytes), new Uint8Array(sealedChunkBytes)]
  const hash = createSha256()
  let head = new Uint8Array(0)
  let writing = Promise.resolve()
  try {
    for (let chunk = 0; chunk < sealer.chunkCount; chunk++) {
      const wanted = plain.subarray(0, sealer.wants)
      if ((await pieces.fill(wanted)) < wanted.length) throw changed()
      if (chunk === 0) head = wanted.slice(0, mediaTypeBytes)
      hash.update(wanted)
      const { sealed } = sealer.seal(wanted, room)
      await writing
      writing = meanwhile(() => blob.writeAt(chunk * sealedChunkBytes, sealed))
      ;[room, other] = [other, room]
    }
    if (!(await pieces.isOver())) throw changed()
  } finally {
    // Also where the source failed: none is under way when the blob closes.
    await Promise.allSettled([writing])
  }
  await writing
  await blob.sync()
  return { sha256: toHex(hash.digest()), head }
}

function changed(): NodeError {
  return new NodeError('FILE_CHANGED', 'the file is not as long as it was said to be: it changed meanwhile')
}

/** A source, taken in steps of another size than its own. */
interface Pieces {
  /** @returns how many bytes there were: fewer than `into` holds at the end only */
  readonly fill: (into: Uint8Array) => Promise<number>
  readonly isOver: () => Promise<boolean>
  /** Lets go of the source, read to its end or not. */
  readonly stop: () => Promise<void>
}

function reader(source: AsyncIterable<Uint8Array>): Pieces {
  const pieces = source[Symbol.asyncIterator]()
  let left: Uint8Array = new Uint8Array(0)
  let ended = false
  const more = async (): Promise<boolean> => {
    while (left.length === 0 && !ended) {
      const step = await pieces.next()
      if (step.done === true) ended = true
      else left = step.value
    }
    return left.length > 0
  }
  return {
    async fill(into) {
      let filled = 0
      while (filled < into.length && (await more())) {
        const piece = left.subarray(0, into.length - filled)
        into.set(piece, filled)
        left = left.subarray(piece.length)
        filled += piece.length
      }
      return filled
    },
    isOver: async () => !(await more()),
    stop: async () => {
      if (!ended) await pieces.return?.()
    },
  }
}
