/**
 * A node that answers from a script: the one place where a fake is right, because what is tested is the contract
 * between the doors and the use cases, not the use cases.
 */
import { Readable } from 'node:stream'
import type { Answer, AskContext, Asked, RouteName, UseCases } from '../../node/api/contract.ts'
import type { DraftDocument } from '../../node/api/contract/drafts.ts'
import type { ApiErrorCode } from '../../node/api/contract/problem.ts'

export const ids = {
  us: '0a'.repeat(16),
  them: 'b2c3'.repeat(8),
  network: '4e7700'.padEnd(64, '7'),
  exchange: '9f3a01c2'.padEnd(64, '5'),
  message: 'd1ce0001'.padEnd(64, '6'),
  question: 'd1ce0002'.padEnd(64, '6'),
  draft: 'af0001'.padEnd(32, '1'),
  amina: 'e0e0e1'.padEnd(32, '2'),
  bashir: 'e0e0e2'.padEnd(32, '3'),
  relay: '7e1a70'.padEnd(32, '4'),
  file: 'f11e01'.padEnd(32, '6'),
  item: '17e301'.padEnd(32, '5'),
} as const

const at = '2026-11-21T07:15:00.000Z'
const later = '2027-01-05T07:15:00.000Z'
export const digits = '01234567890123456789012345678901234567890123456789' + '0123456789'
export const officerPassphrase = 'a passphrase that must never be seen'

const them = { id: ids.them, name: '反贪局', country: 'CN', network: ids.network }
const amina = { id: ids.amina, name: 'amina' }
const us = {
  id: ids.us,
  name: 'هيئة مكافحة الفساد',
  country: 'JO',
  kind: 'ANTI_CORRUPTION',
  languages: ['ar', 'en'],
  role: 'member',
  fingerprint: digits,
} as const

const binding = {
  ...{
    general: 'OFFER' as const,
    countries: { CN: 'PRIOR-NOTICE' as const },
    institutions: {},
    networks: {},
  },
  ofNetworks: [{ network: ids.network, name: 'Focal', least: 'BY-LAW' as const }],
}
const byUrgency = { IMMEDIATE: 8, URGENT: 72, NORMAL: 168 }
const networkProfile = {
  ...{ network: ids.network, name: 'Focal', number: 2, at, leastBinding: 'OFFER' as const },
  hours: {
    ...{ acknowledge: byUrgency, answer: byUrgency, consent: byUrgency, otherwise: 336 },
    ...{ feedbackAsked: 336, feedbackFirst: 2160, feedbackAgain: 8760, retentionReview: 26280 },
    ...{ freezeShown: 720, retentionShown: 2160, freezeReminders: [720, 168, 24] },
    ...{ noticeValidity: 336, consultation: 168, confirmation: 4392 },
  },
}
const network = {
  id: ids.network,
  name: 'Focal points',
  fingerprint: digits,
  role: 'member',
  witnessesRequired: 0,
  joinedAt: at,
  credentialUntil: later,
  statusAt: at,
  revoked: 0,
  members: 2,
  relays: [{ id: ids.relay, name: 'Relay one', addresses: ['/dns4/relay.example/tcp/443/wss'] }],
} as const

const entry = {
  ...them,
  kind: 'ARO',
  languages: ['zh'],
  standing: 'provisional',
  prekeys: 'fresh',
  credentialUntil: later,
  confirmedAt: at,
  unconfirmed: false,
} as const

const officer = {
  ...amina,
  power: 'DELEGATED',
  statementTypes: ['DISCLOSURE', 'ACK'],
  roles: [],
  standing: 'active',
  until: later,
} as const

const draft = {
  id: ids.draft,
  state: 'open',
  revision: 'r1',
  title: 'BLUE HERON',
  to: [them],
  createdAt: at,
  changedAt: at,
  exchanges: [],
} as const

