import { partialDate } from './fields/date.ts'
import { amount, currency } from './fields/money.ts'
import { language } from './fields/name.ts'
import { country } from './fields/place.ts'
import { line, maxFacts, prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Parties, officials and sums that one settlement names. */
const maxNamed = 32

/** Body of a SETTLEMENT_INFO: who settles what, whose officials it touches, and what may be asked. */
export const settlementSchema = record({
  schema: z.literal('sponte/settlement/1'),
  language,
  text: prose(maxFacts),
  parties: optional(list(line(), maxNamed)),
  officials: optional(list(record({ name: line(), country }), maxNamed)),
  amounts: optional(list(record({ amount, currency }), maxNamed)),
  date: optional(partialDate),
  mayAsk: optional(prose()),
  link: optional(line(500)),
})
export type Settlement = Read<typeof settlementSchema>
