import { faults } from '../problem.ts'
import { optional, record, z } from '../schema.ts'
import { partialDate } from './date.ts'
import { coded } from './text.ts'

// 18 digits before the point hold every economy; 18 after it hold the smallest unit of every coin in use.
const decimal = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/

/** An amount as decimal text: never a float, no grouping, a point, no leading zeros; `-` for a debt. */
export const amount = z.string().check(
  faults(function* (value) {
    if (value === '') yield { code: 'REQUIRED' }
    else if (!decimal.test(value) || /^-0(?:\.0+)?$/.test(value)) yield { code: 'AMOUNT_INVALID' }
  }),
)

/** An ISO 4217 code by its form; whether it is in the list is asked at the drafter's desk. */
export const currency = coded('currency', /^[A-Z]{3}$/)

/** What something is worth, on which day, and how that is known. */
export const valuation = record({
  amount,
  currency,
  asOf: partialDate,
  method: optional(z.enum(['balance', 'purchase-price', 'market-estimate', 'official', 'insured', 'book'])),
})

/** Percentage of a share as decimal text, above 0 and up to 100. */
export const percentage = coded(
  'percentage',
  /^(?:100(?:\.0{1,4})?|[1-9]\d?(?:\.\d{1,4})?|0\.(?!0+$)\d{1,4})$/,
)
