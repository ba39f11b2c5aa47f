import { fromHex, toHex } from '../../crypto/index.ts'
import {
  ackGaps,
  type Body,
  cannotComplyReasons,
  competences,
  type Conditions,
  conditionsHash,
  due,
  type Entry,
  type Exchange,
  feedbackOutcomes,
  forceOf,
  formatTag,
  labelsOf,
  type Member,
  nextSteps,
  offeredOf,
  officerPowers,
  phaseOf,
  refuseAlternatives,
  refuseReasons,
  otherSide,
  refusalOf,
  tagRow,
  type Terms,
  timeline,
} from '../../protocol/index.ts'
import type { Answer } from '../api/contract.ts'
import { holdReasons } from '../api/contract/receiving.ts'
import { deliveriesOf } from '../exchanges/deliveries.ts'
import { heldIn, isGivenUp } from '../exchanges/held.ts'
import { decodeStatement } from '../exchanges/records.ts'
import { counterpart } from '../exchanges/reply.ts'
import { placedOf, type OpenExchange } from '../exchanges/registry.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { Said } from '../exchanges/speak.ts'
import { readMark } from '../exchanges/facts.ts'
import { layout } from '../store/index.ts'
import { ownLanguage, type AnswerDeps, type OwnOfficer } from './deps.ts'

/** RFC 3339 in UTC. */
/** The last moment that a date of four digits can name: a peer's number may be any, and must not end a list. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

export const timeOf = (ms: number): string => new Date(Math.min(ms, lastMs)).toISOString()

/** The name of a number in one of the tables of `protocol/names.ts`. */
export function nameOf<T extends Readonly<Record<string, number>>>(
  table: T,
  number: number,
): keyof T & string {
  const names = Object.keys(table) as (keyof T & string)[]
  const name = names.find((one) => table[one] === number)
  if (name === undefined) throw new Error(`no name for ${number} in its table`)
  return name
}

export function institutionOf(member: Member): Answer<'show'>['with'] {
  const { tbs } = member.credential
  return { id: member.institutionId, name: tbs.name, country: tbs.country, network: member.networkId }
}

/** The Conditions as the contract shows them; what cannot be read blocks, and says so by `UNKNOWN` explanations. */
export function conditionsShape(state: Exchange): Answer<'show'>['conditions'] {
  const { conditions, conditionsBytes, urgency } = offeredOf(state)
  return {
    hash: hashOf(conditionsBytes),
    vocabulary: conditions.vocabulary,
    tags: tagsOf(conditions),
    labels: labelsFrom(conditions),
    binding: state.binding,
    urgency,
  }
}

/** Labels need nothing but the tags, so they are shown even for Conditions that cannot be read whole. */
function labelsFrom(conditions: Conditions): Answer<'show'>['labels'] {
  return labelsOf(conditions)
}

function tagsOf(conditions: Conditions): Answer<'show'>['conditions']['tags'] {
  return conditions.tags.map((tag) => ({
    text: formatTag(tag),
    code: tag.code,
    args: tag.args,
    scope: tag.scope === 1 ? 'some' : 'all',
    explanation: tagRow(tag.code) === undefined ? 'UNKNOWN' : tag.code,
  }))
}

const hashOf = (bytes: Uint8Array): string => {
  const hash: Uint8Array | string = conditionsHash(bytes)
  return typeof hash === 'string' ? hash : toHex(hash)
}

export function dutiesOf(deps: AnswerDeps, { state }: OpenExchange): Answer<'show'>['due'] {
  const own = ownSide(deps.exchange, state)
  return due(state, deps.exchange.clock()).map((duty) => ({
    duty: duty.code,
    side: duty.side === own ? 'ours' : 'theirs',
    by: timeOf(duty.dueMs),
    overdue: duty.isOverdue,
    message: duty.ref,
  }))
}

/** All statements of an exchange in their merged order. */
export function entriesOf(state: Exchange): readonly Entry[] {
  return timeline(state)
}

