import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { concat, utf8 } from '../../crypto/index.ts'
import { describeVectors } from '../support/vectors.ts'
import { signWithNoncePoint, signWithTorsionInKey } from './dishonest-ed25519.ts'
import { pairs, seededRandom, suites } from './suites.ts'

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
const Vectors = z.object({
  m: base64,
  ctx: base64,
  tests: z.array(z.object({ tcId: z.string(), pk: base64, sk: base64, s: base64, sWithContext: base64 })),
})

describeVectors('draft-ietf-lamps-pq-composite-sigs', 'composite-mldsa65-ed25519.json', (json) => {
  const { m, ctx, tests } = Vectors.parse(json)
  const context = new TextDecoder().decode(ctx)

  describe.each(tests)('$tcId', ({ pk, sk, s, sWithContext }) => {
    test.each(suites)('verifies on $name, with its own context only', ({ suite }) => {
      expect(suite.verifyComposite(pk, m, s, '')).toBe(true)
      expect(suite.verifyComposite(pk, m, sWithContext, context)).toBe(true)
      expect(suite.verifyComposite(pk, m, s, context)).toBe(false)
      expect(suite.verifyComposite(pk, m, sWithContext, '')).toBe(false)
    })

    test.each(suites)('has the public key of its seed on $name', ({ suite }) => {
      expect(suite.compositeSigner(sk).publicKey).toEqual(pk)
    })
  })
})

const random = seededRandom('composite')
const seed = random(64)
const message = utf8('a message')
const ctx = 'sponte/1 batch'

test.each(pairs)('what one signs the other verifies, $name', async ({ from, to }) => {
  const signer = from.compositeSigner(seed)
  const signature = signer.sign(message, ctx)
  expect([signer.publicKey.length, signature.length]).toEqual([1984, 3373])
  expect(to.verifyComposite(signer.publicKey, message, signature, ctx)).toBe(true)
  const aside = await signer.signAside(message, ctx)
  expect(to.verifyComposite(signer.publicKey, message, aside, ctx)).toBe(true)
  await expect(signer.signAside(message, 'x'.repeat(256))).rejects.toMatchObject({ code: 'INPUT' })
})

describe.each(suites)('$name', ({ suite, primitives }) => {
  const { publicKey, sign } = suite.compositeSigner(seed)
  const signature = sign(message, ctx)
  const other = suite.compositeSigner(random(64))
  const foreign = other.sign(message, ctx)

  test('another message, context or key does not verify', () => {
    expect(suite.verifyComposite(publicKey, utf8('another'), signature, ctx)).toBe(false)
    expect(suite.verifyComposite(publicKey, message, signature, 'sponte/1 node')).toBe(false)
    expect(suite.verifyComposite(other.publicKey, message, signature, ctx)).toBe(false)
  })

  test('one good half is not enough', () => {
    const mlDsa = concat(signature.subarray(0, 3309), foreign.subarray(3309))
    const ed25519 = concat(foreign.subarray(0, 3309), signature.subarray(3309))
    expect(suite.verifyComposite(publicKey, message, mlDsa, ctx)).toBe(false)
    expect(suite.verifyComposite(publicKey, message, ed25519, ctx)).toBe(false)
  })

  test('halves of one signature do not verify under a key with another half', () => {
    const mixed = concat(publicKey.subarray(0, 1952), other.publicKey.subarray(1952))
    expect(suite.verifyComposite(mixed, message, signature, ctx)).toBe(false)
  })

  test('signatures and keys of another length do not verify', () => {
    expect(suite.verifyComposite(publicKey, message, signature.subarray(1), ctx)).toBe(false)
    expect(suite.verifyComposite(publicKey, message, concat(signature, message), ctx)).toBe(false)
    expect(suite.verifyComposite(publicKey.subarray(1), message, signature, ctx)).toBe(false)
    expect(suite.verifyComposite(new Uint8Array(0), message, new Uint8Array(0), ctx)).toBe(false)
  })

  test('two signatures of one message differ, and both verify', () => {
    const second = sign(message, ctx)
    expect(second).not.toEqual(signature)
    expect(suite.verifyComposite(publicKey, message, second, ctx)).toBe(true)
  })

  test('a context above 255 bytes is not signed and does not verify', () => {
    expect(() => sign(message, 'x'.repeat(256))).toThrow(expect.objectContaining({ code: 'INPUT' }))
    expect(suite.verifyComposite(publicKey, message, signature, 'x'.repeat(256))).toBe(false)
    const longest = sign(message, 'x'.repeat(255))
    expect(suite.verifyComposite(publicKey, message, longest, 'x'.repeat(255))).toBe(true)
  })

  test('an Ed25519 half with torsion in its key is refused, though the component alone takes it', () => {
    // M' of the draft's §3.2, written out.
    const signed = concat(
      utf8('CompositeAlgorithmSignatures2025COMPSIG-MLDSA65-Ed25519-SHA512'),
      Uint8Array.of(ctx.length),
      utf8(ctx),
      primitives.sha512(message),
    )
    const mlDsa = primitives.mlDsa65Signer(seed.subarray(0, 32), utf8('COMPSIG-MLDSA65-Ed25519-SHA512'))
    const verify = (ed25519: { readonly key: Uint8Array; readonly signature: Uint8Array }) =>
      suite.verifyComposite(
        concat(mlDsa.publicKey, ed25519.key),
        message,
        concat(mlDsa.sign(signed), ed25519.signature),
        ctx,
      )
    const dishonest = signWithTorsionInKey(signed)
    expect(primitives.ed25519Verifier(dishonest.key)?.verify(signed, dishonest.signature)).toBe(true)
    expect(verify(dishonest)).toBe(false)
    expect(verify(signWithNoncePoint(signed, 11n))).toBe(true)
  })

  test('a seed of another length is a fault of the caller', () => {
    expect(() => suite.compositeSigner(seed.subarray(1))).toThrow(expect.objectContaining({ code: 'INPUT' }))
  })
})
