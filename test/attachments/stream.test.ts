import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, createSealer, toHex, utf8 } from '../../crypto/index.ts'
import {
  attachmentRoot,
  chunkCountOf,
  chunkRange,
  leafHashesOf,
  openAttachment,
  paddedLengthOf,
  sealAttachment,
  sealedChunkBytes,
  sealedLengthOf,
  type Attachment,
} from '../../protocol/index.ts'
import { nobleSuite } from '../crypto/suites.ts'
import { seededRandom } from '../support/random.ts'
import { sealFile, type SealedFile } from './support.ts'

const chunk = 256 * 1024
const corrupt: unknown = expect.objectContaining({ code: 'ENVELOPE_CORRUPT' })
const uncommitted: unknown = expect.objectContaining({ code: 'COMMITMENT_INVALID' })

const chunksOf = ({ ciphertext }: SealedFile) =>
  Array.from({ length: Math.ceil(ciphertext.length / sealedChunkBytes) }, (_, at) =>
    ciphertext.subarray(at * sealedChunkBytes, (at + 1) * sealedChunkBytes),
  )

function openAll(sealed: SealedFile, chunks = chunksOf(sealed)): Uint8Array {
  const opener = openAttachment(sealed.attachment, sealed.secret)
  return concat(...chunks.map((bytes, index) => opener.open(index, bytes)))
}

test.each([0, 1, 65_535, 65_536, 65_537, chunk - 1, chunk, chunk + 1, 3 * chunk, 1_000_003])(
  'a file of %i bytes opens to itself, and its ciphertext has the length that its size gives',
  (length) => {
    const sealed = sealFile(length)
    const { paddedLength } = sealed.attachment
    expect(openAll(sealed)).toEqual(sealed.file)
    expect(paddedLength).toBe(paddedLengthOf(length))
    expect(sealed.ciphertext.length).toBe(sealedLengthOf(paddedLength))
    expect(sealed.leafHashes.length).toBe(chunkCountOf(paddedLength))
    expect(chunkRange(paddedLength, chunkCountOf(paddedLength) - 1).end).toBe(sealed.ciphertext.length)
  },
)

test('small files have one size, and larger ones few', () => {
  expect(new Set([0, 1, 1000, 65_536].map(paddedLengthOf))).toEqual(new Set([65_536]))
  expect(paddedLengthOf(65_537)).toBe(67_584)
  expect(paddedLengthOf(64 * 1024 ** 3)).toBe(64 * 1024 ** 3)
  for (const length of [64 * 1024 ** 3 + 1, -1, 0.5, Number.NaN])
    expect(() => paddedLengthOf(length)).toThrow(expect.objectContaining({ code: 'OVERSIZE' }))
})

test('the second implementation opens what the first sealed, and finds the same tree and commitment', () => {
  const sealed = sealFile(300_000)
  const { attachmentId, keyCommitment, treeRoot } = sealed.attachment
  const context = concat(utf8('sponte/1 blob\0'), attachmentId)
  const header = concat(sealed.secret.salt, keyCommitment)
  const opener = nobleSuite.createOpener(sealed.secret.key, context, header, chunk)
  const opened = concat(...chunksOf(sealed).map((bytes, index) => opener.open(index, bytes)))
  expect(opened.subarray(0, 300_000)).toEqual(sealed.file)
  expect(opened.subarray(300_000).every((byte) => byte === 0)).toBe(true)
  expect(nobleSuite.merkleRoot(chunksOf(sealed).map(nobleSuite.leafHash))).toEqual(treeRoot)
})

test('the tree is over the chunks in order, whoever hashes them', () => {
  const sealed = sealFile(1_000_003)
  expect(leafHashesOf(sealed.ciphertext)).toEqual(sealed.leafHashes)
  expect(attachmentRoot(sealed.leafHashes)).toEqual(sealed.attachment.treeRoot)
  expect(attachmentRoot(sealed.leafHashes.toReversed())).not.toEqual(sealed.attachment.treeRoot)
  expect(attachmentRoot(sealed.leafHashes.slice(1))).not.toEqual(sealed.attachment.treeRoot)
})

test('chunks open one after the other in the same memory', () => {
  const sealed = sealFile(300_000)
  const opener = openAttachment(sealed.attachment, sealed.secret)
  const memory = new Uint8Array(chunk)
  const opened = chunksOf(sealed).map((bytes, index) => opener.open(index, bytes, memory).slice())
  expect(concat(...opened)).toEqual(sealed.file)
})

