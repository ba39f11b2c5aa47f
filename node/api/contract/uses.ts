/** What is done with a disclosure outside of the node, and what this institution adds to its conditions by itself. */
import { z } from 'zod'
import { operations, purposes, statutoryExceptions } from '../../../protocol/index.ts'
import { placed } from './exchange.ts'
import { decides, exceptionFor, intendedUse, useDuty } from './intended-use.ts'
import { exchangeErrors, params, signingErrors } from './receiving.ts'
import { get, post, type Route } from './route.ts'
import { freeText, language, longId, shortId, signer, time } from './values.ts'

/** What is done outside of the node; the node itself reads, exports and relays. */
export const recordedOperations = operations.filter(
  (operation) => !['READ', 'EXPORT', 'RELAY', 'STAT'].includes(operation),
)

const tag = z.string().min(1).max(1200)

const usingErrors = [
  ...exchangeErrors,
  'NOT_UNDERTAKEN',
  'NOT_PERMITTED',
  'WRONG_PASSPHRASE',
  'OFFICER_REVOKED',
  'NOT_EMPOWERED',
] as const satisfies Route['errors']

export const useRoutes = {
  use: post('/v1/exchanges/:exchange/uses', {
    summary:
      'Records an act outside of the node, if it is permitted: fetched, decided, and in the ledger first.',
    params,
    body: z.object({
      as: signer,
      operation: z.literal(recordedOperations),
      ...intendedUse,
      exception: exceptionFor(recordedOperations),
      decides,
      /** Why: it is kept with the use. */
      reason: freeText.optional(),
    }),
    status: 201,
    response: z.object({
      exchange: longId,
      item: shortId.optional(),
      operation: z.literal(operations),
      at: time,
      /** Consents that it rests on, each by the message that asked for it; a use of each was counted. */
      consents: z.array(longId),
      /** Tags that an exception of the law sets aside. */
      setAside: z.array(z.string()),
      duties: z.array(useDuty),
    }),
    errors: usingErrors,
  }),
  uses: get('/v1/exchanges/:exchange/uses', {
    summary:
      'What was done with a disclosure outside of the node, or taken out of it, oldest first: so that a recall is answered truly.',
    params,
    response: z.object({
      exchange: longId,
      uses: z.array(
        z.object({
          at: time,
          /** Of who recorded it. */
          officer: shortId,
          operation: z.literal(operations),
          item: shortId.optional(),
          purpose: z.literal(purposes).optional(),
          proceeding: z.string().optional(),
          recipient: z.string().optional(),
          exception: z.literal(statutoryExceptions).optional(),
          /** Why, in the words of who did it. */
          reason: z.string().optional(),
          consents: z.array(longId),
        }),
      ),
    }),
    errors: exchangeErrors,
  }),
  tighten: post('/v1/exchanges/:exchange/own-tags', {
    summary: 'Adds tags of our own to what we received: only ever narrower, and told to nobody.',
    params,
    body: z.object({ as: signer, tags: z.array(tag).min(1).max(16) }),
    response: z.object({ exchange: longId, at: time, tags: z.array(z.string()) }),
    errors: [...exchangeErrors, 'CONDITIONS_INVALID', 'WRONG_ROLE', 'WRONG_PASSPHRASE', 'OFFICER_REVOKED'],
  }),
  lift: post('/v1/exchanges/:exchange/own-tags/lifting', {
    summary:
      'Takes back a tag of our own, by two officers: the second who asks for it lifts it. What the originator says stands.',
    params,
    body: z.object({ as: signer, tag }),
    response: z.object({
      exchange: longId,
      at: time,
      tag: z.string(),
      /** Whether it is lifted; where not, another officer has to ask for the same. */
      lifted: z.boolean(),
    }),
    errors: [
      ...exchangeErrors,
      'CONDITIONS_INVALID',
      'FOUR_EYES',
      'WRONG_ROLE',
      'WRONG_PASSPHRASE',
      'OFFICER_REVOKED',
    ],
  }),
  interpret: post('/v1/exchanges/:exchange/interpretations', {
    summary:
      'Records what a tag that no machine can read is taken to mean, and asks the originator to confirm it.',
    params,
    body: z.object({
      as: signer,
      tag,
      means: freeText,
      language: language.optional(),
      operations: z.array(z.literal(operations)).max(operations.length),
    }),
    status: 201,
    response: placed,
    errors: [...signingErrors, 'CONDITIONS_INVALID'],
  }),
} as const
