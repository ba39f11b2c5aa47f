import { concat, createSealer, hmacSha256, shake256, u32, utf8 } from '../../crypto/index.ts'
import {
  attachmentRoot,
  bindingOf,
  envelopeShape,
  leafHashesOf,
  makePart,
  outerHeaderShape,
  partCountOf,
  partIdOf,
  partRange,
  partsKeyOf,
  sealAttachment,
  type Attachment,
  type AttachmentSecret,
  type Envelope,
  type OuterHeader,
  type ProtocolErrorCode,
  type Recipient,
} from '../../protocol/index.ts'
import type { Check } from '../independent/checks.ts'
import { seededRandom } from '../support/random.ts'

interface Named {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface PartDraft extends Named {
  readonly rule: string
  readonly code?: ProtocolErrorCode
  readonly check?: Check
  readonly attachment: Attachment
  readonly secret: AttachmentSecret
  readonly index: number
  readonly base?: Named
  /** How many zeros end it: written as a number. */
  readonly zeros?: number
}

const random = seededRandom('corpus parts')
const to: Recipient = { networkId: random(32), institutionId: random(16), prekey: random(1216) }
const expiryDay = 20_790
const page = '5-envelope.md, Attachments'
const pageOfParts = '5-envelope.md, Parts'

/** A file of random bytes, its parts made, of which only some are kept. */
function fileOf(length: number) {
  const sealer = sealAttachment(length, random)
  const chunks: Uint8Array[] = []
  while (chunks.length < sealer.chunkCount) chunks.push(sealer.seal(random(sealer.wants)).sealed)
  const attachment = sealer.finish()
  return { attachment, secret: sealer.secret, ciphertext: concat(...chunks) }
}
type File = ReturnType<typeof fileOf>

function partOf({ attachment, secret, ciphertext }: File, index: number, leafHashes?: readonly Uint8Array[]) {
  const { start, end } = partRange(attachment.paddedLength, index)
  const part = { partsKey: partsKeyOf(secret.key), index, chunks: ciphertext.subarray(start, end) }
  return makePart({ ...part, ...(leafHashes === undefined ? {} : { leafHashes }), to, expiryDay })
}

/** The part of a small file and the last one of a larger, and each of them with one fault. */
export function draftParts(): readonly PartDraft[] {
  const made: PartDraft[] = []
  const [small, other, large] = [fileOf(50_000), fileOf(50_000), fileOf(786_432)]
  const last = partCountOf(large.attachment.paddedLength) - 1
  const base = { name: 'part', bytes: partOf(small, 0) }
  const lastBase = { name: 'part-that-is-the-last', bytes: partOf(large, last) }
  made.push({ ...base, rule: pageOfParts, ...small, index: 0 })
  made.push({ ...lastBase, rule: pageOfParts, ...large, index: last })

  const bad = (
    name: string,
    [code, check]: readonly [ProtocolErrorCode, Check],
    bytes: Uint8Array,
    asked: Partial<Pick<PartDraft, 'attachment' | 'secret' | 'index' | 'rule' | 'zeros'>> = {},
  ) => {
    made.push({ name, rule: pageOfParts, code, check, bytes, ...small, index: 0, ...asked, base })
  }
  const rewritten = (change: (envelope: Envelope) => Partial<Envelope>, bytes = base.bytes) => {
    const envelope = envelopeShape.decode(bytes)
    return envelopeShape.encode({ ...envelope, ...change(envelope) })
  }
  const body = (change: (body: Uint8Array) => Uint8Array) =>
    rewritten((envelope) => ({ body: change(envelope.body) }))
  const header = (change: Partial<OuterHeader>) =>
    rewritten(({ outer }) => ({
      outer: outerHeaderShape.encode({ ...outerHeaderShape.decode(outer), ...change }),
    }))
  const flipped = (at: number) => (bytes: Uint8Array) =>
    bytes.with(at < 0 ? bytes.length + at : at, (bytes.at(at) ?? 0) ^ 1)
  const size = small.ciphertext.length
  const ofId = ['ENVELOPE_CORRUPT', 'part-id'] as const
  const ofLength = ['ENVELOPE_CORRUPT', 'part-length'] as const
  const ofTail = ['ENVELOPE_CORRUPT', 'part-tail'] as const
  const ofKey = ['COMMITMENT_INVALID', 'attachment-key'] as const
  const otherPart = partOf(other, 0)

  bad('part-with-its-first-bit-turned', ofTail, body(flipped(0)))
  bad('part-with-a-bit-of-its-tag-turned', ofTail, body(flipped(size - 1)))
  bad('part-with-a-bit-of-its-tail-turned', ofTail, body(flipped(-1)))
  bad('part-with-a-bit-of-enc-turned', ofTail, rewritten(({ enc }) => ({ enc: flipped(7)(enc) })))
  bad('part-for-another-mailbox', ofTail, header({ mailbox: random(16) }))
  bad('part-under-another-prekey', ofTail, header({ prekeyId: random(16) }))
  bad('part-kept-longer', ofTail, header({ expiryDay: expiryDay + 1 }))
  bad('part-of-another-version', ['UPGRADE_NEEDED', 'header-version'], header({ version: 2 }))
  bad('part-of-another-id', ofId, header({ envelopeId: random(16) }))
  bad('part-of-another-file', ofId, otherPart)
  bad('part-of-another-file-under-its-id', ofTail, rewritten(() => ({ outer: envelopeShape.decode(base.bytes).outer }), otherPart))
  bad('part-with-the-chunks-of-another', ofTail, body((bytes) => concat(other.ciphertext, bytes.subarray(size))))
  bad('part-with-the-tail-of-another', ofTail, body(() => concat(small.ciphertext, envelopeShape.decode(otherPart).body.subarray(size))))
  bad('part-that-was-cut', ofLength, body((bytes) => bytes.subarray(0, -1)))
  bad('part-without-its-tail', ofLength, body((bytes) => bytes.subarray(0, size)))
  bad('part-with-more-behind-it', ofLength, body((bytes) => concat(bytes, new Uint8Array(16))))
  bad('part-of-a-larger-length', ofLength, body((bytes) => concat(bytes, random(34_816 - 32_768))))
  bad('part-truncated', ['MALFORMED', 'malformed'], base.bytes.subarray(0, 30_000))
  bad('part-larger-than-a-mebibyte', ['OVERSIZE', 'oversize'], base.bytes, { zeros: 1_048_577 - base.bytes.length })
  bad('part-with-a-field-more', ['NOT_CANONICAL', 'canonical'], concat(base.bytes, Uint8Array.of(0x20, 1)))

  // What only a sender at fault can make: its tail is right.
  bad('part-with-a-chunk-that-does-not-open', ['ENVELOPE_CORRUPT', 'part-chunks'], partOf({ ...small, ciphertext: flipped(9)(small.ciphertext) }, 0))
  const padded = resealed(small, (plaintext) => plaintext.with(60_000, 1))
  bad('attachment-with-something-in-its-padding', ['PADDING_INVALID', 'attachment-padding'], partOf(padded, 0), { ...padded, rule: page })
  bad('attachment-of-another-tree', ['COMMITMENT_INVALID', 'attachment-tree'], base.bytes, {
    attachment: { ...small.attachment, treeRoot: random(32) },
    rule: page,
  })

  bad('attachment-under-another-key', ofKey, base.bytes, { secret: { ...small.secret, key: random(32) }, rule: page })
  bad('attachment-with-another-salt', ofKey, base.bytes, { secret: { ...small.secret, salt: random(24) }, rule: page })
  bad('attachment-with-a-salt-of-another-length', ofKey, base.bytes, {
    secret: { ...small.secret, salt: small.secret.salt.subarray(1) },
    rule: page,
  })
  bad('attachment-of-another-id', ofKey, base.bytes, {
    attachment: { ...small.attachment, attachmentId: random(16) },
    rule: page,
  })
  bad('attachment-of-another-commitment', ofKey, base.bytes, {
    attachment: { ...small.attachment, keyCommitment: other.attachment.keyCommitment },
    rule: page,
  })
  bad('attachment-of-another-length', ['COMMITMENT_INVALID', 'attachment-length'], base.bytes, {
    secret: { ...small.secret, length: 70_000 },
    rule: page,
  })

  const ofLast = { ...large, index: last, base: lastBase }
  const altered = rewritten((envelope) => ({ body: flipped(3)(envelope.body) }), lastBase.bytes)
  made.push({ name: 'part-that-is-the-last-altered', rule: pageOfParts, code: 'ENVELOPE_CORRUPT', check: 'part-tail', bytes: altered, ...ofLast })
  made.push({ name: 'part-at-another-place', rule: pageOfParts, code: 'ENVELOPE_CORRUPT', check: 'part-id', bytes: lastBase.bytes, ...ofLast, index: 0 })
  const moved = header0(lastBase.bytes, partIdOf(partsKeyOf(large.secret.key), 0))
  made.push({ name: 'part-at-another-place-under-its-id', rule: pageOfParts, code: 'ENVELOPE_CORRUPT', check: 'part-length', bytes: moved, ...ofLast, index: 0 })
  // A tail over other leaf hashes than those of its chunks.
  const hashes = partOf(small, 0, leafHashesOf(other.ciphertext))
  bad('part-with-a-tail-over-other-chunks', ofTail, hashes)
  const tailed = (index: number, outer: Uint8Array, { enc, body: whole }: Envelope) => {
    const [key, leaves] = [partsKeyOf(small.secret.key), leafHashesOf(small.ciphertext)]
    const seed = hmacSha256(key, utf8('sponte/1 part tail\0'), u32(index), bindingOf(outer, enc), ...leaves)
    return { outer, body: concat(small.ciphertext, shake256(seed, whole.length - size)) }
  }
  bad('part-with-the-tail-of-another-place', ofTail, rewritten((envelope) => tailed(1, envelope.outer, envelope)))
  bad('part-under-another-id-with-its-tail', ofId, rewritten((envelope) => {
    const header = { ...outerHeaderShape.decode(envelope.outer), envelopeId: random(16) }
    return tailed(0, outerHeaderShape.encode(header), envelope)
  }))
  return made
}

function header0(bytes: Uint8Array, envelopeId: Uint8Array): Uint8Array {
  const envelope = envelopeShape.decode(bytes)
  const outer = outerHeaderShape.encode({ ...outerHeaderShape.decode(envelope.outer), envelopeId })
  return envelopeShape.encode({ ...envelope, outer })
}

/** A file of one chunk sealed again, with its padded plaintext altered. */
function resealed(file: File, alter: (plaintext: Uint8Array) => Uint8Array): File {
  const { key, salt } = file.secret
  const context = concat(utf8('sponte/1 blob\0'), file.attachment.attachmentId)
  const sealer = createSealer(key, context, salt, 262_144)
  const plaintext = new Uint8Array(file.attachment.paddedLength)
  const ciphertext = sealer.seal(alter(plaintext))
  return { ...file, ciphertext, attachment: { ...file.attachment, treeRoot: attachmentRoot(leafHashesOf(ciphertext)) } }
}
