// docs/protocol/5-envelope.md, "Attachments": a part read, its chunks opened, from the page alone.
import { createAsker, Refusal, type Asker, type Check } from './checks.ts'
import { readMessage } from './protobuf.ts'
import { ascii, concat, hash, hmac256, lp, padme, same, shake, streamOf, u32 } from './suite.ts'
import * as tables from './tables.ts'

/** What statement and body say of the attachment, and which part is read. */
export interface PartAsked {
  readonly attachment: {
    readonly attachmentId: Uint8Array
    readonly paddedLength: number
    readonly treeRoot: Uint8Array
    readonly keyCommitment: Uint8Array
  }
  readonly secret: { readonly key: Uint8Array; readonly salt: Uint8Array; readonly length: number }
  readonly index: number
}

export type PartVerdict =
  | { readonly ok: true; readonly file: Uint8Array }
  | { readonly ok: false; readonly check: Check; readonly code: string }

const [chunkBytes, wholeChunk] = [262144, 262160]

/** @param without - checks to leave out, to show what only they catch */
export function decodePart(
  asked: PartAsked,
  bytes: Uint8Array,
  without: ReadonlySet<Check> = new Set(),
): PartVerdict {
  try {
    return { ok: true, file: read(createAsker(without), asked, bytes) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ok: false, check: error.check, code: error.code }
  }
}

function read(ask: Asker, { attachment, secret, index }: PartAsked, bytes: Uint8Array): Uint8Array {
  const { attachmentId, paddedLength, treeRoot, keyCommitment } = attachment
  const { key, salt, length } = secret
  ask.must('attachment-length', Math.max(65536, padme(length)) === paddedLength, 'COMMITMENT_INVALID')
  const stream = streamOf(key, concat(ascii('sponte/1 blob\0'), attachmentId), salt)
  ask.must('attachment-key', same(stream.commitment, keyCommitment), 'COMMITMENT_INVALID')

  const partsKey = hmac256(key, ascii('sponte/1 parts\0'))
  const { chunks, leaves } = readPart(ask, partsKey, paddedLength, index, bytes)
  const opened = chunks.map((chunk, at) => {
    const plaintext = stream.open(3 * index + at, chunk)
    if (plaintext === undefined) throw new Refusal('part-chunks', 'ENVELOPE_CORRUPT')
    return plaintext
  })
  const start = 3 * index * chunkBytes
  const file = concat(...opened)
  const end = Math.max(0, length - start)
  ask.must(
    'attachment-padding',
    file.slice(end).every((byte) => byte === 0),
    'PADDING_INVALID',
  )
  // The tree of a larger file is over all of its parts.
  const [one, two, three] = leaves
  const node = (left: Uint8Array, right: Uint8Array) => hash(Uint8Array.of(1), left, right)
  if (chunkCount(paddedLength) <= 3 && one !== undefined) {
    const pair = two === undefined ? one : node(one, two)
    ask.must(
      'attachment-tree',
      same(three === undefined ? pair : node(pair, three), treeRoot),
      'COMMITMENT_INVALID',
    )
  }
  return file.slice(0, end)
}

function readPart(ask: Asker, partsKey: Uint8Array, paddedLength: number, index: number, bytes: Uint8Array) {
  const envelope = readMessage(ask, bytes, tables.envelope)
  const [outer, enc, body] = [envelope.bytes('outer'), envelope.bytes('enc'), envelope.bytes('body')]
  const header = readMessage(ask, outer, tables.outerHeader)
  ask.must('header-version', header.number('version') === 1 && header.number('suite') === 1, 'UPGRADE_NEEDED')
  const id = hmac256(partsKey, concat(ascii('sponte/1 part\0'), u32(index))).slice(0, 16)
  ask.must('part-id', same(header.bytes('envelopeId'), id), 'ENVELOPE_CORRUPT')

  const count = Math.min(3, chunkCount(paddedLength) - 3 * index)
  const size = Math.min(3 * wholeChunk, paddedLength + 16 * chunkCount(paddedLength) - 3 * index * wholeChunk)
  ask.must('part-length', body.length === bodyLength(size), 'ENVELOPE_CORRUPT')
  const chunks = Array.from({ length: count }, (_, at) =>
    body.slice(at * wholeChunk, Math.min(size, (at + 1) * wholeChunk)),
  )
  const leaves = chunks.map((chunk) => hash(Uint8Array.of(0), chunk))
  const binding = hash(ascii('sponte/1 bind\0'), lp(outer), lp(enc))
  const seed = hmac256(partsKey, concat(ascii('sponte/1 part tail\0'), u32(index), binding, ...leaves))
  const tail = body.slice(size)
  ask.must('part-tail', same(tail, shake(seed, tail.length)), 'ENVELOPE_CORRUPT')
  return { chunks, leaves }
}

function chunkCount(paddedLength: number): number {
  return Math.floor(paddedLength / chunkBytes) + 1
}

/** The least length of an ordinary stream that leaves the tail 32 bytes: every padded length in turn. */
function bodyLength(size: number): number {
  for (let padded = 32768; ; padded = padme(padded + 1)) {
    const stream = 56 + padded + 16 * (Math.floor(padded / 16384) + 1)
    if (stream >= size + 32) return stream
  }
}
