import { expect, test } from 'vitest'
import { checkBody, checkDisclosure, encodeBody, itemsOf, type Disclosure } from '../../protocol/index.ts'
import { changed, faultyStory, replies, story, today, valueAt } from './drafts.ts'

function accepted(draft: unknown): Disclosure {
  const result = checkDisclosure(draft, { today })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.disclosure
}

const tagsOf = (draft: unknown, pointer: string) => {
  const disclosure = accepted(draft)
  return itemsOf(disclosure).find(({ itemId }) => itemId === valueAt(story, pointer))?.tags
}

test('the story may be sent, with two remarks', () => {
  expect(accepted(story)).toEqual(story)
  expect(checkDisclosure(story, { today }).warnings).toEqual([
    { code: 'RECOMMENDED', pointer: '/subjects/0/nationality', params: {} },
    { code: 'RECOMMENDED', pointer: '/subjects/1/nationality', params: {} },
  ])
})

test('the story leaves room for certificates and signatures in the smallest envelope', () => {
  const size = encodeBody(accepted(story)).length
  expect(size).toBeGreaterThan(6 * 1024)
  expect(size).toBeLessThan(9 * 1024)
})

test('all faults of a draft come out at once, each at its field', () => {
  const result = checkDisclosure(faultyStory, { today })
  expect(result.ok ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    'FINDING_MISSING /legal/findings/noPrejudice',
    'BIDI_CONTROL /subjects/0/names/0/text',
    'DATE_INVALID /subjects/0/birthDate',
    'EVALUATION_MISSING /subjects/1/evaluation',
    'UNKNOWN_FIELD /subjects/2/nickname',
    'AMOUNT_INVALID /assets/1/value/amount',
    'REQUIRED /requests/0/deadline/reason',
    'DUPLICATE /events/0/id',
    'REFERENCE_UNKNOWN /transactions/1/beneficiaryAccount',
    'REFERENCE_UNKNOWN /requests/0/items/1',
    'DATE_ORDER /assets/2/measure/expiryDate',
    'COUNTRY_UNKNOWN /subjects/3/jurisdiction',
    'IBAN_CHECKSUM /assets/0/iban',
    'CURRENCY_UNKNOWN /transactions/0/currency',
  ])
  expect(result.warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toContain(
    'SCRIPT_MIXED /subjects/3/names/0/text',
  )
})

test.each([undefined, null, 7, 'text', [], { schema: 'sponte/disclosure/2' }])(
  'what is no disclosure at all is a list of problems: %j',
  (input) => {
    expect(checkDisclosure(input).ok).toBe(false)
  },
)

test('what is kept back does not say what the fields hold', () => {
  const secret = 'Khayali-4711'
  const draft = changed(story, {
    '/reference': { secret },
    '/subjects/0/id': secret,
    '/assets/0/iban': secret,
    '/assets/0/status': secret,
    '/transactions/0/amount': secret,
  })
  const result = checkDisclosure(draft)
  expect(result.ok).toBe(false)
  expect(JSON.stringify(result)).not.toContain(secret)
})

test('a name may mix what its language mixes', () => {
  const name = {
    text: '山田エミ子',
    script: 'Jpan',
    transliterations: [{ text: 'Yamada Emiko', scheme: 'ISO 3602' }],
  }
  expect(checkDisclosure(changed(story, { '/subjects/2/names/0': name }), { today }).warnings).toEqual(
    checkDisclosure(story, { today }).warnings,
  )
})

test('items are listed in the order of the body, with the tags that follow from it', () => {
  const items = itemsOf(accepted(story))
  expect(items).toHaveLength(15)
  expect(items[0]).toEqual({ itemId: valueAt(story, '/subjects/0/id'), tags: [] })
  expect(tagsOf(story, '/subjects/2/id')).toEqual(['DP:WITNESS', 'EV:MLA-ONLY'])
  expect(tagsOf(story, '/assets/1/id')).toEqual(['SEC:BANK', 'SEC:FIU'])
})

test('a victim is protected without a flag', () => {
  const draft = changed(story, { '/subjects/1/role': 'victim', '/subjects/1/flags': ['minor', 'special'] })
  expect(tagsOf(draft, '/subjects/1/id')).toEqual(['DP:MINOR', 'DP:SPECIAL', 'DP:VICTIM'])
})

test('a secrecy that no item names stands on every item', () => {
  const draft = changed(story, { '/legal/secrecy': ['bank', 'fiu', 'privilege'] })
  for (const { tags } of itemsOf(accepted(draft))) expect(tags).toContain('SEC:PRIVILEGE')
})

test.each(['CONDITIONS_READ', 'ACK', 'QUESTION', 'ANSWER', 'FEEDBACK_ASK', 'FEEDBACK'] as const)(
  'the reply of the story is in order: %s',
  (type) => {
    expect(checkBody(type, replies[type])).toEqual({ ok: true, body: replies[type], warnings: [] })
  },
)

test('a faulty reply shows all its faults too', () => {
  const result = checkBody('FEEDBACK', {
    schema: 'sponte/feedback/1',
    language: 'EN',
    amounts: [{ outcome: 'lost', amount: '1,5', currency: 'EUX' }],
    more: 1,
  })
  expect(result.ok ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    'INVALID /language',
    'REQUIRED /text',
    'INVALID /amounts/0/outcome',
    'AMOUNT_INVALID /amounts/0/amount',
    'UNKNOWN_FIELD /more',
    'CURRENCY_UNKNOWN /amounts/0/currency',
  ])
})
