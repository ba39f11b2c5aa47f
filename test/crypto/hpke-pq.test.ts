import * as hpkeNoble from '@panva/hpke-noble'
import { AEAD_ChaCha20Poly1305, CipherSuite, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from 'hpke'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fromHex, utf8 } from '../../crypto/index.ts'
import { createNoble } from '../../crypto/noble/index.ts'
import { createSuite } from '../../crypto/suite.ts'
import { xWingDecapsulator } from '../../crypto/x-wing.ts'
import { describeVectors } from '../support/vectors.ts'
import { pairs, replay, seededRandom, suites } from './suites.ts'

const hex = z.string().transform(fromHex)
const Vectors = z.array(
  z.object({
    kdf_id: z.number(),
    info: hex,
    ikmE: hex,
    skRm: hex,
    pkRm: hex,
    enc: hex,
    shared_secret: hex,
    exports: z.array(z.object({ exporter_context: hex, L: z.number(), exported_value: hex })),
  }),
)
const hkdfSha256 = 0x0001

describeVectors('draft-ietf-hpke-pq', 'hpke-pq-0x647a.json', (json) => {
  const vectors = Vectors.parse(json)

  test.each(suites)('every KEM secret is found on $name', ({ primitives }) => {
    for (const vector of vectors) {
      const receiver = xWingDecapsulator(primitives, vector.skRm)
      expect(receiver.publicKey).toEqual(vector.pkRm)
      expect(receiver.decapsulate(vector.enc)).toEqual(vector.shared_secret)
    }
  })

  const ours = vectors.filter((vector) => vector.kdf_id === hkdfSha256)
  test('one vector is of our suite', () => expect(ours).toHaveLength(1))

  describe.each(ours)('the vector of our suite', (vector) => {
    test.each(suites)('is received on $name', async ({ suite }) => {
      const context = await suite.hpkeReceiver(vector.skRm, vector.enc, vector.info)
      for (const { exporter_context, L, exported_value } of vector.exports) {
        expect(await context.exportSecret(exporter_context, L)).toEqual(exported_value)
      }
    })

    test('is sent again from its randomness', async () => {
      const suite = createSuite(createNoble(replay(vector.ikmE)))
      const sender = await suite.hpkeSender(vector.pkRm, vector.info)
      expect(sender.enc).toEqual(vector.enc)
      for (const { exporter_context, L, exported_value } of vector.exports) {
        expect(await sender.exportSecret(exporter_context, L)).toEqual(exported_value)
      }
    })
  })
})

const random = seededRandom('hpke')
const seed = random(32)
const info = utf8('to whom, under which suite')
const label = utf8('one purpose')

test.each(pairs)('sender and receiver export the same secrets, $name', async ({ from, to }) => {
  const sender = await from.hpkeSender(from.kemKeyPair(seed).publicKey, info)
  const receiver = await to.hpkeReceiver(seed, sender.enc, info)
  const secret = await sender.exportSecret(label, 32)
  expect(await receiver.exportSecret(label, 32)).toEqual(secret)
  expect(await receiver.exportSecret(utf8('another purpose'), 32)).not.toEqual(secret)
})

const others = [
  {
    name: "the library's own algorithms",
    other: new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305),
  },
  {
    name: '@panva/hpke-noble',
    other: new CipherSuite(
      hpkeNoble.KEM_MLKEM768_X25519,
      hpkeNoble.KDF_HKDF_SHA256,
      hpkeNoble.AEAD_ChaCha20Poly1305,
    ),
  },
]

describe.each(others)('$name', ({ other }) => {
  describe.each(suites)('and $name', ({ suite }) => {
    test('agree when ours sends', async () => {
      const privateKey = await other.DeserializePrivateKey(seed, true)
      const sender = await suite.hpkeSender(suite.kemKeyPair(seed).publicKey, info)
      expect(await other.ReceiveExport(privateKey, sender.enc, label, 48, { info })).toEqual(
        await sender.exportSecret(label, 48),
      )
    })

    test('agree when theirs sends', async () => {
      const publicKey = await other.DeserializePublicKey(suite.kemKeyPair(seed).publicKey)
      const theirs = await other.SendExport(publicKey, label, 48, { info })
      const receiver = await suite.hpkeReceiver(seed, theirs.encapsulatedSecret, info)
      expect(await receiver.exportSecret(label, 48)).toEqual(theirs.exportedSecret)
    })
  })
})

describe.each(suites)('$name', ({ suite, primitives }) => {
  const { publicKey } = suite.kemKeyPair(seed)

  test('another info, seed or encapsulated secret gives other secrets', async () => {
    const sender = await suite.hpkeSender(publicKey, info)
    const altered = sender.enc.with(0, ((sender.enc[0] ?? 0) + 1) % 256)
    const secret = await sender.exportSecret(label, 32)
    for (const receiver of [
      await suite.hpkeReceiver(seed, sender.enc, utf8('to somebody else')),
      await suite.hpkeReceiver(seed.toReversed(), sender.enc, info),
      await suite.hpkeReceiver(seed, altered, info),
    ]) {
      expect(await receiver.exportSecret(label, 32)).not.toEqual(secret)
    }
  })

  test('two contexts to one key have nothing in common', async () => {
    const [one, two] = [await suite.hpkeSender(publicKey, info), await suite.hpkeSender(publicKey, info)]
    expect(one.enc).not.toEqual(two.enc)
    expect(await one.exportSecret(label, 32)).not.toEqual(await two.exportSecret(label, 32))
  })

  test.each([
    ['cut short', publicKey.subarray(1)],
    ['above the modulus', publicKey.with(0, 0xff).with(1, 0xff)],
    ['with a small-order half', new Uint8Array(publicKey).fill(0, 1184)],
  ])('a public key %s is refused', async (_, malformed) => {
    await expect(suite.hpkeSender(malformed, info)).rejects.toMatchObject({ code: 'PUBLIC_KEY' })
  })

  test('a malformed encapsulated secret is refused', async () => {
    const { enc } = await suite.hpkeSender(publicKey, info)
    for (const malformed of [enc.subarray(1), new Uint8Array(0), new Uint8Array(enc).fill(0, 1088)]) {
      await expect(suite.hpkeReceiver(seed, malformed, info)).rejects.toMatchObject({ code: 'ENC' })
    }
  })

  test('a seed of another length is a fault of the caller', async () => {
    expect(() => suite.kemKeyPair(seed.subarray(1))).toThrow(expect.objectContaining({ code: 'INPUT' }))
    await expect(suite.hpkeReceiver(seed.subarray(1), new Uint8Array(1120), info)).rejects.toMatchObject({
      code: 'INPUT',
    })
  })

  test('a private key is imported once, and anew after it was forgotten', () => {
    let imports = 0
    const counting = createSuite({
      ...primitives,
      mlKem768Decapsulator(expanded) {
        imports++
        return primitives.mlKem768Decapsulator(expanded)
      },
    })
    const importsAfter = (act: () => unknown) => (act(), imports)
    expect(importsAfter(() => counting.kemKeyPair(seed))).toBe(1)
    expect(importsAfter(() => counting.kemKeyPair(seed))).toBe(1)
    counting.forgetKemSeed(seed)
    expect(importsAfter(() => counting.kemKeyPair(seed))).toBe(2)
  })

  test('wiping the public key that was given out harms no later one', () => {
    suite.kemKeyPair(seed).publicKey.fill(0)
    expect(suite.kemKeyPair(seed).publicKey).toEqual(publicKey)
  })
})
