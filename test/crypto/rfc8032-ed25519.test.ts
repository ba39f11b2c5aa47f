import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { concat, fromHex, toHex, utf8 } from '../../crypto/index.ts'
import { strictEd25519Verifier } from '../../crypto/ed25519.ts'
import { native } from '../../crypto/native/index.ts'
import { describeVectors } from '../support/vectors.ts'
import {
  identity,
  littleEndian,
  order2,
  order8,
  signWithNoncePoint,
  signWithTorsionInKey,
} from './dishonest-ed25519.ts'
import { bounded, nativeSuite, noble, nobleSuite, pairs, seededRandom, suites } from './suites.ts'

const { Point } = ed25519

/** The rule taken literally: OpenSSL accepts, and A and R are canonical, torsion-free and not of small order. */
function literalRule(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const accepted = native.ed25519Verifier(publicKey)?.verify(message, signature) ?? false
  return accepted && isHonestPoint(publicKey) && isHonestPoint(signature.subarray(0, 32))
}

function isHonestPoint(encoding: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(encoding, true)
    const isCanonical = toHex(point.toBytes()) === toHex(encoding)
    return isCanonical && point.isTorsionFree() && !point.isSmallOrder()
  } catch {
    return false
  }
}

const hex = z.string().transform(fromHex)
const Vectors = z.array(
  z.object({
    ...{ number: z.number(), key: hex, sig: hex, msg: z.string() },
    flags: z.array(z.string()).nullable(),
  }),
)

describeVectors('C2SP CCTV Ed25519', 'ed25519-cctv.json', (json) => {
  const vectors = Vectors.parse(json)
  const acceptedBy = (verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean) =>
    vectors.filter(({ key, sig, msg }) => verify(key, utf8(msg), sig)).map(({ number }) => number)
  const unflagged = vectors.filter(({ flags }) => flags === null).map(({ number }) => number)

  test('there are 914 vectors, one of them honest', () => {
    expect(vectors).toHaveLength(914)
    expect(unflagged).toHaveLength(1)
  })

  test.each(suites)('the rule accepts exactly the honest one on $name', ({ suite }) => {
    expect(acceptedBy(suite.verifyOfficer)).toEqual(unflagged)
  })

  test('the rule taken literally accepts the same', () => {
    expect(acceptedBy(literalRule)).toEqual(unflagged)
  })

  test('below the rule, OpenSSL and JavaScript accept the same 43', () => {
    const onNative = acceptedBy(
      (key, message, sig) => native.ed25519Verifier(key)?.verify(message, sig) ?? false,
    )
    const onNoble = acceptedBy(
      (key, message, sig) => noble.ed25519Verifier(key)?.verify(message, sig) ?? false,
    )
    expect(onNative).toHaveLength(43)
    expect(onNoble).toEqual(onNative)
  })
})

const random = seededRandom('ed25519')
const seed = random(32)
const message = utf8('a message')

test('test 2 of RFC 8032 §7.1 is reproduced', () => {
  const signer = nativeSuite.officerSigner(
    fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
  )
  expect(toHex(signer.publicKey)).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
  expect(toHex(signer.sign(Uint8Array.of(0x72)))).toBe(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  )
})

test.each(pairs)('what one signs the other verifies, $name', ({ from, to }) => {
  const signer = from.officerSigner(seed)
  expect(to.verifyOfficer(signer.publicKey, message, signer.sign(message))).toBe(true)
  expect(to.officerSigner(seed).publicKey).toEqual(signer.publicKey)
  expect(to.officerSigner(seed).sign(message)).toEqual(signer.sign(message))
})

