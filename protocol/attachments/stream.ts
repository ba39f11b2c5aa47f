import {
  concat,
  createFrontier,
  createOpener,
  createSealer,
  CryptoError,
  equalBytes,
  leafHash,
  streamHeaderBytes,
  utf8,
  type RandomSource,
} from '../../crypto/index.ts'
import type { Attachment } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { attachmentChunkBytes } from '../limits.ts'
import { domains } from '../names.ts'
import { chunkCountOf, paddedLengthOf, partCountOf, sealedChunkBytes } from './geometry.ts'

/** What opens one attachment; it travels in the body, and is new for each recipient (rules C10). */
export interface AttachmentSecret {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** 24 bytes. */
  readonly salt: Uint8Array
  /** Bytes of the file, before it was padded. */
  readonly length: number
}

/** A chunk as it is kept, and its leaf in the tree. */
export interface SealedChunk {
  readonly sealed: Uint8Array
  /** 32 bytes; a part is made of those of its chunks. */
  readonly leafHash: Uint8Array
}

/** Seals one file for one recipient, chunk after chunk; holds one chunk and the edge of the tree. */
export interface AttachmentSealer {
  readonly attachmentId: Uint8Array
  readonly secret: AttachmentSecret
  /** How often to call `seal`. */
  readonly chunkCount: number
  /** Bytes of the file that the next chunk takes: those of a chunk, then what is left, then none. */
  readonly wants: number
  /**
   * Seals the next chunk.
   *
   * @param file - exactly `wants` bytes: a file that ends early or goes on was changed while it was read
   * @param into - memory of `sealedChunkBytes` for the result, which then lasts until it is handed in again
   * @throws {@link ProtocolError} `OVERSIZE` for any other number of bytes, or after the last chunk
   */
  seal(file: Uint8Array, into?: Uint8Array): SealedChunk
  /** What the statement says of it. @throws {@link ProtocolError} `OVERSIZE` before the last chunk */
  finish(): Attachment
}

/** Opens an attachment's chunks, in any order. */
export interface AttachmentOpener {
  /**
   * The file's bytes of one chunk: those of the padding are checked and left out.
   *
   * @param into - memory of `attachmentChunkBytes` for them, which then last until it is handed in again
   * @throws {@link ProtocolError} `ENVELOPE_CORRUPT` when it is not the chunk that was sealed there, `PADDING_INVALID`
   */
  open(index: number, sealed: Uint8Array, into?: Uint8Array): Uint8Array
}

/**
 * Begins to seal a file.
 *
 * Chunks come one after the other, each once: to seal other bytes at a place that was sealed before would give both
 * away, so that whoever was interrupted begins anew, under another key.
 *
 * @param length - bytes of the file
 * @param random - for the id, the key and the salt
 * @throws {@link ProtocolError} `OVERSIZE` above 64 GiB
 * @see docs/protocol/5-envelope.md, "Attachments"
 */
export function sealAttachment(length: number, random: RandomSource): AttachmentSealer {
  const paddedLength = paddedLengthOf(length)
  const chunkCount = chunkCountOf(paddedLength)
  const [attachmentId, key, salt] = [random(16), random(32), random(24)]
  const stream = createSealer(key, contextOf(attachmentId), salt, attachmentChunkBytes)
  const tree = createFrontier()
  const wantedOf = (chunk: number) => fileBytesOf(length, chunk)

  return {
    attachmentId,
    secret: { key, salt, length },
    chunkCount,
    get wants() {
      return wantedOf(tree.size)
    },
    seal(file, into) {
      const index = tree.size
      if (index >= chunkCount || file.length !== wantedOf(index))
        throw new ProtocolError('OVERSIZE', `attachment: ${file.length} bytes for chunk ${index}`)
      const whole = plainBytesOf(paddedLength, index)
      const sealed = stream.seal(file.length === whole ? file : zeroPadded(file, whole), into)
      const hash = leafHash(sealed)
      tree.append(hash)
      return { sealed, leafHash: hash }
    },
    finish() {
      if (tree.size < chunkCount) throw new ProtocolError('OVERSIZE', 'attachment: chunks are missing')
      return {
        attachmentId,
        paddedLength,
        partCount: partCountOf(paddedLength),
        treeRoot: tree.root(),
        keyCommitment: stream.header.slice(salt.length),
      }
    },
  }
}

