/** A text on paper. */
import { z } from 'zod'
import { opened, opening, openingErrors, params } from './receiving.ts'
import { post } from './route.ts'
import { freeText, officer, time } from './values.ts'

export const paperRoutes = {
  print: post('/v1/exchanges/:exchange/printing', {
    summary:
      'A text to be put on paper: EXPORT is decided, and who printed it, when, and which copy it is are in the ledger first.',
    params,
    body: opening.extend({
      /** Why: kept with the use, in its case. */
      reason: freeText,
    }),
    remembered: false,
    response: opened.omit({ attachments: true }).extend({
      by: officer,
      printedAt: time,
      /** Of this message, from 1: each has a number of its own. */
      copy: z.number().int().min(1),
    }),
    errors: openingErrors,
  }),
} as const