/** One line of a list of exchanges. */
export async function summaryOf(
  deps: AnswerDeps,
  exchange: OpenExchange,
): Promise<Answer<'inbox'>['items'][number]> {
  const { state } = exchange
  const own = ownSide(deps.exchange, state)
  const entries = entriesOf(state)
  const theirs = entries.filter(({ side }) => side !== own)
  const marks = await Promise.all(
    theirs.map((entry) => readMark(deps.exchange.store, exchange.caseId, entry)),
  )
  const isIncoming = own === 'receiver'
  const deliveries = await deliveriesOf(
    deps.exchange,
    entries.filter(({ side }) => side === own),
  )
  const last = deliveries.at(-1)
  const { conditions, urgency } = offeredOf(state)
  return {
    id: state.id,
    direction: isIncoming ? 'incoming' : 'outgoing',
    with: institutionOf(counterpart(deps.exchange, exchange)),
    phase: phaseOf(state),
    binding: state.binding,
    urgency,
    labels: labelsFrom(conditions),
    startedAt: timeOf(state.opening.entry.timeMs),
    lastAt: timeOf(entries.reduce((latest, { timeMs }) => Math.max(latest, timeMs), 0)),
    opened: isIncoming && marks[0] !== undefined,
    unread: theirs.filter(({ placement }, at) => marks[at] === undefined && !isRefused(state, placement))
      .length,
    due: dutiesOf(deps, exchange),
    ...(last === undefined ? {} : { delivery: last.delivery }),
    undeliverable: deliveries.filter(({ delivery }) => delivery === 'undeliverable').length,
    ...(await gapOf(deps, exchange)),
  }
}

/** A refused message has nothing to open. */
const isRefused = (state: Exchange, placement: string): boolean => refusalOf(state, placement) !== undefined

async function gapOf(
  deps: AnswerDeps,
  { id, state }: OpenExchange,
): Promise<Pick<Answer<'inbox'>['items'][number], 'gap'>> {
  const { store, clock } = deps.exchange
  const held = await heldIn(store, id, state.parties[otherSide(ownSide(deps.exchange, state))])
  if (held.length === 0) return {}
  return { gap: held.some((mark) => isGivenUp(mark, clock())) ? 'given-up' : 'waiting' }
}

/** The line of every exchange, in no order. */
export async function summariesOf(deps: AnswerDeps): Promise<readonly Answer<'inbox'>['items'][number][]> {
  const lines: Answer<'inbox'>['items'][number][] = []
  for await (const exchange of deps.exchange.registry.all()) lines.push(await summaryOf(deps, exchange))
  return lines
}

/** A message of an exchange as its list shows it: never its text. */
export async function messageOf(
  deps: AnswerDeps,
  exchange: OpenExchange,
  entry: Entry,
): Promise<Answer<'show'>['messages'][number]> {
  const { store } = deps.exchange
  const key = statementKey(entry.side, entry.seq, fromHex(entry.placement))
  const record = await store.get(layout.statements.at(exchange.caseId, key))
  if (record === undefined) throw new Error('show: a statement of the fold is not stored')
  const placed = placedOf(decodeStatement(record))
  const isOurs = entry.side === ownSide(deps.exchange, exchange.state)
  const mark = await readMark(store, exchange.caseId, entry)
  const [sent] = isOurs ? await deliveriesOf(deps.exchange, [entry]) : []
  const { officerCertHash } = placed.placement
  return {
    id: entry.statement,
    placement: entry.placement,
    side: isOurs ? 'ours' : 'theirs',
    seq: entry.seq,
    at: timeOf(entry.timeMs),
    terms: termsOf(placed.content),
    text:
      placed.statement.bodyCommitment !== undefined &&
      !(isRefused(exchange.state, entry.placement) && !isOurs),
    opened: mark !== undefined,
    effect: isRefused(exchange.state, entry.placement) ? 'VOID' : forceOf(exchange.state, entry),
    ...(officerCertHash === undefined
      ? {}
      : { officer: await officerOf(deps, exchange, officerCertHash, isOurs) }),
    ...(sent === undefined ? {} : { delivery: sent.delivery }),
    ...(sent?.reason === undefined ? {} : { reason: sent.reason }),
  }
}

async function officerOf(
  deps: AnswerDeps,
  exchange: OpenExchange,
  certHash: Uint8Array,
  isOurs: boolean,
): Promise<{ readonly id: string; readonly name?: string }> {
  if (isOurs) {
    const own = await deps.officers.byCertHash(certHash)
    if (own !== undefined) return { id: toHex(own.id), name: own.name }
  }
  const known = counterpart(deps.exchange, exchange).officers.get(toHex(certHash))
  return { id: known === undefined ? toHex(certHash).slice(0, 32) : toHex(known.tbs.officerId) }
}

