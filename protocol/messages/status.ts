import { contact } from './fields/contact.ts'
import { language } from './fields/name.ts'
import { line, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of a STATUS: how far it has come, beside the stage in the terms (UNCAC 46(24)). */
export const statusSchema = record({
  schema: z.literal('sponte/status/1'),
  reference: optional(line(128)),
  language,
  text: prose(),
  contact: optional(contact),
})
export type StatusReport = Read<typeof statusSchema>
