import { contact } from './fields/contact.ts'
import { partialDate } from './fields/date.ts'
import { language } from './fields/name.ts'
import { line, maxFacts, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of a CONSENT_ASK: why, and in words for whom and for which proceeding; the terms decide (CETS 198 46(7)). */
export const consentRequestSchema = record({
  schema: z.literal('sponte/consent-request/1'),
  language,
  text: prose(maxFacts),
  recipient: optional(line()),
  proceeding: optional(line()),
  authority: optional(line()),
  legalBasis: optional(line()),
  contact: optional(contact),
})
export type ConsentRequest = Read<typeof consentRequestSchema>

/** Body of a GRANT: who consented, and what the third party is to be told. */
export const consentSchema = record({
  schema: z.literal('sponte/consent/1'),
  reference: optional(line(128)),
  language,
  text: prose(),
  authority: optional(line()),
  contact: optional(contact),
})
export type Consent = Read<typeof consentSchema>

/** Body of a USED: what was done with the items, where and when. */
export const useSchema = record({
  schema: z.literal('sponte/use/1'),
  language,
  text: prose(),
  proceeding: optional(line()),
  authority: optional(line()),
  date: optional(partialDate),
})
export type UseMade = Read<typeof useSchema>

/** Body of a PASSED_ON: to whom, a party without a node, when and under which conditions. */
export const passedOnSchema = record({
  schema: z.literal('sponte/passed-on/1'),
  language,
  recipient: line(),
  date: partialDate,
  text: prose(),
  conditions: optional(prose()),
})
export type PassedOn = Read<typeof passedOnSchema>
