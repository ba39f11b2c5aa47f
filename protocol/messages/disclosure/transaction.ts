import { partialDate } from '../fields/date.ts'
import { itemId } from '../fields/identifier.ts'
import { itemFields } from '../fields/item.ts'
import { amount, currency } from '../fields/money.ts'
import { line, prose } from '../fields/text.ts'
import { optional, record, z } from '../schema.ts'

/** E6: money that moved (FollowTheMoney `Payment`); at least one end is named. */
export const transaction = record({
  schema: z.literal('Payment'),
  ...itemFields,
  date: partialDate,
  amount,
  currency,
  payer: optional(itemId),
  payerAccount: optional(itemId),
  beneficiary: optional(itemId),
  beneficiaryAccount: optional(itemId),
  purpose: optional(prose()),
  instruction: optional(prose()),
  transactionNumber: optional(line(128)),
  /** The contract or invoice it is said to pay. */
  contract: optional(line(500)),
})
