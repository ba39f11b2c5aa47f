import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { concat, fromHex, sha512, standardChunkBytes, streamHeaderBytes, utf8 } from '../../crypto/index.ts'
import { native } from '../../crypto/native/index.ts'
import { describeVectors } from '../support/vectors.ts'
import { bounded, pairs, seededRandom, suites } from './suites.ts'
import { twoKeyCiphertext } from './two-key-gcm.ts'

const hex = z.string().transform(fromHex)
const Vectors = z.object({
  testGroups: z.array(
    z.object({
      tests: z.array(
        z.object({
          ...{ tcId: z.number(), comment: z.string(), key: hex, ctx: hex },
          ct: hex.transform((compressed) => new Uint8Array(inflateSync(compressed))),
          ...{ msgLength: z.number().optional(), msgSha512: hex.optional() },
          ...{ result: z.enum(['valid', 'invalid']), flags: z.array(z.string()) },
        }),
      ),
    }),
  ),
})

describeVectors('Wycheproof', 'cobblestone-256-wycheproof.json', (json) => {
  const cases = Vectors.parse(json).testGroups.flatMap((group) => group.tests)
  // The JavaScript cipher takes seconds for the two cases of four megabytes.
  const small = cases.filter((vector) => vector.ct.length < 100_000)
  const [onNative, onNoble] = suites

  describe.each([
    { suite: onNative.suite, name: onNative.name, some: cases },
    { suite: onNoble.suite, name: onNoble.name, some: small },
  ])('$name', ({ suite, some }) => {
    test.each(some)('$tcId is $result: $comment', ({ key, ctx, ct, result, flags, msgLength, msgSha512 }) => {
      if (result === 'valid') {
        const message = suite.cobblestoneOpen(key, ctx, ct)
        expect(message.length).toBe(msgLength)
        expect(sha512(message)).toEqual(msgSha512)
        return
      }
      const code = flags.includes('InvalidKeySize')
        ? 'INPUT'
        : flags.includes('HeaderFailure') && !flags.includes('Truncation')
          ? 'COMMITMENT'
          : 'STREAM'
      expect(() => suite.cobblestoneOpen(key, ctx, ct)).toThrow(expect.objectContaining({ code }))
    })
  })
})

const random = seededRandom('cobblestone')
const key = random(32)
const salt = random(24)
const context = utf8('where it belongs')
const stream: unknown = expect.objectContaining({ code: 'STREAM' })
const commitment: unknown = expect.objectContaining({ code: 'COMMITMENT' })
const input: unknown = expect.objectContaining({ code: 'INPUT' })
const sizes = [0, 1, 16_383, 16_384, 16_385, 32_768, 40_000]

describe.each(pairs)('$name', ({ from, to }) => {
  test.each(sizes)('%i bytes open to themselves, with 56 bytes and 16 for each chunk more', (size) => {
    const message = random(size)
    const sealed = from.cobblestoneSeal(key, context, message, salt)
    const chunks = Math.floor(size / standardChunkBytes) + 1
    expect(sealed.length).toBe(size + 56 + 16 * chunks)
    expect(to.cobblestoneOpen(key, context, sealed)).toEqual(message)
  })

  test('sealing is the same for the same key, context, message and salt', () => {
    const message = random(20_000)
    expect(from.cobblestoneSeal(key, context, message, salt)).toEqual(
      to.cobblestoneSeal(key, context, message, salt),
    )
  })
})

const [{ suite }] = suites

test('any message opens to itself', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 50 }),
      (message, anyContext) => {
        const sealed = suite.cobblestoneSeal(key, anyContext, message, salt)
        expect(suite.cobblestoneOpen(key, anyContext, sealed)).toEqual(message)
      },
    ),
    bounded,
  )
})

test('a change of any byte is refused, in the salt and commitment before anything is decrypted', () => {
  const sealed = suite.cobblestoneSeal(key, context, utf8('short'), salt)
  for (let i = 0; i < sealed.length; i++) {
    const altered = sealed.with(i, (sealed[i] ?? 0) ^ 1)
    const refusal = i < streamHeaderBytes ? commitment : stream
    expect(() => suite.cobblestoneOpen(key, context, altered)).toThrow(refusal)
  }
})

