/** A disclosure is recalled or corrected, and everyone who has it says what was done (Directive (EU) 2016/680 art. 7(3), 16). */
import { z } from 'zod'
import { recallModes, recallResults } from '../../../protocol/index.ts'
import { placed } from './exchange.ts'
import { statesOfMatter } from './matters.ts'
import { params, signingErrors } from './receiving.ts'
import { post } from './route.ts'
import { inMatter, items, partialDate, saying, shortText, words } from './saying.ts'
import { freeText, idReference, longId, nameIn, shortId, signer, time } from './values.ts'

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
      /** Absent: what we answered in the same cascade already, which has come back in a loop. */
      result: nameIn(recallResults).optional(),
      /** Whether nobody is left who has not answered; never while somebody is silent of whom the node knows. */
      complete: z.boolean().optional(),
      /** Whether it had been used already; where is in `usedIn`. */
      used: z.boolean().optional(),
      /** To how many it had been passed on, and how many of those have not answered: at least those the node knows of. */
      passed: z.number().int().min(0).max(65_535).optional(),
      silent: z.number().int().min(0).max(65_535).optional(),
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
  recallPassOn: post('/v1/exchanges/:exchange/recalls/onward', {
    summary:
      'Passes a recall or correction on, under its one id, to everyone who got what was made from it; again does no harm.',
    params,
    body: z.object({
      as: signer,
      ...inMatter,
      /** Only to this exchange of ours. */
      to: idReference.optional(),
      /** The items of that exchange it is about, where they have other ids there. */
      items,
    }),
    status: 201,
    response: z.object({
      exchange: longId,
      cascade: shortId,
      passed: z.array(placed),
      /** Where the same id was already, and how far it is there. */
      known: z.array(z.object({ exchange: longId, state: z.literal(statesOfMatter) })),
    }),
    errors: signingErrors,
  }),
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
