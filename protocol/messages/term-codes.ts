import type { TermsOf } from '../codec/terms.ts'
import * as codes from '../codes.ts'
import { operationNumbers, purposeNumbers, type StatementType } from '../names.ts'

/** The names that the numbers of a field have in this version. */
export type Codes = Readonly<Record<string, number>>

type FieldsOf<T extends StatementType, Value> = {
  readonly [F in keyof TermsOf[T] as TermsOf[T][F] extends Value ? F : never]?: Codes
}

/** Which fields hold one code each, and which a list of them. */
type CodeTable<Value> = { readonly [T in StatementType]?: FieldsOf<T, Value> }

/** Fields that always hold a code. */
export const codeFields: CodeTable<number> = {
  CONDITIONS_READ: { power: codes.officerPowers },
  CANNOT_COMPLY: { reason: codes.cannotComplyReasons },
  ACK: { competence: codes.competences, nextStep: codes.nextSteps },
  REFUSE: { reason: codes.refuseReasons, alternative: codes.refuseAlternatives },
  AGREE: { power: codes.officerPowers },
  DECLINE: { reason: codes.cannotComplyReasons },
  STATUS: { stage: codes.statusStages },
  CONSENT_ASK: { operation: operationNumbers },
  GRANT: { operation: operationNumbers },
  DENY: { reason: codes.denyReasons },
  USED: { operation: operationNumbers },
  RETAG: { mode: codes.retagModes },
  RECALL: { mode: codes.recallModes },
  RECALL_RESULT: { result: codes.recallResults },
  FREEZE_INFO: { kind: codes.freezeKinds, ownerTold: codes.ownerTold, change: codes.freezeChanges },
  SETTLEMENT_INFO: { stage: codes.settlementStages },
  REQUEST: { form: codes.requestForms },
  RETENTION_REVIEW: { decision: codes.retentionDecisions },
  CLOSE: { reason: codes.closeReasons },
}

/** Fields that hold a code, or 0 where there is nothing to say. */
export const codeOrNoneFields: CodeTable<number> = {
  CONSENT_ASK: { purpose: purposeNumbers },
  GRANT: { purpose: purposeNumbers },
  EXCULP_NOTICE: { reason: codes.exceptionReasons },
  COMPELLED_NOTICE: { reason: codes.exceptionReasons },
  LIFE_NOTICE: { reason: codes.exceptionReasons },
  DATA_SUBJECT_NOTICE: { reason: codes.exceptionReasons },
  RETENTION_REVIEW: { reason: codes.retentionReasons },
}

/** Lists of codes. */
export const codeListFields: CodeTable<readonly number[]> = {
  ACK: { gaps: codes.ackGaps },
  FEEDBACK: { outcomes: codes.feedbackOutcomes },
}