/**
 * Begins to open an attachment.
 *
 * @throws {@link ProtocolError} `COMMITMENT_INVALID` for a key, salt or length that the statement does not stand for
 */
export function openAttachment(attachment: Attachment, secret: AttachmentSecret): AttachmentOpener {
  const { attachmentId, paddedLength, keyCommitment } = attachment
  const { key, salt, length } = secret
  if (paddedLengthOf(length) !== paddedLength)
    throw new ProtocolError('COMMITMENT_INVALID', 'attachment: of another length')
  const header = concat(salt, keyCommitment)
  const stream = attempt(() => {
    if (header.length !== streamHeaderBytes) throw new CryptoError('INPUT', 'a salt of another length')
    return createOpener(key, contextOf(attachmentId), header, attachmentChunkBytes)
  })
  if (stream === undefined)
    throw new ProtocolError('COMMITMENT_INVALID', 'attachment: another key than its statement commits to')
  return {
    open(index, sealed, into) {
      const plaintext = attempt(() => stream.open(index, sealed, into))
      if (plaintext === undefined)
        throw new ProtocolError('ENVELOPE_CORRUPT', 'attachment: not the chunk that was sealed here')
      if (index >= chunkCountOf(paddedLength) || plaintext.length !== plainBytesOf(paddedLength, index))
        throw new ProtocolError('ENVELOPE_CORRUPT', 'attachment: a chunk of another length')
      const end = fileBytesOf(length, index)
      if (!isZero(plaintext.subarray(end)))
        throw new ProtocolError('PADDING_INVALID', 'attachment: padding is not what it must be')
      return plaintext.subarray(0, end)
    },
  }
}

/** The tree's root over the leaf hashes of all chunks, in order; in memory of the logarithm of their number. */
export function attachmentRoot(leafHashes: Iterable<Uint8Array>): Uint8Array {
  const tree = createFrontier()
  for (const hash of leafHashes) tree.append(hash)
  return tree.root()
}

/**
 * Requires that all chunks together are the ones that the officer signed.
 *
 * @throws {@link ProtocolError} `COMMITMENT_INVALID`: every part came from the sender, so the sender is at fault
 */
export function requireTree(
  { treeRoot }: Pick<Attachment, 'treeRoot'>,
  leafHashes: Iterable<Uint8Array>,
): void {
  if (!equalBytes(attachmentRoot(leafHashes), treeRoot))
    throw new ProtocolError('COMMITMENT_INVALID', 'attachment: not the chunks that its statement stands for')
}

/** The leaf hashes of sealed chunks that stand one after the other. */
export function leafHashesOf(chunks: Uint8Array): readonly Uint8Array[] {
  const hashes: Uint8Array[] = []
  for (let start = 0; start < chunks.length; start += sealedChunkBytes)
    hashes.push(leafHash(chunks.subarray(start, start + sealedChunkBytes)))
  return hashes
}

const contextOf = (attachmentId: Uint8Array) => concat(utf8(domains.attachment), attachmentId)

/** Plaintext bytes of a chunk, padding included. */
function plainBytesOf(paddedLength: number, index: number): number {
  return Math.min(attachmentChunkBytes, paddedLength - index * attachmentChunkBytes)
}

/** Bytes of the file in a chunk. */
function fileBytesOf(length: number, index: number): number {
  return Math.max(0, Math.min(attachmentChunkBytes, length - index * attachmentChunkBytes))
}

/** A chunk of padding: no file of any length makes us allocate one for each. */
const zeroChunk = new Uint8Array(attachmentChunkBytes)

function zeroPadded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === 0) return zeroChunk.subarray(0, length)
  const padded = new Uint8Array(length)
  padded.set(bytes)
  return padded
}

function isZero(bytes: Uint8Array): boolean {
  let nonZero = 0
  for (const byte of bytes) nonZero |= byte
  return nonZero === 0
}

/** What crypto refuses is not there: what the refusal means, the caller says. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}
