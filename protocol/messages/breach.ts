import { contact } from './fields/contact.ts'
import { language } from './fields/name.ts'
import { line, maxFacts, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of a BREACH_NOTICE: what was leaked or misused, and what is done about it (Europol Regulation 34). */
export const breachSchema = record({
  schema: z.literal('sponte/breach/1'),
  language,
  text: prose(maxFacts),
  measures: optional(prose()),
  authorityTold: optional(line()),
  contact: optional(contact),
})
export type Breach = Read<typeof breachSchema>
