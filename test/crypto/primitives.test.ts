import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, fromHex, toHex, utf8 } from '../../crypto/index.ts'
import { native } from '../../crypto/native/index.ts'
import { bounded, noble, seededRandom, suites } from './suites.ts'

// Each primitive is made by one implementation and taken by the other. Those with a test file of their own
// (SHA-2, HMAC-SHA-256, argon2id, XChaCha20-Poly1305, Ed25519) are not repeated.

const crossed = [
  { name: 'native to noble', from: native, to: noble },
  { name: 'noble to native', from: noble, to: native },
] as const
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const data = fc.uint8Array({ maxLength: 400 })
const random = seededRandom('primitives')

test('hashes and MACs are alike', () => {
  fc.assert(
    fc.property(data, data, fc.integer({ min: 1, max: 200 }), (key, message, length) => {
      expect(native.sha3x256(key, message)).toEqual(noble.sha3x256(key, message))
      expect(native.shake256(message, length)).toEqual(noble.shake256(message, length))
      expect(native.hmacSha512(key, message)).toEqual(noble.hmacSha512(key, message))
    }),
    bounded,
  )
})

describe.each(suites)('$name', ({ primitives }) => {
  test('SHA3-256 and SHAKE256 of nothing are the examples of FIPS 202', () => {
    expect(toHex(primitives.sha3x256())).toBe(
      'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
    )
    expect(toHex(primitives.shake256(new Uint8Array(0), 32))).toBe(
      '46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f',
    )
  })

  test('AES-256-GCM of nothing under a zero key is test case 13 of the GCM specification', () => {
    const sealed = primitives.aes256Gcm(new Uint8Array(32)).seal(new Uint8Array(12), utf8(''), utf8(''))
    expect(toHex(sealed)).toBe('530f8afbc74536b9a963b4f1c4cb738b')
  })

  test('X25519 reproduces the second vector of RFC 7748 §5.2 and refuses points of small order', () => {
    const key = primitives.x25519Decapsulator(
      fromHex('4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d'),
    )
    const peer = fromHex('e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493')
    expect(toHex(key.decapsulate(peer) ?? peer)).toBe(
      '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    )
    expect(key.decapsulate(new Uint8Array(32))).toBeUndefined()
    expect(key.decapsulate(peer.subarray(1))).toBeUndefined()
    expect(primitives.x25519Encapsulator(new Uint8Array(32))).toBeUndefined()
    expect(primitives.x25519Encapsulator(peer.subarray(1))).toBeUndefined()
  })

  test('results are plain byte arrays of their own memory', () => {
    const results = [
      primitives.sha256(utf8('x')),
      primitives.hmacSha256(utf8('k'), utf8('x')),
      primitives.random(8),
      primitives.aes256Gcm(random(32)).seal(random(12), utf8(''), utf8('x')),
      primitives.ed25519Signer(random(32)).publicKey,
      primitives.ed25519Signer(random(32)).sign(utf8('x')),
      primitives.mlKem768Decapsulator(random(64)).publicKey,
    ]
    expect(results.filter((result) => result.constructor !== Uint8Array)).toEqual([])
  })
})

describe.each(crossed)('$name', ({ from, to }) => {
  test('AES-256-GCM', () => {
    fc.assert(
      fc.property(bytes(32), bytes(12), data, data, (key, nonce, aad, plaintext) => {
        const sealed = from.aes256Gcm(key).seal(nonce, aad, plaintext)
        expect(to.aes256Gcm(key).open(nonce, aad, sealed)).toEqual(plaintext)
        expect(to.aes256Gcm(key).open(nonce, concat(aad, aad, key), sealed)).toBeUndefined()
        expect(to.aes256Gcm(key).open(nonce, aad, sealed.subarray(1))).toBeUndefined()
        const into = new Uint8Array(plaintext.length + 1)
        expect(to.aes256Gcm(key).openInto(nonce, key, sealed, into)).toBeUndefined()
        expect(into).toEqual(new Uint8Array(into.length))
        expect(to.aes256Gcm(key).openInto(nonce, aad, sealed, into)).toEqual(plaintext)
      }),
      bounded,
    )
  })

  test('ML-DSA-65', () => {
    const [seed, message, context] = [random(32), utf8('a message'), utf8('a context')]
    const signer = from.mlDsa65Signer(seed, context)
    const signature = signer.sign(message)
    expect(to.mlDsa65Signer(seed, context).publicKey).toEqual(signer.publicKey)
    expect(to.mlDsa65Verifier(signer.publicKey, context)?.verify(message, signature)).toBe(true)
    expect(to.mlDsa65Verifier(signer.publicKey, message)?.verify(message, signature)).toBe(false)
    expect(to.mlDsa65Verifier(signer.publicKey.subarray(1), context)).toBeUndefined()
  })

  test('ML-KEM-768', () => {
    const seed = random(64)
    const receiver = to.mlKem768Decapsulator(seed)
    const made = from.mlKem768Encapsulator(receiver.publicKey)?.encapsulate()
    expect(receiver.decapsulate(made?.ciphertext ?? seed)).toEqual(made?.sharedSecret)
    expect(from.mlKem768Decapsulator(seed).publicKey).toEqual(receiver.publicKey)
  })

  test('a wrong ML-KEM ciphertext gives both the same pseudo-random secret', () => {
    const seed = random(64)
    const wrong = random(1088)
    const secret = from.mlKem768Decapsulator(seed).decapsulate(wrong)
    expect(secret?.length).toBe(32)
    expect(to.mlKem768Decapsulator(seed).decapsulate(wrong)).toEqual(secret)
  })

  test('X25519', () => {
    const secret = random(32)
    const receiver = to.x25519Decapsulator(secret)
    const made = from.x25519Encapsulator(receiver.publicKey)?.encapsulate()
    expect(receiver.decapsulate(made?.ciphertext ?? secret)).toEqual(made?.sharedSecret)
    expect(from.x25519Decapsulator(secret).publicKey).toEqual(receiver.publicKey)
    expect(made?.sharedSecret.length).toBe(32)
  })
})
