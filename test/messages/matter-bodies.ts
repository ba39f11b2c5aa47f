import type { BodyOf, SpokenType } from '../../protocol/index.ts'

const language = 'en'
const note = { schema: 'sponte/note/1', language, text: 'See our letter.' } as const
const question = { schema: 'sponte/question/1', language, text: 'How far is it?' } as const
const exception = {
  ...{ schema: 'sponte/exception/1' as const, language, text: 'It shows that the accused was abroad.' },
  ...{ proceeding: '4 Ks 12/27', authority: 'Regional Court', measures: 'In camera.' },
} as const

const bodies: { readonly [T in SpokenType]?: BodyOf[T] } = {
  STATUS_ASK: question,
  STATUS: { schema: 'sponte/status/1', language, text: 'The bank has answered.' },
  CONSENT_ASK: {
    ...{ schema: 'sponte/consent-request/1', language, text: 'The account statements prove the payment.' },
    ...{ recipient: 'Regional Court', proceeding: '4 Ks 12/27' },
  },
  GRANT: { schema: 'sponte/consent/1', language, text: 'For this trial only.', authority: 'Prosecutor' },
  DENY: note,
  WITHDRAW: note,
  USED: { schema: 'sponte/use/1', language, text: 'Read out in court.', date: '2027-03-09' },
  EXCULP_NOTICE: exception,
  COMPELLED_NOTICE: exception,
  LIFE_NOTICE: exception,
  DATA_SUBJECT_NOTICE: exception,
  CONSULT_ASK: question,
  CONSULT_DONE: note,
  EXCEPTION_DONE: exception,
  CORRECT: {
    ...{ schema: 'sponte/correction/1', language, item: '15d002029220b7d67a53b4bc994163e0' },
    ...{ field: 'birthDate', old: '1971', new: '1917', reason: 'Two digits were exchanged.' },
  },
  RETAG: note,
  RECALL: note,
  RECALL_RESULT: {
    ...{ schema: 'sponte/recall-result/1', language },
    usedIn: [{ proceeding: '4 Ks 12/27', date: '2027' }],
    passedTo: [{ recipient: 'Tax Office', result: 'silent' }],
  },
  PASSED_ON: {
    ...{ schema: 'sponte/passed-on/1', language, recipient: 'Tax Office', date: '2027-03' },
    text: 'The account numbers, for their file.',
  },
  REDIRECT: { schema: 'sponte/redirection/1', language, text: 'The tax office is competent.', country: 'PT' },
  REDIRECT_OK: note,
  SUPPLEMENT: { schema: 'sponte/supplement/1', language, text: 'The account was closed.' },
  FREEZE_INFO: {
    ...{ schema: 'sponte/freeze/1', reference: '7 Gs 12/27', language, authority: 'Regional Court' },
    ...{ amounts: [{ amount: '910000', currency: 'EUR', asOf: '2027-03-09' }], toProlong: 'A request.' },
  },
  FREEZE_ASK: question,
  LIFT_INTENT: note,
  LIFT_REASONS: note,
  LIFTED: note,
  SETTLEMENT_INFO: {
    ...{ schema: 'sponte/settlement/1', language, text: 'The company pays.', parties: ['The company'] },
    officials: [{ name: 'A minister', country: 'PT' }],
  },
  REQUEST: {
    ...{ schema: 'sponte/assistance/1', language, title: 'Statements of two accounts' },
    parts: [{ heading: 'Facts', text: 'The money was moved twice.' }],
  },
  COMMENT: { schema: 'sponte/comment/1', language, part: 1, text: 'Name the bank.' },
  FORMALISED: {
    ...{ schema: 'sponte/formalised/1', reference: 'RH 4/27', language, date: '2027-04-01' },
    ...{ from: 'Ministry of Justice', to: 'Federal Office of Justice' },
  },
  BREACH_NOTICE: { schema: 'sponte/breach/1', language, text: 'A copy lay on a desk overnight.' },
  RETENTION_REVIEW: note,
  DELETION_CERT: note,
  NOT_NEEDED: note,
  URGENT_NOTICE: {
    ...{ schema: 'sponte/urgent/1', language, text: 'It is being moved now.' },
    ...{ volume: { amount: '910000', currency: 'EUR' } },
    contact: { name: 'Duty officer', phone: '+351 000 000', languages: ['en'] },
  },
  CLOSE: note,
}

/** A plain body of each type that opens a matter or goes on in one. */
export const matterBodies = Object.entries(bodies) as readonly (readonly [SpokenType, unknown])[]
