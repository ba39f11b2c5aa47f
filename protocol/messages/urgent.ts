import { contact } from './fields/contact.ts'
import { amount, currency } from './fields/money.ts'
import { language } from './fields/name.ts'
import { line, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of an URGENT_NOTICE: what is moving now, roughly how much, and whom to call at any hour. */
export const urgentSchema = record({
  schema: z.literal('sponte/urgent/1'),
  reference: optional(line(128)),
  language,
  text: prose(),
  volume: optional(record({ amount, currency })),
  contact,
})
export type Urgent = Read<typeof urgentSchema>
