import { contact } from './fields/contact.ts'
import { partialDate } from './fields/date.ts'
import { language } from './fields/name.ts'
import { line, maxFacts, prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Parts of one request: what a comment can be threaded to. */
const maxParts = 32

/** Body of a REQUEST: a request for assistance as a draft to comment on, or the copy of one that was made. */
export const assistanceSchema = record({
  schema: z.literal('sponte/assistance/1'),
  reference: optional(line(128)),
  language,
  title: line(),
  authority: optional(line()),
  parts: list(record({ heading: line(), text: prose(maxFacts) }), maxParts, 1),
  contact: optional(contact),
})
export type Assistance = Read<typeof assistanceSchema>

/** Body of a COMMENT; `part` counts the parts of the request from 1. */
export const commentSchema = record({
  schema: z.literal('sponte/comment/1'),
  language,
  part: optional(z.int().min(1).max(maxParts)),
  text: prose(maxFacts),
})
export type CommentBody = Read<typeof commentSchema>

/** Body of a FORMALISED: the request that went the formal way, and between whom (UNCAC 46(13)). */
export const formalisedSchema = record({
  schema: z.literal('sponte/formalised/1'),
  reference: line(128),
  language,
  date: partialDate,
  from: line(),
  to: line(),
  text: optional(prose()),
})
export type Formalised = Read<typeof formalisedSchema>
