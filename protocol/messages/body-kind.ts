import { acknowledgementSchema, type Acknowledgement } from './acknowledgement.ts'
import { answerSchema, type Answer } from './answer.ts'
import { consentRequestSchema, consentSchema, passedOnSchema, useSchema } from './consent.ts'
import type { Consent, ConsentRequest, PassedOn, UseMade } from './consent.ts'
import { correctionSchema, recallResultSchema, type Correction, type RecallResult } from './correction.ts'
import { disclosureSchema, type Disclosure } from './disclosure/disclosure.ts'
import { exceptionSchema, type ExceptionBody } from './exception.ts'
import { feedbackSchema, type Feedback } from './feedback.ts'
import type { StatementType } from '../names.ts'
import { noteSchema, type Note } from './note.ts'
import { noticeSchema, type NatureNotice } from './notice.ts'
import { questionSchema, type Question } from './question.ts'
import { refusalSchema, type Refusal } from './refusal.ts'
import { adviceRules } from './rules/advice.ts'
import { codesAreKnown } from './rules/codes.ts'
import { deskRules } from './rules/desk.ts'
import type { Rule } from './rules/draft.ts'
import { entriesDiffer, structureRules } from './rules/structure.ts'
import type { z } from './schema.ts'
import { statusSchema, type StatusReport } from './status.ts'

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
  readonly NOT_NEEDED: Note
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
  NOT_NEEDED: note,
  CLOSE: note,
}
