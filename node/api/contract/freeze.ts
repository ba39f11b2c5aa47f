/** Freezes: told by whoever holds them, asked after, and lifted after a hearing (UNCAC 54(2), 55(8)). */
import { z } from 'zod'
import { freezeChanges, freezeKinds, ownerTold } from '../../../protocol/index.ts'
import { amount, inMatter, partialDate, saying, shortText, words } from './saying.ts'
import { freeText, idReference, nameIn, time } from './values.ts'

export const freezeRoutes = {
  freezeInfo: saying(
    'freezes',
    'Tells of a freeze, or of what became of one of ours that was told; it answers a question where there is one.',
    z.object({
      ...words,
      ...inMatter,
      /** NEW tells of another; all else goes on in one of ours. */
      change: nameIn(freezeChanges).default('NEW'),
      /** The question that it answers; for a new one, the only one that is open where absent. */
      query: idReference.optional(),
      /** What is not said anew of one that goes on is as it was told. */
      item: idReference.optional(),
      kind: nameIn(freezeKinds).optional(),
      startsAt: time.optional(),
      /** Absent for one without an end. */
      until: time.optional(),
      ownerTold: nameIn(ownerTold).optional(),
      reference: shortText.optional(),
      authority: shortText.optional(),
      legalBasis: shortText.optional(),
      amounts: z
        .array(z.object({ ...amount, asOf: partialDate.optional() }))
        .max(16)
        .default([]),
      location: shortText.optional(),
      /** What is needed to prolong it, and what can be done against it. */
      toProlong: freeText.optional(),
      appeal: freeText.optional(),
    }),
  ),
  freezeQuery: saying(
    'freeze-questions',
    'Asks whether something is frozen, or what became of it.',
    z.object({ ...words, item: idReference.optional(), replyBy: time.optional() }),
  ),
  liftIntent: saying(
    'freeze-lift-intents',
    'Says that a freeze of ours is to be lifted, and until when reasons against it are heard (UNCAC 55(8)).',
    z.object({ ...words, ...inMatter, liftAt: time, reasonsBy: time }),
  ),
  liftReasons: saying(
    'freeze-lift-reasons',
    'Gives reasons against lifting a freeze of theirs, or says that there are none.',
    z.object({ ...words, ...inMatter }),
  ),
  freezeLifted: saying(
    'freeze-ends',
    'Says that a freeze of ours was lifted, or ended on its day.',
    z.object({ ...words, ...inMatter, lapsed: z.boolean().default(false) }),
  ),
} as const
