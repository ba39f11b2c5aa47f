import { contact } from './fields/contact.ts'
import { language } from './fields/name.ts'
import { country } from './fields/place.ts'
import { line, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of a REDIRECT: which authority or network would be better, and why. */
export const redirectionSchema = record({
  schema: z.literal('sponte/redirection/1'),
  language,
  text: prose(),
  authority: optional(line()),
  network: optional(line()),
  country: optional(country),
  contact: optional(contact),
})
export type Redirection = Read<typeof redirectionSchema>
