/** Proof: is our own record whole? */
import { z } from 'zod'
import { get } from './route.ts'
import { institution, longId, time } from './values.ts'

/** What a look at the ledger can find. */
export const ledgerFaults = [
  'RECORD_MISSING',
  'RECORD_UNREADABLE',
  'LEAF_MISMATCH',
  'ROOT_MISMATCH',
  'ROLLED_BACK',
  'SIGNATURE_INVALID',
  'PEER_DISAGREES',
] as const

export const proofRoutes = {
  ledgerVerify: get('/v1/ledger/verification', {
    summary: 'Reads the whole ledger again: every record, every leaf, the root, and what peers saw of it.',
    response: z.object({
      ok: z.boolean(),
      entries: z.number().int(),
      root: longId,
      /** When the last checkpoint was signed. */
      checkpointAt: time.optional(),
      /** Institutions that hold a checkpoint of ours, and up to which entry. */
      witnessedBy: z.array(z.object({ institution, entries: z.number().int() })),
      faults: z.array(z.object({ code: z.literal(ledgerFaults), entry: z.number().int().optional() })),
    }),
    errors: ['STORAGE_FAULT'],
  }),
} as const
