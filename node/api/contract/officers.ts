/** The officers of this institution: who may sign what. */
import { z } from 'zod'
import { officerPowers } from '../../../protocol/index.ts'
import { get, post } from './route.ts'
import {
  nameIn,
  officer,
  officerName,
  officerReference,
  page,
  paging,
  passphrase,
  signer,
  statementType,
  time,
} from './values.ts'

export const officerStandings = ['active', 'expired', 'revoked'] as const

/** What the head of the desk can let an officer read beyond what the desk does (conditions, DP and `SEC:PRIVILEGE`). */
export const readerRoles = ['privilege-filter', 'protected-data'] as const

const officerEntry = officer.extend({
  power: nameIn(officerPowers),
  statementTypes: z.array(statementType),
  roles: z.array(z.literal(readerRoles)),
  standing: z.literal(officerStandings),
  until: time,
  revokedAt: time.optional(),
})

export const officerRoutes = {
  officerAdd: post('/v1/officers', {
    summary: 'Makes an officer: a key under its own passphrase, certified by the institution.',
    body: z.object({
      name: officerName,
      power: nameIn(officerPowers).default('DELEGATED'),
      /** What the officer may sign; everything where absent. */
      statementTypes: z.array(statementType).min(1).optional(),
      officerPassphrase: passphrase,
      identityPassphrase: passphrase,
    }),
    status: 201,
    response: officerEntry,
    errors: ['ALREADY_EXISTS', 'WRONG_PASSPHRASE', 'PASSPHRASE_WEAK'],
  }),
  officerList: get('/v1/officers', {
    summary: 'The officers, active ones first.',
    query: z.strictObject(paging),
    response: page(officerEntry),
  }),
  officerRole: post('/v1/officers/:officer/roles', {
    summary:
      'The head of the desk says what an officer may read beyond what the desk does; the ledger keeps it.',
    params: z.object({ officer: officerReference }),
    body: z.object({
      as: signer,
      /** In place of those before; none: as the desk. */
      roles: z.array(z.literal(readerRoles)).max(readerRoles.length),
    }),
    response: officerEntry,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'NOT_EMPOWERED', 'WRONG_PASSPHRASE', 'OFFICER_REVOKED'],
  }),
  officerRevoke: post('/v1/officers/:officer/revocation', {
    summary: 'Ends what an officer can sign, from now or from the time the key was lost.',
    params: z.object({ officer: officerReference }),
    body: z.object({
      invalidFrom: time.optional(),
      /** Also when nobody else can open what came while only this officer could. */
      loseContent: z.boolean().default(false),
      identityPassphrase: passphrase,
    }),
    response: officerEntry,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'WRONG_PASSPHRASE', 'OFFICER_REVOKED', 'LAST_KEY'],
  }),
} as const
