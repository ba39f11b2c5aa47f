import * as limit from '../limits.ts'
import { itemShape, tagShape } from './exchange.ts'
import { bytes, flag, many, optionalBytes, shape, text, uint, type Decoded } from './shape.ts'

const code = uint(255, 1)
/** UTC milliseconds. */
const time = uint(Number.MAX_SAFE_INTEGER, 1)
/** A recipient or a proceeding, as an argument of a tag writes it; empty where none is named. */
const name = text(1024)
/** Items of the disclosure by their ids; none stands for the whole of it. */
const items = many(bytes(16), limit.maxItems)

// What is said in a matter names it by the hash of the statement that opened it, always as `matter`.
const matter = shape('MatterTerms', 256, { matter: bytes(32) })
const asking = shape('QuestionTerms', 256, { itemId: optionalBytes(16), replyByMs: uint() })
const exception = shape('ExceptionTerms', limit.maxTermsBytes, {
  disclosure: bytes(32),
  items,
  plannedMs: uint(),
  doneMs: uint(),
  reason: uint(255),
})

/** The operative fields of each family, which the fold reads; what people read lives in the body. */
export const termsShapes = {
  DISCLOSURE: shape('DisclosureTerms', limit.maxTermsBytes, { items: many(itemShape, limit.maxItems) }),
  CONDITIONS_READ: shape('ConditionsReadTerms', 256, {
    disclosure: bytes(32),
    conditionsHash: bytes(32),
    validUntilMs: time,
    power: code,
    mutual: flag,
  }),
  CANNOT_COMPLY: shape('CannotComplyTerms', 256, { disclosure: bytes(32), reason: code }),
  ACK: shape('AckTerms', 256, {
    disclosure: bytes(32),
    competence: code,
    languageOk: flag,
    gaps: many(code, 16),
    nextStep: code,
    nextNewsByMs: uint(),
  }),
  REFUSE: shape('RefuseTerms', 256, {
    disclosure: bytes(32),
    reason: code,
    alternative: code,
  }),
  QUESTION: asking,
  ANSWER: shape('AnswerTerms', 256, { matter: bytes(32), partial: flag }),
  FEEDBACK_ASK: asking,
  FEEDBACK: shape('FeedbackTerms', 256, {
    disclosure: bytes(32),
    outcomes: many(code, 16, 1),
    usefulness: uint(5, 1),
  }),
  PRIOR_NOTICE: shape('PriorNoticeTerms', 256, { validUntilMs: time }),
  AGREE: shape('AgreeTerms', 256, {
    notice: bytes(32),
    conditionsHash: bytes(32),
    validUntilMs: time,
    power: code,
    mutual: flag,
  }),
  COUNTER: shape('CounterTerms', 256, { notice: bytes(32) }),
  DECLINE: shape('DeclineTerms', 256, { notice: bytes(32), reason: code }),
  WITHDRAW_NOTICE: shape('NoticeTerms', 256, { notice: bytes(32) }),
  EXPIRED: shape('NoticeTerms', 256, { notice: bytes(32) }),
  LATE: shape('LateTerms', 256, { disclosure: bytes(32) }),
  NOT_ACCEPTED: shape('NotAcceptedTerms', 0, {}),
  REDIRECT: shape('LateTerms', 256, { disclosure: bytes(32) }),
  REDIRECT_OK: shape('RedirectOkTerms', 256, { matter: bytes(32), agreed: flag }),
  SUPPLEMENT: shape('SupplementTerms', 256, { itemId: optionalBytes(16) }),
  STATUS_ASK: shape('StatusAskTerms', 256, { replyByMs: uint() }),
  STATUS: shape('StatusTerms', 256, { matter: optionalBytes(32), stage: code, nextNewsByMs: uint() }),
  CONSENT_ASK: shape('ConsentAskTerms', limit.maxTermsBytes, {
    disclosure: bytes(32),
    items,
    operation: code,
    purpose: uint(255),
    recipient: name,
    proceeding: name,
    replyByMs: uint(),
  }),
  GRANT: shape('GrantTerms', limit.maxTermsBytes, {
    matter: bytes(32),
    items,
    operation: code,
    purpose: uint(255),
    recipient: name,
    proceeding: name,
    tags: many(tagShape, limit.maxTags),
    uses: uint(0xffff),
    expiresMs: time,
    maxSilenceMs: time,
  }),
  DENY: shape('DenyTerms', 256, { matter: bytes(32), reason: code }),
  WITHDRAW: matter,
  USED: shape('UsedTerms', limit.maxTermsBytes, {
    matter: bytes(32),
    operation: code,
    items,
    usedMs: time,
  }),
  EXCULP_NOTICE: exception,
  COMPELLED_NOTICE: shape('CompelledTerms', limit.maxTermsBytes, {
    disclosure: bytes(32),
    items,
    plannedMs: uint(),
    doneMs: uint(),
    reason: uint(255),
    tags: many(tagShape, limit.maxTags, 1),
  }),
  LIFE_NOTICE: exception,
  DATA_SUBJECT_NOTICE: exception,
  CONSULT_ASK: shape('ConsultAskTerms', 256, { matter: bytes(32), byMs: time }),
  CONSULT_DONE: matter,
  EXCEPTION_DONE: shape('ExceptionDoneTerms', 256, { matter: bytes(32), doneMs: time }),
  CORRECT: shape('CorrectTerms', 256, { itemId: bytes(16), cascadeId: bytes(16), replyByMs: uint() }),
  RETAG: shape('RetagTerms', limit.maxTermsBytes, { mode: code, items }),
  RECALL: shape('RecallTerms', limit.maxTermsBytes, {
    items,
    cascadeId: bytes(16),
    mode: code,
    replyByMs: uint(),
  }),
  RECALL_RESULT: shape('RecallResultTerms', 256, {
    matter: bytes(32),
    result: code,
    complete: flag,
    used: flag,
    passed: uint(0xffff),
    silent: uint(0xffff),
  }),
  PASSED_ON: shape('PassedOnTerms', limit.maxTermsBytes, {
    matter: optionalBytes(32),
    items,
    recipient: text(1024, 1),
  }),
  FREEZE_INFO: shape('FreezeInfoTerms', 256, {
    matter: optionalBytes(32),
    query: optionalBytes(32),
    itemId: optionalBytes(16),
    kind: code,
    startsMs: time,
    expiresMs: uint(),
    ownerTold: code,
    change: code,
  }),
  FREEZE_ASK: asking,
  LIFT_INTENT: shape('LiftIntentTerms', 256, { matter: bytes(32), liftMs: time, reasonsByMs: time }),
  LIFT_REASONS: matter,
  LIFTED: shape('LiftedTerms', 256, { matter: bytes(32), lapsed: flag }),
  SETTLEMENT_INFO: shape('SettlementTerms', 256, { matter: optionalBytes(32), stage: code }),
  REQUEST: shape('RequestTerms', 256, { form: code, replyByMs: uint() }),
  COMMENT: shape('CommentTerms', 256, { matter: bytes(32), final: flag }),
  FORMALISED: shape('FormalisedTerms', 256, { matter: optionalBytes(32) }),
  BREACH_NOTICE: shape('BreachTerms', limit.maxTermsBytes, { items, atMs: time }),
  RETENTION_REVIEW: shape('RetentionTerms', limit.maxTermsBytes, {
    items,
    decision: code,
    untilMs: uint(),
    reason: uint(255),
  }),
  DELETION_CERT: shape('DeletionTerms', limit.maxTermsBytes, {
    matter: optionalBytes(32),
    items,
    bodies: many(bytes(32), limit.maxItems),
    erasedMs: time,
  }),
  NOT_NEEDED: matter,
  URGENT_NOTICE: shape('NotAcceptedTerms', 0, {}),
  CLOSE: shape('CloseTerms', 256, { reason: code }),
} as const

/** The decoded terms of each family: `TermsOf['ACK']`. */
export type TermsOf = { readonly [K in keyof typeof termsShapes]: Decoded<(typeof termsShapes)[K]> }
