import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fromHex } from '../../crypto/index.ts'
import { createNoble } from '../../crypto/noble/index.ts'
import { xWingDecapsulator, xWingEncapsulator } from '../../crypto/x-wing.ts'
import { describeVectors } from '../support/vectors.ts'
import { noble, replay, seededRandom, suites } from './suites.ts'

const hex = z.string().transform(fromHex)
const Vectors = z.array(z.object({ sk: hex, pk: hex, eseed: hex, ct: hex, ss: hex }))

describeVectors('draft-connolly-cfrg-xwing-kem', 'xwing.json', (vectors) => {
  describe.each(Vectors.parse(vectors).map((vector, i) => ({ vector, i })))('vector $i', ({ vector }) => {
    test.each(suites)('opens on $name', ({ primitives }) => {
      const receiver = xWingDecapsulator(primitives, vector.sk)
      expect(receiver.publicKey).toEqual(vector.pk)
      expect(receiver.decapsulate(vector.ct)).toEqual(vector.ss)
    })

    test('is made again from its randomness', () => {
      const sender = xWingEncapsulator(createNoble(replay(vector.eseed)), vector.pk)
      expect(sender?.encapsulate()).toEqual({ sharedSecret: vector.ss, ciphertext: vector.ct })
    })
  })
})

const random = seededRandom('x-wing')
const seed = random(32)
const { publicKey } = xWingDecapsulator(noble, seed)

test.each(suites.flatMap((from) => suites.map((to) => ({ from, to, name: `${from.name} to ${to.name}` }))))(
  'both sides find the same secret, $name',
  ({ from, to }) => {
    const made = xWingEncapsulator(from.primitives, publicKey)?.encapsulate()
    expect(made?.ciphertext.length).toBe(1120)
    expect(xWingDecapsulator(to.primitives, seed).decapsulate(made?.ciphertext ?? seed)).toEqual(
      made?.sharedSecret,
    )
  },
)

describe.each(suites)('$name', ({ primitives }) => {
  test.each([
    ['cut short', publicKey.subarray(1)],
    ['empty', new Uint8Array(0)],
    ['with a byte more', new Uint8Array([...publicKey, 0])],
    ['with a coefficient above the modulus', publicKey.with(0, 0xff).with(1, 0xff)],
    ['whose X25519 half is of small order', new Uint8Array(publicKey).fill(0, 1184)],
  ])('a public key %s is refused', (_, malformed) => {
    expect(xWingEncapsulator(primitives, malformed)).toBeUndefined()
  })

  test('an encapsulated secret of another length, or with a small-order half, is refused', () => {
    const { ciphertext } = xWingEncapsulator(primitives, publicKey)?.encapsulate() ?? { ciphertext: seed }
    const receiver = xWingDecapsulator(primitives, seed)
    expect(receiver.decapsulate(ciphertext.subarray(1))).toBeUndefined()
    expect(receiver.decapsulate(new Uint8Array([...ciphertext, 0]))).toBeUndefined()
    expect(receiver.decapsulate(new Uint8Array(ciphertext).fill(0, 1088))).toBeUndefined()
  })

  test('an altered encapsulated secret gives another secret, not an error', () => {
    const made = xWingEncapsulator(primitives, publicKey)?.encapsulate()
    const altered = (made?.ciphertext ?? seed).with(0, ((made?.ciphertext[0] ?? 0) + 1) % 256)
    const secret = xWingDecapsulator(primitives, seed).decapsulate(altered)
    expect(secret?.length).toBe(32)
    expect(secret).not.toEqual(made?.sharedSecret)
  })
})
