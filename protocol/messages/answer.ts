import { contact } from './fields/contact.ts'
import { itemId } from './fields/identifier.ts'
import { language } from './fields/name.ts'
import { maxFacts, prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Body of an ANSWER; `refers` lists items, or requests of the disclosure, that it speaks of. */
export const answerSchema = record({
  schema: z.literal('sponte/answer/1'),
  language,
  text: prose(maxFacts),
  refers: optional(list(itemId, 32)),
  contact: optional(contact),
})
export type Answer = Read<typeof answerSchema>
