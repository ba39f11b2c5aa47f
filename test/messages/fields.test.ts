import { describe, expect, test } from 'vitest'
import { checkDisclosure } from '../../protocol/index.ts'
import { isDate, isLater } from '../../protocol/messages/fields/date.ts'
import { email, phone } from '../../protocol/messages/fields/identifier.ts'
import { amount, percentage } from '../../protocol/messages/fields/money.ts'
import { language } from '../../protocol/messages/fields/name.ts'
import { line, prose } from '../../protocol/messages/fields/text.ts'
import { isImo, isIsin, isLei } from '../../protocol/messages/rules/check-digits.ts'
import { changed, story } from './drafts.ts'

describe('dates', () => {
  test.each(['2024', '2024-02', '2024-02-29', '2000-02-29', '0001-01-01', '2026-12-31'])(
    '%s is one',
    (text) => {
      expect(isDate(text)).toBe(true)
    },
  )

  test.each([
    '',
    '0000',
    '24',
    '2024-13',
    '2024-00',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-2-9',
    '2024-02-30',
  ])('%j is none', (text) => {
    expect(isDate(text)).toBe(false)
  })

  test.each([
    ['2025', '2024', true],
    ['2024-03', '2024-02-29', true],
    ['2024-03', '2024', false],
    ['2024', '2024-03', false],
    ['2024-03-01', '2024-03-01', false],
    ['2024-02-29', '2024-03', false],
  ])('%s is later than %s for certain: %s', (one, other, expected) => {
    expect(isLater(one, other)).toBe(expected)
  })
})

describe('amounts and shares', () => {
  test.each(['0', '0.5', '-12.30', '999999999999999999.999999999999999999'])('%s is an amount', (text) => {
    expect(amount.safeParse(text).success).toBe(true)
  })

  test.each(['-0', '-0.00', '01', '.5', '5.', '1e3', '1,5', '+1', ' 1', '1000000000000000000', '١٢'])(
    '%j is no amount',
    (text) => {
      expect(amount.safeParse(text).success).toBe(false)
    },
  )

  test.each(['100', '100.0000', '50.5', '0.0001'])('%s is a percentage', (text) => {
    expect(percentage.safeParse(text).success).toBe(true)
  })

  test.each(['0', '0.0', '100.1', '101', '-5', '050'])('%s is no percentage', (text) => {
    expect(percentage.safeParse(text).success).toBe(false)
  })
})

// Published examples: ISO 6166 (Wikipedia, ISIN), IMO numbering (Wikipedia, Ship identification number).
describe('check digits', () => {
  test('of a securities identification number', () => {
    expect(isIsin('US0378331005')).toBe(true)
    expect(isIsin('US0378331006')).toBe(false)
    expect(isIsin('US0373831005')).toBe(false)
  })

  test("of a ship's number", () => {
    expect(isImo('9074729')).toBe(true)
    expect(isImo('9074728')).toBe(false)
    expect(isImo('9047729')).toBe(false)
  })

  test('of a legal entity identifier', () => {
    expect(isLei('999900TIDEWATERPLC86')).toBe(true)
    expect(isLei('999900TIDEWATERPLC68')).toBe(false)
  })
})

describe('text', () => {
  test('is counted in characters, in every script', () => {
    expect(line(3).safeParse('𠮷𠮷𠮷').success).toBe(true)
    expect(line(3).safeParse('𠮷𠮷𠮷𠮷').success).toBe(false)
  })

  test('keeps the joiners that Persian and Indic spelling needs', () => {
    expect(line().safeParse('می\u200cخواهم').success).toBe(true)
    expect(line().safeParse('क्\u200dष').success).toBe(true)
  })

  test('of several lines has line feeds and nothing else', () => {
    expect(prose().safeParse('one\ntwo').success).toBe(true)
    for (const text of ['one\r\ntwo', 'one\ttwo', 'one\u2028two', 'one\u0000two'])
      expect(prose().safeParse(text).success).toBe(false)
  })
})

test.each(['en', 'zh-Hant', 'sr-Latn-RS'])('%s is a language', (text) => {
  expect(language.safeParse(text).success).toBe(true)
})

test.each(['EN', 'e', 'en_GB', 'en-', 'x'.repeat(36)])('%s is no language', (text) => {
  expect(language.safeParse(text).success).toBe(false)
})

test.each(['+000 0000 0417', '0417/11-88', '(0)'])(
  'a phone is as people write it, and begins with a digit: %s',
  (text) => {
    expect(phone.safeParse(text).success).toBe(!text.startsWith('('))
  },
)

test.each(['desk@oat.example', 'büro@amt.example'])('%s is an address for e-mail', (text) => {
  expect(email.safeParse(text).success).toBe(true)
})

test.each(['desk', 'desk@', 'a@b@c', 'a b@c', 'a\u202e@c'])('%j is no address for e-mail', (text) => {
  expect(email.safeParse(text).success).toBe(false)
})

test('a draft nested without end is refused, not followed', () => {
  const nested: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
  let deep: unknown = {}
  for (let depth = 0; depth < 200_000; depth++) deep = { deep }
  expect(checkDisclosure(nested).ok).toBe(false)
  expect(checkDisclosure({ ...story, extra: nested, events: [deep] }).ok).toBe(false)
})

test('an IBAN belongs to its country', () => {
  const result = checkDisclosure(changed(story, { '/assets/0/iban': 'XQ43XQZB99999000000000HLN04711X' }))
  expect(result.ok ? [] : result.problems).toEqual([
    { code: 'IBAN_FORMAT', pointer: '/assets/0/iban', params: {} },
  ])
})
