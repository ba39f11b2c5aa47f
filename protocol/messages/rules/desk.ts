import { isDate, isLater } from '../fields/date.ts'
import { pointerOf } from '../problem.ts'
import { codesAreKnown } from './codes.ts'
import { at, fieldsOf, has, select, textAt, textsOf, type Rule } from './draft.ts'

// What must be right before a disclosure leaves (R34, the hard half). A received body may break these rules and can
// still be read: the sender answered for them, and a receiver must see what it was sent.

/** UNCAC 56: it might assist proceedings or lead to a request, and does not prejudice the sender's own (R2). */
const findingsAreMade: Rule = function* (draft) {
  for (const { path, value } of select(draft, '/legal/findings')) {
    if (value['assistsProceedings'] === false && value['mayLeadToRequest'] === false)
      yield at('FINDING_MISSING', path, { oneOf: ['assistsProceedings', 'mayLeadToRequest'] })
    if (value['noPrejudice'] === false) yield at('FINDING_MISSING', [...path, 'noPrejudice'])
  }
}

const declarationIsMade: Rule = function* (draft) {
  for (const { path, value } of select(draft, '/legal/humanRights'))
    if (value['declared'] === false) yield at('DECLARATION_MISSING', [...path, 'declared'])
}

/** A memorandum is a legal basis only if one knows which. */
const agreementIsNamed: Rule = function* (draft) {
  for (const place of select(draft, '/legal/basis/*'))
    if (textAt(place, 'code') === 'MOU' && !has(place, 'reference'))
      yield at('REQUIRED', [...place.path, 'reference'])
}

/** Where a schema is nothing without one of some fields. */
const oneOf = [
  { at: '/contact', fields: ['phone', 'email'] },
  { at: '/subjects/*/address/*', fields: ['full', 'street', 'city', 'postalCode', 'region'] },
  { at: '/assets/*', schema: 'BankAccount', fields: ['iban', 'accountNumber'] },
  { at: '/assets/*', schema: 'RealEstate', fields: ['cadastralCode', 'titleNumber'] },
  { at: '/assets/*', schema: 'Vehicle', fields: ['registrationNumber', 'vin'] },
  { at: '/assets/*', schema: 'Vessel', fields: ['imoNumber', 'registrationNumber', 'name'] },
  { at: '/assets/*', schema: 'Airplane', fields: ['registrationNumber', 'serialNumber'] },
  { at: '/assets/*', schema: 'Security', fields: ['isin', 'registrationNumber', 'name'] },
  { at: '/transactions/*', fields: ['payer', 'payerAccount', 'beneficiary', 'beneficiaryAccount'] },
] as const

const oneOfIsThere: Rule = function* (draft) {
  for (const rule of oneOf)
    for (const place of select(draft, rule.at)) {
      if ('schema' in rule && textAt(place, 'schema') !== rule.schema) continue
      if (!rule.fields.some((field) => has(place, field)))
        yield at('ONE_OF_REQUIRED', place.path, { fields: rule.fields })
    }
}

/** What must be said about the measure, by status. An order without end is possible for courts only. */
const measureFields: Readonly<Record<string, readonly string[]>> = {
  postponed: ['expiryDate'],
  'administratively-frozen': ['expiryDate'],
  'judicially-frozen': [],
  confiscated: [],
}

const measureFitsStatus: Rule = function* (draft) {
  for (const place of select(draft, '/assets/*')) {
    const status = textAt(place, 'status') ?? ''
    const path = [...place.path, 'measure']
    const needed = Object.hasOwn(measureFields, status) ? measureFields[status] : undefined
    if (needed !== undefined && !has(place, 'measure')) yield at('REQUIRED', path, { status })
    if (status === 'free' && has(place, 'measure')) yield at('MEASURE_UNEXPECTED', path, { status })
    for (const measure of select(place.value, '/measure'))
      for (const field of needed ?? [])
        if (!has(measure, field)) yield at('REQUIRED', [...path, field], { status })
  }
}

const periods = [
  ['startDate', 'endDate'],
  ['startDate', 'expiryDate'],
  ['openingDate', 'closingDate'],
  ['incorporationDate', 'dissolutionDate'],
  ['birthDate', 'deathDate'],
] as const

/** What ends did not end before it began. */
const datesAreInOrder: Rule = function* (draft) {
  for (const { path, key, value: end, parent } of fieldsOf(draft))
    for (const [first, last] of periods) {
      const start = parent.value[first]
      if (key === last && isDate(start) && isDate(end) && isLater(start, end))
        yield at('DATE_ORDER', path, { after: pointerOf([...parent.path, first]) })
    }
}

/** A secrecy an item comes from is declared for the disclosure: `conditions` are decided on that list (R18). */
const secrecyIsDeclared: Rule = function* (draft) {
  const [legal] = select(draft, '/legal')
  const declared = new Set(textsOf(legal?.value['secrecy'], []).map(({ text }) => text))
  for (const { path, key, value } of fieldsOf(draft)) {
    if (key !== 'secrecy' || path[0] === 'legal') continue
    for (const { path: where, text } of textsOf(value, path))
      if (!declared.has(text)) yield at('SECRECY_UNDECLARED', where)
  }
}

export const deskRules: readonly Rule[] = [
  findingsAreMade,
  declarationIsMade,
  agreementIsNamed,
  oneOfIsThere,
  measureFitsStatus,
  datesAreInOrder,
  secrecyIsDeclared,
  codesAreKnown,
]
