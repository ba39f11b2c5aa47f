/** What can go wrong at the API: a closed union of codes, and the problem document of RFC 9457 that carries one. */
import { z } from 'zod'
import { protocolErrorCodes } from '../../../protocol/index.ts'
import type { Frozen } from './route.ts'

/**
 * Every error code with its HTTP status and title.
 *
 * The sentence that says what to do stands in the language catalogue (`cli/texts/errors.ts`), keyed by the code.
 */
export const apiErrors = {
  // the request
  REQUEST_INVALID: { status: 400, title: 'The request has the wrong shape' },
  UNAUTHENTICATED: { status: 401, title: 'No valid access token' },
  FORBIDDEN_ORIGIN: { status: 403, title: 'The request comes from another site' },
  NO_SUCH_ROUTE: { status: 404, title: 'No such route' },
  BODY_TOO_LARGE: { status: 413, title: 'The request is too large' },
  MEDIA_TYPE: { status: 415, title: 'Not JSON' },
  IDEMPOTENCY_MISMATCH: { status: 422, title: 'This Idempotency-Key belongs to another request' },
  IDEMPOTENCY_RUNNING: { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  TIMED_OUT: { status: 504, title: 'It took too long; it may still have happened' },
  NOT_SUPPORTED: { status: 501, title: 'This version cannot do that yet' },
  // what is asked for
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  AMBIGUOUS_ID: { status: 409, title: 'The id is too short: several things begin so' },
  ALREADY_EXISTS: { status: 409, title: 'It exists already' },
  CHANGED_MEANWHILE: { status: 412, title: 'Somebody changed it meanwhile' },
  DRAFT_INVALID: { status: 422, title: 'The draft is not complete' },
  CONDITIONS_INVALID: { status: 422, title: 'The conditions contradict each other or are not known' },
  LABEL_REFUSED: { status: 422, title: 'No tags are proposed for this label' },
  FILE_INVALID: { status: 422, title: 'The file is damaged, or is not what it should be' },
  FILE_CHANGED: { status: 422, title: 'The file changed while it was read' },
  FILE_DAMAGED: { status: 500, title: 'The file is not as it was sealed' },
  FILE_INCOMPLETE: { status: 409, title: 'Parts of the file are still under way' },
  FINGERPRINT_MISMATCH: { status: 422, title: 'The fingerprint is another one' },
  // who asks
  PASSPHRASE_WEAK: { status: 422, title: 'The new passphrase is too short' },
  WRONG_PASSPHRASE: { status: 403, title: 'Wrong passphrase' },
  OFFICER_REVOKED: { status: 403, title: 'The officer is revoked or the certificate has expired' },
  NOT_EMPOWERED: { status: 403, title: 'The officer may not sign or decide this' },
  FOUR_EYES: { status: 403, title: 'A second officer is needed' },
  KEY_NOT_SHARED: { status: 403, title: 'The officer was not given the key to it' },
  LAST_KEY: { status: 409, title: 'Nobody else could open what came before' },
  NOT_YOUR_DRAFT: { status: 403, title: 'Only who drafted or approved it may send it' },
  BACKUP_KEY_NEEDED: { status: 409, title: 'Nobody could open a backup' },
  BACKUP_FOREIGN: { status: 422, title: 'The backup is of another institution' },
  // what the rules say
  NOT_APPROVED: { status: 409, title: 'The draft is not approved in this form' },
  BINDING_TOO_LOW: { status: 409, title: 'More must bind before content leaves' },
  NOT_NOW: { status: 409, title: 'This may not come now' },
  NOTICE_OVER: { status: 409, title: 'The notice awaits no answer any more' },
  NOT_UNDERTAKEN: { status: 403, title: 'No officer has undertaken the conditions yet' },
  NOT_PERMITTED: { status: 403, title: 'The conditions do not permit this' },
  NOT_TRUSTED: { status: 403, title: 'The institution cannot be trusted now' },
  NO_PREKEY: { status: 503, title: 'No key to seal to the institution is known' },
  NOT_MEMBER: { status: 409, title: 'This node is in no network that fits' },
  WRONG_ROLE: { status: 409, title: 'This node has another role' },
  // the node and the world
  NOT_READY: { status: 503, title: 'The node is starting or stopping' },
  RECOVERING: { status: 503, title: 'This node has lost some of its past' },
  CLOCK_WRONG: { status: 503, title: "This node's clock is wrong" },
  UNREACHABLE: { status: 503, title: 'Nobody answered' },
  PEER_FAULT: { status: 502, title: 'The other side broke the protocol' },
  STORAGE_FULL: { status: 507, title: 'The disk is full' },
  STORAGE_FAULT: { status: 500, title: 'The database does not answer' },
  INTERNAL: { status: 500, title: 'The node has a fault' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>

export type ApiErrorCode = keyof typeof apiErrors

// Object.keys widens to string[]; the keys of a constant table are exactly its codes.
export const apiErrorCodes = Object.keys(apiErrors) as ApiErrorCode[]

/** What can be wrong with one field of a request; a draft's problems have their own codes (`draftCheck`). */
export const fieldCodes = [
  'MISSING',
  'WRONG_TYPE',
  'WRONG_FORMAT',
  'NOT_IN_LIST',
  'UNKNOWN_FIELD',
  'TOO_SMALL',
  'TOO_LARGE',
  'NOT_JSON',
  'NOT_FOUND',
  'AMBIGUOUS_ID',
] as const
export type FieldCode = (typeof fieldCodes)[number]

/** One fault at one place: a JSON pointer (RFC 6901) into the body, or `/query/…` or `/params/…`. */
export const fieldProblem = z.object({
  pointer: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  /** What the sentence about the code needs; never content. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
})
export type FieldProblem = Frozen<z.output<typeof fieldProblem>>

/** A tag (or statutory exception) that stands behind a decision, in its text form. */
export const because = z.object({ tag: z.string() })

/** `application/problem+json`, RFC 9457, with what a script and a person need beyond it. */
export const problemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.literal(apiErrorCodes),
  /** The protocol's own word for it, where the protocol refused. */
  reason: z.literal(protocolErrorCodes).optional(),
  /** The rule of the exchange that does not hold (docs/protocol/3-exchange.md §3). */
  rule: z.string().optional(),
  errors: z.array(fieldProblem).optional(),
  because: z.array(because).optional(),
  /** When another try makes sense, in seconds from now. */
  retryAfterS: z.number().int().optional(),
})
export type ProblemDocument = Frozen<z.output<typeof problemDocument>>

/**
 * What a use case throws to be answered with a problem document: any Error with one of our codes.
 *
 * Its message becomes `detail` and must hold no content and no secret. Any other Error is `INTERNAL`, with no detail.
 */
export interface Refusal {
  readonly code: ApiErrorCode
  readonly message: string
  readonly reason?: ProblemDocument['reason'] | undefined
  readonly rule?: string | undefined
  readonly errors?: readonly FieldProblem[] | undefined
  readonly because?: readonly { readonly tag: string }[] | undefined
  readonly retryAfterS?: number | undefined
}
