import { contact } from './fields/contact.ts'
import { line, prose } from './fields/text.ts'
import { optional, record, z, type Read } from './schema.ts'

/** Body of an ACK: the receiver's own reference and unit, and what it says of the next news (D1). */
export const acknowledgementSchema = record({
  schema: z.literal('sponte/acknowledgement/1'),
  reference: line(128),
  unit: line(),
  nextNews: optional(prose()),
  contact: optional(contact),
})
export type Acknowledgement = Read<typeof acknowledgementSchema>
