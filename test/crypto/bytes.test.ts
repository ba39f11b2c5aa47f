import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  concat,
  CryptoError,
  equalBytes,
  fromHex,
  lengthPrefixed,
  toHex,
  u16,
  u32,
  u64,
  utf8,
} from '../../crypto/index.ts'
import { bounded } from './suites.ts'

test('integers are written big-endian', () => {
  expect(toHex(u16(0x0102))).toBe('0102')
  expect(toHex(u32(0xfffefdfc))).toBe('fffefdfc')
  expect(toHex(u64(Number.MAX_SAFE_INTEGER))).toBe('001fffffffffffff')
})

test.each([
  ['u16', () => u16(65_536)],
  ['u32', () => u32(2 ** 32)],
  ['u64', () => u64(2 ** 53)],
  ['a negative', () => u32(-1)],
  ['a fraction', () => u32(0.5)],
  ['not a number', () => u64(Number.NaN)],
])('an integer out of range is refused: %s', (_, write) => {
  expect(write).toThrow(expect.objectContaining({ code: 'INPUT' }))
})

test('length prefixes keep differently cut parts apart', () => {
  expect(toHex(lengthPrefixed(utf8('ab'), utf8('')))).toBe('00000002616200000000')
  expect(lengthPrefixed(utf8('ab'), utf8('c'))).not.toEqual(lengthPrefixed(utf8('a'), utf8('bc')))
})

test('joined bytes share no memory with their parts', () => {
  const part = Uint8Array.of(1)
  const joined = concat(part)
  part[0] = 2
  expect(joined).toEqual(Uint8Array.of(1))
})

test('hexadecimal is read back as written, and in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes)
      expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes)
    }),
    bounded,
  )
})

test.each(['0', 'zz', '0x00', ' 00', '00\n'])('text that is not hexadecimal is refused: %j', (text) => {
  expect(() => fromHex(text)).toThrow(CryptoError)
})

test('byte strings are equal only in length and every byte', () => {
  expect(equalBytes(utf8('same'), utf8('same'))).toBe(true)
  expect(equalBytes(utf8('same'), utf8('sama'))).toBe(false)
  expect(equalBytes(utf8('same'), utf8('sam'))).toBe(false)
  expect(equalBytes(utf8(''), utf8(''))).toBe(true)
})
