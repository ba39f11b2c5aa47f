import { optional, record, z } from '../schema.ts'
import { partialDate } from './date.ts'
import { country } from './place.ts'
import { coded, line } from './text.ts'

/** Opaque name of an item: 16 random bytes in lower-case hexadecimal, never derived from content (rules C9). */
export const itemId = coded('item-id', /^[0-9a-f]{32}$/)

/** ISO 13616, electronic form: no spaces. Structure and check digits are asked at the drafter's desk. */
export const iban = coded('iban', /^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/)
/** ISO 9362. */
export const bic = coded('bic', /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/)
/** ISO 17442. */
export const lei = coded('lei', /^[A-Z0-9]{18}\d{2}$/)
/** ISO 6166. */
export const isin = coded('isin', /^[A-Z]{2}[A-Z0-9]{9}\d$/)
/** The ship's number of the International Maritime Organization, digits only. */
export const imo = coded('imo', /^\d{7}$/)

export const phone = coded('phone', /^\+?[0-9][0-9 ()/.-]{2,38}$/)
export const email = coded('email', /^[^\s@\p{C}]{1,128}@[^\s@\p{C}]{1,128}$/u)

/** FollowTheMoney `Identification` and `Passport`; the holder is the person it stands in. */
export const identification = record({
  schema: z.enum(['Identification', 'Passport']),
  type: optional(line(80)),
  number: line(64),
  country,
  authority: optional(line()),
  startDate: optional(partialDate),
  endDate: optional(partialDate),
})
