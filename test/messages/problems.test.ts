import { describe, expect, test } from 'vitest'
import { checkDisclosure, maxProblems, problemCodes, type Problem } from '../../protocol/index.ts'
import { changed, manyEvents, story, today, valueAt } from './drafts.ts'

// The size itself is not what a case is about.
const anySize = expect.any(Number) as number

interface Case {
  readonly because: string
  readonly edits: Readonly<Record<string, unknown>>
  readonly found: Problem
}

function fault(
  because: string,
  code: Problem['code'],
  edits: Case['edits'],
  pointer = Object.keys(edits)[0] ?? '',
  params: Problem['params'] = {},
): Case {
  return { because, edits, found: { code, pointer, params } }
}

const villa = '/assets/2'
const firstId = '/subjects/0/id'
const eightTags = Array.from({ length: 8 }, (_, index) => `OTHER(${'x'.repeat(100)}${index})`)

const blocking: readonly Case[] = [
  fault('a field is not there', 'REQUIRED', { '/reference': undefined }),
  fault('a field is left empty', 'REQUIRED', { '/legal/nexus': '' }),
  fault('a field is null', 'REQUIRED', { '/summary/title': null }),
  fault('a field holds blanks only', 'REQUIRED', { '/summary/facts': ' \n ' }),
  fault('a list needs an entry', 'REQUIRED', { '/legal/offences': [] }),
  fault('an item has no schema', 'REQUIRED', { '/assets/0/schema': undefined }),
  fault('a deadline has no reason', 'REQUIRED', { '/requests/0/deadline/reason': undefined }),
  fault('a frozen asset has no measure', 'REQUIRED', { '/assets/2/measure': undefined }, undefined, {
    status: 'administratively-frozen',
  }),
  fault(
    'an administrative order has no end',
    'REQUIRED',
    { '/assets/2/measure/expiryDate': undefined },
    undefined,
    {
      status: 'administratively-frozen',
    },
  ),
  fault(
    'it is not said which memorandum',
    'REQUIRED',
    { '/legal/basis': [{ code: 'MOU' }] },
    '/legal/basis/0/reference',
  ),
  fault('a number stands where text belongs', 'INVALID', { '/reference': 7 }, undefined, {
    expected: 'string',
  }),
  fault('a choice is none of those given', 'INVALID', { '/summary/analysis/confidence': 'sure' }, undefined, {
    allowed: ['low', 'moderate', 'high'],
  }),
  fault('an id has another form', 'INVALID', { [firstId]: 'subject-1' }, undefined, { expected: 'item-id' }),
  fault('a text holds half a character', 'INVALID', { '/summary/title': 'LANTERN \ud800' }, undefined, {
    expected: 'unicode',
  }),
  fault('a field has another name', 'UNKNOWN_FIELD', { '/subjects/0/nickname': 'Ann' }),
  fault('a field is called __proto__', 'UNKNOWN_FIELD', { '/legal/__proto__': {} }),
  fault('a field name holds a slash', 'UNKNOWN_FIELD', { '/contact/a~1b~0': 1 }),
  fault(
    'ten thousand characters were pasted',
    'TOO_LONG',
    { '/summary/facts': 'ع'.repeat(10_000) },
    undefined,
    { max: 4000, length: 10_000 },
  ),
  fault('a list is longer than anybody needs', 'TOO_MANY', { '/events': manyEvents(257) }, undefined, {
    max: 256,
    count: 257,
  }),
  fault('there are too many items in all', 'TOO_MANY', { '/events': manyEvents(250) }, '', {
    max: 256,
    count: 264,
  }),
  fault(
    'an article is none of the offences',
    'OUT_OF_RANGE',
    { '/legal/offences/0/uncac': [14] },
    '/legal/offences/0/uncac/0',
    { min: 15 },
  ),
  fault(
    'a penalty is longer than a century',
    'OUT_OF_RANGE',
    { '/legal/offences/0/maxPenalty/months': 1201 },
    undefined,
    { max: 1200 },
  ),
  fault('two items have one id', 'DUPLICATE', { '/subjects/1/id': valueAt(story, firstId) }, undefined, {
    first: firstId,
  }),
  fault(
    'a list says something twice',
    'DUPLICATE',
    { '/legal/hope': ['request', 'contact', 'request'] },
    '/legal/hope/2',
  ),
  fault(
    'the body is larger than one may be',
    'BODY_TOO_LARGE',
    { '/events': manyEvents(240, { notes: '注'.repeat(2000) }) },
    '',
    { max: 786_432, size: anySize },
  ),
  fault(
    'own tags are more than the terms hold',
    'ITEM_TAGS_TOO_LARGE',
    { '/events': manyEvents(240, { tags: eightTags }) },
    '',
    { max: 65_536, size: anySize },
  ),
  fault('a name is not composed', 'NOT_NFC', { '/subjects/2/names/0/text': 'Ame\u0301lie' }),
  fault(
    'a name would be shown reversed',
    'BIDI_CONTROL',
    { '/subjects/0/names/0/text': 'سليم\u202eالخيالي' },
    undefined,
    { character: 'U+202E', position: 4 },
  ),
  fault('a name holds a line feed', 'CONTROL_CHARACTER', { '/contact/name': 'Desk\nOther' }, undefined, {
    character: 'U+000A',
    position: 4,
  }),
  fault(
    'a name holds what has no picture',
    'INVISIBLE_CHARACTER',
    { '/contact/name': 'De\u200bsk' },
    undefined,
    { character: 'U+200B', position: 2 },
  ),
  fault('there is no such day', 'DATE_INVALID', { '/subjects/0/birthDate': '1971-02-29' }),
  fault('a date is written the other way round', 'DATE_INVALID', { '/transactions/0/date': '21.06.2024' }),
  fault('a day is needed and a month is given', 'DATE_INVALID', { '/assets/2/measure/startDate': '2026-10' }),
  fault('an amount has a comma', 'AMOUNT_INVALID', { '/transactions/0/amount': '1240000,00' }),
  fault('an item is not evaluated', 'EVALUATION_MISSING', { '/subjects/1/evaluation': undefined }),
  fault('half of an evaluation is not there', 'EVALUATION_MISSING', {
    '/assets/1/evaluation/information': undefined,
  }),
  fault(
    'an item of no known schema is not evaluated',
    'EVALUATION_MISSING',
    { '/assets/1': { schema: 'Castle', id: 'f'.repeat(32), nature: 'fact' } },
    '/assets/1/evaluation',
  ),
  fault(
    'a holder is nowhere in this disclosure',
    'REFERENCE_UNKNOWN',
    { '/assets/0/holder': ['f'.repeat(32)] },
    '/assets/0/holder/0',
    { expected: 'subject' },
  ),
  fault(
    'an account is a house',
    'REFERENCE_UNKNOWN',
    { '/transactions/1/payerAccount': valueAt(story, `${villa}/id`) },
    undefined,
    { expected: 'account' },
  ),
  fault('a finding is not made', 'FINDING_MISSING', { '/legal/findings/noPrejudice': undefined }),
  fault('it may prejudice own proceedings', 'FINDING_MISSING', { '/legal/findings/noPrejudice': false }),
  fault(
    'it would serve nothing',
    'FINDING_MISSING',
    { '/legal/findings': { assistsProceedings: false, mayLeadToRequest: false, noPrejudice: true } },
    undefined,
    { oneOf: ['assistsProceedings', 'mayLeadToRequest'] },
  ),
  fault('human rights are not declared', 'DECLARATION_MISSING', { '/legal/humanRights/declared': false }),
  fault('the declaration is not there', 'DECLARATION_MISSING', { '/legal/humanRights': undefined }),
  fault(
    'a country is not in the list',
    'COUNTRY_UNKNOWN',
    { '/subjects/2/nationality': ['MT', 'UK'] },
    '/subjects/2/nationality/1',
  ),
  fault('a currency is not in the list', 'CURRENCY_UNKNOWN', { '/assets/0/value/currency': 'EUX' }),
  fault(
    'a language tag is not canonical',
    'LANGUAGE_UNKNOWN',
    { '/contact/languages': ['en', 'iw'] },
    '/contact/languages/1',
  ),
  fault('a script is not in the list', 'SCRIPT_UNKNOWN', { '/subjects/2/names/0/script': 'Abcd' }),
  fault(
    'a tag cannot be read',
    'TAG_INVALID',
    { '/subjects/2/tags': ['EV:MLA-ONLY', 'evidence: no'] },
    '/subjects/2/tags/1',
  ),
  fault('two digits of an IBAN are swapped', 'IBAN_CHECKSUM', { '/assets/1/iban': 'LI8199999000007411HLN' }),
  fault('an IBAN is too short for its country', 'IBAN_FORMAT', { '/assets/1/iban': 'LI81999990000047' }),
  fault(
    'a LEI has another check digit',
    'CHECK_DIGIT',
    { '/subjects/3/leiCode': '999900TIDEWATERPLC87' },
    undefined,
    { identifier: 'lei' },
  ),
  fault(
    'a measure ends before it begins',
    'DATE_ORDER',
    { '/assets/2/measure/expiryDate': '2026-10-04' },
    undefined,
    { after: '/assets/2/measure/startDate' },
  ),
  fault('an account has no number', 'ONE_OF_REQUIRED', { '/assets/0/iban': undefined }, '/assets/0', {
    fields: ['iban', 'accountNumber'],
  }),
  fault('nobody can be called', 'ONE_OF_REQUIRED', { '/contact/phone': undefined }, '/contact', {
    fields: ['phone', 'email'],
  }),
  fault(
    'what is free is under a measure',
    'MEASURE_UNEXPECTED',
    { '/assets/2/status': 'free' },
    '/assets/2/measure',
    { status: 'free' },
  ),
  fault(
    'a secrecy is not declared',
    'SECRECY_UNDECLARED',
    { '/legal/secrecy': ['bank', 'tax'] },
    '/assets/1/secrecy/1',
  ),
]