test('honest signatures, and the same with one bit changed, get the answer of the literal rule', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ maxLength: 80 }),
      fc.nat({ max: 96 * 8 - 1 }),
      (anySeed, anyMessage, bit) => {
        const signer = nativeSuite.officerSigner(anySeed)
        const signature = signer.sign(anyMessage)
        const signed = concat(signer.publicKey, signature)
        signed[bit >> 3] = (signed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const [key, altered] = [signed.subarray(0, 32), signed.subarray(32)]
        expect(nativeSuite.verifyOfficer(signer.publicKey, anyMessage, signature)).toBe(true)
        expect(literalRule(signer.publicKey, anyMessage, signature)).toBe(true)
        expect(nativeSuite.verifyOfficer(key, anyMessage, altered)).toBe(
          literalRule(key, anyMessage, altered),
        )
        expect(nobleSuite.verifyOfficer(key, anyMessage, altered)).toBe(false)
      },
    ),
    bounded,
  )
})

describe.each(suites)('$name', ({ suite, primitives }) => {
  test('a nonce point with torsion is refused, though a verifier with cofactor takes it', () => {
    const { key, signature } = signWithNoncePoint(message, 11n, order8)
    expect(suite.verifyOfficer(key, message, signature)).toBe(false)
    expect(ed25519.verify(signature, message, key)).toBe(true)
    const honest = signWithNoncePoint(message, 11n)
    expect(suite.verifyOfficer(honest.key, message, honest.signature)).toBe(true)
  })

  test('a key with torsion is refused, though OpenSSL takes its signature', () => {
    const { key, signature } = signWithTorsionInKey(message)
    expect(primitives.ed25519Verifier(key)?.verify(message, signature)).toBe(true)
    expect(suite.verifyOfficer(key, message, signature)).toBe(false)
  })

  test('the identity as nonce point is refused, also over a primitive that takes it', () => {
    const { key, signature } = signWithNoncePoint(message, 0n)
    expect(signature.subarray(0, 32)).toEqual(identity)
    expect(ed25519.verify(signature, message, key)).toBe(true)
    expect(suite.verifyOfficer(key, message, signature)).toBe(false)
    const accepting = { ...primitives, ed25519Verifier: () => ({ verify: () => true }) }
    expect(strictEd25519Verifier(accepting, key)?.verify(message, signature)).toBe(false)
  })

  test('the same signature with S raised by the group order is refused', () => {
    const { publicKey, sign } = suite.officerSigner(seed)
    const signature = sign(message)
    const raised = littleEndian(signature.subarray(32)) + Point.Fn.ORDER
    const bytes = fromHex(raised.toString(16).padStart(64, '0')).toReversed()
    expect(suite.verifyOfficer(publicKey, message, concat(signature.subarray(0, 32), bytes))).toBe(false)
  })

  test('keys and signatures of another length do not verify', () => {
    const { publicKey, sign } = suite.officerSigner(seed)
    const signature = sign(message)
    expect(suite.verifyOfficer(publicKey, message, signature.subarray(1))).toBe(false)
    expect(suite.verifyOfficer(publicKey, message, concat(signature, identity))).toBe(false)
    expect(suite.verifyOfficer(publicKey.subarray(1), message, signature)).toBe(false)
    expect(suite.verifyOfficer(new Uint8Array(0), message, new Uint8Array(0))).toBe(false)
  })

  test('a checkpoint is signed and verified by the same rule', () => {
    const { publicKey, sign } = suite.logSigner(seed)
    expect(suite.verifyLog(publicKey, message, sign(message))).toBe(true)
    expect(suite.verifyLog(publicKey, utf8('another'), sign(message))).toBe(false)
  })

  test.each([
    ['the identity', identity],
    ['a point of order 2', order2.toBytes()],
    ['a point of order 8', order8.toBytes()],
    ['a point with torsion', Point.BASE.add(order2).toBytes()],
    ['a y that is not reduced', fromHex('f0' + 'ff'.repeat(30) + '7f')],
    ['no point at all', Uint8Array.of(2, ...new Uint8Array(31))],
    ['zero with a sign', fromHex('01' + '00'.repeat(30) + '80')],
    ['31 bytes', new Uint8Array(31)],
  ])('a key that is %s is not acceptable', (_, key) => {
    expect(suite.isOfficerKeyAcceptable(key)).toBe(false)
  })

  test('an honest key is acceptable', () => {
    expect(suite.isOfficerKeyAcceptable(suite.officerSigner(seed).publicKey)).toBe(true)
  })
})
