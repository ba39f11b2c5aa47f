import type { Operation } from './conditions/operations.ts'
import type { Purpose } from './conditions/purposes.ts'

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
  profile: 'sponte/1 profile',
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
  REDIRECT: 18,
  REDIRECT_OK: 19,
  SUPPLEMENT: 20,
  STATUS_ASK: 21,
  STATUS: 22,
  CONSENT_ASK: 23,
  GRANT: 24,
  DENY: 25,
  WITHDRAW: 26,
  USED: 27,
  EXCULP_NOTICE: 28,
  COMPELLED_NOTICE: 29,
  LIFE_NOTICE: 30,
  DATA_SUBJECT_NOTICE: 31,
  CONSULT_ASK: 32,
  CONSULT_DONE: 33,
  EXCEPTION_DONE: 34,
  CORRECT: 35,
  RETAG: 36,
  RECALL: 37,
  RECALL_RESULT: 38,
  PASSED_ON: 39,
  FREEZE_INFO: 40,
  FREEZE_ASK: 41,
  LIFT_INTENT: 42,
  LIFT_REASONS: 43,
  LIFTED: 44,
  SETTLEMENT_INFO: 45,
  REQUEST: 46,
  COMMENT: 47,
  FORMALISED: 48,
  BREACH_NOTICE: 49,
  RETENTION_REVIEW: 50,
  DELETION_CERT: 51,
  NOT_NEEDED: 52,
  URGENT_NOTICE: 53,
  CLOSE: 54,
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
  NETWORK_PROFILE: 8,
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

/** What a consent is asked for; docs/protocol/conditions.md §2 says what each operation means. */
export const operationNumbers = {
  READ: 1,
  CHECK: 2,
  INT: 3,
  DOM: 4,
  ONW: 5,
  RELAY: 6,
  LEAD: 7,
  MLA: 8,
  EVID: 9,
  COERCE: 10,
  TIPOFF: 11,
  NONCRIM: 12,
  EXPORT: 13,
  AUTO: 14,
  RETAIN: 15,
  EXCULP: 16,
  STAT: 17,
} as const satisfies Readonly<Record<Operation, number>>

/** What it is to be used for; 0 on the wire where no purpose is named. */
export const purposeNumbers = {
  'CRIM-INV': 1,
  'CRIM-PROS': 2,
  'CRIM-TRIAL': 3,
  TRACE: 4,
  FREEZE: 5,
  CONFISC: 6,
  'MLA-PREP': 7,
  'FIU-ANALYSIS': 8,
  CIVIL: 9,
  ADMIN: 10,
  TAX: 11,
  THREAT: 12,
} as const satisfies Readonly<Record<Purpose, number>>
