/** What the law permits whatever the tags say: told before, or at once after; the originator is consulted and has no veto (UNCAC 46(5)). */
import { z } from 'zod'
import { exceptionReasons } from '../../../protocol/index.ts'
import { inMatter, items, saying, sayingTags, shortText, tags, words } from './saying.ts'
import { nameIn, time } from './values.ts'

/** Which provision of the law is used: each has a notice of its own. */
export const exceptionKinds = ['exculpatory', 'compelled', 'life', 'data-subject'] as const

const explained = {
  ...words,
  reference: shortText.optional(),
  proceeding: shortText.optional(),
  authority: shortText.optional(),
  legalBasis: shortText.optional(),
}

export const exceptionRoutes = {
  exceptionNotice: sayingTags(
    'exception-notices',
    'Tells the originator that the law requires or permits what the conditions do not: before its date, or after it with the reason why not before.',
    z.object({
      ...explained,
      kind: z.literal(exceptionKinds),
      items,
      /**
       * When it is to be done: with a `reason` where that is in less than five days, or `doneAt` and `reason` where there
       * was no time for a notice. Where the originator is to be consulted and none is named, as the network has it.
       */
      plannedAt: time.optional(),
      doneAt: time.optional(),
      reason: nameIn(exceptionReasons).optional(),
      /** Of a compelled disclosure: the tags that cannot be kept. */
      tags: tags.default([]),
      /** How the information is protected, or is to be. */
      measures: z.string().min(1).max(2000).optional(),
    }),
  ),
  consultAsk: saying(
    'consultation-requests',
    'Asks, once, to be consulted before: until a date that is not after the planned one, or until that. It delays, and is no veto.',
    z.object({ ...words, ...inMatter, by: time.optional() }),
  ),
  consultDone: saying(
    'consultation-ends',
    'Says that the consultation was held.',
    z.object({ ...words, ...inMatter }),
  ),
  exceptionDone: saying(
    'exception-reports',
    'Says that what was noticed has been done.',
    z.object({
      ...explained,
      ...inMatter,
      /** Now where absent. */
      doneAt: time.optional(),
      measures: z.string().min(1).max(2000).optional(),
    }),
  ),
} as const
