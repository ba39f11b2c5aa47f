import { partialDate } from './fields/date.ts'
import { amount, currency } from './fields/money.ts'
import { language } from './fields/name.ts'
import { line, prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Sums of one measure or one settlement: a few currencies. */
const maxSums = 16

/** Body of a FREEZE_INFO: the order, who made it and on what basis, and what is needed to prolong it. */
export const freezeSchema = record({
  schema: z.literal('sponte/freeze/1'),
  reference: optional(line(128)),
  language,
  authority: optional(line()),
  legalBasis: optional(line()),
  amounts: optional(list(record({ amount, currency, asOf: optional(partialDate) }), maxSums)),
  location: optional(line()),
  toProlong: optional(prose()),
  appeal: optional(prose()),
  text: optional(prose()),
})
export type FreezeBody = Read<typeof freezeSchema>
