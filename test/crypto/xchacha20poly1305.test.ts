import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex, utf8 } from '../../crypto/index.ts'
import { bounded, pairs, suites } from './suites.ts'

const key = new Uint8Array(32).fill(7)
const nonce = new Uint8Array(24).fill(9)
const aad = utf8('where it stands')

describe.each(suites)('$name', ({ suite, primitives }) => {
  test('the example of draft-irtf-cfrg-xchacha-03 §A.3 is reproduced', () => {
    const sealed = primitives
      .xchacha20Poly1305(fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'))
      .seal(
        fromHex('404142434445464748494a4b4c4d4e4f5051525354555657'),
        fromHex('50515253c0c1c2c3c4c5c6c7'),
        utf8(
          "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, " +
            'sunscreen would be it.',
        ),
      )
    expect(toHex(sealed)).toBe(
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39' +
        'ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9' +
        '21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49',
    )
  })

  test('a record changed in any byte does not open', () => {
    const sealed = suite.sealRecord(key, nonce, aad, utf8('a record'))
    for (let i = 0; i < sealed.length; i++) {
      const altered = sealed.slice()
      altered[i] = (altered[i] ?? 0) ^ 1
      expect(() => suite.openRecord(key, aad, altered)).toThrow(expect.objectContaining({ code: 'RECORD' }))
    }
  })

  test('a record cut to any length does not open', () => {
    const sealed = suite.sealRecord(key, nonce, aad, utf8('a record'))
    for (let length = 0; length < sealed.length; length++) {
      expect(() => suite.openRecord(key, aad, sealed.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'RECORD' }),
      )
    }
  })

  test('a record moved to another place or key does not open', () => {
    const sealed = suite.sealRecord(key, nonce, aad, utf8('a record'))
    const refusal: unknown = expect.objectContaining({ code: 'RECORD' })
    expect(() => suite.openRecord(key, utf8('elsewhere'), sealed)).toThrow(refusal)
    expect(() => suite.openRecord(new Uint8Array(32), aad, sealed)).toThrow(refusal)
  })

  test.each([
    ['key', () => suite.sealRecord(key.subarray(1), nonce, aad, aad)],
    ['nonce', () => suite.sealRecord(key, nonce.subarray(1), aad, aad)],
    ['key to open with', () => suite.openRecord(key.subarray(1), aad, aad)],
  ])('a %s of another length is a fault of the caller', (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'INPUT' }))
  })
})

test.each(pairs)('what is sealed opens to the same bytes, $name', ({ from, to }) => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(
    fc.property(
      bytes(32),
      bytes(24),
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 3000 }),
      (anyKey, anyNonce, anyAad, plaintext) => {
        const sealed = from.sealRecord(anyKey, anyNonce, anyAad, plaintext)
        expect(sealed.length).toBe(plaintext.length + 40)
        expect(to.openRecord(anyKey, anyAad, sealed)).toEqual(plaintext)
      },
    ),
    bounded,
  )
})
