/**
 * Every label and number that stands on the wire. docs/protocol/ gives their meaning.
 *
 * Numbers are never reused. A statement type that is reserved but has no machine yet is refused with
 * UPGRADE_NEEDED.
 */

/** Domain strings: what is signed or hashed for one purpose can never be taken for another. */
export const domains = {
  statement: 'sponte/1 statement\0',
  statementOfficer: 'sponte/1 statement officer\0',
  placement: 'sponte/1 placement\0',
  sealing: 'sponte/1 sealing\0',
  receipt: 'sponte/1 receipt\0',
  custody: 'sponte/1 custody\0',
  missing: 'sponte/1 missing\0',
  lookback: 'sponte/1 lookback\0',
  recollection: 'sponte/1 recollection\0',
  dossier: 'sponte/1 dossier\0',
  dossierContents: 'sponte/1 dossier contents\0',
  conditions: 'sponte/1 conditions\0',
  envelopeInfo: 'sponte/1 env\0',
  binding: 'sponte/1 bind\0',
  body: 'sponte/1 body\0',
  attachment: 'sponte/1 blob\0',
  parts: 'sponte/1 parts\0',
  part: 'sponte/1 part\0',
  partTail: 'sponte/1 part tail\0',
  partEnc: 'sponte/1 part enc\0',
  mailbox: 'sponte/1 mailbox\0',
  network: 'sponte/1 network\0',
  certificate: 'sponte/1 certificate\0',
  prekey: 'sponte/1 prekey\0',
} as const

/** Contexts of composite signatures. */
export const contexts = {
  batch: 'sponte/1 batch',
  charter: 'sponte/1 charter',
  credential: 'sponte/1 credential',
  node: 'sponte/1 node',
  officer: 'sponte/1 officer',
  relay: 'sponte/1 relay',
  status: 'sponte/1 status',
  prekeys: 'sponte/1 prekeys',
  application: 'sponte/1 application',
  rollover: 'sponte/1 rollover',
} as const

/** Statement types that have their machine (docs/protocol/4-messages.md). */
export const statementTypes = {
  DISCLOSURE: 1,
  CONDITIONS_READ: 2,
  CANNOT_COMPLY: 3,
  ACK: 4,
  REFUSE: 5,
  QUESTION: 6,
  ANSWER: 7,
  FEEDBACK_ASK: 8,
  FEEDBACK: 9,
  PRIOR_NOTICE: 10,
  AGREE: 11,
  COUNTER: 12,
  DECLINE: 13,
  WITHDRAW_NOTICE: 14,
  EXPIRED: 15,
  LATE: 16,
  NOT_ACCEPTED: 17,
} as const

export type StatementType = keyof typeof statementTypes

const typeByNumber = new Map<number, StatementType>(
  (Object.keys(statementTypes) as StatementType[]).map((name) => [statementTypes[name], name]),
)

/** @returns `undefined` for a type this version has no machine for */
export function statementTypeOf(number: number): StatementType | undefined {
  return typeByNumber.get(number)
}

/** Kinds of institution (UNCAC 46(13), 56; FATF R.29, R.40). */
export const institutionKinds = {
  ARO: 1,
  FIU: 2,
  PROSECUTOR: 3,
  JUDICIAL: 4,
  POLICE: 5,
  ANTI_CORRUPTION: 6,
  CENTRAL_AUTHORITY: 7,
  OTHER: 8,
} as const
export type InstitutionKind = keyof typeof institutionKinds

/** What an applicant asks to be in a network. */
export const applicationRoles = { MEMBER: 1, RELAY: 2 } as const

/** Kinds of directory objects. */
export const directoryKinds = {
  CHARTER: 1,
  CREDENTIAL: 2,
  NODE_CERTIFICATE: 3,
  OFFICER_CERTIFICATE: 4,
  RELAY_CERTIFICATE: 5,
  STATUS: 6,
  PREKEY_BUNDLE: 7,
} as const
export type DirectoryKind = keyof typeof directoryKinds

/** How the key in a credential relates to the one before. */
export const rekeyKinds = { FIRST: 1, SAME_KEY: 2, ROLLOVER: 3, RECOVERY: 4 } as const

/** Answers of a receiving node to a placement. */
export const receiptStatuses = { STORED: 1, COMPLETE: 2, DUPLICATE: 3, HELD: 4, REJECTED: 5 } as const
export type ReceiptStatus = keyof typeof receiptStatuses

/** Coarse reasons that leave the node, and only after the sender was authenticated (docs/protocol/5-envelope.md). */
export const refusalCodes = {
  UNREADABLE: 1,
  NOT_TRUSTED: 2,
  NOT_ACCEPTED: 3,
  UPGRADE_NEEDED: 4,
  BUSY: 5,
} as const
export type RefusalCode = keyof typeof refusalCodes

/** Which items of a disclosure a tag of the whole Conditions object stands for. */
export const tagScopes = { ALL: 0, SOME: 1 } as const

/** Why a receiver returns a disclosure unopened (UNCAC 46(5); ETS 141 33(3)). */
export const cannotComplyReasons = {
  CONFIDENTIALITY: 1,
  USE_RESTRICTION: 2,
  ONWARD_RESTRICTION: 3,
  RETENTION: 4,
  DOMESTIC_LAW: 5,
  NOT_COMPETENT: 6,
  OTHER: 7,
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
