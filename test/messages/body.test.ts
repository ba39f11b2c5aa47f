import { describe, expect, test } from 'vitest'
import { utf8 } from '../../crypto/index.ts'
import {
  checkBody,
  encodeBody,
  maxBodyBytes,
  parseBody,
  type Body,
  type SpokenType,
} from '../../protocol/index.ts'
import { changed, replies, story } from './drafts.ts'
import { matterBodies } from './matter-bodies.ts'

const nature = {
  ...{ schema: 'sponte/notice/1', language: 'en', subjects: ['Person'], assets: ['BankAccount', 'Vessel'] },
  ...{
    offences: [15, 23],
    countries: ['AE'],
    volume: { amount: '910000', currency: 'EUR' },
    text: 'A company sale.',
  },
}
const refusal = { schema: 'sponte/refusal/1', language: 'en', text: 'Not ours.' }
const bodies: readonly (readonly [SpokenType, unknown])[] = [
  ['DISCLOSURE', story],
  ['CONDITIONS_READ', replies['CONDITIONS_READ']],
  ['CANNOT_COMPLY', replies['CONDITIONS_READ']],
  ['ACK', replies['ACK']],
  ['REFUSE', refusal],
  ['QUESTION', replies['QUESTION']],
  ['ANSWER', replies['ANSWER']],
  ['FEEDBACK_ASK', replies['FEEDBACK_ASK']],
  ['FEEDBACK', replies['FEEDBACK']],
  ['PRIOR_NOTICE', nature],
  ['AGREE', replies['CONDITIONS_READ']],
  ['COUNTER', replies['CONDITIONS_READ']],
  ['DECLINE', replies['CONDITIONS_READ']],
  ['WITHDRAW_NOTICE', replies['CONDITIONS_READ']],
  ...matterBodies,
]

function written(type: SpokenType, draft: unknown): Uint8Array {
  const result = checkBody(type, draft)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return encodeBody(result.body)
}

const json = (value: unknown) => utf8(JSON.stringify(value))
const note = '{"schema":"sponte/note/1","language":"en","text":"Read."}'

describe.each(bodies)('the body of %s', (type, draft) => {
  test('is read back as it was written', () => {
    const bytes = written(type, draft)
    expect(parseBody(type, bytes)).toEqual(draft)
    expect(encodeBody(parseBody(type, bytes))).toEqual(bytes)
  })

  test('has one encoding, whatever the order it was drafted in', () => {
    expect(written(type, reversed(draft))).toEqual(written(type, draft))
  })

  test('is refused with a field that nobody knows', () => {
    const bytes = json({ ...JSON.parse(new TextDecoder().decode(written(type, draft))), extra: 1 })
    expect(() => parseBody(type, bytes)).toThrow(expect.objectContaining({ code: 'MALFORMED' }))
  })
})

describe('a received body is refused', () => {
  test.each([
    ['with a blank', note.replace(':', ': ')],
    ['with an escape that is not needed', note.replace('Read', '\\u0052ead')],
    ['with its fields in another order', '{"language":"en","schema":"sponte/note/1","text":"Read."}'],
    ['with a key that stands twice', note.replace('"text"', '"text":"Other.","text"')],
    ['with a line feed after it', `${note}\n`],
  ])('%s: NOT_CANONICAL', (_, text) => {
    expect(() => parseBody('CONDITIONS_READ', utf8(text))).toThrow(
      expect.objectContaining({ code: 'NOT_CANONICAL' }),
    )
  })

  test.each([
    ['without bytes', ''],
    ['that is no JSON', note.slice(1)],
    ['that is no object', '"text"'],
    ['with a byte order mark', `\ufeff${note}`],
    ['with null where nothing belongs', note.replace('"Read."', 'null')],
    ['of another family', JSON.stringify(replies['ACK'])],
    ['of a schema nobody made', note.replace('sponte/note/1', 'sponte/note/one')],
    ['with a schema that is no text', note.replace('"sponte/note/1"', '{"toString":1}')],
    ['nested without end', '['.repeat(maxBodyBytes)],
    [
      'nested deeply below an unknown field',
      note.replace('"Read."', `${'['.repeat(9999)}${']'.repeat(9999)}`),
    ],
  ])('%s: MALFORMED', (_, text) => {
    expect(() => parseBody('CONDITIONS_READ', utf8(text))).toThrow(
      expect.objectContaining({ code: 'MALFORMED' }),
    )
  })

  test('that is not UTF-8: MALFORMED', () => {
    const bytes = utf8(note)
    bytes[bytes.length - 4] = 0xff
    expect(() => parseBody('CONDITIONS_READ', bytes)).toThrow(expect.objectContaining({ code: 'MALFORMED' }))
  })

  test('of a later version: UPGRADE_NEEDED', () => {
    const bytes = utf8(note.replace('sponte/note/1', 'sponte/note/2'))
    expect(() => parseBody('CONDITIONS_READ', bytes)).toThrow(
      expect.objectContaining({ code: 'UPGRADE_NEEDED' }),
    )
  })

  test('of one byte too many, unread: OVERSIZE', () => {
    const bytes = new Uint8Array(maxBodyBytes + 1)
    expect(() => parseBody('DISCLOSURE', bytes)).toThrow(expect.objectContaining({ code: 'OVERSIZE' }))
  })

  test.each([
    ['with a reference to nothing', { '/assets/0/holder': ['0'.repeat(32)] }],
    ['with one id for two items', { '/subjects/1/id': '15d002029220b7d67a53b4bc994163e0' }],
    ['with an item that is not evaluated', { '/subjects/1/evaluation': undefined }],
    ['with a hidden direction mark', { '/summary/title': 'LANTERN\u200f' }],
  ])('%s: MALFORMED', (_, edits) => {
    const bytes = json(changed(story, edits))
    expect(() => parseBody('DISCLOSURE', bytes)).toThrow(expect.objectContaining({ code: 'MALFORMED' }))
  })
})

test('a received disclosure is not held to the lists and rules of the own desk', () => {
  const draft = changed(story, {
    '/subjects/3/jurisdiction': 'QX',
    '/transactions/0/currency': 'QXQ',
    '/subjects/2/names/0/script': 'Qaaa',
    '/contact/languages': ['qqq'],
    '/assets/0/iban': 'QX00QXQX0000',
    '/legal/findings/noPrejudice': false,
    '/assets/2/measure/expiryDate': '2001-01-01',
  })
  expect(parseBody('DISCLOSURE', json(draft))).toEqual(draft)
})

test('an error about a received body names no key a stranger chose', () => {
  const bytes = json(changed(story, { '/contact/Khayali': 1 }))
  expect(() => parseBody('DISCLOSURE', bytes)).toThrow('sponte/disclosure/1: UNKNOWN_FIELD at /contact')
})

test('a body that breaks its schema is not written', () => {
  const broken = { ...refusal, text: '' } as Body
  expect(() => encodeBody(broken)).toThrow(expect.objectContaining({ code: 'TERMS_INVALID' }))
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  )
}
