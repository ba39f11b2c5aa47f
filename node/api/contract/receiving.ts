/** Receiving: first the conditions, then an officer's undertaking, then the content. */
import { z } from 'zod'
import { cannotComplyReasons, officerPowers } from '../../../protocol/index.ts'
import { attachmentOpened } from './attachments.ts'
import {
  built,
  conditions,
  due,
  exchangeSummary,
  matter,
  message,
  placed,
  phase,
  phases,
  stateHash,
} from './exchange.ts'
import { decides, exceptionFor, useDuty, usedFor } from './intended-use.ts'
import { bytes, get, post, type Route } from './route.ts'
import { terms } from './terms.ts'
import {
  alarm,
  freeText,
  idReference,
  institution,
  language,
  longId,
  nameIn,
  officer,
  page,
  paging,
  signer,
  time,
} from './values.ts'

/** What became of a release; `waiting`: nobody has undertaken the conditions. */
export const releaseStates = ['released', 'held', 'waiting'] as const

/** Why the node would not release what is armed: a person has to look. */
export const holdReasons = [
  'UNDERTAKING_ENDS',
  'NOTICE_OVER',
  'STATUS_STALE',
  'SOURCE_CHANGED',
  'NOT_TRUSTED',
  'NOT_MEMBER',
  'FOUR_EYES',
  'NOT_NOW',
  'BUNDLE_STALE',
  'RECOVERING',
  'CLOCK_WRONG',
  'OTHER',
] as const

export const params = z.object({ exchange: idReference })

/** What any verb on an exchange can answer. */
export const exchangeErrors = ['NOT_FOUND', 'AMBIGUOUS_ID'] as const satisfies Route['errors']

/** What any verb that signs a message into an exchange can answer. */
export const signingErrors = [
  ...exchangeErrors,
  'NOT_NOW',
  'NOT_TRUSTED',
  'NOT_PERMITTED',
  'WRONG_PASSPHRASE',
  'OFFICER_REVOKED',
  'NOT_EMPOWERED',
  'RECOVERING',
  'CLOCK_WRONG',
] as const satisfies Route['errors']

/** Who opens what, and to which end. The text is opened as a whole: there is no single item of it to ask for. */
export const opening = z.object({
  as: signer,
  /** Another message than the disclosure. */
  message: idReference.optional(),
  ...usedFor,
  exception: exceptionFor(['READ', 'EXPORT']),
  decides,
})

/** What opening a text can answer. */
export const openingErrors = [
  ...exchangeErrors,
  'NOT_UNDERTAKEN',
  'NOT_PERMITTED',
  'NOT_NOW',
  'WRONG_PASSPHRASE',
  'OFFICER_REVOKED',
  'NOT_EMPOWERED',
  'KEY_NOT_SHARED',
] as const satisfies Route['errors']

/** A text as an officer gets it, with what governs it. */
export const opened = z.object({
  exchange: longId,
  message: longId,
  from: institution,
  at: time,
  terms,
  /** What governs every use of it. */
  conditions,
  /** The body as its writer wrote it; its field `schema` names its kind (docs/protocol/4-messages.md). */
  body: z.record(z.string(), z.unknown()),
  /** Tags that the exception invoked sets aside, and what has to be done besides; absent where nothing is. */
  setAside: z.array(z.string()).optional(),
  duties: z.array(useDuty).optional(),
  /** Its files, in its order; absent where it has none. */
  attachments: z.array(attachmentOpened).optional(),
})