test('another key or context is refused by the commitment', () => {
  const sealed = suite.cobblestoneSeal(key, context, utf8('short'), salt)
  expect(() => suite.cobblestoneOpen(key.toReversed(), context, sealed)).toThrow(commitment)
  expect(() => suite.cobblestoneOpen(key, utf8('elsewhere'), sealed)).toThrow(commitment)
})

test('a message cut at any 16-byte boundary is refused', () => {
  const sealed = suite.cobblestoneSeal(key, context, random(40_000), salt)
  for (let length = 0; length < sealed.length; length += 16) {
    expect(() => suite.cobblestoneOpen(key, context, sealed.subarray(0, length))).toThrow(stream)
  }
})

test('a message cut between chunks is refused', () => {
  const sealed = suite.cobblestoneSeal(key, context, random(40_000), salt)
  for (const chunks of [0, 1, 2]) {
    const cut = sealed.subarray(0, streamHeaderBytes + chunks * (standardChunkBytes + 16))
    expect(() => suite.cobblestoneOpen(key, context, cut)).toThrow(stream)
  }
})

test('chunks swapped, repeated, left out or added are refused', () => {
  const sealed = suite.cobblestoneSeal(key, context, random(40_000), salt)
  const step = standardChunkBytes + 16
  const header = sealed.subarray(0, streamHeaderBytes)
  const chunk = (i: number) =>
    sealed.subarray(streamHeaderBytes + i * step, streamHeaderBytes + (i + 1) * step)
  for (const order of [[1, 0, 2], [0, 0, 2], [0, 2], [0, 1, 1, 2], [0, 1, 2, 2], [2]]) {
    const rearranged = concat(header, ...order.map(chunk))
    expect(() => suite.cobblestoneOpen(key, context, rearranged)).toThrow(stream)
  }
})

test('bytes added at the end are refused', () => {
  const sealed = suite.cobblestoneSeal(key, context, utf8('short'), salt)
  for (const extra of [1, 16, 17]) {
    expect(() => suite.cobblestoneOpen(key, context, concat(sealed, random(extra)))).toThrow(stream)
  }
})

test('a ciphertext that AES-GCM opens under two keys opens under one of them only', () => {
  const other = random(32)
  const [one, two] = [derived(key), derived(other)]
  const body = twoKeyCiphertext(one, two)
  for (const { key: aeadKey, nonce } of [one, two]) {
    expect(native.aes256Gcm(aeadKey).open(nonce, utf8(''), body)).toHaveLength(16)
  }
  const header = (anyKey: Uint8Array) => suite.createSealer(anyKey, context, salt).header
  expect(suite.cobblestoneOpen(key, context, concat(header(key), body))).toHaveLength(16)
  expect(suite.cobblestoneOpen(other, context, concat(header(other), body))).toHaveLength(16)
  expect(() => suite.cobblestoneOpen(other, context, concat(header(key), body))).toThrow(commitment)
  expect(() => suite.cobblestoneOpen(key, context, concat(header(other), body))).toThrow(commitment)
})

/** The AEAD key and base nonce of a stream: the first 44 bytes of HKDF-Expand, which are in its first block. */
function derived(inputKey: Uint8Array) {
  const info = concat(utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0'), salt, context)
  const bytes = native.hmacSha512(inputKey, info, Uint8Array.of(1))
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32, 44) }
}

