import { acknowledgementSchema, type Acknowledgement } from './acknowledgement.ts'
import { answerSchema, type Answer } from './answer.ts'
import {
  assistanceSchema,
  commentSchema,
  formalisedSchema,
  type Assistance,
  type CommentBody,
  type Formalised,
} from './assistance.ts'
import { breachSchema, type Breach } from './breach.ts'
import { consentRequestSchema, consentSchema, passedOnSchema, useSchema } from './consent.ts'
import type { Consent, ConsentRequest, PassedOn, UseMade } from './consent.ts'
import { correctionSchema, recallResultSchema, type Correction, type RecallResult } from './correction.ts'
import { disclosureSchema, type Disclosure } from './disclosure/disclosure.ts'
import { exceptionSchema, type ExceptionBody } from './exception.ts'
import { feedbackSchema, type Feedback } from './feedback.ts'
import { freezeSchema, type FreezeBody } from './freeze.ts'
import type { StatementType } from '../names.ts'
import { noteSchema, type Note } from './note.ts'
import { noticeSchema, type NatureNotice } from './notice.ts'
import { questionSchema, type Question } from './question.ts'
import { redirectionSchema, type Redirection } from './redirection.ts'
import { refusalSchema, type Refusal } from './refusal.ts'
import { adviceRules } from './rules/advice.ts'
import { codesAreKnown } from './rules/codes.ts'
import { deskRules } from './rules/desk.ts'
import type { Rule } from './rules/draft.ts'
import { entriesDiffer, structureRules } from './rules/structure.ts'
import type { z } from './schema.ts'
import { settlementSchema, type Settlement } from './settlement.ts'
import { statusSchema, type StatusReport } from './status.ts'
import { supplementSchema, type Supplement } from './supplement.ts'
import { urgentSchema, type Urgent } from './urgent.ts'

/** The body each statement type carries, where it carries one: `BodyOf['ACK']`. What a node places alone has none. */
export interface BodyOf {
  readonly DISCLOSURE: Disclosure
  readonly CONDITIONS_READ: Note
  readonly CANNOT_COMPLY: Note
  readonly ACK: Acknowledgement
  readonly REFUSE: Refusal
  readonly QUESTION: Question
  readonly ANSWER: Answer
  readonly FEEDBACK_ASK: Question
  readonly FEEDBACK: Feedback
  readonly PRIOR_NOTICE: NatureNotice
  readonly AGREE: Note
  readonly COUNTER: Note
  readonly DECLINE: Note
  readonly WITHDRAW_NOTICE: Note
  readonly REDIRECT: Redirection
  readonly REDIRECT_OK: Note
  readonly SUPPLEMENT: Supplement
  readonly STATUS_ASK: Question
  readonly STATUS: StatusReport
  readonly CONSENT_ASK: ConsentRequest
  readonly GRANT: Consent
  readonly DENY: Note
  readonly WITHDRAW: Note
  readonly USED: UseMade
  readonly EXCULP_NOTICE: ExceptionBody
  readonly COMPELLED_NOTICE: ExceptionBody
  readonly LIFE_NOTICE: ExceptionBody
  readonly DATA_SUBJECT_NOTICE: ExceptionBody
  readonly CONSULT_ASK: Question
  readonly CONSULT_DONE: Note
  readonly EXCEPTION_DONE: ExceptionBody
  readonly CORRECT: Correction
  readonly RETAG: Note
  readonly RECALL: Note
  readonly RECALL_RESULT: RecallResult
  readonly PASSED_ON: PassedOn
  readonly FREEZE_INFO: FreezeBody
  readonly FREEZE_ASK: Question
  readonly LIFT_INTENT: Note
  readonly LIFT_REASONS: Note
  readonly LIFTED: Note
  readonly SETTLEMENT_INFO: Settlement
  readonly REQUEST: Assistance
  readonly COMMENT: CommentBody
  readonly FORMALISED: Formalised
  readonly BREACH_NOTICE: Breach
  readonly RETENTION_REVIEW: Note
  readonly DELETION_CERT: Note
  readonly NOT_NEEDED: Note
  readonly URGENT_NOTICE: Urgent
  readonly CLOSE: Note
}
/** The types that can carry a body. */
export type SpokenType = keyof BodyOf
export type Body = BodyOf[SpokenType]

export function isSpoken(type: StatementType): type is SpokenType {
  return type in bodyKinds
}

