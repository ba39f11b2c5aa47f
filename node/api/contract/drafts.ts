/** A disclosure on its way to being said: drafted, checked, submitted by one officer, approved by another. */
import { z } from 'zod'
import { leastBindings, maxAttachmentBytes } from '../../../protocol/index.ts'
import { attachmentSaid, fileFlags, fileSecrecies } from './attachments.ts'
import { fieldProblem } from './problem.ts'
import { bytes, get, post, put } from './route.ts'
import {
  freeText,
  hex,
  idReference,
  institution,
  longId,
  officer,
  page,
  paging,
  shortId,
  signer,
  time,
} from './values.ts'

/** `returned` is `open` with a note of the second officer; `sent` is the end. */
export const draftStates = ['open', 'submitted', 'returned', 'approved', 'sent'] as const

/** The body of one disclosure with its JSON names and quotes, in bytes (protocol: maxBodyBytes, and half again). */
export const maxDraftBytes = 1152 * 1024

/**
 * What an officer writes, as a file or through a form. Nothing in it is required before `check`: a draft may be kept
 * half finished. Pointers of problems are pointers into this document.
 */
export const draftDocument = z.strictObject({
  /** Institutions, by id or its beginning; an addressee each gets an exchange of its own. */
  to: z.array(idReference).max(32).default([]),
  /** Tags in their text form: `AUD:DESK`, `RET:REVIEW(2029-11-21)`. */
  conditions: z.array(z.string().min(1).max(2048)).max(64).default([]),
  /** The fields of the disclosure; `check` says what is wrong with them, each at its place. */
  disclosure: z.record(z.string(), z.unknown()).default({}),
  /** Why the binding mode named above binds less than a profile asks for: both officers agree to that. */
  lowerBinding: z.string().min(1).max(2048).optional(),
})
export type DraftDocument = z.output<typeof draftDocument>

/** `EXCHANGE` or `EXCHANGE/ITEM`, each by the beginning of its id. */
const sourceReference = z.string().regex(/^[0-9a-f]{6,64}(\/[0-9a-f]{6,32})?$/)
const source = z.object({ exchange: longId, item: shortId.optional() })

/** Why a draft waits for an officer because of what it was made from. */
export const stopReasons = ['RECALLED', 'CORRECTED'] as const

/** `REMOVED`: nothing of it is in the draft any more. `FOLLOWED`: the draft has what is right. */
export const sourceDecisions = ['REMOVED', 'FOLLOWED'] as const

const draftSummary = z.object({
  id: shortId,
  state: z.literal(draftStates),
  /** Names exactly this content, addressees and conditions; approval is of one revision. */
  revision: z.string(),
  /** The neutral codename of the disclosure, once it has one. */
  title: z.string().optional(),
  to: z.array(institution),
  createdAt: time,
  changedAt: time,
  drafter: officer.optional(),
  submittedAt: time.optional(),
  approver: officer.optional(),
  approvedAt: time.optional(),
  /** Why the second officer returned it. */
  note: z.string().optional(),
  /** What became of it, one exchange an addressee. */
  exchanges: z.array(z.string()),
  /** Disclosures that it was made from, and items of them; absent where it was made from none. */
  from: z.array(source).optional(),
  /** Sources of which an officer has said that nothing is in it any more: for the second officer to see. */
  left: z.array(source.extend({ by: shortId, at: time })).optional(),
  /** Sources that were called back or corrected since: until an officer decides, nothing of it goes out. */
  stopped: z.array(source.extend({ because: z.literal(stopReasons) })).optional(),
})

const attachments = z.array(
  attachmentSaid.extend({
    id: shortId,
    length: z.int(),
    /** Of the file as it was read: officers approve exactly these bytes. */
    sha256: hex(32),
  }),
)
const withAttachments = draftSummary.extend({ attachments })
/** Less binds than a profile asks for: what it asks for at least, and why two officers agree to less. */
export const lowered = z.object({ least: z.literal(leastBindings), reason: z.string() })
/** The document is what can be edited; files are attached and detached. */
const draft = withAttachments.extend({ document: draftDocument, lowered: lowered.optional() })

/** In a query one is no list. */
const several = <T extends z.ZodType>(one: T) => z.union([one, z.array(one)])

/**
 * What `check` finds beyond the disclosure and its conditions, whose codes are the protocol's: the addressees, and
 * what this version cannot send yet. `TAG_ADDED` shows a tag that single items bring into the conditions.
 */
export const draftCodes = [
  'NOT_FOUND',
  'AMBIGUOUS_ID',
  'OWN_INSTITUTION',
  'NOT_TRUSTED',
  'NOT_COMPARED',
  'KEY_HELD',
  'NO_PREKEY',
  'STALE_PREKEY',
  'TAG_ADDED',
  'SOURCE_RECALLED',
  'SOURCE_CORRECTED',
  'SOURCE_UNREADABLE',
  'SOURCE_WEAKENED',
  'SOURCE_FORBIDS',
  'BINDING_TOO_LOW',
  'BINDING_LOWERED',
] as const

/** An `error` keeps the draft from being submitted; a `warning` does not. */
export const severities = ['error', 'warning'] as const

const params = z.object({ draft: idReference })
/** The revision the officer has before the eyes: CHANGED_MEANWHILE where it is no longer that one. */
const revision = z.string().min(1).max(128).optional()