test('one file for two recipients has nothing in common but its size', () => {
  const [one, two] = [sealFile(300_000, 'one'), sealFile(300_000, 'two')]
  const values = ({ attachment, secret, partsKey, leafHashes }: SealedFile) => [
    ...[attachment.attachmentId, attachment.treeRoot, attachment.keyCommitment],
    ...[secret.key, secret.salt, partsKey, ...leafHashes],
  ]
  const both = [...values(one), ...values(two)].map(toHex)
  expect(new Set(both).size).toBe(both.length)
  expect(one.attachment.paddedLength).toBe(two.attachment.paddedLength)
})

describe('a file that changes while it is read', () => {
  test.each([
    ['ends early', -1],
    ['goes on', 1],
  ])('is found out where it %s', (_, more) => {
    const sealer = sealAttachment(1000, seededRandom('changing'))
    expect(() => sealer.seal(new Uint8Array(sealer.wants + more))).toThrow(
      expect.objectContaining({ code: 'OVERSIZE' }),
    )
  })

  test('has no statement before its last chunk, and no chunk after it', () => {
    const sealer = sealAttachment(chunk, seededRandom('whole'))
    sealer.seal(new Uint8Array(sealer.wants))
    expect(() => sealer.finish()).toThrow(expect.objectContaining({ code: 'OVERSIZE' }))
    expect(sealer.wants).toBe(0)
    sealer.seal(new Uint8Array(0))
    expect(sealer.finish().paddedLength).toBe(chunk)
    expect(() => sealer.seal(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'OVERSIZE' }))
  })
})

describe('what is not the attachment', () => {
  const sealed = sealFile(2 * chunk + 5)
  const other = sealFile(2 * chunk + 5, 'other')
  const [first, second, last] = chunksOf(sealed)
  const [otherFirst] = chunksOf(other)
  if (!first || !second || !last || !otherFirst) throw new Error('three chunks')
  const opener = openAttachment(sealed.attachment, sealed.secret)
  const open = (index: number, bytes: Uint8Array) => opener.open(index, bytes)

  test.each([
    ['a chunk at another number', 1, first],
    ['the last chunk at the first', 0, last],
    ['a chunk of another file', 0, otherFirst],
    ['a chunk that was cut', 0, first.subarray(0, -1)],
    ['a chunk cut to its tag', 0, first.subarray(-16)],
    ['nothing', 0, first.subarray(0, 0)],
    ['a chunk with more behind it', 0, concat(first, first.subarray(0, 1))],
    ['a last chunk with more behind it', 2, concat(last, last.subarray(0, 16))],
    ['a chunk after the last', 3, last],
    ['a chunk before the first', -1, first],
  ])('%s is refused', (_, index, bytes) => {
    expect(() => open(index, bytes)).toThrow(corrupt)
  })

  test('any one bit turned is refused', () => {
    fc.assert(
      fc.property(fc.nat(last.length - 1), fc.nat(7), (at, bit) => {
        expect(() => open(2, last.with(at, (last[at] ?? 0) ^ (1 << bit)))).toThrow(corrupt)
      }),
      { numRuns: 60, seed: 56 },
    )
  })

  test.each<[string, Partial<Attachment>, Partial<SealedFile['secret']>]>([
    ['another key', {}, { key: other.secret.key }],
    ['another salt', {}, { salt: other.secret.salt }],
    ['a salt that was cut', {}, { salt: sealed.secret.salt.slice(1) }],
    ['a key that was cut', {}, { key: sealed.secret.key.slice(1) }],
    ['another id', { attachmentId: other.attachment.attachmentId }, {}],
    ['another commitment', { keyCommitment: other.attachment.keyCommitment }, {}],
    ['a length of another size', {}, { length: 2 * chunk + 70_000 }],
    ['another size', { paddedLength: 65_536 }, {}],
  ])('%s is refused before any chunk', (_, attachment, secret) => {
    expect(() =>
      openAttachment({ ...sealed.attachment, ...attachment }, { ...sealed.secret, ...secret }),
    ).toThrow(uncommitted)
  })

  test('a length that leaves bytes of the file in the padding is refused where they stand', () => {
    const shorter = openAttachment(sealed.attachment, { ...sealed.secret, length: 2 * chunk + 4 })
    expect(shorter.open(0, first)).toEqual(sealed.file.subarray(0, chunk))
    expect(() => shorter.open(2, last)).toThrow(expect.objectContaining({ code: 'PADDING_INVALID' }))
  })

  test('a stream that its own sender ended early is refused at the chunk that is too short', () => {
    const { key, salt } = sealed.secret
    const context = concat(utf8('sponte/1 blob\0'), sealed.attachment.attachmentId)
    const stream = createSealer(key, context, salt, chunk)
    expect(() => open(0, stream.seal(sealed.file.subarray(0, 1000)))).toThrow(corrupt)
  })
})
