import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, pad, padme, unpad, utf8 } from '../../crypto/index.ts'
import { bounded, seededRandom } from './suites.ts'

const minimum = 256

// Worked by hand from PURBs §4: E = floor(log2 L), S = floor(log2 E) + 1, round L up to a multiple of 2^(E-S).
test.each([
  [0, 0],
  [1, 1],
  [2, 2],
  [8, 8],
  [9, 10],
  [100, 104],
  [1000, 1024],
  [32_769, 34_816],
  [1_000_000, 1_015_808],
  [2 ** 32 - 1, 2 ** 32],
  [2 ** 32 + 1, 2 ** 32 + 2 ** 26],
  [2 ** 36 - 1, 2 ** 36],
  [2 ** 48, 2 ** 48],
])('%i bytes are padded to %i', (length, expected) => {
  expect(padme(length)).toBe(expected)
})

test('a Padmé size holds its length, is its own size, and costs at most 12 %', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 2 ** 48 - 2 ** 42 }), (length) => {
      const size = padme(length)
      expect(size).toBeGreaterThanOrEqual(length)
      expect(size).toBeLessThanOrEqual(length * 1.12)
      expect(padme(size)).toBe(size)
    }),
    { ...bounded, numRuns: 1000 },
  )
})

test('the sizes of ten thousand random messages are few', () => {
  const random = seededRandom('padme')
  const sizes = new Set(
    Array.from({ length: 10_000 }, () => {
      const [a = 0, b = 0] = random(2)
      return pad(new Uint8Array(a * 256 + b), 32 * 1024).length
    }),
  )
  expect([...sizes].every((size) => size === 32 * 1024 || padme(size) === size)).toBe(true)
  expect(sizes.size).toBeLessThan(40)
})

test('what is padded comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 0, max: 1000 }), (bytes, least) => {
      const padded = pad(bytes, least)
      expect(padded.length).toBe(Math.max(least, padme(4 + bytes.length)))
      expect(unpad(padded, least)).toEqual(bytes)
    }),
    bounded,
  )
})

test('messages up to the minimum have one size', () => {
  expect(pad(utf8(''), minimum).length).toBe(pad(new Uint8Array(minimum - 4), minimum).length)
})

test('any padding byte that is not zero is refused', () => {
  const padded = pad(utf8('short'), 64)
  for (let i = 9; i < padded.length; i++) {
    expect(() => unpad(padded.with(i, 1), 64)).toThrow(expect.objectContaining({ code: 'PADDING' }))
  }
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['less than a length', new Uint8Array(3)],
  ['a length beyond the end', Uint8Array.of(0, 0, 0, 255, ...new Uint8Array(minimum - 4))],
  ['the longest length', Uint8Array.of(255, 255, 255, 255, ...new Uint8Array(minimum - 4))],
  ['a byte too many', concat(pad(utf8('short'), minimum), new Uint8Array(1))],
  ['a larger bucket than needed', concat(pad(utf8('short'), minimum), new Uint8Array(minimum))],
  ['a byte cut off', pad(utf8('short'), minimum).subarray(1)],
  ['a smaller minimum', pad(utf8('short'), minimum / 2)],
])('padding that was not made so is refused: %s', (_, padded) => {
  expect(() => unpad(padded, minimum)).toThrow(expect.objectContaining({ code: 'PADDING' }))
})

test.each([-1, 0.5, 2 ** 48 + 1, Number.NaN])('%d is not a length', (length) => {
  expect(() => padme(length)).toThrow(expect.objectContaining({ code: 'INPUT' }))
})