describe.each(suites)('in parts, $name', ({ suite: parts }) => {
  const attachmentChunk = 256 * 1024
  const whole = new Uint8Array(attachmentChunk).fill(3)

  test('chunks of another size open in any order', () => {
    const sealer = parts.createSealer(key, context, salt, 64)
    const chunks = [random(64), random(64), random(10)]
    const sealed = chunks.map((chunk) => sealer.seal(chunk))
    const opener = parts.createOpener(key, context, sealer.header, 64)
    for (const index of [2, 0, 1]) {
      expect(opener.open(index, sealed[index] ?? key)).toEqual(chunks[index])
    }
  })

  test('a chunk opens into memory that is handed in, which keeps what it had where one does not open', () => {
    const sealer = parts.createSealer(key, context, salt, 64)
    const chunk = random(64)
    const sealed = sealer.seal(chunk)
    const opener = parts.createOpener(key, context, sealer.header, 64)
    const memory = new Uint8Array(70)
    expect(() => opener.open(1, sealed, memory)).toThrow(stream)
    expect(() => opener.open(0, concat(sealed, memory), memory)).toThrow(stream)
    expect(memory).toEqual(new Uint8Array(70))
    expect(() => opener.open(0, sealed, memory.subarray(0, 63))).toThrow(input)
    expect(opener.open(0, sealed, memory)).toEqual(chunk)
    expect(memory.subarray(0, 64)).toEqual(chunk)
  })

  test('a chunk is sealed into memory that is handed in, and there must be enough', () => {
    const chunk = random(64)
    const sealed = parts.createSealer(key, context, salt, 64).seal(chunk)
    const memory = new Uint8Array(90)
    const sealer = parts.createSealer(key, context, salt, 64)
    expect(() => sealer.seal(chunk, memory.subarray(0, 79))).toThrow(input)
    expect(sealer.seal(chunk, memory)).toEqual(sealed)
    expect(memory.subarray(0, 80)).toEqual(sealed)
  })

  test('chunk by chunk gives what a whole message gives', () => {
    const sealer = parts.createSealer(key, context, salt)
    const message = random(20_000)
    const sealed = concat(
      sealer.header,
      sealer.seal(message.subarray(0, standardChunkBytes)),
      sealer.seal(message.subarray(standardChunkBytes)),
    )
    expect(sealed).toEqual(parts.cobblestoneSeal(key, context, message, salt))
  })

  test('a chunk opens at its own number only', () => {
    const sealer = parts.createSealer(key, context, salt, 64)
    const sealed = sealer.seal(random(64))
    const opener = parts.createOpener(key, context, sealer.header, 64)
    for (const index of [1, 2 ** 32, 2 ** 38, -1, 0.5, Number.NaN]) {
      expect(() => opener.open(index, sealed)).toThrow(stream)
    }
  })

  test('nothing follows the last chunk, and no chunk is longer than agreed', () => {
    const sealer = parts.createSealer(key, context, salt, attachmentChunk)
    sealer.seal(whole)
    expect(() => sealer.seal(new Uint8Array(attachmentChunk + 1))).toThrow(input)
    sealer.seal(new Uint8Array(0))
    expect(() => sealer.seal(whole)).toThrow(input)
  })

  test('a longer chunk than agreed is refused unread', () => {
    const sealer = parts.createSealer(key, context, salt, 128)
    const sealed = sealer.seal(random(128))
    const opener = parts.createOpener(key, context, sealer.header, 64)
    expect(() => opener.open(0, sealed)).toThrow(stream)
  })

  test('a header under another key, or cut, is refused before any chunk', () => {
    const { header } = parts.createSealer(key, context, salt)
    expect(() => parts.createOpener(key.toReversed(), context, header)).toThrow(commitment)
    expect(() => parts.createOpener(key, context, header.subarray(1))).toThrow(stream)
  })
})

test('chunks sealed and opened in memory that is handed in leave none to be collected', () => {
  const bytes = 256 * 1024
  const [chunk, into, opened] = [random(bytes), new Uint8Array(bytes + 16), new Uint8Array(bytes)]
  const sealer = suite.createSealer(key, context, salt, bytes)
  const opener = suite.createOpener(key, context, sealer.header, bytes)
  const before = process.memoryUsage().arrayBuffers
  for (let index = 0; index < 8; index += 1) opener.open(index, sealer.seal(chunk, into), opened)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytes)
  expect(opened).toEqual(chunk)
})

test.each([
  ['key', () => suite.cobblestoneSeal(key.subarray(1), context, context, salt)],
  ['salt', () => suite.cobblestoneSeal(key, context, context, salt.subarray(1))],
])('a %s of another length is a fault of the caller', (_, call) => {
  expect(call).toThrow(input)
})