const file = {
  id: ids.file,
  name: 'Kontoauszug 3\u202egpj.pdf',
  mediaType: 'application/pdf',
  length: 70_000,
  sha256: ids.message,
  tags: ['EV:LEAD'],
} as const

const conditions = {
  hash: ids.message,
  vocabulary: 1,
  tags: [
    { text: 'AUD:DESK', code: 'AUD:DESK', args: [], scope: 'all', explanation: 'AUD:DESK' },
    { text: 'EV:LEAD', code: 'EV:LEAD', args: [], scope: 'some', explanation: 'EV:LEAD' },
    { text: 'XX:NEW(a)', code: 'XX:NEW', args: ['a'], scope: 'all', explanation: 'UNKNOWN' },
  ],
  labels: { tlp: 'TLP:AMBER+STRICT', handling: ['H1'] },
  binding: 'BY-LAW',
  urgency: 'URGENT',
} as const

const alarm = {
  code: 'CONTENT_PUSHED',
  from: them,
  ...{ exchange: ids.exchange, times: 2, lastAt: at },
} as const

const exchange = {
  id: ids.exchange,
  direction: 'incoming',
  with: them,
  phase: 'DISCLOSED',
  binding: 'BY-LAW',
  urgency: 'URGENT',
  labels: conditions.labels,
  startedAt: at,
  lastAt: at,
  opened: false,
  unread: 1,
  undeliverable: 0,
  due: [{ duty: 'UNDERTAKE', side: 'ours', by: later, overdue: false, message: ids.exchange }],
} as const

const placed = (type: Answer<'ack'>['type']) => ({
  exchange: ids.exchange,
  message: ids.message,
  type,
  at,
  by: amina,
  to: them,
  delivery: 'queued' as const,
})

/** An error as a use case throws one: it knows the code, not the API. */
export class FakeRefusal extends Error {
  readonly code: ApiErrorCode
  constructor(code: ApiErrorCode, message = 'no') {
    super(message)
    this.code = code
  }
}

/** Refuses everything that is signed with another passphrase than {@link officerPassphrase}. */
function checked<T>(input: { readonly as: { readonly passphrase: string } }, answer: T): T {
  if (input.as.passphrase !== officerPassphrase) throw new FakeRefusal('WRONG_PASSPHRASE')
  return answer
}

