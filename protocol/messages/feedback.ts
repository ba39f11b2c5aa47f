import { amount, currency } from './fields/money.ts'
import { language } from './fields/name.ts'
import { line, maxFacts, prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Sums of one feedback: a few currencies for each outcome. */
const maxAmounts = 64

/** Body of a FEEDBACK: what came of it in words, and the sums by outcome and currency (CETS 198 46(12)). */
export const feedbackSchema = record({
  schema: z.literal('sponte/feedback/1'),
  reference: optional(line(128)),
  language,
  text: prose(maxFacts),
  amounts: optional(
    list(record({ outcome: z.enum(['frozen', 'confiscated', 'returned']), amount, currency }), maxAmounts),
  ),
})
export type Feedback = Read<typeof feedbackSchema>
