import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateAfter, instantOf } from '../../protocol/conditions/dates.ts'
import { at } from './facts.ts'

const settings = { seed: 56, numRuns: 500 }
const anyDay = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(9999, 11, 31) })

describe('a date in a tag', () => {
  test('is its first moment in UTC, as the calendar of the platform has it', () => {
    fc.assert(
      fc.property(anyDay, (ms) => {
        const date = new Date(ms).toISOString().slice(0, 10)
        expect(instantOf(date)).toBe(Date.parse(date))
      }),
      settings,
    )
  })
  test('may name a minute', () => {
    expect(instantOf('2026-11-03T05:30Z')).toBe(at('2026-11-03T05:30Z'))
    expect(instantOf('2026-11-03T00:01Z')).toBe(at('2026-11-03T00:01Z'))
  })
  test.each([
    '2026-11-03T00:00Z',
    '2026-11-03T24:00Z',
    '2026-11-03T12:60Z',
    '2026-11-03T12:00',
    '2026-02-30',
    '2025-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '26-01-01',
    ' 2026-01-01',
    '3y',
  ])('%s is none', (text) => {
    expect(instantOf(text)).toBeUndefined()
  })
})

describe('a duration in a draft', () => {
  test.each([
    ['3y', '2026-10-05T23:59:59.999Z', '2029-10-05'],
    ['1y', '2028-02-29', '2029-02-28'],
    ['4y', '2028-02-29', '2032-02-29'],
    ['1m', '2027-01-31', '2027-02-28'],
    ['3m', '2026-10-31', '2027-01-31'],
    ['2m', '2026-10-31', '2026-12-31'],
    ['14m', '2026-12-15', '2028-02-15'],
    ['90d', '2026-10-05', '2027-01-03'],
    ['1d', '2028-02-28', '2028-02-29'],
  ])('%s from %s is %s', (duration, from, date) => {
    expect(dateAfter(duration, at(from))).toBe(date)
  })
  test.each(['0d', '3w', 'y', '3 y', '-1d', '2029-10-05'])('%s is none', (text) => {
    expect(dateAfter(text, at('2026-10-05'))).toBeUndefined()
  })
  test('in days is that many days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 9999 }), (ms, days) => {
        const from = Math.min(ms, Date.UTC(9970, 0, 1))
        const date = new Date(from + days * 86_400_000).toISOString().slice(0, 10)
        expect(dateAfter(`${days}d`, from)).toBe(date)
      }),
      settings,
    )
  })
})