/* eslint-disable @typescript-eslint/require-await -- a scripted answer waits for nothing */
const script: UseCases = {
  livez: async () => ({ alive: true }),
  readyz: async () => ({ ready: true }),
  status: async () => ({
    version: '0.1.0',
    protocolVersion: 1,
    institution: us,
    startedAt: at,
    now: later,
    listen: ['/ip4/127.0.0.1/tcp/4001'],
    networks: [{ id: ids.network, name: network.name, credentialUntil: later }],
    relays: [{ id: ids.relay, name: 'Relay one', connected: true, lastContactAt: at }],
    officers: 2,
    inbox: 1,
    drafts: 1,
    outbox: 0,
    undeliverable: 0,
    ...{ filesGoing: 0, filesComing: 0, filesWithoutRoom: 0 },
    alarms: [alarm],
    held: 0,
    apart: [],
    backups: { keys: 1, madeAt: at },
    ledger: { entries: 12, root: ids.message },
  }),
  doctor: async () => ({
    ok: false,
    checks: [
      { check: 'SELF_TEST', state: 'ok', facts: {} },
      { check: 'RELAYS', state: 'fault', facts: { reached: 0, known: 1 } },
    ],
  }),
  id: async () => ({
    ...us,
    peerId: '12D3KooWExample',
    listen: [],
    networks: [{ id: ids.network, name: network.name }],
  }),
  networkFound: async () => network,
  networkStatus: async () => network,
  networkRevoke: async () => network,
  binding: async () => binding,
  bindingSet: async () => binding,
  networkProfile: async () => networkProfile,
  networkProfileSet: async () => networkProfile,
  networkApply: async () => ({
    application: Buffer.from('application').toString('base64'),
    role: 'MEMBER',
    fingerprint: digits,
  }),
  networkAdmit: async () => ({
    membership: Buffer.from('membership').toString('base64'),
    admitted: { ...them, role: 'MEMBER', fingerprint: digits, until: later },
  }),
  networkJoin: async () => network,
  networkList: async () => ({ items: [network] }),
  directoryList: async ({ query }) =>
    query.cursor === undefined ? { items: [entry], next: 'page-2' } : { items: [entry] },
  directoryShow: async () => ({
    ...entry,
    fingerprint: digits,
    statementTypes: ['DISCLOSURE'],
    homeRelays: [ids.relay],
    addresses: [],
    verified: [],
    bundleAt: at,
  }),
  directoryVerify: async ({ body }) => checked(body, { ...entry, standing: 'verified', stillNeeded: 0 }),
  directoryUpdate: async () => ({
    relays: [{ id: ids.relay, name: 'Relay one', reached: true, objects: 3 }],
    networks: [{ id: ids.network, name: network.name, statusAt: at }],
    institutions: 2,
  }),
  officerAdd: async ({ body }) => ({ ...officer, name: body.name }),
  officerList: async () => ({ items: [officer] }),
  officerRole: async ({ body }) => checked(body, { ...officer, roles: body.roles }),
  officerRevoke: async () => ({ ...officer, standing: 'revoked', revokedAt: at }),
  draftNew: async () => draft,
  draftFrom: async () => ({ ...draft, from: [{ exchange: ids.exchange, item: ids.item }] }),
  draftSettle: async ({ body }) =>
    checked(body, {
      ...draft,
      left: [{ exchange: ids.exchange, by: ids.amina, at }],
      stopped: [{ exchange: ids.exchange, item: ids.item, because: 'RECALLED' }],
    }),
  draftEdit: async () => ({ ...draft, revision: 'r2' }),
  draftAttach: async ({ query, body }) => {
    let length = 0
    for await (const piece of body) length += piece.length
    const { name, tags } = query
    return { ...draft, attachments: [{ ...file, name, length, tags: [tags ?? []].flat() }] }
  },
  openAttachment: async ({ body }) =>
    checked(body, Readable.from([Buffer.from('all of '), Buffer.from('it')])),
  draftDetach: async () => ({ ...draft, attachments: [] }),
  draftShow: async () => ({
    ...draft,
    attachments: [file],
    document: {
      to: [ids.them],
      conditions: ['AUD:DESK'],
      disclosure: { title: 'BLUE HERON' },
    } satisfies DraftDocument,
  }),
  draftList: async () => ({ items: [draft] }),
  draftCheck: async () => ({
    draft: ids.draft,
    revision: 'r1',
    ok: false,
    problems: [
      { pointer: '/disclosure/facts', code: 'MISSING', severity: 'error' },
      { pointer: '/disclosure/subjects/0/names/0', code: 'MISSING', severity: 'warning' },
    ],
  }),
  draftLabels: async () => ({ draft: ids.draft, tags: ['AUD:DESK'], tlp: 'TLP:AMBER+STRICT' }),
  draftSubmit: async ({ body }) => checked(body, { ...draft, state: 'submitted', drafter: amina }),
  draftApprove: async ({ body }) => {
    if (body.as.officer === 'amina') throw new FakeRefusal('FOUR_EYES')
    return checked(body, { ...draft, state: 'approved', drafter: amina, approvedAt: at })
  },
  draftReturn: async ({ body }) => checked(body, { ...draft, state: 'returned', note: body.note }),
  urgent: async ({ body }) => checked(body, { draft: ids.draft, sent: [placed('URGENT_NOTICE')] }),
  send: async ({ body }) => checked(body, { draft: ids.draft, sent: [placed('DISCLOSURE')] }),
  outbox: async () => ({
    items: [
      {
        message: ids.message,
        exchange: ids.exchange,
        type: 'DISCLOSURE',
        to: them,
        state: 'handed-to-relay',
        queuedAt: at,
        tries: 1,
        lastTriedAt: at,
        relay: { id: ids.relay, name: 'Relay one' },
      },
    ],
  }),
  inbox: async () => ({ items: [exchange], alarms: [alarm] }),
  exchanges: async () => ({ items: [exchange] }),
  show: async () => ({
    ...exchange,
    conditions,
    alarms: [alarm],
    messages: [
      {
        id: ids.exchange,
        placement: ids.message,
        side: 'theirs',
        seq: 1,
        at,
        terms: { type: 'DISCLOSURE', items: 3 },
        officer: { id: ids.bashir },
        receivedAt: at,
        text: true,
        opened: false,
        effect: 'STANDS',
      },
    ],
    matters: [
      {
        ...{ id: ids.message, kind: 'CONSENT', state: 'REQUESTED', side: 'theirs', at },
        about: {
          ...{ type: 'CONSENT_ASK', operation: 'EVID', purpose: 'CRIM-TRIAL', recipient: 'court' },
          ...{ proceeding: 'case \u202e44/2026', items: [ids.item], replyBy: later },
        },
        due: { duty: 'DECIDE_CONSENT', side: 'ours', by: later, overdue: true, message: ids.message },
      },
      {
        ...{ id: ids.question, kind: 'RETAG', state: 'APPLIED', side: 'theirs', at },
        about: { type: 'RETAG', mode: 'TIGHTEN' },
        reaches: [{ kind: 'draft', at, items: [ids.item], draft: ids.draft }],
        conditions: { hash: ids.question, tags: conditions.tags },
      },
    ],
    built: [
      { kind: 'sent', at, items: [], draft: ids.draft, exchange: ids.question, recipient: ids.them },
      {
        kind: 'use',
        at,
        items: [ids.item],
        operation: 'EVID',
        recipient: 'court \u202e',
        officer: ids.amina,
      },
    ],
    questions: [{ message: ids.question, side: 'ours', at, state: 'open', answers: [] }],
    heads: { theirs: ids.message },
    stateHash: ids.message,
  }),
  conditions: async () => ({
    ...conditions,
    exchange: ids.exchange,
    from: them,
    phase: 'DISCLOSED',
    items: 1,
    due: exchange.due,
  }),
  undertake: async ({ body }) => checked(body, placed('CONDITIONS_READ')),
  decline: async ({ body }) => checked(body, placed('CANNOT_COMPLY')),
  counter: async ({ body }) => checked(body, placed('COUNTER')),
  withdraw: async ({ body }) => checked(body, placed('WITHDRAW_NOTICE')),
  release: async ({ body }) => checked(body, { exchange: exchange.id, state: 'released' as const }),
  open: async ({ body }) =>
    checked(body, {
      exchange: ids.exchange,
      message: ids.message,
      from: them,
      at,
      terms: { type: 'DISCLOSURE', items: 3 },
      conditions,
      body: { schema: 'sponte/disclosure/1', summary: { title: 'BLUE HERON', facts: 'مبلغ \u001b[31m' } },
    }),
  print: async ({ body }) =>
    checked(body, {
      ...{ exchange: ids.exchange, message: ids.message, from: them, at, by: amina, printedAt: at, copy: 2 },
      ...{ terms: { type: 'DISCLOSURE', items: 3 }, conditions },
      body: { schema: 'sponte/disclosure/1', summary: { title: 'BLUE HERON', facts: 'مبلغ \u001b[31m' } },
    }),
  search: async ({ body }) =>
    checked(body, {
      found: [
        {
          ...{ exchange: ids.exchange, message: ids.message, type: 'DISCLOSURE' as const, at, with: them },
          side: 'theirs' as const,
        },
      ],
      searched: { exchanges: 2, texts: 3 },
      unsearched: [{ reason: 'NOT_UNDERTAKEN' as const, exchanges: 1 }],
      next: '100',
    }),
  statistics: async ({ body }) =>
    checked(body, {
      ...{ published: body.publish, total: { count: 7 } },
      byMonth: [{ name: '2026-11', count: 7 }],
      byDirection: [{ name: 'incoming' as const, count: 7 }],
      byPhase: [{ name: 'UNDERTAKEN' as const, fewerThan: 5 }],
      byKind: [{ name: 'FIU' as const, count: 7 }],
      acts: [{ name: 'opened' as const, count: 3 }],
    }),
  ack: async ({ body }) => checked(body, placed('ACK')),
  refuse: async ({ body }) => checked(body, placed('REFUSE')),
  ask: async ({ body }) => checked(body, placed('QUESTION')),
  answer: async ({ body }) => checked(body, placed('ANSWER')),
  feedbackAsk: async ({ body }) => checked(body, placed('FEEDBACK_ASK')),
  feedbackGive: async ({ body }) => checked(body, placed('FEEDBACK')),
  consentAsk: async ({ body }) => checked(body, placed('CONSENT_ASK')),
  consentGrant: async ({ body }) => checked(body, placed('GRANT')),
  consentDeny: async ({ body }) => checked(body, placed('DENY')),
  consentWithdraw: async ({ body }) => checked(body, placed('WITHDRAW')),
  consentUsed: async ({ body }) => checked(body, placed('USED')),
  exceptionNotice: async ({ body }) => checked(body, placed('EXCULP_NOTICE')),
  consultAsk: async ({ body }) => checked(body, placed('CONSULT_ASK')),
  consultDone: async ({ body }) => checked(body, placed('CONSULT_DONE')),
  exceptionDone: async ({ body }) => checked(body, placed('EXCEPTION_DONE')),
  retag: async ({ body }) => checked(body, placed('RETAG')),
  correct: async ({ body }) => checked(body, placed('CORRECT')),
  recall: async ({ body }) => checked(body, placed('RECALL')),
  recallResult: async ({ body }) => checked(body, placed('RECALL_RESULT')),
  recallPassOn: async ({ body }) =>
    checked(body, {
      ...{ exchange: ids.exchange, cascade: ids.item, passed: [placed('RECALL')] },
      known: [{ exchange: ids.question, state: 'PARTIAL' as const }],
    }),
  passedOn: async ({ body }) => checked(body, placed('PASSED_ON')),
  supplement: async ({ body }) => checked(body, placed('SUPPLEMENT')),
  request: async ({ body }) => checked(body, placed('REQUEST')),
  comment: async ({ body }) => checked(body, placed('COMMENT')),
  formalise: async ({ body }) => checked(body, placed('FORMALISED')),
  freezeInfo: async ({ body }) => checked(body, placed('FREEZE_INFO')),
  freezeQuery: async ({ body }) => checked(body, placed('FREEZE_ASK')),
  liftIntent: async ({ body }) => checked(body, placed('LIFT_INTENT')),
  liftReasons: async ({ body }) => checked(body, placed('LIFT_REASONS')),
  freezeLifted: async ({ body }) => checked(body, placed('LIFTED')),
  settlement: async ({ body }) => checked(body, placed('SETTLEMENT_INFO')),
  redirect: async ({ body }) => checked(body, placed('REDIRECT')),
  redirectAnswer: async ({ body }) => checked(body, placed('REDIRECT_OK')),
  retentionReview: async ({ body }) => checked(body, placed('RETENTION_REVIEW')),
  retentionCertificate: async ({ body }) => checked(body, placed('DELETION_CERT')),
  breach: async ({ body }) => checked(body, placed('BREACH_NOTICE')),
  statusAsk: async ({ body }) => checked(body, placed('STATUS_ASK')),
  statusGive: async ({ body }) => checked(body, placed('STATUS')),
  notNeeded: async ({ body }) => checked(body, placed('NOT_NEEDED')),
  close: async ({ body }) => checked(body, placed('CLOSE')),
  deadlines: async () => ({
    items: [
      {
        ...{ exchange: ids.exchange, with: them, duty: 'DECIDE_CONSENT', side: 'ours' },
        ...{ by: at, overdue: true, message: ids.message },
      },
    ],
  }),
  labels: async () => ({
    exchange: ids.exchange,
    item: ids.item,
    ...{ tags: ['AUD:DESK', 'EV:LEAD'], tlp: 'TLP:AMBER+STRICT', handling: ['H1'], evaluation: 'X4' },
    iep: {
      ...{ iep_version: 2, encrypt_in_transit: 'must', permitted_actions: 'none' },
      ...{ affected_party_notifications: 'must-not', tlp: 'red', attribution: 'may' },
      ...{ unmodified_resale: 'must-not', end_date: null },
    },
    ...{ pap: 'PAP:RED', marking: null },
  }),
  tagsFromLabel: async ({ body: { scheme } }) => ({
    scheme,
    tags: ['AUD:DOM(court)', 'ONW:CONSENT'],
    undecided: [
      { family: 'EV', defaults: ['EV:LEAD'] },
      { family: 'BIND', defaults: [] },
    ],
  }),
  may: async ({ query }) => ({
    exchange: ids.exchange,
    operation: query.operation,
    ...(query.operation === 'READ'
      ? { effect: 'allow', needs: [], because: [], duties: [], setAside: [], consents: [] }
      : {
          effect: 'deny',
          needs: [],
          because: [{ tag: 'AUD:DESK', effect: 'D' }],
          ...{ duties: [], setAside: [] },
          consents: [],
          ask: { whom: 'originator', institution: them },
        }),
  }),
  use: async ({ body }) =>
    checked(body, {
      ...{ exchange: ids.exchange, operation: body.operation, at, consents: [ids.question] },
      ...{ setAside: [], duties: [{ duty: 'REPORT_USE' as const }] },
    }),
  uses: async () => ({
    exchange: ids.exchange,
    uses: [
      {
        ...{ at, officer: ids.amina, operation: 'EVID' as const, proceeding: 'case \u001b[31m44/2026' },
        ...{ item: ids.item, recipient: 'CN', consents: [ids.question] },
      },
    ],
  }),
  tighten: async ({ body }) => checked(body, { exchange: ids.exchange, at, tags: body.tags }),
  lift: async ({ body }) => checked(body, { exchange: ids.exchange, at, tag: body.tag, lifted: false }),
  interpret: async ({ body }) => checked(body, placed('QUESTION')),
  ledgerVerify: async () => ({
    ok: true,
    entries: 12,
    root: ids.message,
    faults: [],
  }),
  backupKey: async () => ({ key: Buffer.from('a key').toString('base64'), keys: 1 }),
  backupGive: async () => Readable.from([Buffer.from('a '), Buffer.from('backup')]),
  backupKept: async ({ body }) => ({ ...body, madeAt: at, entries: 12, bytes: 8 }),
  backupRehearsed: async () => ({ at, newer: 3 }),
  exportDossier: async ({ body }) =>
    checked(body, {
      exchange: ids.exchange,
      at,
      statements: 3,
      contents: body.content ? 2 : 0,
      dossier: Buffer.from('a dossier').toString('base64'),
    }),
}
/* eslint-enable */

export interface FakeNode {
  readonly useCases: UseCases
  /** Every question that reached a use case, in order. */
  readonly asked: { readonly name: RouteName; readonly input: Asked<RouteName> }[]
}

/** @param other - use cases that answer otherwise than the script */
export function createFakeNode(other: Partial<UseCases> = {}): FakeNode {
  const asked: FakeNode['asked'] = []
  const answers: UseCases = { ...script, ...other }
  const recorded = (Object.keys(script) as RouteName[]).map((name) => [
    name,
    (input: Asked<RouteName>, context: AskContext) => {
      asked.push({ name, input })
      // The server has validated the input by the schemas of this very route.
      return answers[name](input as never, context)
    },
  ])
  // Built from exactly the names of the script.
  return { useCases: Object.fromEntries(recorded) as UseCases, asked }
}