export const receivingRoutes = {
  inbox: get('/v1/inbox', {
    summary: 'Exchanges that wait for us, the most urgent and the latest due first.',
    query: z.strictObject(paging),
    response: page(exchangeSummary).extend({ alarms: z.array(alarm) }),
  }),
  exchanges: get('/v1/exchanges', {
    summary: 'All exchanges, last moved first.',
    query: z.strictObject({
      ...paging,
      direction: z.enum(['incoming', 'outgoing']).optional(),
      phase: z.literal(phases).optional(),
      with: idReference.optional(),
    }),
    response: page(exchangeSummary),
    errors: ['AMBIGUOUS_ID'],
  }),
  show: get('/v1/exchanges/:exchange', {
    summary: 'One exchange: its state, its messages without their texts, what is owed, and the proofs.',
    params,
    query: z.strictObject({
      /** Only what was built on this item. */
      item: idReference.optional(),
    }),
    response: exchangeSummary.extend({
      conditions,
      /** Of the other side, in whichever exchange. */
      alarms: z.array(alarm),
      messages: z.array(message),
      /** What was built here on the disclosure, oldest first. */
      built: z.array(built),
      /** What has not come to its end, oldest first. */
      matters: z.array(matter),
      questions: z.array(
        z.object({
          message: longId,
          side: z.enum(['ours', 'theirs']),
          at: time,
          replyBy: time.optional(),
          state: z.enum(['open', 'partly-answered', 'answered']),
          answers: z.array(longId),
        }),
      ),
      /** Last placement of each side, and the hash of the state both sides compute: compare by telephone. */
      heads: z.object({ ours: longId.optional(), theirs: longId.optional() }),
      stateHash,
      /** Ours, signed, and waiting for an undertaking. `held`: somebody has to look; `reason` says why. */
      armed: z
        .object({ state: z.enum(['armed', 'held']), reason: z.literal(holdReasons).optional() })
        .optional(),
    }),
    errors: exchangeErrors,
  }),
  conditions: get('/v1/exchanges/:exchange/conditions', {
    summary: 'The conditions of a disclosure: all that may be seen of it before an officer undertakes them.',
    params,
    response: conditions.extend({
      exchange: longId,
      from: institution,
      phase,
      /** Single items that carry stricter tags of their own. */
      items: z.number().int(),
      undertaken: z
        .object({ message: longId, at: time, validUntil: time, by: officer.partial({ name: true }) })
        .optional(),
      due: z.array(due),
    }),
    errors: exchangeErrors,
  }),
  undertake: post('/v1/exchanges/:exchange/undertaking', {
    summary: 'An officer signs for the institution: conditions read, we can comply.',
    params,
    body: z.object({
      as: signer,
      /** Of the conditions the officer has read: CHANGED_MEANWHILE where they are not those. */
      conditions: longId.optional(),
      /** A change of the conditions that is undertaken, beside what was before. */
      retag: idReference.optional(),
      validUntil: time.optional(),
      /** In which power the officer binds the institution; the officer's own where absent. */
      power: nameIn(officerPowers).optional(),
      /** Whether these conditions are to bind them too, for what we answer. */
      mutual: z.boolean().default(false),
      language: language.optional(),
      text: freeText.optional(),
    }),
    status: 201,
    response: placed,
    errors: [...signingErrors, 'CHANGED_MEANWHILE', 'CONDITIONS_INVALID', 'NOTICE_OVER'],
  }),
  decline: post('/v1/exchanges/:exchange/declination', {
    summary: 'Returned unopened, or an undertaking withdrawn: we cannot comply, and why.',
    params,
    body: z.object({
      as: signer,
      reason: nameIn(cannotComplyReasons),
      language: language.optional(),
      text: freeText.optional(),
    }),
    status: 201,
    response: placed,
    errors: signingErrors,
  }),
  counter: post('/v1/exchanges/:exchange/counter-proposal', {
    summary: 'Other conditions, which we could undertake: the sender answers with a new notice, or not.',
    params,
    body: z.object({
      as: signer,
      /** In their text form, as in a draft. */
      conditions: z.array(z.string().min(1).max(1200)).min(1).max(64),
      language: language.optional(),
      text: freeText.optional(),
    }),
    status: 201,
    response: placed,
    errors: [...signingErrors, 'CONDITIONS_INVALID'],
  }),
  withdraw: post('/v1/exchanges/:exchange/withdrawal', {
    summary: 'Our notice is withdrawn: nothing will be released.',
    params,
    body: z.object({ as: signer, language: language.optional(), text: freeText.optional() }),
    status: 201,
    response: placed,
    errors: signingErrors,
  }),
  release: post('/v1/exchanges/:exchange/release', {
    summary:
      'An officer has looked at what is held, and lets it go: all is asked again but the age of the status, and whether the answer came in time.',
    params,
    body: z.object({ as: signer }),
    response: z.object({
      exchange: longId,
      state: z.literal(releaseStates),
      reason: z.literal(holdReasons).optional(),
    }),
    errors: [...exchangeErrors, 'WRONG_PASSPHRASE', 'OFFICER_REVOKED', 'NOT_EMPOWERED'],
  }),
  open: post('/v1/exchanges/:exchange/opening', {
    summary:
      'Opens the disclosure, or the text of one message, for an officer; the ledger keeps that it was.',
    params,
    body: opening
      .extend({
        /** To take it out of the node: then EXPORT is decided too. */
        export: z.boolean().default(false),
        /** Why: kept with the use, in its case. To take something out, the officer has to say it. */
        reason: freeText.optional(),
      })
      .refine((body) => !body.export || body.reason !== undefined, {
        path: ['reason'],
        message: 'what is taken out of the node is taken out for a reason',
      }),
    remembered: false,
    response: opened,
    errors: openingErrors,
  }),
  openAttachment: post('/v1/exchanges/:exchange/attachments/:attachment/opening', {
    summary:
      'The bytes of one file, to be taken out of the node: EXPORT is decided, and the ledger keeps it.',
    params: params.extend({ attachment: idReference }),
    body: opening.extend({
      /** Why: kept with the use, in its case. */
      reason: freeText,
    }),
    response: bytes,
    givesBytes: true,
    remembered: false,
    errors: [
      ...exchangeErrors,
      'NOT_UNDERTAKEN',
      'NOT_PERMITTED',
      'FILE_INCOMPLETE',
      'FILE_DAMAGED',
      'NOT_NOW',
      'WRONG_PASSPHRASE',
      'OFFICER_REVOKED',
      'NOT_EMPOWERED',
    ],
  }),
} as const
