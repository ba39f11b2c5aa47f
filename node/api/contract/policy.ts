/** May this be done with what we received? */
import { z } from 'zod'
import { operations, purposes, tagEffects, type UseAsk, type UseNeed } from '../../../protocol/index.ts'
import { intendedUse, useDuty } from './intended-use.ts'
import { because } from './problem.ts'
import { exchangeErrors } from './receiving.ts'
import { get } from './route.ts'
import { idReference, institution, longId, officerReference, shortId, time } from './values.ts'

/** `needs`: not before what is listed. */
export const effects = ['allow', 'needs', 'deny'] as const

/** What must come first, or after (`notify-after` alone does not hold it up). */
export const needs = [
  'consent',
  'notify-before',
  'consultation',
  'notify-after',
  'human',
  'fetch',
] as const satisfies readonly UseNeed[]

/** Who can change the answer. */
export const whomToAsk = ['originator', 'own-officer', 'own-head'] as const satisfies readonly UseAsk[]

export const policyRoutes = {
  may: get('/v1/exchanges/:exchange/may', {
    summary:
      'Whether an operation, with all that it takes, is permitted, because of which tags, with which duties, and whom to ask.',
    params: z.object({ exchange: idReference }),
    query: z.strictObject({
      operation: z.literal(operations),
      ...intendedUse,
      officer: officerReference.optional(),
    }),
    response: z.object({
      exchange: longId,
      item: shortId.optional(),
      operation: z.literal(operations),
      effect: z.literal(effects),
      needs: z.array(z.literal(needs)),
      because: z.array(because.extend({ effect: z.literal(tagEffects) })),
      duties: z.array(useDuty),
      /** Tags that the exception invoked sets aside. */
      setAside: z.array(z.string()),
      /** Consents to ask the originator for, each for exactly the items that need it; none: the whole. */
      consents: z.array(
        z.object({
          operation: z.literal(operations),
          items: z.array(shortId),
          purpose: z.literal(purposes).optional(),
          recipient: z.string().optional(),
          proceeding: z.string().optional(),
        }),
      ),
      /** While a consultation is awaited: when the wait ends by itself. */
      waitUntil: time.optional(),
      /** Who can change the answer; the institution where it is the originator. */
      ask: z.object({ whom: z.literal(whomToAsk), institution: institution.optional() }).optional(),
    }),
    errors: exchangeErrors,
  }),
} as const
