import { language } from './fields/name.ts'
import { prose } from './fields/text.ts'
import { record, z, type Read } from './schema.ts'

/** Body of a CONDITIONS_READ or CANNOT_COMPLY, where the officer adds a word to the terms. */
export const noteSchema = record({ schema: z.literal('sponte/note/1'), language, text: prose() })
export type Note = Read<typeof noteSchema>
