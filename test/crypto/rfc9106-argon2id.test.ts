import { describe, expect, test } from 'vitest'
import { argon2CeilingKiB, argon2FloorKiB, argon2id, toHex, utf8 } from '../../crypto/index.ts'
import { suites } from './suites.ts'

const salt = utf8('sixteen bytes ok')
const least = { memoryKiB: argon2FloorKiB, passes: 1, lanes: 2 }

describe.each(suites)('$name', ({ primitives }) => {
  // From the reference implementation's own test (phc-winner-argon2, src/test.c): m=2^8, t=2, p=1 and p=2.
  test.each([
    [1, '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
    [2, '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
  ])('the reference implementation is reproduced with %i lanes', async (lanes, expected) => {
    const cost = { memoryKiB: 256, passes: 2, lanes }
    expect(toHex(await primitives.argon2id(utf8('password'), utf8('somesalt'), cost, 32))).toBe(expected)
  })
})

test('a passphrase gives the same key at the floor, and another with another salt', async () => {
  const key = await argon2id(utf8('passphrase'), salt, least, 32)
  expect(key).toEqual(await argon2id(utf8('passphrase'), salt, least, 32))
  expect(key).not.toEqual(await argon2id(utf8('passphrase'), salt.toReversed(), least, 32))
})

test.each([
  ['memory below the floor', { ...least, memoryKiB: argon2FloorKiB - 1 }],
  ['memory above the ceiling', { ...least, memoryKiB: argon2CeilingKiB + 1 }],
  ['no pass', { ...least, passes: 0 }],
  ['too many passes', { ...least, passes: 17 }],
  ['no lane', { ...least, lanes: 0 }],
  ['too many lanes', { ...least, lanes: 17 }],
  ['half a KiB', { ...least, memoryKiB: argon2FloorKiB + 0.5 }],
])('a cost out of bounds is refused before any work: %s', async (_, cost) => {
  await expect(argon2id(utf8('passphrase'), salt, cost, 32)).rejects.toMatchObject({
    code: 'ARGON2_BOUNDS',
  })
})

test('a salt or key of another length is a fault of the caller', async () => {
  await expect(argon2id(utf8('p'), salt.subarray(1), least, 32)).rejects.toMatchObject({ code: 'INPUT' })
  await expect(argon2id(utf8('p'), salt, least, 65)).rejects.toMatchObject({ code: 'INPUT' })
})