/** One kind of body: its shape, and what is asked of it where. */
export interface BodyKind<B> {
  /** The `schema` field of the body: a name and a version. */
  readonly name: string
  readonly schema: z.ZodType<B>
  /** Rules every reader holds it to. */
  readonly structure: readonly Rule[]
  /** Rules that keep it at the drafter's desk. */
  readonly desk: readonly Rule[]
  /** Rules that only warn the drafter. */
  readonly advice: readonly Rule[]
}

const plain = { structure: [entriesDiffer], desk: [codesAreKnown], advice: [] }
const note: BodyKind<Note> = { name: 'sponte/note/1', schema: noteSchema, ...plain }
const question: BodyKind<Question> = { name: 'sponte/question/1', schema: questionSchema, ...plain }
const exception: BodyKind<ExceptionBody> = { name: 'sponte/exception/1', schema: exceptionSchema, ...plain }

/** docs/protocol/4-messages.md, "Bodies". */
export const bodyKinds: { readonly [T in SpokenType]: BodyKind<BodyOf[T]> } = {
  DISCLOSURE: {
    name: 'sponte/disclosure/1',
    schema: disclosureSchema,
    structure: structureRules,
    desk: deskRules,
    advice: adviceRules,
  },
  CONDITIONS_READ: note,
  CANNOT_COMPLY: note,
  ACK: { name: 'sponte/acknowledgement/1', schema: acknowledgementSchema, ...plain },
  REFUSE: { name: 'sponte/refusal/1', schema: refusalSchema, ...plain },
  QUESTION: question,
  ANSWER: { name: 'sponte/answer/1', schema: answerSchema, ...plain },
  FEEDBACK_ASK: question,
  FEEDBACK: { name: 'sponte/feedback/1', schema: feedbackSchema, ...plain },
  PRIOR_NOTICE: { name: 'sponte/notice/1', schema: noticeSchema, ...plain },
  AGREE: note,
  COUNTER: note,
  DECLINE: note,
  WITHDRAW_NOTICE: note,
  REDIRECT: { name: 'sponte/redirection/1', schema: redirectionSchema, ...plain },
  REDIRECT_OK: note,
  SUPPLEMENT: { name: 'sponte/supplement/1', schema: supplementSchema, ...plain },
  STATUS_ASK: question,
  STATUS: { name: 'sponte/status/1', schema: statusSchema, ...plain },
  CONSENT_ASK: { name: 'sponte/consent-request/1', schema: consentRequestSchema, ...plain },
  GRANT: { name: 'sponte/consent/1', schema: consentSchema, ...plain },
  DENY: note,
  WITHDRAW: note,
  USED: { name: 'sponte/use/1', schema: useSchema, ...plain },
  EXCULP_NOTICE: exception,
  COMPELLED_NOTICE: exception,
  LIFE_NOTICE: exception,
  DATA_SUBJECT_NOTICE: exception,
  CONSULT_ASK: question,
  CONSULT_DONE: note,
  EXCEPTION_DONE: exception,
  CORRECT: { name: 'sponte/correction/1', schema: correctionSchema, ...plain },
  RETAG: note,
  RECALL: note,
  RECALL_RESULT: { name: 'sponte/recall-result/1', schema: recallResultSchema, ...plain },
  PASSED_ON: { name: 'sponte/passed-on/1', schema: passedOnSchema, ...plain },
  FREEZE_INFO: { name: 'sponte/freeze/1', schema: freezeSchema, ...plain },
  FREEZE_ASK: question,
  LIFT_INTENT: note,
  LIFT_REASONS: note,
  LIFTED: note,
  SETTLEMENT_INFO: { name: 'sponte/settlement/1', schema: settlementSchema, ...plain },
  REQUEST: { name: 'sponte/assistance/1', schema: assistanceSchema, ...plain },
  COMMENT: { name: 'sponte/comment/1', schema: commentSchema, ...plain },
  FORMALISED: { name: 'sponte/formalised/1', schema: formalisedSchema, ...plain },
  BREACH_NOTICE: { name: 'sponte/breach/1', schema: breachSchema, ...plain },
  RETENTION_REVIEW: note,
  DELETION_CERT: note,
  NOT_NEEDED: note,
  URGENT_NOTICE: { name: 'sponte/urgent/1', schema: urgentSchema, ...plain },
  CLOSE: note,
}
