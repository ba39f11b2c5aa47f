import { isDate, isLater } from '../fields/date.ts'
import { countLetters, letterOf } from '../fields/script.ts'
import { itemLists } from '../disclosure/disclosure.ts'
import { at, fieldsOf, has, itemsIn, select, textAt, textsOf, type Rule } from './draft.ts'

// What a careful colleague would remark (R34, the soft half): shown to the drafter, never in the way.

/** What a receiver asks for most often when it is not there (disclosure-fields E2 to E5). */
const recommended = [
  { at: '/legal', fields: ['dualCriminality', 'parallel'] },
  { at: '/summary', fields: ['analysis', 'typologies'] },
  ...itemLists.map((list) => ({ at: `/${list}/*`, fields: ['sourceDate'] })),
  { at: '/subjects/*', schema: 'Person', fields: ['birthDate', 'nationality'] },
  { at: '/subjects/*', schema: 'Company', fields: ['registrationNumber', 'jurisdiction'] },
  { at: '/assets/*', fields: ['holder', 'value'] },
] as const

const recommendedIsThere: Rule = function* (draft) {
  for (const rule of recommended)
    for (const place of select(draft, rule.at)) {
      if ('schema' in rule && textAt(place, 'schema') !== rule.schema) continue
      for (const field of rule.fields) if (!has(place, field)) yield at('RECOMMENDED', [...place.path, field])
    }
}

/** Letters of another script inside a name: a look-alike, or a slip of the keyboard (UTS #39). */
const scriptsFit: Rule = function* (draft) {
  for (const place of select(draft, '/subjects/*/names/*')) {
    yield* scriptFits(textAt(place, 'text'), textAt(place, 'script'), place.path)
    for (const other of select(place.value, '/transliterations/*'))
      yield* scriptFits(textAt(other, 'text'), textAt(other, 'script') ?? 'Latn', [
        ...place.path,
        ...other.path,
      ])
  }
}

function* scriptFits(
  text: string | undefined,
  script: string | undefined,
  path: readonly (string | number)[],
) {
  const letter = letterOf(script ?? '')
  if (text === undefined || script === undefined || letter === undefined) return
  const { inside, outside } = countLetters(text, letter)
  if (outside > 0) yield at(inside > 0 ? 'SCRIPT_MIXED' : 'SCRIPT_MISMATCH', [...path, 'text'], { script })
}

/** A reader who does not know the script can neither search nor say the name (R38). */
const namesAreReadable: Rule = function* (draft) {
  for (const place of select(draft, '/subjects/*/names/*')) {
    const script = textAt(place, 'script')
    if (script !== undefined && script !== 'Latn' && !has(place, 'transliterations'))
      yield at('TRANSLITERATION_MISSING', [...place.path, 'transliterations'])
  }
}

/** The title stands in lists and reminders, where nobody may be named. */
const titleIsNeutral: Rule = function* (draft) {
  const [summary] = select(draft, '/summary')
  const title = summary === undefined ? '' : (textAt(summary, 'title') ?? '').toLowerCase()
  const spellings = ['/subjects/*/names/*', '/subjects/*/names/*/transliterations/*'].flatMap((path) =>
    select(draft, path),
  )
  const words = spellings.flatMap((place) =>
    (textAt(place, 'text') ?? '').toLowerCase().split(/[^\p{L}\p{M}]+/u),
  )
  // Shorter words are particles and initials, but in Chinese script two characters are a name.
  if (words.some((word) => word.length >= (/\p{Script=Hani}/u.test(word) ? 2 : 4) && title.includes(word)))
    yield at('TITLE_NAMES_SUBJECT', ['summary', 'title'])
}

const minorsAreFlagged: Rule = function* (draft, { today }) {
  if (today === undefined) return
  const eighteenYearsAgo = `${Number(today.slice(0, 4)) - 18}${today.slice(4)}`
  for (const place of select(draft, '/subjects/*')) {
    const birth = textAt(place, 'birthDate')
    const flagged = textsOf(place.value['flags'], []).some(({ text }) => text === 'minor')
    if (isDate(birth) && isLater(birth, eighteenYearsAgo) && !flagged)
      yield at('MINOR_UNFLAGGED', [...place.path, 'flags'])
  }
}

/** Secrecy that no item names: `itemsOf` then puts it on every item. */
const secrecyIsPlaced: Rule = function* (draft) {
  const placed = itemsIn(draft).flatMap((place) => textsOf(place.value['secrecy'], []))
  for (const legal of select(draft, '/legal'))
    for (const { path, text } of textsOf(legal.value['secrecy'], ['legal', 'secrecy']))
      if (!placed.some((other) => other.text === text)) yield at('SECRECY_UNPLACED', path)
}

const notInTheFuture = new Set([
  'sourceDate',
  'asOf',
  'birthDate',
  'deathDate',
  'incorporationDate',
  'openingDate',
])
const notInThePast = ['/assets/*/measure', '/requests/*/deadline']

const datesAreSensible: Rule = function* (draft, { today }) {
  if (today === undefined) return
  for (const { path, key, value } of fieldsOf(draft))
    if (notInTheFuture.has(key) && isDate(value) && isLater(value, today)) yield at('DATE_FUTURE', path)
  for (const place of notInThePast.flatMap((path) => select(draft, path)))
    for (const field of ['expiryDate', 'date']) {
      const date = textAt(place, field)
      if (isDate(date) && isLater(today, date)) yield at('DATE_PAST', [...place.path, field])
    }
}

const somethingIsNamed: Rule = function* (draft) {
  if (select(draft, '').length > 0 && itemsIn(draft).length === 0) yield at('NO_ITEMS', [])
}

export const adviceRules: readonly Rule[] = [
  recommendedIsThere,
  scriptsFit,
  namesAreReadable,
  titleIsNeutral,
  minorsAreFlagged,
  secrecyIsPlaced,
  datesAreSensible,
  somethingIsNamed,
]
