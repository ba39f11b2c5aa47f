import { alpha2ToAlpha3 } from 'i18n-iso-countries/index.js'
import { parseTag } from '../../conditions/index.ts'
import { language as languageField } from '../fields/name.ts'
import { letterOf } from '../fields/script.ts'
import type { Fault } from '../problem.ts'
import { ibanFault, isImo, isIsin, isLei } from './check-digits.ts'
import { at, fieldsOf, textsOf, type Rule } from './draft.ts'

// Lists that change with the years, and check digits, are asked at the drafter's desk and never of a received body:
// a receiver with an older list must still be able to read what a colleague sent.

type FieldCheck = (text: string) => Fault | undefined

const currencies = new Set(Intl.supportedValuesOf('currency'))

const known = (code: Fault['code'], isKnown: (text: string) => boolean): FieldCheck => {
  return (text) => (isKnown(text) ? undefined : { code })
}
const country = known('COUNTRY_UNKNOWN', isCountry)
const language = known('LANGUAGE_UNKNOWN', isCanonicalTag)

const digits = (identifier: string, isRight: (text: string) => boolean): FieldCheck => {
  return (text) => (isRight(text) ? undefined : { code: 'CHECK_DIGIT', params: { identifier } })
}

/** The check of every field of this name, wherever it stands: a name means one thing in all bodies. */
const checks = new Map<string, FieldCheck>([
  ['country', country],
  ['birthCountry', country],
  ['nationality', country],
  ['residence', country],
  ['jurisdiction', country],
  ['currency', known('CURRENCY_UNKNOWN', (text) => currencies.has(text))],
  ['language', language],
  ['languages', language],
  ['script', known('SCRIPT_UNKNOWN', (text) => letterOf(text) !== undefined)],
  ['tags', known('TAG_INVALID', (text) => parseTag(text) !== undefined)],
  ['iban', ibanFault],
  ['leiCode', digits('lei', isLei)],
  ['isin', digits('isin', isIsin)],
  ['imoNumber', digits('imo', isImo)],
])

/** Codes are in their list, and numbers have the right check digits. */
export const codesAreKnown: Rule = function* (draft) {
  for (const field of fieldsOf(draft)) {
    const check = checks.get(field.key)
    if (check === undefined) continue
    for (const { path, text } of textsOf(field.value, field.path)) {
      const fault = check(text)
      if (fault !== undefined) yield at(fault.code, path, fault.params)
    }
  }
}

/** Whether a text is a code of ISO 3166-1 alpha-2 that stands for a country; codes for private use do not. */
export function isCountry(text: string): boolean {
  return alpha2ToAlpha3(text) !== undefined
}

/** Whether a text is a BCP 47 tag in its canonical form, at most 35 characters. */
export function isLanguage(text: string): boolean {
  return languageField.safeParse(text).success && isCanonicalTag(text)
}

// Canonical by the registry that came with the runtime; the language need not have locale data.
function isCanonicalTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text
  } catch {
    return false
  }
}
