import { expect, test } from 'vitest'
import { clockStanding } from '../../node/directory/clock-standing.ts'
import type { Directory } from '../../protocol/index.ts'
import { testNow } from '../support/network.ts'

const year = 365 * 24 * 60 * 60 * 1000

/** A directory of networks whose secretariats signed last at these times; members are all in their dates. */
function standingAmong(...signedMs: readonly number[]) {
  const members = new Map([['m', { credential: { tbs: { notAfterMs: testNow + year } } }]])
  const networks = signedMs.map((timeMs, at) => [`0${at}`, { status: { tbs: { timeMs } }, members }] as const)
  // Of a directory the question reads nothing else.
  const directory = { networks: new Map(networks) } as unknown as Directory
  return clockStanding({ directory, self: { member: () => undefined } }, testNow).standing
}

test('the only network that a node is in says whether its clock is behind', () => {
  expect(standingAmong(testNow)).toBe('right')
  expect(standingAmong(testNow + year)).toBe('behind')
})

test('one secretariat of several that signs far ahead stops nothing; two are believed', () => {
  expect(standingAmong(testNow + year, testNow)).toBe('right')
  expect(standingAmong(testNow, testNow + year, testNow - year)).toBe('right')
  expect(standingAmong(testNow + year, testNow + year, testNow)).toBe('behind')
})
