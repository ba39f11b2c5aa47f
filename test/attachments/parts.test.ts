import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, toHex } from '../../crypto/index.ts'
import {
  attachmentRoot,
  beginEnvelope,
  envelopeShape,
  finishEnvelope,
  mailboxOf,
  makePart,
  outerHeaderShape,
  partBodyBytes,
  partBytes,
  partCountOf,
  partIdOf,
  partRange,
  prekeyIdOf,
  readEnvelope,
  readPart,
  sealedLengthOf,
  type Envelope,
  type OuterHeader,
} from '../../protocol/index.ts'
import { seededRandom } from '../support/random.ts'
import { partsOf, recipient, sealFile, type SealedFile } from './support.ts'

const to = recipient('one')
const expiryDay = 20_800
const refused: unknown = expect.objectContaining({ code: 'ENVELOPE_CORRUPT' })

const sealed = sealFile(1_000_003)
const { partsKey, attachment } = sealed
const { paddedLength } = attachment

function envelopesOf(file: SealedFile): readonly Uint8Array[] {
  return partsOf(file).map((chunks, index) =>
    makePart({ partsKey: file.partsKey, index, chunks, to, expiryDay }),
  )
}

const [whole, rest] = envelopesOf(sealed)
if (whole === undefined || rest === undefined) throw new Error('two parts')

test('parts cover the ciphertext, each once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 65_536, max: 64 * 1024 ** 3 }), fc.nat(), (length, any) => {
      const count = partCountOf(length)
      const index = any % count
      const range = partRange(length, index)
      expect(range.start).toBe(index === 0 ? 0 : partRange(length, index - 1).end)
      expect(range.end - range.start).toBeGreaterThanOrEqual(16)
      expect(range.end - range.start).toBeLessThanOrEqual(partBytes)
      expect(partRange(length, count - 1).end).toBe(sealedLengthOf(length))
    }),
    { numRuns: 300, seed: 56 },
  )
  for (const index of [-1, 0.5, partCountOf(paddedLength)])
    expect(() => partRange(paddedLength, index)).toThrow(expect.objectContaining({ code: 'MALFORMED' }))
  expect(partCountOf(64 * 1024 ** 3)).toBe(87_382)
})

test('the parts of a file, in any order, are its ciphertext and its tree', () => {
  const ciphertext = new Uint8Array(sealedLengthOf(paddedLength))
  const hashes = new Map<number, readonly Uint8Array[]>()
  for (const [index, bytes] of [...envelopesOf(sealed).entries()].reverse()) {
    const { chunks, start, leafHashes } = readPart(readEnvelope(bytes), partsKey, paddedLength, index)
    ciphertext.set(chunks, start)
    hashes.set(index, leafHashes)
  }
  expect(ciphertext).toEqual(sealed.ciphertext)
  const inOrder = [...hashes].sort(([a], [b]) => a - b).flatMap(([, some]) => some)
  expect(attachmentRoot(inOrder)).toEqual(attachment.treeRoot)
})

test('a part is the same envelope each time it is made, with leaf hashes at hand or not', () => {
  const { start, end, firstChunk, chunks } = partRange(paddedLength, 0)
  const part = { partsKey, index: 0, chunks: sealed.ciphertext.subarray(start, end), to, expiryDay }
  const leafHashes = sealed.leafHashes.slice(firstChunk, firstChunk + chunks)
  expect(makePart(part)).toEqual(whole)
  expect(makePart({ ...part, leafHashes })).toEqual(whole)
  const memory = new Uint8Array(partBodyBytes(partBytes)).fill(7)
  memory.set(part.chunks)
  expect(makePart({ ...part, chunks: memory.subarray(0, end - start), memory })).toEqual(whole)
})

describe('a relay sees of a part', () => {
  const envelopes = [...envelopesOf(sealed), ...envelopesOf(sealFile(10, 'small'))]

  test('an outer header like any other', async () => {
    const ordinary = await beginEnvelope(to, expiryDay, seededRandom('ordinary'))
    const { envelopeId, ...header } = outerHeaderShape.decode(ordinary.outer)
    for (const bytes of envelopes) {
      const { envelope, outer } = readEnvelope(bytes)
      expect(outer).toEqual({ ...header, envelopeId: outer.envelopeId })
      expect(envelope.outer.length).toBe(ordinary.outer.length)
      expect(envelope.enc.length).toBe(ordinary.enc.length)
      expect(outer.envelopeId).not.toEqual(envelopeId)
    }
    expect(header).toMatchObject({
      mailbox: mailboxOf(to.networkId, to.institutionId),
      prekeyId: prekeyIdOf(to.prekey),
    })
  })

  test('a length that an envelope with a statement has too', async () => {
    const begun = await beginEnvelope(to, expiryDay, seededRandom('lengths'))
    const leaf = { item: new Uint8Array(1), index: 0, path: [], batch: 0 }
    const batch = { batch: new Uint8Array(1), signature: new Uint8Array(3373) }
    const lengthWith = (bodyBytes: number) => {
      const carried = {
        ...{ statement: new Uint8Array(1), placement: leaf, sealing: leaf, salt: undefined },
        ...{ body: new Uint8Array(bodyBytes), certs: [], batches: [batch] },
      }
      const bytes = finishEnvelope(begun, { carried, receipt: undefined, missing: undefined })
      return readEnvelope(bytes).envelope.body.length
    }
    const bodies = envelopes.map((bytes) => readEnvelope(bytes).envelope.body.length)
    // 786512 bytes go into the stream of a padded length of 786432, and 65584 into that of 65536.
    expect(bodies[0]).toBe(lengthWith(780_000))
    expect(bodies.at(-1)).toBe(lengthWith(61_500))
    expect(envelopes.every((bytes) => bytes.length <= 1024 * 1024)).toBe(true)
  })

  test('nothing that two of them have in common', () => {
    const seen = new Set<string>()
    for (const bytes of envelopes) {
      const { envelope, outer } = readEnvelope(bytes)
      seen.add(toHex(outer.envelopeId))
      for (let at = 0; at < envelope.enc.length; at += 16) seen.add(toHex(envelope.enc.slice(at, at + 16)))
      for (let at = 0; at + 16 <= envelope.body.length; at += 16)
        seen.add(toHex(envelope.body.slice(at, at + 16)))
    }
    const pieces = envelopes.map((bytes) => Math.floor(readEnvelope(bytes).envelope.body.length / 16) + 71)
    expect(seen.size).toBe(pieces.reduce((sum, count) => sum + count, 0))
  })
})