export const draftRoutes = {
  draftNew: post('/v1/drafts', {
    summary: 'Keeps a new draft: the document given, or one with every field to fill in.',
    body: z.object({
      document: draftDocument.optional(),
      /** What it is made from; without a document its conditions begin as what stands there. */
      from: z.array(sourceReference).max(64).optional(),
    }),
    bodyBytes: maxDraftBytes,
    status: 201,
    response: draftSummary,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'NOT_NOW', 'CONDITIONS_INVALID'],
  }),
  draftFrom: post('/v1/drafts/:draft/sources', {
    summary: 'Says of a draft that it is made from these too, whose conditions bind it. It is open again.',
    params,
    body: z.object({ from: z.array(sourceReference).min(1).max(64), revision }),
    response: draftSummary,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'CHANGED_MEANWHILE', 'NOT_NOW'],
  }),
  draftSettle: post('/v1/drafts/:draft/sources/decision', {
    summary:
      'An officer decides about a source: nothing of it is in the draft any more, or it follows the correction.',
    params,
    body: z.object({ as: signer, source: sourceReference, decision: z.literal(sourceDecisions), revision }),
    response: draftSummary,
    errors: [
      'NOT_FOUND',
      'AMBIGUOUS_ID',
      'CHANGED_MEANWHILE',
      'NOT_NOW',
      'WRONG_PASSPHRASE',
      'OFFICER_REVOKED',
    ],
  }),
  draftEdit: put('/v1/drafts/:draft', {
    summary: 'Replaces the document. A draft that was submitted or approved is open again.',
    params,
    body: z.object({ document: draftDocument, revision }),
    bodyBytes: maxDraftBytes,
    response: draftSummary,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'CHANGED_MEANWHILE', 'NOT_NOW'],
  }),
  draftAttach: post('/v1/drafts/:draft/attachments', {
    summary: 'Takes a file into a draft, sealed as it comes. The draft is open again.',
    params,
    query: attachmentSaid.partial({ mediaType: true }).extend({
      /** Bytes that will come; more or fewer are FILE_CHANGED. */
      length: z.coerce.number<number | string>().int().min(0).max(maxAttachmentBytes),
      flags: several(z.literal(fileFlags)).optional(),
      secrecy: several(z.literal(fileSecrecies)).optional(),
      tags: several(z.string()).optional(),
      revision,
    }),
    body: bytes,
    takesBytes: true,
    remembered: false,
    status: 201,
    response: withAttachments,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'CHANGED_MEANWHILE', 'NOT_NOW', 'FILE_CHANGED', 'STORAGE_FULL'],
  }),
  draftDetach: post('/v1/drafts/:draft/attachments/:attachment/removal', {
    summary: 'Takes a file out of a draft, which is open again.',
    params: params.extend({ attachment: idReference }),
    body: z.object({ revision }),
    response: withAttachments,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'CHANGED_MEANWHILE', 'NOT_NOW'],
  }),
  draftShow: get('/v1/drafts/:draft', {
    summary: 'One draft with its document.',
    params,
    response: draft,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID'],
  }),
  draftList: get('/v1/drafts', {
    summary: 'The drafts, last changed first.',
    query: z.strictObject({ ...paging, state: z.literal(draftStates).optional() }),
    response: page(draftSummary),
  }),
  draftCheck: get('/v1/drafts/:draft/problems', {
    summary: 'All that is wrong with a draft, at once, each at its field.',
    params,
    response: z.object({
      draft: shortId,
      revision: z.string(),
      /** No error among the problems: it can be submitted. */
      ok: z.boolean(),
      problems: z.array(fieldProblem.extend({ severity: z.literal(severities) })),
    }),
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID'],
  }),
  draftSubmit: post('/v1/drafts/:draft/submission', {
    summary: 'An officer answers for this revision and hands it to a second one.',
    params,
    body: z.object({ as: signer, revision }),
    response: draftSummary,
    errors: [
      'NOT_FOUND',
      'AMBIGUOUS_ID',
      'DRAFT_INVALID',
      'CONDITIONS_INVALID',
      'CHANGED_MEANWHILE',
      'NOT_NOW',
      'WRONG_PASSPHRASE',
      'OFFICER_REVOKED',
      'NOT_EMPOWERED',
    ],
  }),
  draftApprove: post('/v1/drafts/:draft/approval', {
    summary: 'A second officer approves exactly this content under exactly these conditions.',
    params,
    body: z.object({ as: signer, revision }),
    response: draftSummary,
    errors: [
      'NOT_FOUND',
      'AMBIGUOUS_ID',
      'FOUR_EYES',
      'CONDITIONS_INVALID',
      'CHANGED_MEANWHILE',
      'NOT_NOW',
      'WRONG_PASSPHRASE',
      'OFFICER_REVOKED',
      'NOT_EMPOWERED',
    ],
  }),
  draftReturn: post('/v1/drafts/:draft/return', {
    summary: 'A second officer hands it back with a note.',
    params,
    body: z.object({ as: signer, note: freeText }),
    response: draftSummary,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'FOUR_EYES', 'NOT_NOW', 'WRONG_PASSPHRASE', 'OFFICER_REVOKED'],
  }),
} as const
