import { expect, test } from 'vitest'
import { concat, u32 } from '../../crypto/index.ts'
import {
  createHoldings,
  depositorBound,
  mailboxBound,
  pairBound,
  type Holdings,
} from '../../node/relay/holdings.ts'
import type { Parcel } from '../../node/relay/parcel.ts'
import { named, today } from './support.ts'

let number = 0

function parcelOf(depositor: string, mailbox: string, bytes = 34_000): Parcel {
  number += 1
  return {
    ...{ number, bytes, expiryDay: today, hash: new Uint8Array(32) },
    envelopeId: concat(u32(number), new Uint8Array(12)),
    mailbox: named(mailbox),
    depositor: named(depositor),
  }
}

/** Fills as far as the bounds allow. @returns how many went in, and why no more */
function fill(holdings: Holdings, next: () => Parcel) {
  for (let count = 0; ; count += 1) {
    const parcel = next()
    const fullness = holdings.fullness(parcel)
    if (fullness !== undefined) return { count, fullness }
    holdings.reserve(parcel)
    holdings.add(parcel)
  }
}

test('one institution fills its share of a mailbox, and leaves room to the others', () => {
  const holdings = createHoldings()
  const filled = fill(holdings, () => parcelOf('mallory', 'bob'))
  expect(filled).toEqual({ count: pairBound.envelopes, fullness: 'DEPOSITOR_FULL' })
  expect(holdings.fullness(parcelOf('mallory', 'carol'))).toBeUndefined()
  expect(holdings.fullness(parcelOf('alice', 'bob'))).toBeUndefined()
})

test('large envelopes are bounded by their bytes', () => {
  const holdings = createHoldings()
  const filled = fill(holdings, () => parcelOf('mallory', 'bob', 1024 * 1024))
  expect(filled).toEqual({ count: 64, fullness: 'DEPOSITOR_FULL' })
  expect(holdings.fullness(parcelOf('mallory', 'bob', 1))).toBe('DEPOSITOR_FULL')
  expect(holdings.fullness(parcelOf('alice', 'bob', 1024 * 1024))).toBeUndefined()
})

test.each([
  ['envelopes', 34_000, depositorBound.envelopes],
  ['bytes', 1024 * 1024, depositorBound.bytes / (1024 * 1024)],
])('one institution cannot fill the mailboxes of all: %s', (_what, bytes, bound) => {
  const holdings = createHoldings()
  let turn = 0
  const filled = fill(holdings, () => parcelOf('mallory', `member ${(turn += 1) % 100}`, bytes))
  expect(filled).toEqual({ count: bound, fullness: 'DEPOSITOR_FULL' })
  expect(holdings.fullness(parcelOf('alice', 'member 1'))).toBeUndefined()
})

test('many institutions together do not pass the bound of a mailbox', () => {
  const holdings = createHoldings()
  let turn = 0
  const filled = fill(holdings, () => parcelOf(`member ${(turn += 1) % 100}`, 'bob', 20_000))
  expect(filled).toEqual({ count: mailboxBound.envelopes, fullness: 'MAILBOX_FULL' })
})

test('what is reserved counts before it is stored, and no more when it was not', () => {
  const holdings = createHoldings()
  const reserved = Array.from({ length: pairBound.envelopes }, () => parcelOf('alice', 'bob'))
  for (const parcel of reserved) holdings.reserve(parcel)
  expect(holdings.fullness(parcelOf('alice', 'bob'))).toBe('DEPOSITOR_FULL')
  expect([...holdings.waiting(named('bob'))]).toEqual([])
  for (const parcel of reserved.slice(0, 1)) holdings.release(parcel)
  expect(holdings.fullness(parcelOf('alice', 'bob'))).toBeUndefined()
})

test('what is gone makes room once, and never for another parcel of its id', () => {
  const holdings = createHoldings()
  const parcel = parcelOf('alice', 'bob', pairBound.bytes)
  holdings.reserve(parcel)
  holdings.add(parcel)
  expect(holdings.fullness(parcelOf('alice', 'bob', 1))).toBe('DEPOSITOR_FULL')
  holdings.remove(parcel)
  holdings.remove(parcel)
  const again = { ...parcel, number: parcel.number + 1 }
  expect(holdings.fullness(again)).toBeUndefined()
  holdings.reserve(again)
  holdings.add(again)
  holdings.remove(parcel)
  expect(holdings.find(named('bob'), parcel.envelopeId)).toBe(again)
  expect(holdings.fullness(parcelOf('alice', 'bob', 1))).toBe('DEPOSITOR_FULL')
})
