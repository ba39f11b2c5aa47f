import { padme, streamTagBytes } from '../../crypto/index.ts'
import type { Attachment } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { attachmentChunkBytes, maxAttachmentBytes, minAttachmentBytes, partChunks } from '../limits.ts'

// What is kept and carried of an attachment is its ciphertext: the sealed chunks one after the other, without the
// stream's header. All of its measures follow from the padded length (docs/protocol/5-envelope.md, "Attachments").

/** A whole chunk as it is sealed. */
export const sealedChunkBytes = attachmentChunkBytes + streamTagBytes
/** A whole part. */
export const partBytes = partChunks * sealedChunkBytes

/** Where a part stands in the ciphertext. */
export interface PartRange {
  /** Offset of its first byte. */
  readonly start: number
  /** Offset after its last. */
  readonly end: number
  readonly firstChunk: number
  /** 1 to `partChunks`. */
  readonly chunks: number
}

/**
 * The length to which a file is padded: that of Padmé, at least 64 KiB.
 *
 * @throws {@link ProtocolError} `OVERSIZE` above 64 GiB
 */
export function paddedLengthOf(length: number): number {
  if (!Number.isSafeInteger(length) || length < 0 || length > maxAttachmentBytes)
    throw new ProtocolError('OVERSIZE', `attachment: ${length} bytes of at most ${maxAttachmentBytes}`)
  return Math.max(minAttachmentBytes, padme(length))
}

/** Chunks of the stream: the last one is shorter than the others, and often empty. */
export function chunkCountOf(paddedLength: number): number {
  return Math.floor(paddedLength / attachmentChunkBytes) + 1
}

/** Bytes of the ciphertext, which is the size of its file on disk. */
export function sealedLengthOf(paddedLength: number): number {
  return paddedLength + streamTagBytes * chunkCountOf(paddedLength)
}

export function partCountOf(paddedLength: number): number {
  return Math.ceil(chunkCountOf(paddedLength) / partChunks)
}

/** Where part `index`, from 0, stands. @throws {@link ProtocolError} `MALFORMED` where there is no such part */
export function partRange(paddedLength: number, index: number): PartRange {
  if (!Number.isSafeInteger(index) || index < 0 || index >= partCountOf(paddedLength))
    throw new ProtocolError('MALFORMED', `attachment: there is no part ${index}`)
  const firstChunk = index * partChunks
  return {
    start: index * partBytes,
    end: Math.min((index + 1) * partBytes, sealedLengthOf(paddedLength)),
    firstChunk,
    chunks: Math.min(partChunks, chunkCountOf(paddedLength) - firstChunk),
  }
}

/** Where chunk `index` stands in the ciphertext: `start` to before `end`. */
export function chunkRange(paddedLength: number, index: number): Pick<PartRange, 'start' | 'end'> {
  const start = index * sealedChunkBytes
  return { start, end: Math.min(start + sealedChunkBytes, sealedLengthOf(paddedLength)) }
}

/** Whether padding makes this length, and the parts are as many as it needs. */
export function isWholeSize({
  paddedLength,
  partCount,
}: Pick<Attachment, 'paddedLength' | 'partCount'>): boolean {
  return padme(paddedLength) === paddedLength && partCount === partCountOf(paddedLength)
}
