import { contact } from './fields/contact.ts'
import { itemId } from './fields/identifier.ts'
import { language } from './fields/name.ts'
import { maxFacts, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of a QUESTION or FEEDBACK_ASK; `item` repeats the terms' item for a reader of the body alone. */
export const questionSchema = record({
  schema: z.literal('sponte/question/1'),
  language,
  text: prose(maxFacts),
  item: optional(itemId),
  contact: optional(contact),
})
export type Question = Read<typeof questionSchema>
