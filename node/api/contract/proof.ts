/** Proof: is our own record whole, and what can be shown of an exchange to others? */
import { z } from 'zod'
import { decides, exceptionFor, usedFor } from './intended-use.ts'
import { exchangeErrors, params } from './receiving.ts'
import { get, post } from './route.ts'
import { freeText, longId, signer, time } from './values.ts'

/** What a look at the ledger can find. */
export const ledgerFaults = [
  'RECORD_MISSING',
  'RECORD_UNREADABLE',
  'LEAF_MISMATCH',
  'ROLLED_BACK',
  'SIGNATURE_INVALID',
] as const

export const proofRoutes = {
  ledgerVerify: get('/v1/ledger/verification', {
    summary: 'Reads the whole ledger again: every record, every leaf, and the root.',
    response: z.object({
      ok: z.boolean(),
      entries: z.number().int(),
      root: longId,
      faults: z.array(z.object({ code: z.literal(ledgerFaults), entry: z.number().int().optional() })),
    }),
    errors: ['STORAGE_FAULT'],
  }),
  exportDossier: post('/v1/exchanges/:exchange/dossier', {
    summary:
      'Takes an exchange out of the node, in a file that anyone can verify; the ledger keeps that it was.',
    params,
    body: z.object({
      as: signer,
      /** With the texts of all messages: each is decided on. */
      content: z.boolean().default(false),
      ...usedFor,
      exception: exceptionFor(['EXPORT']),
      decides,
      /** Why: it is kept with the use. */
      reason: freeText.optional(),
    }),
    remembered: false,
    response: z.object({
      exchange: longId,
      at: time,
      statements: z.number().int(),
      /** How many of them have their text with them. */
      contents: z.number().int(),
      dossier: z.base64(),
    }),
    errors: [
      ...exchangeErrors,
      'NOT_UNDERTAKEN',
      'NOT_PERMITTED',
      'NOT_TRUSTED',
      'NOT_MEMBER',
      'WRONG_PASSPHRASE',
      'OFFICER_REVOKED',
      'NOT_EMPOWERED',
      'KEY_NOT_SHARED',
    ],
  }),
} as const
