import { list, optional, record, z } from '../schema.ts'
import { partialDate } from './date.ts'
import { itemId } from './identifier.ts'
import { line, prose } from './text.ts'

/** Special categories, victims, witnesses, minors (Dir 2016/680 art 10; Europol Reg art 30; R23). */
export const flags = ['special', 'victim', 'witness', 'minor'] as const
export type Flag = (typeof flags)[number]

/** Secrecy under which the data was before it was disclosed (Swiss IMAC 67a(4)-(5); AMLD4 50a; R18). */
export const secrecies = ['bank', 'tax', 'fiu', 'privilege', 'informant'] as const
export type Secrecy = (typeof secrecies)[number]

/** Tags an officer adds to one item. */
const maxOwnTags = 8

/**
 * How far source (A-C, X) and information (1-4) can be relied on, exactly as Europol Regulation art 29 (R22).
 */
const evaluation = record({
  source: z.enum(['A', 'B', 'C', 'X']),
  information: z.literal([1, 2, 3, 4]),
})

/**
 * What every item of a disclosure carries beside its own fields.
 *
 * `nature` keeps facts and assessments apart (Dir 2016/680 art 7); `tags` are Conditions tags as text, read by
 * the grammar of docs/protocol/conditions.md.
 */
export const itemFields = {
  id: itemId,
  evaluation,
  nature: z.enum(['fact', 'assessment']),
  sourceDate: optional(partialDate),
  flags: optional(list(z.enum(flags), flags.length)),
  secrecy: optional(list(z.enum(secrecies), secrecies.length)),
  tags: optional(list(line(128), maxOwnTags)),
  notes: optional(prose()),
} as const
