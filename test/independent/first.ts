// docs/protocol/3-exchange.md §3: what a placement shows by itself, and what one must be that begins an exchange.
import type { Asker } from './checks.ts'
import { areInOrder, requireReadable } from './conditions.ts'
import type { Message } from './protobuf.ts'
import type { Read } from './statement.ts'
import { hex, padme, same } from './suite.ts'

/** What shows by itself, wherever it stands. */
export function requireShown(
  ask: Asker,
  statement: Message,
  placement: Message,
  { terms, items, conditions }: Read,
  timeMs: number,
): void {
  ask.must('vocabulary', conditions === undefined || conditions.number('vocabulary') === 1, 'UPGRADE_NEEDED')
  const tags = conditions?.messages('tags') ?? []
  requireForm(ask, statement, placement, conditions !== undefined)
  requireMatter(ask, statement.number('type'), terms)
  requireToCome(ask, statement.number('type'), terms, timeMs)
  requireTermsTags(ask, statement.number('type'), terms)
  requireNoticed(ask, items, tags)
}

/** Step 16, where nothing of the exchange is known yet. */
export function requireFirst(
  ask: Asker,
  statement: Message,
  placement: Message,
  read: Read,
  statementHash: string,
  timeMs: number,
): void {
  requireShown(ask, statement, placement, read, timeMs)
  const { items, conditions } = read
  const tags = conditions?.messages('tags') ?? []
  const [type, hasAncestor] = [statement.number('type'), placement.has('prev') || placement.has('seen')]
  const isHeld = statement.has('exchangeId') && hasAncestor
  ask.must('first-ancestors', !isHeld, 'SEQ_GAP')
  ask.must('first-begins', !statement.has('exchangeId'), 'EXCHANGE_UNKNOWN')
  ask.must('first-type', [1, 10, 53].includes(type), 'NOT_NOW')
  ask.must('first-name', hex(placement.bytes('exchangeId')) === statementHash, 'EXCHANGE_UNKNOWN')
  ask.must('first-place', placement.number('seq') === 1 && !hasAncestor, 'SEQ_GAP')
  const namesNothing =
    statement.byteList('refs').length === 0 &&
    placement.messages('refused').length === 0 &&
    !placement.has('undertaking')
  ask.must('first-names-nothing', namesNothing, 'REFERENCE_INVALID')
  requireOneBinding(ask, type, tags)
  if (conditions !== undefined) requireReadable(ask, conditions, items)
}

function requireForm(ask: Asker, statement: Message, placement: Message, hasConditions: boolean): void {
  const type = statement.number('type')
  const hasBody = statement.has('bodyCommitment')
  // EXPIRED, LATE and NOT_ACCEPTED are the node's alone.
  ask.must('node-silent', ![15, 16, 17].includes(type) || !hasBody, 'TERMS_INVALID')
  ask.must('release', type === 1 || !placement.has('undertaking'), 'TERMS_INVALID')
  // NOT_ACCEPTED says nothing but what it refuses.
  ask.must('refusing', type !== 17 || placement.messages('refused').length > 0, 'TERMS_INVALID')
  const [from, to] = [statement.message('from'), statement.message('to')]
  const areTwo = !same(from.bytes('institutionId'), to.bytes('institutionId'))
  ask.must('two-institutions', areTwo, 'PARTIES_INVALID')
  ask.must('body-needed', ![1, 6, 7, 10, 20, 46, 47, 53].includes(type) || hasBody, 'TERMS_INVALID')
  const attachments = statement.messages('attachments')
  ask.must('attachments', attachments.length === 0 || type === 1, 'TERMS_INVALID')
  const ids = new Set(attachments.map((attachment) => hex(attachment.bytes('attachmentId'))))
  ask.must('attachments-once', ids.size === attachments.length, 'TERMS_INVALID')
  ask.must('attachments-size', attachments.every(hasWholeSize), 'TERMS_INVALID')
  ask.must('conditions', hasConditions === [1, 10, 12, 36, 53].includes(type), 'CONDITIONS_INVALID')
}

/** What the notice of an exception and the result of a recall show by themselves. */
function requireMatter(ask: Asker, type: number, terms: Message): void {
  if (type >= 28 && type <= 31) {
    const [planned, done, reason] = [
      terms.number('plannedMs') > 0,
      terms.number('doneMs') > 0,
      terms.number('reason') > 0,
    ]
    ask.must('exception-time', planned !== done && (planned || reason), 'TERMS_INVALID')
  }
  if (type === 38) {
    const silent = terms.number('silent')
    const isWhole = terms.number('complete') === 0 || silent === 0
    ask.must('result-complete', isWhole && silent <= terms.number('passed'), 'TERMS_INVALID')
  }
  if (type === 40) {
    const ends = terms.number('expiresMs')
    const isNew = terms.number('change') === 1
    const fits = isNew !== terms.has('matter') && (ends === 0 || ends > terms.number('startsMs'))
    ask.must('freeze', fits, 'TERMS_INVALID')
  }
  if (type === 42)
    ask.must('lift-time', terms.number('reasonsByMs') <= terms.number('liftMs'), 'TERMS_INVALID')
  if (type === 50) {
    const isErased = terms.number('decision') === 2
    const are = ['reason', 'untilMs'].map((field) => terms.number(field) > 0)
    ask.must('retention', !are.includes(isErased), 'TERMS_INVALID')
  }
}

