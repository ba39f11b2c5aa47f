import { expect, test } from 'vitest'
import { fingerprintDigits, sha256, sha512, toHex, u32, utf8 } from '../../crypto/index.ts'
import { suites } from './suites.ts'

test.each(suites)('a fingerprint is twelve groups of five digits on $name', ({ suite }) => {
  expect(suite.fingerprintDigits(utf8('key'))).toMatch(/^\d{5}( \d{5}){11}$/)
  expect(suite.fingerprintDigits(utf8('key'))).toBe(fingerprintDigits(utf8('key')))
})

test('the groups are the hash, five bytes each, modulo 100 000', () => {
  const hash = toHex(sha512(utf8('sponte/1 fingerprint\0'), utf8('key')))
  const groups = Array.from(
    { length: 12 },
    (_, i) => BigInt(`0x${hash.slice(10 * i, 10 * i + 10)}`) % 100_000n,
  )
  expect(fingerprintDigits(utf8('key'))).toBe(groups.map((group) => String(group).padStart(5, '0')).join(' '))
})

test('a group may begin with zeros', () => {
  const some = Array.from({ length: 50 }, (_, i) => fingerprintDigits(sha256(u32(i))))
  expect(some.some((digits) => digits.includes(' 0'))).toBe(true)
  expect(some.every((digits) => digits.length === 71)).toBe(true)
})
