/**
 * Every number that the terms of a statement hold, by its name. docs/protocol/3-exchange.md gives their meaning.
 *
 * Numbers are never reused; one without a name here is a later version's (UPGRADE_NEEDED).
 */

/** Why a receiver returns a disclosure unopened (UNCAC 46(5); ETS 141 33(3)). */
export const cannotComplyReasons = {
  CONFIDENTIALITY: 1,
  USE_RESTRICTION: 2,
  ONWARD_RESTRICTION: 3,
  RETENTION: 4,
  DOMESTIC_LAW: 5,
  NOT_COMPETENT: 6,
  OTHER: 7,
  HUMAN_RIGHTS: 8,
} as const

/** Why assistance is refused (UNCAC 46(21), 46(23), 46(26)). */
export const refuseReasons = {
  NOT_COMPETENT: 1,
  WRONG_CHANNEL: 2,
  CONDITIONS_IMPOSSIBLE: 3,
  TREATY_MISSING: 4,
  DUAL_CRIMINALITY: 5,
  SOVEREIGNTY: 6,
  SECRECY: 7,
  HUMAN_RIGHTS: 8,
  INSUFFICIENT: 9,
  LANGUAGE: 10,
  DUPLICATE: 11,
  CAPACITY: 12,
} as const

/** What the refusing side offers instead; NONE must be said too (R11: consultation before refusal). */
export const refuseAlternatives = {
  NONE: 1,
  CONSULT: 2,
  OTHER_AUTHORITY: 3,
  OTHER_CHANNEL: 4,
  RESEND_COMPLETED: 5,
} as const

/** Competence of the receiving institution. */
export const competences = { YES: 1, NO: 2, PARTLY: 3 } as const

/** What an acknowledgement says is missing. */
export const ackGaps = {
  LEGAL_BASIS: 1,
  FACTS: 2,
  SUBJECT_IDENTITY: 3,
  ASSET_LOCATION: 4,
  NEXUS: 5,
  TRANSLATION: 6,
  ATTACHMENT: 7,
} as const

/** What happens next at the receiver. */
export const nextSteps = {
  ASSESSING: 1,
  INQUIRING: 2,
  INVESTIGATING: 3,
  PREPARING_REQUEST: 4,
  FREEZING: 5,
  NO_ACTION: 6,
} as const

/** Use made of a disclosure (CETS 198 46(12); FATF INR.40). */
export const feedbackOutcomes = {
  NONE: 1,
  FILED: 2,
  INTELLIGENCE: 3,
  INVESTIGATION_OPENED: 4,
  JOINED_TO_EXISTING: 5,
  MLA_SENT: 6,
  FROZEN: 7,
  CHARGED: 8,
  CONFISCATED: 9,
  RETURNED: 10,
} as const

/** In which power an officer binds the institution (rules A9). */
export const officerPowers = { HEAD: 1, DELEGATED: 2, DUTY: 3 } as const

/** How far a matter has come at the side that tells (UNCAC 46(24)). */
export const statusStages = {
  RECEIVED: 1,
  ASSESSING: 2,
  INQUIRING: 3,
  INVESTIGATING: 4,
  PREPARING_REQUEST: 5,
  FREEZING: 6,
  IN_COURT: 7,
  CONCLUDED: 8,
  NO_ACTION: 9,
} as const

/** Why a consent is denied (AMLD4 55(2): never without a reason). */
export const denyReasons = {
  OWN_PROCEEDINGS: 1,
  SOURCE: 2,
  DOMESTIC_LAW: 3,
  THIRD_PARTY: 4,
  PURPOSE: 5,
  RECIPIENT: 6,
  INSUFFICIENT: 7,
  OTHER: 8,
} as const

/** Why there was no notice before a statutory exception was used (UNCAC 46(5): without delay after). */
export const exceptionReasons = {
  DEADLINE: 1,
  COURT_ORDER: 2,
  LIBERTY: 3,
  IMMINENT_THREAT: 4,
  NOTICE_FORBIDDEN: 5,
  OTHER: 6,
} as const

/** What new Conditions do to those that stand (Europol Regulation 19(2)). */
export const retagModes = { TIGHTEN: 1, LOOSEN: 2 } as const

/** What is asked for of what was recalled (Directive (EU) 2016/680 art. 16(3)). */
export const recallModes = { DELETE: 1, RESTRICT: 2 } as const

/** What the receiver did. */
export const recallResults = { DELETED: 1, RESTRICTED: 2, CORRECTED: 3, NOT_HELD: 4, REFUSED: 5 } as const

/** Why an exchange is closed. */
export const closeReasons = {
  CONCLUDED: 1,
  NOT_PURSUED: 2,
  FORMAL_CHANNEL: 3,
  WITHDRAWN: 4,
  OTHER: 5,
} as const

/** Who ordered a freeze, and how (UNCAC 54(2), 55; FATF R.4). */
export const freezeKinds = { ADMINISTRATIVE: 1, FIU_POSTPONEMENT: 2, JUDICIAL: 3 } as const

/** Whether the owner of what is frozen may know of it. */
export const ownerTold = { NO: 1, MAY_BE: 2, WAS: 3 } as const

/** What became of a freeze. */
export const freezeChanges = { NEW: 1, PROLONGED: 2, KEPT: 3, CONVERTED: 4 } as const

/** How far a settlement has come. */
export const settlementStages = { TALKS: 1, AGREED: 2, APPROVED: 3, PUBLISHED: 4 } as const

/** What a request for assistance is: a draft for comment, or a copy of what went the formal way. */
export const requestForms = { DRAFT: 1, FORMAL: 2 } as const

/** What a review of retention came to (Directive (EU) 2016/680 art. 5, 16(3)). */
export const retentionDecisions = { KEEP: 1, ERASE: 2, HOLD: 3 } as const

/** Why something is kept or held (Europol Regulation 31(6)). */
export const retentionReasons = {
  STILL_NEEDED: 1,
  LEGAL_CLAIM: 2,
  ACCURACY_CONTESTED: 3,
  DATA_SUBJECT: 4,
  OTHER: 5,
} as const
