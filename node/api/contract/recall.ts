/** A disclosure is recalled or corrected, and everyone who has it says what was done (Directive (EU) 2016/680 art. 7(3), 16). */
import { z } from 'zod'
import { recallModes, recallResults } from '../../../protocol/index.ts'
import { inMatter, items, partialDate, saying, shortText, words } from './saying.ts'
import { freeText, idReference, nameIn, shortId, time } from './values.ts'

/** Of a recall or correction that is passed on; a new one where absent. */
const cascade = { cascade: shortId.optional() }

export const recallRoutes = {
  correct: saying(
    'corrections',
    'Says that an item is wrong, and what is right; everyone to whom it was passed gets it.',
    z.object({
      ...words,
      ...cascade,
      item: idReference,
      replyBy: time.optional(),
      /** Which field of the item, and what stood there; `text` is what belongs there, and has a reason. */
      field: shortText.optional(),
      old: freeText.optional(),
      reason: freeText.optional(),
    }),
  ),
  recall: saying(
    'recalls',
    'Calls items back, or the whole: to be deleted, or not to be used any more.',
    z.object({
      ...words,
      ...cascade,
      items,
      mode: nameIn(recallModes).default('DELETE'),
      replyBy: time.optional(),
    }),
  ),
  recallResult: saying(
    'recall-results',
    'Says what was done about a recall or a correction, by us and by those to whom it was passed on.',
    z.object({
      ...words,
      ...inMatter,
      result: nameIn(recallResults),
      /** Whether nobody is left who has not answered. */
      complete: z.boolean().default(true),
      /** Whether it had been used already; where is in `usedIn`. */
      used: z.boolean().default(false),
      /** To how many it had been passed on, and how many of those have not answered. */
      passed: z.number().int().min(0).max(65_535).default(0),
      silent: z.number().int().min(0).max(65_535).default(0),
      usedIn: z
        .array(
          z.object({
            proceeding: shortText,
            authority: shortText.optional(),
            date: partialDate.optional(),
          }),
        )
        .max(64)
        .default([]),
      passedTo: z
        .array(
          z.object({
            recipient: shortText,
            result: z.enum(['deleted', 'restricted', 'corrected', 'not-held', 'refused', 'silent']),
            note: shortText.optional(),
          }),
        )
        .max(64)
        .default([]),
    }),
  ),
  passedOn: saying(
    'passings-on',
    'Says to which party without a node it was passed on; under a consent, where it names one.',
    z.object({
      ...words,
      /** The consent that it rests on. */
      ...inMatter,
      items,
      /** As `ONW:LIST` writes it, else in words. */
      recipient: shortText,
      /** Today where absent. */
      date: partialDate.optional(),
      /** What was imposed on them. */
      conditions: freeText.optional(),
    }),
  ),
} as const