const advisory: readonly Case[] = [
  fault('a source has no date', 'RECOMMENDED', { '/links/0/sourceDate': undefined }),
  fault(
    'a Cyrillic letter hides in a Latin name',
    'SCRIPT_MIXED',
    { '/subjects/2/names/0/text': 'Anna Pl\u0430ceholder' },
    undefined,
    { script: 'Latn' },
  ),
  fault(
    'a name is in another script than said',
    'SCRIPT_MISMATCH',
    { '/subjects/0/names/0/script': 'Cyrl' },
    '/subjects/0/names/0/text',
    { script: 'Cyrl' },
  ),
  fault('a name cannot be read by everybody', 'TRANSLITERATION_MISSING', {
    '/subjects/0/names/0/transliterations': undefined,
  }),
  fault('the title names a subject', 'TITLE_NAMES_SUBJECT', { '/summary/title': 'THE KHAYĀLĪ VILLA' }),
  fault(
    'a child is not flagged',
    'MINOR_UNFLAGGED',
    { '/subjects/2/birthDate': '2009' },
    '/subjects/2/flags',
  ),
  fault(
    'no item names a secrecy',
    'SECRECY_UNPLACED',
    { '/legal/secrecy': ['bank', 'fiu', 'tax'] },
    '/legal/secrecy/2',
  ),
  fault('a source is of tomorrow', 'DATE_FUTURE', { '/subjects/0/sourceDate': '2026-11-24' }),
  fault('a deadline has passed', 'DATE_PAST', { '/requests/0/deadline/date': '2026-11-22' }),
  fault(
    'nobody and nothing is named',
    'NO_ITEMS',
    { '/subjects': [], '/assets': [], '/transactions': [], '/links': [], '/events': [], '/requests': [] },
    '',
  ),
]