/** The operative fields of a statement, by name. */
export function termsOf(content: Terms): Answer<'show'>['messages'][number]['terms'] {
  switch (content.type) {
    case 'DISCLOSURE':
      return { type: 'DISCLOSURE', items: content.terms.items.length }
    case 'CONDITIONS_READ':
      return {
        type: 'CONDITIONS_READ',
        conditions: toHex(content.terms.conditionsHash),
        validUntil: timeOf(content.terms.validUntilMs),
        power: nameOf(officerPowers, content.terms.power),
        mutual: content.terms.mutual,
      }
    case 'PRIOR_NOTICE':
      return { type: 'PRIOR_NOTICE', validUntil: timeOf(content.terms.validUntilMs) }
    case 'AGREE':
      return {
        type: 'AGREE',
        notice: toHex(content.terms.notice),
        conditions: toHex(content.terms.conditionsHash),
        validUntil: timeOf(content.terms.validUntilMs),
        power: nameOf(officerPowers, content.terms.power),
        mutual: content.terms.mutual,
      }
    case 'DECLINE':
      return {
        type: 'DECLINE',
        notice: toHex(content.terms.notice),
        reason: nameOf(cannotComplyReasons, content.terms.reason),
      }
    case 'COUNTER':
    case 'WITHDRAW_NOTICE':
    case 'EXPIRED':
      return { type: content.type, notice: toHex(content.terms.notice) }
    case 'LATE':
    case 'NOT_ACCEPTED':
      return { type: content.type }
    case 'CANNOT_COMPLY':
      return { type: 'CANNOT_COMPLY', reason: nameOf(cannotComplyReasons, content.terms.reason) }
    case 'ACK':
      return {
        type: 'ACK',
        competence: nameOf(competences, content.terms.competence),
        languageOk: content.terms.languageOk,
        gaps: content.terms.gaps.map((gap) => nameOf(ackGaps, gap)),
        nextStep: nameOf(nextSteps, content.terms.nextStep),
        ...(content.terms.nextNewsByMs === 0 ? {} : { nextNewsBy: timeOf(content.terms.nextNewsByMs) }),
      }
    case 'REFUSE':
      return {
        type: 'REFUSE',
        reason: nameOf(refuseReasons, content.terms.reason),
        alternative: nameOf(refuseAlternatives, content.terms.alternative),
      }
    case 'QUESTION':
    case 'FEEDBACK_ASK': {
      const { itemId, replyByMs } = content.terms
      return {
        type: content.type,
        ...(itemId === undefined ? {} : { item: toHex(itemId) }),
        ...(replyByMs === 0 ? {} : { replyBy: timeOf(replyByMs) }),
      }
    }
    case 'ANSWER':
      return {
        type: 'ANSWER',
        question: toHex(content.terms.question),
        partial: content.terms.partial,
      }
    case 'FEEDBACK':
      return {
        type: 'FEEDBACK',
        outcomes: content.terms.outcomes.map((outcome) => nameOf(feedbackOutcomes, outcome)),
        usefulness: content.terms.usefulness,
      }
  }
}

/** A code by which a release was held, as the contract knows it. */
export function holdReasonOf(code: string): (typeof holdReasons)[number] {
  return holdReasons.find((reason) => reason === code) ?? 'OTHER'
}

/** What every signing verb gives back. */
export function placedShape(
  said: Said,
  type: Answer<'ack'>['type'],
  officer: OwnOfficer,
  to: Member,
): Answer<'ack'> {
  return {
    exchange: toHex(said.exchangeId),
    message: toHex(said.statementHash),
    type,
    at: timeOf(said.timeMs),
    by: { id: toHex(officer.id), name: officer.name },
    to: institutionOf(to),
    delivery: 'queued',
  }
}

/** A word the officer adds where the terms say it all. */
export function noteOf(
  deps: AnswerDeps,
  { text, language }: { readonly text?: string | undefined; readonly language?: string | undefined },
): Body | undefined {
  if (text === undefined) return undefined
  return { schema: 'sponte/note/1', language: language ?? ownLanguage(deps), text }
}
