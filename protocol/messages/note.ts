import { language } from './fields/name.ts'
import { prose } from './fields/text.ts'
import { record, z, type Read } from './schema.ts'

/** Body of a statement whose terms say it all, where the officer adds a word. */
export const noteSchema = record({ schema: z.literal('sponte/note/1'), language, text: prose() })
export type Note = Read<typeof noteSchema>
