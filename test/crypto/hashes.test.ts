import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concat, toHex, utf8 } from '../../crypto/index.ts'
import { bounded, nativeSuite, nobleSuite, suites } from './suites.ts'

describe.each(suites)('$name', ({ suite }) => {
  test('SHA-256 and SHA-512 reproduce the "abc" examples of FIPS 180-4', () => {
    expect(toHex(suite.sha256(utf8('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(toHex(suite.sha512(utf8('abc')))).toBe(
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
        '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    )
  })

  test('HMAC-SHA-256 reproduces test case 2 of RFC 4231', () => {
    expect(toHex(suite.hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  test('parts are hashed as if they were joined', () => {
    const parts = [utf8('a'), utf8(''), utf8('bc')]
    expect(suite.sha256(...parts)).toEqual(suite.sha256(concat(...parts)))
    const running = suite.createSha256()
    for (const part of parts) running.update(part)
    expect(running.digest()).toEqual(suite.sha256(concat(...parts)))
    expect(suite.sha512(...parts)).toEqual(suite.sha512(concat(...parts)))
    expect(suite.hmacSha256(utf8('k'), ...parts)).toEqual(suite.hmacSha256(utf8('k'), concat(...parts)))
  })
})

test('both implementations hash alike', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (key, data) => {
      expect(nativeSuite.sha256(data)).toEqual(nobleSuite.sha256(data))
      expect(nativeSuite.sha512(data)).toEqual(nobleSuite.sha512(data))
      expect(nativeSuite.hmacSha256(key, data)).toEqual(nobleSuite.hmacSha256(key, data))
    }),
    bounded,
  )
})
