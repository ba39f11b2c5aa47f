import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import {
  conditionsShape,
  disclosedOf,
  offeredOf,
  otherSide,
  statementTypes,
  termsShapes,
  viewOf,
  type Conditions,
  type Exchange,
  type Hash,
  type Side,
  type StatementType,
  type TermsOf,
} from '../../protocol/index.ts'
import { bytesFor, conditionsWith, covered, oneItem, type Saying } from './sayings.ts'

/** What can be said in a matter, or opens one. */
export type MatterType = keyof typeof makers

export const plannedMs = 1_860_000_000_000
const later = 1_900_000_000_000
const none = { items: [], purpose: 0, recipient: '', proceeding: '' }
const cascadeId = bytesFor('cascade', 16)

/** A statement of any type with the terms that its field names ask for, but for the changes. */
export function said<T extends StatementType>(type: T, terms: TermsOf[T]): Saying {
  const shape = termsShapes[type] as { readonly encode: (value: TermsOf[T]) => Uint8Array }
  return { type: statementTypes[type], terms: shape.encode(terms) }
}

const disclosureIn = (exchange: Exchange) => fromHex(offeredOf(exchange).entry.statement)
const before = (exchange: Exchange) => ({
  ...{ disclosure: disclosureIn(exchange), items: [], plannedMs, doneMs: 0, reason: 0 },
})

/** Makes a statement of a type, plainly right: in the matter `of` where it goes on in one. */
const makers = {
  REDIRECT: (exchange: Exchange) => said('REDIRECT', { disclosure: disclosureIn(exchange) }),
  REDIRECT_OK: (_: Exchange, of = '') => said('REDIRECT_OK', { matter: fromHex(of), agreed: true }),
  SUPPLEMENT: (exchange: Exchange) => ({
    ...said('SUPPLEMENT', { itemId: undefined }),
    ...covered(exchange),
  }),
  STATUS_ASK: () => said('STATUS_ASK', { replyByMs: 0 }),
  STATUS: (_: Exchange, of?: Hash) =>
    said('STATUS', { matter: of === undefined ? undefined : fromHex(of), stage: 2, nextNewsByMs: 0 }),
  CONSENT_ASK: (exchange: Exchange) =>
    said('CONSENT_ASK', { disclosure: disclosureIn(exchange), ...none, operation: 9, replyByMs: 0 }),
  GRANT: (_: Exchange, of = '') =>
    said('GRANT', {
      ...{ matter: fromHex(of), ...none, operation: 9, tags: [], uses: 0 },
      ...{ expiresMs: later, maxSilenceMs: 86_400_000 },
    }),
  DENY: (_: Exchange, of = '') => said('DENY', { matter: fromHex(of), reason: 1 }),
  WITHDRAW: (_: Exchange, of = '') => said('WITHDRAW', { matter: fromHex(of) }),
  USED: (_: Exchange, of = '') =>
    said('USED', { matter: fromHex(of), operation: 9, items: [], usedMs: plannedMs }),
  EXCULP_NOTICE: (exchange: Exchange) => said('EXCULP_NOTICE', before(exchange)),
  COMPELLED_NOTICE: (exchange: Exchange) =>
    said('COMPELLED_NOTICE', {
      ...before(exchange),
      tags: [{ code: 'CONF:EXISTENCE', args: [], scope: 0 }],
    }),
  LIFE_NOTICE: (exchange: Exchange) =>
    said('LIFE_NOTICE', { ...before(exchange), plannedMs: 0, doneMs: plannedMs, reason: 4 }),
  DATA_SUBJECT_NOTICE: (exchange: Exchange) => said('DATA_SUBJECT_NOTICE', before(exchange)),
  CONSULT_ASK: (_: Exchange, of = '') => said('CONSULT_ASK', { matter: fromHex(of), byMs: plannedMs }),
  CONSULT_DONE: (_: Exchange, of = '') => said('CONSULT_DONE', { matter: fromHex(of) }),
  EXCEPTION_DONE: (_: Exchange, of = '') =>
    said('EXCEPTION_DONE', { matter: fromHex(of), doneMs: plannedMs }),
  CORRECT: () => said('CORRECT', { itemId: oneItem.itemId, cascadeId, replyByMs: 0 }),
  RETAG: (exchange: Exchange) => retag(exchange),
  RECALL: (exchange: Exchange) => {
    const items = (disclosedOf(exchange)?.items ?? []).map(({ itemId }) => itemId)
    return said('RECALL', { items, cascadeId, mode: 1, replyByMs: 0 })
  },
  RECALL_RESULT: (_: Exchange, of = '') => recallResult(of),
  PASSED_ON: (_: Exchange, of?: Hash) =>
    said('PASSED_ON', {
      ...{ matter: of === undefined ? undefined : fromHex(of), items: [], recipient: 'org:EXAMPLE' },
    }),
  FREEZE_INFO: (exchange: Exchange, of?: Hash) => freeze(exchange, of),
  FREEZE_ASK: () => said('FREEZE_ASK', { itemId: undefined, replyByMs: 0 }),
  LIFT_INTENT: (exchange: Exchange, of = '') => liftIntent(exchange, of),
  LIFT_REASONS: (_: Exchange, of = '') => said('LIFT_REASONS', { matter: fromHex(of) }),
  LIFTED: (_: Exchange, of = '') => said('LIFTED', { matter: fromHex(of), lapsed: false }),
  SETTLEMENT_INFO: (_: Exchange, of?: Hash) =>
    said('SETTLEMENT_INFO', of === undefined ? { matter: of, stage: 1 } : { matter: fromHex(of), stage: 2 }),
  REQUEST: (exchange: Exchange) => ({
    ...said('REQUEST', { form: 1, replyByMs: 0 }),
    ...covered(exchange),
  }),
  COMMENT: (exchange: Exchange, of = '') => comment(exchange, of),
  FORMALISED: (_: Exchange, of?: Hash) =>
    said('FORMALISED', { matter: of === undefined ? undefined : fromHex(of) }),
  BREACH_NOTICE: () => said('BREACH_NOTICE', { items: [], atMs: plannedMs }),
  RETENTION_REVIEW: () => said('RETENTION_REVIEW', { items: [], decision: 1, untilMs: later, reason: 1 }),
  DELETION_CERT: (_: Exchange, of?: Hash) =>
    said('DELETION_CERT', {
      ...{ matter: of === undefined ? undefined : fromHex(of), items: [], bodies: [], erasedMs: plannedMs },
    }),
  NOT_NEEDED: (_: Exchange, of = '') => said('NOT_NEEDED', { matter: fromHex(of) }),
  CLOSE: () => said('CLOSE', { reason: 1 }),
} satisfies Partial<Record<StatementType, (exchange: Exchange, of?: Hash) => Saying>>