describe('what is not the part', () => {
  const other = sealFile(1_000_003, 'other')
  const [otherWhole] = envelopesOf(other)
  if (otherWhole === undefined) throw new Error('two parts')
  const rewritten = (change: (envelope: Envelope) => Partial<Envelope>, from: Uint8Array = whole) => {
    const envelope = envelopeShape.decode(from)
    return envelopeShape.encode({ ...envelope, ...change(envelope) })
  }
  const withHeader = (change: Partial<OuterHeader>) =>
    rewritten(({ outer }) => ({
      outer: outerHeaderShape.encode({ ...outerHeaderShape.decode(outer), ...change }),
    }))
  const body = (change: (bytes: Uint8Array) => Uint8Array) =>
    rewritten((envelope) => ({ body: change(envelope.body) }))
  const swapped = (bytes: Uint8Array) =>
    concat(bytes.subarray(262_160, 524_320), bytes.subarray(0, 262_160), bytes.subarray(524_320))

  test.each<[string, Uint8Array]>([
    ['another part of the same file', rest],
    ['the same part of another file', otherWhole],
    ['another part under its name', withNameOf(rest)],
    ['another file’s part under its name', withNameOf(otherWhole)],
    ['one of another mailbox', withHeader({ mailbox: new Uint8Array(16) })],
    ['one of another prekey', withHeader({ prekeyId: new Uint8Array(16) })],
    ['one that is kept longer', withHeader({ expiryDay: expiryDay + 1 })],
    ['one of another id', withHeader({ envelopeId: partIdOf(partsKey, 1) })],
    ['one with another enc', rewritten(() => ({ enc: envelopeShape.decode(rest).enc }))],
    ['one with two chunks swapped', body(swapped)],
    ['one that was cut', body((bytes) => bytes.subarray(0, -1))],
    ['one without its tail', body((bytes) => bytes.subarray(0, partBytes))],
    ['one with more behind it', body((bytes) => concat(bytes, new Uint8Array(1)))],
    ['one with the tail of another', body((bytes) => withTailOf(bytes, otherWhole))],
    ['one of zeros', body((bytes) => new Uint8Array(bytes.length))],
  ])('%s is refused', (_, bytes) => {
    expect(() => readPart(readEnvelope(bytes), partsKey, paddedLength, 0)).toThrow(refused)
  })

  test('a part is refused under another file’s key, and at another place', () => {
    expect(() => readPart(readEnvelope(whole), other.partsKey, paddedLength, 0)).toThrow(refused)
    expect(() => readPart(readEnvelope(whole), partsKey, paddedLength, 1)).toThrow(refused)
  })

  test('one bit turned is refused at any position of header, enc and tail, and of the chunks', () => {
    const small = sealFile(1, 'bits')
    const [bytes = whole] = envelopesOf(small)
    const code: unknown = expect.objectContaining({
      code: expect.stringMatching(
        /ENVELOPE_CORRUPT|MALFORMED|NOT_CANONICAL|UPGRADE_NEEDED|OVERSIZE/,
      ) as unknown,
    })
    const read = (altered: Uint8Array) =>
      readPart(readEnvelope(altered), small.partsKey, small.attachment.paddedLength, 0)
    const turned = (at: number) => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8)))
    expect(read(bytes).chunks).toEqual(small.ciphertext)
    const chunksEnd = bytes.length - (readEnvelope(bytes).envelope.body.length - small.ciphertext.length)
    const positions = [...Array(bytes.length).keys()].filter(
      (at) => at < 1300 || at >= chunksEnd || at % 997 === 0,
    )
    for (const at of positions) expect(() => read(turned(at)), `byte ${at}`).toThrow(code)
  })

  function withNameOf(from: Uint8Array): Uint8Array {
    const { outer } = envelopeShape.decode(whole ?? from)
    return rewritten(() => ({ outer }), from)
  }
  function withTailOf(bytes: Uint8Array, from: Uint8Array): Uint8Array {
    return concat(bytes.subarray(0, partBytes), envelopeShape.decode(from).body.subarray(partBytes))
  }
})
