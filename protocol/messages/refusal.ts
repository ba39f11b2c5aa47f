import { contact } from './fields/contact.ts'
import { language } from './fields/name.ts'
import { line, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of a REFUSE: the reason in words, beside its code in the terms, and what is offered instead (R11). */
export const refusalSchema = record({
  schema: z.literal('sponte/refusal/1'),
  reference: optional(line(128)),
  language,
  text: prose(),
  // With the longest texts a refusal still has the length of a receipt on the wire.
  alternative: optional(prose(500)),
  contact: optional(contact),
})
export type Refusal = Read<typeof refusalSchema>