export function isMatterType(type: StatementType): type is MatterType {
  return type in makers
}

export function sayInMatter(type: MatterType, exchange: Exchange, of?: Hash): Saying {
  return makers[type](exchange, of)
}

/** New Conditions for what was disclosed, of the binding mode that it has. */
export function retag(
  exchange: Exchange,
  { mode = 1, conditions }: { readonly mode?: number; readonly conditions?: Conditions } = {},
): Saying {
  const tightened = conditions ?? conditionsWith(`BIND:${exchange.binding}`, 'ONW:NO')
  return { ...said('RETAG', { mode, items: [] }), conditions: conditionsShape.encode(tightened) }
}

export function recallResult(of: Hash, { complete = true } = {}): Saying {
  return said('RECALL_RESULT', {
    ...{ matter: fromHex(of), result: 1, complete, used: false, passed: 1, silent: complete ? 0 : 1 },
  })
}

/** A freeze that the speaker's side holds; in a matter, the answer to a question or that it is kept. */
export function freeze(exchange: Exchange, of?: Hash, { expiresMs = later } = {}): Saying {
  const isAsked = of !== undefined && lookUp(exchange.matters, of)?.kind === 'FREEZE_QUERY'
  const named = of === undefined ? undefined : fromHex(of)
  const [matter, query] = isAsked ? [undefined, named] : [named, undefined]
  return said('FREEZE_INFO', {
    ...{ matter, query, itemId: undefined },
    ...{
      kind: 3,
      startsMs: 1_700_000_000_000,
      expiresMs,
      ownerTold: 1,
      change: matter === undefined ? 1 : 3,
    },
  })
}

/** An intention to lift, with so many minutes to give reasons after what was said last. */
export function liftIntent({ chains }: Exchange, of: Hash, minutes = 3): Saying {
  const lastMs = Math.max(chains.originator.head?.timeMs ?? 0, chains.receiver.head?.timeMs ?? 0)
  return said('LIFT_INTENT', { matter: fromHex(of), liftMs: later, reasonsByMs: lastMs + minutes * 60_000 })
}

export function comment(exchange: Exchange, of: Hash, { final = false } = {}): Saying {
  return { ...said('COMMENT', { matter: fromHex(of), final }), ...covered(exchange) }
}

/** Any matter that is open; the exchange itself, which is none, where there is none. */
export function anyMatter(exchange: Exchange, pick: number): Hash {
  const { matters } = viewOf(exchange)
  return matters[pick % Math.max(matters.length, 1)]?.matter.entry.statement ?? exchange.id
}

type Path = readonly (readonly [Side, MatterType])[]

const asked: Path = [['receiver', 'CONSENT_ASK']]
const granted: Path = [...asked, ['originator', 'GRANT']]
const noticed: Path = [['receiver', 'EXCULP_NOTICE']]
const paths: Partial<Record<MatterType, Path>> = {
  REDIRECT_OK: [['receiver', 'REDIRECT']],
  ...{ GRANT: asked, DENY: asked, WITHDRAW: granted, USED: granted },
  ...{ CONSULT_ASK: noticed, EXCEPTION_DONE: noticed },
  CONSULT_DONE: [...noticed, ['originator', 'CONSULT_ASK']],
  RECALL_RESULT: [['originator', 'RECALL']],
}

/** What is said before a statement of that type can be: each by a side, in the matter that the first of them opens. */
export function leadingTo(type: MatterType, side: Side): Path {
  const holder = type === 'LIFT_REASONS' ? otherSide(side) : side
  const held: Path = [[holder, 'FREEZE_INFO']]
  const bySide: Partial<Record<MatterType, Path>> = {
    NOT_NEEDED: [[side, 'STATUS_ASK']],
    LIFT_INTENT: held,
    LIFTED: [...held, [holder, 'LIFT_INTENT'], [otherSide(holder), 'LIFT_REASONS']],
    LIFT_REASONS: [...held, [holder, 'LIFT_INTENT']],
    COMMENT: [[otherSide(side), 'REQUEST']],
  }
  return bySide[type] ?? paths[type] ?? []
}
