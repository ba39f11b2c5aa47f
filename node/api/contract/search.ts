/** Which texts have these words? And how many exchanges are there, of what kind? Neither gives a text away. */
import { z } from 'zod'
import { phase } from './exchange.ts'
import { post, type Route } from './route.ts'
import { institution, institutionKind, longId, signer, statementType, time } from './values.ts'

/** Why a text was not looked into. */
export const unsearchedReasons = [
  'NOT_UNDERTAKEN',
  'NOT_PERMITTED',
  'BY_CONSENT',
  'KEY_NOT_SHARED',
  'DAMAGED',
  'TOO_LARGE',
  'TOO_MANY',
] as const

/** Acts of officers that the ledger is asked for. */
export const countedActs = [
  'opened',
  'exported',
  'used',
  'searched',
  'denied',
  'decided',
  'tightened',
  'loosened',
  'interpreted',
  'erased',
] as const

const errors = [
  'NOT_FOUND',
  'AMBIGUOUS_ID',
  'WRONG_PASSPHRASE',
  'OFFICER_REVOKED',
] as const satisfies Route['errors']

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month, such as 2026-11')

/** A number, or that it is smaller than what may be published. */
const count = { count: z.number().int().optional(), fewerThan: z.number().int().optional() }
const counts = <T extends z.ZodType>(name: T) => z.array(z.object({ name, ...count }))

export const searchRoutes = {
  search: post('/v1/search', {
    summary:
      'Which texts have all of these words, among those that this officer may read and compare; never the texts themselves.',
    body: z.object({
      as: signer,
      /** Parts of words count, capitals do not. */
      words: z.string().min(1).max(256),
      /** Where the newest hundred exchanges were not all, as the answer before gave it in `next`. */
      cursor: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
    }),
    remembered: false,
    response: z.object({
      found: z.array(
        z.object({
          exchange: longId,
          message: longId,
          type: statementType,
          side: z.enum(['ours', 'theirs']),
          at: time,
          with: institution,
        }),
      ),
      /** What was looked into. */
      searched: z.object({ exchanges: z.number().int(), texts: z.number().int() }),
      /** Exchanges of which at least one text was not, by reason. */
      unsearched: z.array(z.object({ reason: z.literal(unsearchedReasons), exchanges: z.number().int() })),
      next: z.string().optional(),
    }),
    errors,
  }),
  statistics: post('/v1/statistics', {
    summary:
      'How many exchanges, by month, direction, state and kind of institution, and how many acts; no text.',
    body: z.object({
      as: signer,
      /** Begun in this month or later. */
      from: month.optional(),
      to: month.optional(),
      /** For others to see: small numbers are not said, and the rest is rounded down to fives. */
      publish: z.boolean().default(false),
    }),
    remembered: false,
    response: z.object({
      published: z.boolean(),
      total: z.object(count),
      byMonth: counts(month),
      byDirection: counts(z.enum(['incoming', 'outgoing'])),
      byPhase: counts(phase),
      byKind: counts(institutionKind),
      /** Acts of officers on those exchanges, by the ledger. */
      acts: counts(z.literal(countedActs)),
    }),
    errors,
  }),
} as const
