import { line, maxFacts, prose } from '../fields/text.ts'
import { list, optional, record, z } from '../schema.ts'

/** E3: what happened, and apart from it what the sender thinks of it (R22). */
export const summary = record({
  /** A neutral codename: it may appear in lists and reminders. */
  title: line(80),
  facts: prose(maxFacts),
  analysis: optional(record({ text: prose(maxFacts), confidence: z.enum(['low', 'moderate', 'high']) })),
  typologies: optional(list(line(64), 16)),
})
