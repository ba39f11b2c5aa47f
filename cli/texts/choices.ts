/** What an officer chooses from, and reads when the other side chose. */
import type { readerRoles } from '../../node/api/client.ts'
import type {
  ackGaps,
  cannotComplyReasons,
  competences,
  feedbackOutcomes,
  institutionKinds,
  nextSteps,
  officerPowers,
  refuseAlternatives,
  refuseReasons,
  statementTypes,
} from '../../protocol/index.ts'

type Texts<Table> = Readonly<Record<keyof Table & string, string>>

export const typeTexts: Texts<typeof statementTypes> = {
  DISCLOSURE: 'disclosure',
  CONDITIONS_READ: 'conditions undertaken',
  CANNOT_COMPLY: 'returned: cannot comply',
  ACK: 'acknowledgement',
  REFUSE: 'refusal',
  QUESTION: 'question',
  ANSWER: 'answer',
  FEEDBACK_ASK: 'request for feedback',
  FEEDBACK: 'feedback',
  PRIOR_NOTICE: 'prior notice',
  AGREE: 'conditions undertaken before release',
  COUNTER: 'other conditions proposed',
  DECLINE: 'notice declined',
  WITHDRAW_NOTICE: 'notice withdrawn',
  EXPIRED: 'notice ran out',
  LATE: 'released too late: the undertaking had run out',
  NOT_ACCEPTED: 'not accepted: the node refused what it lists',
  REDIRECT: 'another authority proposed',
  REDIRECT_OK: 'answer to the proposal of another authority',
  SUPPLEMENT: 'supplement',
  STATUS_ASK: 'question how far it has come',
  STATUS: 'how far it has come',
  CONSENT_ASK: 'request for consent',
  GRANT: 'consent given',
  DENY: 'consent denied',
  WITHDRAW: 'consent withdrawn',
  USED: 'use under a consent',
  EXCULP_NOTICE: 'notice: information that exculpates has to be disclosed',
  COMPELLED_NOTICE: 'notice: domestic law compels a disclosure',
  LIFE_NOTICE: 'notice: used against an imminent threat to life',
  DATA_SUBJECT_NOTICE: 'notice: a person asks what is held about them',
  CONSULT_ASK: 'consultation asked for',
  CONSULT_DONE: 'consultation ended',
  EXCEPTION_DONE: 'the exception that was noticed was used',
  CORRECT: 'correction',
  RETAG: 'conditions changed',
  RECALL: 'recall',
  RECALL_RESULT: 'result of a recall or correction',
  PASSED_ON: 'passed on to a party without a node',
  FREEZE_INFO: 'freeze',
  FREEZE_ASK: 'question about a freeze',
  LIFT_INTENT: 'a freeze is to be lifted',
  LIFT_REASONS: 'reasons against lifting a freeze',
  LIFTED: 'freeze lifted',
  SETTLEMENT_INFO: 'settlement',
  REQUEST: 'request for assistance',
  COMMENT: 'comment on a request',
  FORMALISED: 'request made the formal way',
  BREACH_NOTICE: 'notice of a breach',
  RETENTION_REVIEW: 'review of retention',
  DELETION_CERT: 'certificate of deletion',
  NOT_NEEDED: 'no longer needed',
  URGENT_NOTICE: 'urgent notice',
  CLOSE: 'closed',
}

export const kindTexts: Texts<typeof institutionKinds> = {
  ARO: 'asset recovery office',
  FIU: 'financial intelligence unit',
  PROSECUTOR: 'prosecution service',
  JUDICIAL: 'judicial authority',
  POLICE: 'police',
  ANTI_CORRUPTION: 'anti-corruption authority',
  CENTRAL_AUTHORITY: 'central authority',
  OTHER: 'other authority',
}

export const powerTexts: Texts<typeof officerPowers> = {
  HEAD: 'head of the institution',
  DELEGATED: 'delegated',
  DUTY: 'on duty',
}

export const readerRoleTexts: Readonly<Record<(typeof readerRoles)[number], string>> = {
  'privilege-filter': 'what is marked as privileged (filter team)',
  'protected-data': 'data of witnesses, victims, minors and other protected persons',
}

export const cannotComplyTexts: Texts<typeof cannotComplyReasons> = {
  CONFIDENTIALITY: 'confidentiality cannot be kept',
  USE_RESTRICTION: 'the restriction on use cannot be kept',
  ONWARD_RESTRICTION: 'the restriction on passing on cannot be kept',
  RETENTION: 'the retention period cannot be kept',
  DOMESTIC_LAW: 'domestic law forbids it',
  NOT_COMPETENT: 'we are not competent',
  OTHER: 'another reason',
  HUMAN_RIGHTS: 'it may come from a violation of human rights',
}

export const refuseTexts: Texts<typeof refuseReasons> = {
  NOT_COMPETENT: 'not competent',
  WRONG_CHANNEL: 'wrong channel',
  CONDITIONS_IMPOSSIBLE: 'the conditions cannot be kept',
  TREATY_MISSING: 'a treaty or memorandum is missing',
  DUAL_CRIMINALITY: 'no offence here',
  SOVEREIGNTY: 'sovereignty or public order',
  SECRECY: 'secrecy',
  HUMAN_RIGHTS: 'human rights',
  INSUFFICIENT: 'too little information',
  LANGUAGE: 'language',
  DUPLICATE: 'known already',
  CAPACITY: 'no capacity',
}

export const alternativeTexts: Texts<typeof refuseAlternatives> = {
  NONE: 'nothing',
  CONSULT: 'to consult first',
  OTHER_AUTHORITY: 'another authority',
  OTHER_CHANNEL: 'another channel',
  RESEND_COMPLETED: 'to send it again, completed',
}

export const competenceTexts: Texts<typeof competences> = { YES: 'yes', NO: 'no', PARTLY: 'partly' }

export const gapTexts: Texts<typeof ackGaps> = {
  LEGAL_BASIS: 'legal basis',
  FACTS: 'facts',
  SUBJECT_IDENTITY: 'identity of a person or company',
  ASSET_LOCATION: 'where the assets are',
  NEXUS: 'why us',
  TRANSLATION: 'a translation',
  ATTACHMENT: 'an attachment',
}

export const nextStepTexts: Texts<typeof nextSteps> = {
  ASSESSING: 'we assess it',
  INQUIRING: 'we make inquiries',
  INVESTIGATING: 'we investigate',
  PREPARING_REQUEST: 'we prepare a request',
  FREEZING: 'we freeze assets',
  NO_ACTION: 'nothing further',
}

export const outcomeTexts: Texts<typeof feedbackOutcomes> = {
  NONE: 'no use yet',
  FILED: 'filed',
  INTELLIGENCE: 'used as intelligence',
  INVESTIGATION_OPENED: 'investigation opened',
  JOINED_TO_EXISTING: 'joined to an investigation',
  MLA_SENT: 'request for mutual legal assistance sent',
  FROZEN: 'assets frozen',
  CHARGED: 'charges brought',
  CONFISCATED: 'assets confiscated',
  RETURNED: 'assets returned',
}
