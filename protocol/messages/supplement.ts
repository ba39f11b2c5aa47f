import { contact } from './fields/contact.ts'
import { itemId } from './fields/identifier.ts'
import { language } from './fields/name.ts'
import { maxFacts, prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Body of a SUPPLEMENT: what was learnt since, unasked; `refers` lists the items that it touches. */
export const supplementSchema = record({
  schema: z.literal('sponte/supplement/1'),
  language,
  text: prose(maxFacts),
  refers: optional(list(itemId, 32)),
  contact: optional(contact),
})
export type Supplement = Read<typeof supplementSchema>
