/** Sending an approved draft, and what is on its way. */
import { z } from 'zod'
import { useDutyCodes } from '../../../protocol/index.ts'
import {
  bindings,
  bindingsAtOnce,
  deliveryReasons,
  deliveryState,
  deliveryStates,
  filesProgress,
  placed,
  urgencies,
} from './exchange.ts'
import { lowered } from './drafts.ts'
import { intendedUse } from './intended-use.ts'
import { get, post } from './route.ts'
import {
  idReference,
  institution,
  longId,
  page,
  paging,
  shortId,
  signer,
  statementType,
  time,
} from './values.ts'

const sendingErrors = [
  'NOT_FOUND',
  'AMBIGUOUS_ID',
  'NOT_APPROVED',
  'BINDING_TOO_LOW',
  'NOT_YOUR_DRAFT',
  'FOUR_EYES',
  'CONDITIONS_INVALID',
  'CHANGED_MEANWHILE',
  'NOT_NOW',
  'NOT_TRUSTED',
  'NO_PREKEY',
  'NOT_MEMBER',
  'NOT_PERMITTED',
  'WRONG_PASSPHRASE',
  'OFFICER_REVOKED',
  'NOT_EMPOWERED',
  'RECOVERING',
  'CLOCK_WRONG',
] as const

export const sendingRoutes = {
  send: post('/v1/drafts/:draft/sending', {
    summary:
      'An officer who drafted or approved it signs one statement an addressee; they are queued durably.',
    takesLong: true,
    params: z.object({ draft: idReference }),
    body: z.object({
      as: signer,
      /** Instead of the addressees of the draft, which must be empty or the same. */
      to: z.array(idReference).min(1).max(32).optional(),
      /** Only where the approved conditions name none, or the same: an approval cannot be changed here. */
      binding: z.literal(bindings).optional(),
      /** As for `binding`. */
      urgency: z.literal(urgencies).optional(),
      revision: z.string().min(1).max(128).optional(),
      /** Of a notice (binding OFFER, PRIOR-NOTICE): until when an answer is awaited; 14 days, or as the network has it, where absent. */
      answerBy: time.optional(),
      /** A new notice in this exchange instead of a first one: the answer to a counter, under a draft of its own. */
      exchange: idReference.optional(),
      /** Of a draft that was made from other disclosures: what it is passed on for. */
      purpose: intendedUse.purpose,
      offence: intendedUse.offence,
      proceeding: intendedUse.proceeding,
      /** Tags of those that leave it to a person: the head of the desk decides it herewith. */
      decides: z.array(z.string().min(1).max(1200)).max(64).optional(),
    }),
    status: 201,
    response: z.object({
      draft: shortId,
      sent: z.array(placed),
      /** What is owed to the originators of what it was made from; absent where nothing is. */
      owed: z
        .array(z.object({ exchange: longId, duty: z.literal(useDutyCodes), by: time.optional() }))
        .optional(),
      /** Where it binds less than a profile asks for, which two officers have agreed to: why. */
      lowered: lowered.optional(),
    }),
    errors: sendingErrors,
  }),
  urgent: post('/v1/drafts/:draft/urgent-notice', {
    summary:
      'Title and facts of an approved draft go ahead at once, where the law or a memorandum binds; sending it then follows in the same exchanges.',
    params: z.object({ draft: idReference }),
    body: z.object({
      as: signer,
      /** As for sending. */
      to: z.array(idReference).min(1).max(32).optional(),
      binding: z.literal(bindingsAtOnce).optional(),
      revision: z.string().min(1).max(128).optional(),
    }),
    status: 201,
    response: z.object({ draft: shortId, sent: z.array(placed) }),
    errors: sendingErrors,
  }),
  outbox: get('/v1/outbox', {
    summary:
      'Our messages that are not yet delivered, or whose files are not; all of an exchange where one is named.',
    query: z.strictObject({
      ...paging,
      exchange: idReference.optional(),
      state: z.literal(deliveryStates).optional(),
    }),
    response: page(
      z.object({
        message: longId,
        exchange: longId,
        type: statementType,
        to: institution,
        state: deliveryState,
        queuedAt: time,
        tries: z.number().int(),
        lastTriedAt: time.optional(),
        nextTryAt: time.optional(),
        /** Why it is there. */
        reason: z.literal(deliveryReasons).optional(),
        /** The relay that holds it. */
        relay: z.object({ id: shortId, name: z.string() }).optional(),
        deliveredAt: time.optional(),
        /** Absent where it has none. */
        files: filesProgress.optional(),
      }),
    ),
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID'],
  }),
} as const
