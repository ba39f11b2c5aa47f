import {
  concat,
  decoyEnc,
  equalBytes,
  hmacSha256,
  padme,
  shake256,
  standardChunkBytes,
  streamHeaderBytes,
  streamTagBytes,
  u32,
  utf8,
} from '../../crypto/index.ts'
import { envelopeShape, outerHeaderShape } from '../codec/envelope.ts'
import { bindingOf, type Recipient } from '../envelope/seal.ts'
import type { ReadEnvelope } from '../envelope/open.ts'
import { ProtocolError } from '../errors.ts'
import { minSealedBytes, protocolVersion, suiteOne } from '../limits.ts'
import { domains } from '../names.ts'
import { mailboxOf, prekeyIdOf } from '../trust/certificates.ts'
import { partRange } from './geometry.ts'
import { leafHashesOf } from './stream.ts'

/** Least bytes of a part's tail: enough that nobody guesses one. */
const minTailBytes = 32

/** One part to be carried. */
export interface PartToMake {
  /** 32 bytes from {@link partsKeyOf}. */
  readonly partsKey: Uint8Array
  /** From 0. */
  readonly index: number
  /** Its sealed chunks, as they stand in the ciphertext. */
  readonly chunks: Uint8Array
  /** Memory of which `chunks` are the beginning, with room for what follows them ({@link partBodyBytes}): saves a copy. */
  readonly memory?: Uint8Array
  /** Those of `chunks`, where they are at hand: otherwise they are made. */
  readonly leafHashes?: readonly Uint8Array[]
  readonly to: Recipient
  /** Days since 1970 after which a relay may drop it. */
  readonly expiryDay: number
}

/** A part that is the one it should be: by its key, not yet by the tree. */
export interface CheckedPart {
  /** Its sealed chunks, a view of the envelope: to be written at `start` of the ciphertext. */
  readonly chunks: Uint8Array
  readonly start: number
  /** One for each chunk, to be kept for the tree. */
  readonly leafHashes: readonly Uint8Array[]
}

/**
 * The key by which an attachment's parts are named and checked.
 *
 * It opens nothing: a node can keep it, to take parts in, where the attachment's key is locked away.
 */
export function partsKeyOf(key: Uint8Array): Uint8Array {
  return hmacSha256(key, utf8(domains.parts))
}

/** The `envelope_id` of a part: random to everybody without the key. @param index - from 0 */
export function partIdOf(partsKey: Uint8Array, index: number): Uint8Array {
  return hmacSha256(partsKey, utf8(domains.part), u32(index)).slice(0, 16)
}

/**
 * Makes the envelope of a part: the same bytes for the same arguments, so that nothing of it need be kept to send it
 * again.
 *
 * @returns of a length that an envelope with a statement can have too
 * @see docs/protocol/5-envelope.md, "Parts"
 */
export function makePart({
  partsKey,
  index,
  chunks,
  memory,
  leafHashes,
  to,
  expiryDay,
}: PartToMake): Uint8Array {
  const outer = outerHeaderShape.encode({
    version: protocolVersion,
    suite: suiteOne,
    envelopeId: partIdOf(partsKey, index),
    mailbox: mailboxOf(to.networkId, to.institutionId),
    prekeyId: prekeyIdOf(to.prekey),
    expiryDay,
  })
  const enc = decoyEnc(hmacSha256(partsKey, utf8(domains.partEnc), u32(index)))
  const hashes = leafHashes ?? leafHashesOf(chunks)
  const tail = tailOf(partsKey, index, bindingOf(outer, enc), hashes, tailBytesFor(chunks.length))
  if (memory === undefined) return envelopeShape.encode({ outer, enc, body: concat(chunks, tail) })
  memory.set(tail, chunks.length)
  return envelopeShape.encode({ outer, enc, body: memory.subarray(0, chunks.length + tail.length) })
}

/** Bytes of the body of a part's envelope: its chunks, of so many bytes, and what makes it as long as a statement's. */
export function partBodyBytes(size: number): number {
  return size + tailBytesFor(size)
}

/**
 * Reads the part that an envelope with its `envelope_id` holds.
 *
 * Everything in it is under the tail, which nobody can make without the parts key: a relay that serves another part,
 * or another's, is found out here, before the tree is whole.
 *
 * @param paddedLength - of its attachment
 * @throws {@link ProtocolError} `MALFORMED` where there is no such part; `ENVELOPE_CORRUPT` when it is not that part: the
 *   true one may still come
 */
export function readPart(
  { envelope, outer }: ReadEnvelope,
  partsKey: Uint8Array,
  paddedLength: number,
  index: number,
): CheckedPart {
  const { start, end } = partRange(paddedLength, index)
  if (!equalBytes(outer.envelopeId, partIdOf(partsKey, index)))
    throw new ProtocolError('ENVELOPE_CORRUPT', 'part: of another place or attachment')
  const size = end - start
  const chunks = envelope.body.subarray(0, size)
  const tail = envelope.body.subarray(size)
  if (chunks.length !== size || tail.length !== tailBytesFor(size))
    throw new ProtocolError('ENVELOPE_CORRUPT', 'part: of another length')
  const leafHashes = leafHashesOf(chunks)
  const binding = bindingOf(envelope.outer, envelope.enc)
  const expected = tailOf(partsKey, index, binding, leafHashes, tail.length)
  if (!equalBytes(tail, expected))
    throw new ProtocolError('ENVELOPE_CORRUPT', 'part: not the one that was sealed here')
  return { chunks, start, leafHashes }
}

function tailOf(
  partsKey: Uint8Array,
  index: number,
  binding: Uint8Array,
  leafHashes: readonly Uint8Array[],
  length: number,
): Uint8Array {
  const seed = hmacSha256(partsKey, utf8(domains.partTail), u32(index), binding, ...leafHashes)
  return shake256(seed, length)
}

/** From the chunks to the length of the next stream that holds a padded statement. */
function tailBytesFor(size: number): number {
  const least = size + minTailBytes
  // No stream of a smaller padded length is long enough: its chunks are no more than those of `least` bytes.
  let padded = Math.max(minSealedBytes, padme(Math.max(0, least - overheadOf(least))))
  while (padded + overheadOf(padded) < least) padded = padme(padded + 1)
  return padded + overheadOf(padded) - size
}

/** What a stream adds to a padded length: its header, and the tags of chunks of which the last is shorter. */
function overheadOf(padded: number): number {
  return streamHeaderBytes + streamTagBytes * (Math.floor(padded / standardChunkBytes) + 1)
}
