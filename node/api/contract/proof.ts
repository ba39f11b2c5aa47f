/** Proof: is our own record whole? */
import { z } from 'zod'
import { get } from './route.ts'
import { longId } from './values.ts'

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
} as const
