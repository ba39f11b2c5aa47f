/** Whom one can write to, and how far each of them is to be trusted. */
import { z } from 'zod'
import { get, post } from './route.ts'
import {
  country,
  fingerprint,
  idReference,
  institution,
  institutionKind,
  language,
  longId,
  officer,
  page,
  paging,
  shortId,
  signer,
  statementType,
  time,
} from './values.ts'

/**
 * Standing of an institution's key with us.
 *
 * `provisional` until an officer has compared the fingerprint; `held` while a changed key waits for confirmation.
 */
export const standings = ['verified', 'provisional', 'held', 'expired', 'revoked'] as const

/** Whether one can seal to it now: with this week's prekey, with an old one and a warning, or not. */
export const prekeyStates = ['fresh', 'stale', 'none'] as const

const entry = institution.extend({
  kind: institutionKind,
  languages: z.array(language),
  standing: z.literal(standings),
  prekeys: z.literal(prekeyStates),
  credentialUntil: time,
  /** When its network last said this of it, with a credential. */
  confirmedAt: time,
  /** Whether that is longer ago than the profile of the network lets it be. */
  unconfirmed: z.boolean(),
})

export const directoryRoutes = {
  directoryList: get('/v1/directory', {
    summary: 'The institutions of our networks.',
    query: z.strictObject({
      ...paging,
      network: idReference.optional(),
      country: country.optional(),
      /** A part of the name, in any case. */
      name: z.string().min(1).max(200).optional(),
    }),
    response: page(entry),
  }),
  directoryShow: get('/v1/directory/:institution', {
    summary: 'All that is known of one institution.',
    params: z.object({ institution: idReference }),
    query: z.strictObject({ network: idReference.optional() }),
    response: entry.extend({
      fingerprint,
      statementTypes: z.array(statementType),
      homeRelays: z.array(shortId),
      addresses: z.array(z.string()),
      /** Who of ours compared the fingerprint, and when. */
      verified: z.array(z.object({ by: officer, at: time })),
      /** The fingerprint of a changed key that waits, and the earliest time it can be confirmed. */
      held: z.object({ fingerprint, until: time }).optional(),
      bundleAt: time.optional(),
    }),
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID'],
  }),
  directoryVerify: post('/v1/directory/:institution/verification', {
    summary: 'An officer says: I compared these 60 digits with them by another channel.',
    params: z.object({ institution: idReference }),
    body: z.object({ as: signer, fingerprint, network: idReference.optional() }),
    response: entry.extend({
      /** Officers who must still confirm: a changed key needs two. */
      stillNeeded: z.number().int(),
    }),
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'FINGERPRINT_MISMATCH', 'WRONG_PASSPHRASE', 'OFFICER_REVOKED'],
  }),
  directoryUpdate: post('/v1/directory/update', {
    summary: 'Fetches everything new from the relays, whole: never one institution by name.',
    response: z.object({
      relays: z.array(
        z.object({ id: shortId, name: z.string(), reached: z.boolean(), objects: z.number().int() }),
      ),
      networks: z.array(z.object({ id: longId, name: z.string(), statusAt: time.optional() })),
      institutions: z.number().int(),
    }),
    remembered: false,
    errors: ['UNREACHABLE', 'PEER_FAULT', 'NOT_MEMBER'],
  }),
} as const