const check = (edits: Case['edits']) => checkDisclosure(changed(story, edits), { today })
const storyWarnings = checkDisclosure(story, { today }).warnings

describe('a draft is kept back', () => {
  test.each(blocking)('when $because: $found.code', ({ edits, found }) => {
    const result = check(edits)
    expect(result.ok ? [] : result.problems).toContainEqual(found)
  })
})

describe('a draft may go, with a warning', () => {
  test.each(advisory)('when $because: $found.code', ({ edits, found }) => {
    const result = check(edits)
    expect(result.ok ? [] : result.problems).toEqual([])
    expect(result.warnings).toContainEqual(found)
    expect(storyWarnings).not.toContainEqual(found)
  })
})

test('a list of problems ends where nobody reads on', () => {
  const unknown = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`field${index}`, 0]))
  const result = checkDisclosure({ ...story, ...unknown })
  const problems = result.ok ? [] : result.problems
  expect(problems).toHaveLength(maxProblems + 1)
  expect(problems.at(-1)).toEqual({
    code: 'TOO_MANY_PROBLEMS',
    pointer: '',
    params: { count: 300 - maxProblems },
  })
})

test('every code has its case', () => {
  const shown = new Set([...blocking, ...advisory].map(({ found }) => found.code))
  expect(problemCodes.filter((code) => !shown.has(code))).toEqual(['TOO_MANY_PROBLEMS'])
})

test('past and future are left alone where the day is not known', () => {
  const draft = changed(story, { '/subjects/2/birthDate': '2020', '/requests/0/deadline/date': '1999-01-01' })
  expect(checkDisclosure(draft).warnings).toEqual(checkDisclosure(story).warnings)
})