/** Dates of what is to come, by type. The answer to a recall or a correction may be late. */
const toCome: Readonly<Record<number, readonly string[]>> = {
  ...{ 2: ['validUntilMs'], 10: ['validUntilMs'], 11: ['validUntilMs'] },
  ...{ 4: ['nextNewsByMs'], 22: ['nextNewsByMs'] },
  ...{ 6: ['replyByMs'], 8: ['replyByMs'], 21: ['replyByMs'], 23: ['replyByMs'] },
  ...{ 41: ['replyByMs'], 46: ['replyByMs'] },
  ...{ 24: ['expiresMs'], 40: ['expiresMs'], 42: ['liftMs', 'reasonsByMs'], 50: ['untilMs'] },
  ...{ 28: ['plannedMs'], 29: ['plannedMs'], 30: ['plannedMs'], 31: ['plannedMs'], 32: ['byMs'] },
}
const fiveDays = 432_000_000

function requireToCome(ask: Asker, type: number, terms: Message, timeMs: number): void {
  if (type === 28 || type === 31) {
    const planned = terms.number('plannedMs')
    const hasTime = planned === 0 || planned >= timeMs + fiveDays
    ask.must('consultation', hasTime || terms.number('reason') > 0, 'TERMS_INVALID')
  }
  const dates = (toCome[type] ?? []).map((field) => terms.number(field))
  ask.must(
    'dates-to-come',
    dates.every((date) => date === 0 || date > timeMs),
    'TERMS_INVALID',
  )
}

/** Of a consent, and of what somebody is compelled to. */
function requireTermsTags(ask: Asker, type: number, terms: Message): void {
  if (type !== 24 && type !== 29) return
  const tags = terms.messages('tags')
  const isForAll = tags.every((tag) => tag.number('scope') === 0)
  ask.must('terms-tags', isForAll && areInOrder(tags), 'TERMS_INVALID')
}

function hasWholeSize(attachment: Message): boolean {
  const length = attachment.number('paddedLength')
  const chunks = Math.floor(length / 262144) + 1
  return padme(length) === length && attachment.number('partCount') === Math.ceil(chunks / 3)
}

const bindings: Readonly<Record<string, { readonly args: number; readonly needsNotice: boolean }>> = {
  'BIND:BY-LAW': { args: 0, needsNotice: false },
  'BIND:MOU': { args: 1, needsNotice: false },
  'BIND:OFFER': { args: 0, needsNotice: true },
  'BIND:PRIOR-NOTICE': { args: 0, needsNotice: true },
}

/** Under offer and prior notice an exchange begins with a notice, otherwise with its content. */
function requireOneBinding(ask: Asker, type: number, tags: readonly Message[]): void {
  const [binding, ...others] = tags.filter((tag) => tag.text('code').startsWith('BIND:'))
  const mode = bindings[binding?.text('code') ?? '']
  const isOne = binding?.number('scope') === 0 && others.length === 0
  const fits = mode === undefined || mode.args === binding?.texts('args').length
  ask.must('one-binding', isOne && fits, 'CONDITIONS_INVALID')
  ask.must('binding-known', mode !== undefined, 'UPGRADE_NEEDED')
  ask.must('binding-fits', mode === undefined || mode.needsNotice === (type === 10), 'NOT_NOW')
}

/** An item is named once, and is no stricter than what is undertaken: what it carries stands there for some items. */
function requireNoticed(ask: Asker, items: readonly Message[], tags: readonly Message[]): void {
  const ids = new Set(items.map((item) => hex(item.bytes('itemId'))))
  ask.must('items-once', ids.size === items.length, 'TERMS_INVALID')
  const textOf = (tag: Message) => JSON.stringify([tag.text('code'), ...tag.texts('args')])
  const announced = new Set(tags.filter((tag) => tag.number('scope') === 1).map(textOf))
  const own = items.flatMap((item) => item.messages('tags'))
  ask.must(
    'items-noticed',
    own.every((tag) => announced.has(textOf(tag))),
    'CONDITIONS_INVALID',
  )
}
