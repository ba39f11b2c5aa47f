import { contact } from './fields/contact.ts'
import { language } from './fields/name.ts'
import { line, maxFacts, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/**
 * Body of the notices of a statutory exception, and of what came of it: why, in which proceeding, and how the
 * information is to be protected there (UNCAC 46(5)).
 */
export const exceptionSchema = record({
  schema: z.literal('sponte/exception/1'),
  reference: optional(line(128)),
  language,
  text: prose(maxFacts),
  proceeding: optional(line()),
  authority: optional(line()),
  legalBasis: optional(line()),
  measures: optional(prose()),
  contact: optional(contact),
})
export type ExceptionBody = Read<typeof exceptionSchema>
