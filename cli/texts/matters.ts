/** What two institutions have open between them, and what they choose from in it. */
import type { kindsOfMatter, statesOfMatter } from '../../node/api/client.ts'
import type {
  closeReasons,
  denyReasons,
  exceptionReasons,
  freezeChanges,
  freezeKinds,
  ownerTold,
  recallModes,
  recallResults,
  requestForms,
  retagModes,
  retentionDecisions,
  retentionReasons,
  settlementStages,
  statusStages,
} from '../../protocol/index.ts'

type Texts<Table> = Readonly<Record<keyof Table & string, string>>

export const matterKindTexts: Readonly<Record<(typeof kindsOfMatter)[number], string>> = {
  QUESTION: 'question',
  FEEDBACK: 'request for feedback',
  STATUS: 'question how far it has come',
  CONSENT: 'consent',
  EXCEPTION: 'exception of the law',
  CORRECTION: 'correction',
  RETAG: 'change of conditions',
  RECALL: 'recall',
  REDIRECTION: 'redirection to another authority',
  FREEZE: 'freeze',
  FREEZE_QUERY: 'question about a freeze',
  SETTLEMENT: 'settlement',
  REQUEST: 'request for assistance',
}

export const matterStateTexts: Readonly<Record<(typeof statesOfMatter)[number], string>> = {
  OPEN: 'open',
  SETTLED: 'answered',
  DROPPED: 'no longer needed',
  REQUESTED: 'asked for; silence is no consent',
  GRANTED: 'given',
  DENIED: 'denied',
  WITHDRAWN: 'withdrawn',
  NOTICED: 'told beforehand',
  CONSULTING: 'consultation asked for',
  CONSULTED: 'consulted',
  DONE: 'done',
  ASKED: 'asked for',
  PARTIAL: 'done in part',
  APPLIED: 'applied, not yet undertaken',
  UNDERTAKEN: 'undertaken',
  LOOSENED: 'loosened',
  PROPOSED: 'proposed',
  AGREED: 'agreed',
  DECLINED: 'declined',
  ACTIVE: 'in force',
  LIFT_INTENDED: 'to be lifted; reasons against it can be given',
  REASONS_GIVEN: 'to be lifted; reasons against it were given',
  LIFTED: 'lifted',
  TALKS: 'talks',
  APPROVED: 'approved',
  PUBLISHED: 'published',
  DRAFT: 'draft, for comment',
  FORMAL: 'formal copy',
  FORMALISED: 'gone on in the formal channel',
}

export const denyTexts: Texts<typeof denyReasons> = {
  OWN_PROCEEDINGS: 'own proceedings would suffer',
  SOURCE: 'the source has to be protected',
  DOMESTIC_LAW: 'domestic law forbids it',
  THIRD_PARTY: 'it is not ours alone to give',
  PURPOSE: 'not for that purpose',
  RECIPIENT: 'not to them',
  INSUFFICIENT: 'the request says too little',
  OTHER: 'another reason',
}

export const exceptionReasonTexts: Texts<typeof exceptionReasons> = {
  DEADLINE: 'a deadline left no time',
  COURT_ORDER: 'a court ordered it at once',
  LIBERTY: 'somebody was in custody',
  IMMINENT_THREAT: 'a threat to life was imminent',
  NOTICE_FORBIDDEN: 'a notice was forbidden',
  OTHER: 'another reason',
}

export const stageTexts: Texts<typeof statusStages & typeof settlementStages> = {
  RECEIVED: 'received',
  ASSESSING: 'being assessed',
  INQUIRING: 'inquiries are made',
  INVESTIGATING: 'under investigation',
  PREPARING_REQUEST: 'a request is prepared',
  FREEZING: 'assets are being frozen',
  IN_COURT: 'before a court',
  CONCLUDED: 'concluded',
  NO_ACTION: 'nothing is done',
  TALKS: 'talks about a settlement',
  AGREED: 'settlement agreed',
  APPROVED: 'settlement approved',
  PUBLISHED: 'settlement published',
}

export const retentionTexts: Texts<typeof retentionReasons> = {
  STILL_NEEDED: 'still needed',
  LEGAL_CLAIM: 'a legal claim',
  ACCURACY_CONTESTED: 'its accuracy is contested',
  DATA_SUBJECT: 'to protect the person concerned',
  OTHER: 'another reason',
}

export const decisionTexts: Texts<typeof retentionDecisions> = {
  KEEP: 'kept',
  ERASE: 'to be erased',
  HOLD: 'held, and not used',
}

export const requestFormTexts: Texts<typeof requestForms> = {
  DRAFT: 'a draft, for comment',
  FORMAL: 'copy of what went the formal way',
}

export const freezeKindTexts: Texts<typeof freezeKinds> = {
  ADMINISTRATIVE: 'ordered by an authority',
  FIU_POSTPONEMENT: 'postponed by an FIU',
  JUDICIAL: 'ordered by a court',
}

export const freezeChangeTexts: Texts<typeof freezeChanges> = {
  NEW: 'new',
  PROLONGED: 'prolonged',
  KEPT: 'kept',
  CONVERTED: 'turned into another measure',
}

export const ownerTexts: Texts<typeof ownerTold> = {
  NO: 'the owner is not to know',
  MAY_BE: 'the owner may know',
  WAS: 'the owner knows',
}

export const retagModeTexts: Texts<typeof retagModes> = { TIGHTEN: 'stricter', LOOSEN: 'looser' }

export const recallModeTexts: Texts<typeof recallModes> = {
  DELETE: 'to be deleted',
  RESTRICT: 'not to be used any more',
}

export const recallResultTexts: Texts<typeof recallResults> = {
  DELETED: 'deleted',
  RESTRICTED: 'kept, and not used any more',
  CORRECTED: 'corrected',
  NOT_HELD: 'not held',
  REFUSED: 'refused',
}

export const closeTexts: Texts<typeof closeReasons> = {
  CONCLUDED: 'concluded',
  NOT_PURSUED: 'not pursued',
  FORMAL_CHANNEL: 'goes on by the formal channel',
  WITHDRAWN: 'withdrawn',
  OTHER: 'another reason',
}
