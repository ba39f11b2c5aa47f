import { partialDate } from './fields/date.ts'
import { itemId } from './fields/identifier.ts'
import { language } from './fields/name.ts'
import { line, maxFacts, prose } from './fields/text.ts'
import { list, optional, record, z, type Read } from './schema.ts'

/** Proceedings and recipients that one answer to a recall names. */
const maxNamed = 64

/** Body of a CORRECT: what stood there, what belongs there, and why (Directive (EU) 2016/680 art. 7(3)). */
export const correctionSchema = record({
  schema: z.literal('sponte/correction/1'),
  language,
  item: itemId,
  field: optional(line()),
  old: optional(prose(maxFacts)),
  new: prose(maxFacts),
  reason: prose(),
})
export type Correction = Read<typeof correctionSchema>

/** Body of a RECALL_RESULT: where it had been used already, and what those said to whom it was passed on. */
export const recallResultSchema = record({
  schema: z.literal('sponte/recall-result/1'),
  language,
  text: optional(prose()),
  usedIn: optional(
    list(record({ proceeding: line(), authority: optional(line()), date: optional(partialDate) }), maxNamed),
  ),
  passedTo: optional(
    list(
      record({
        recipient: line(),
        result: z.enum(['deleted', 'restricted', 'corrected', 'not-held', 'refused', 'silent']),
        note: optional(line()),
      }),
      maxNamed,
    ),
  ),
})
export type RecallResult = Read<typeof recallResultSchema>
