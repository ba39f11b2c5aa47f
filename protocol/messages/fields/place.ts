import { optional, record } from '../schema.ts'
import { coded, line } from './text.ts'

/** An ISO 3166-1 alpha-2 code by its form; whether it is in the list is asked at the drafter's desk. */
export const country = coded('country', /^[A-Z]{2}$/)

/** FollowTheMoney `Address`: either in one piece or by its parts, with the country always. */
export const address = record({
  full: optional(line(500)),
  street: optional(line()),
  postalCode: optional(line(32)),
  city: optional(line()),
  region: optional(line()),
  country,
})
