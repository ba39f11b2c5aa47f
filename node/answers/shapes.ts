import { fromHex, toHex } from '../../crypto/index.ts'
import {
  type Attachment,
  type Body,
  due,
  type Entry,
  type Exchange,
  forceOf,
  labelsOf,
  type Member,
  offeredOf,
  phaseOf,
  otherSide,
  refusalOf,
  timeline,
} from '../../protocol/index.ts'
import type { Answer } from '../api/contract.ts'
import { holdReasons } from '../api/contract/receiving.ts'
import { termsOf, timeOf } from '../api/said.ts'
import { deliveriesOf } from '../exchanges/deliveries.ts'
import { heldIn, isGivenUp } from '../exchanges/held.ts'
import { decodeStatement } from '../exchanges/records.ts'
import { counterpart } from '../exchanges/reply.ts'
import { placedOf, type OpenExchange } from '../exchanges/registry.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { timersOf } from '../exchanges/timers-of.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { Said } from '../exchanges/speak.ts'
import { readMark } from '../exchanges/facts.ts'
import { layout } from '../store/index.ts'
import { filesOf, progressOf } from './attachments.ts'
import { ownLanguage, type AnswerDeps, type OwnOfficer } from './deps.ts'
import { untrusted } from './refusals.ts'

export { conditionsShape, nameOf, timeOf } from '../api/said.ts'

export function institutionOf(member: Member): Answer<'show'>['with'] {
  const { tbs } = member.credential
  return { id: member.institutionId, name: tbs.name, country: tbs.country, network: member.networkId }
}

export function dutiesOf(deps: AnswerDeps, { state }: OpenExchange): Answer<'show'>['due'] {
  const own = ownSide(deps.exchange, state)
  const timers = timersOf(deps.exchange, state.parties.originator.networkId)
  return due(state, deps.exchange.clock(), timers).map((duty) => ({
    duty: duty.code,
    side: duty.side === own ? 'ours' : 'theirs',
    by: timeOf(duty.dueMs),
    overdue: duty.isOverdue,
    ...remindedBy(duty.remindMs, deps.exchange.clock()),
    message: duty.ref,
  }))
}

/** The newest reminder that is due, and the next. */
function remindedBy(remindMs: readonly number[], nowMs: number): { reminded?: string; remindAt?: string } {
  const [last, next] = [
    remindMs.findLast((timeMs) => timeMs <= nowMs),
    remindMs.find((timeMs) => timeMs > nowMs),
  ]
  return {
    ...(last === undefined ? {} : { reminded: timeOf(last) }),
    ...(next === undefined ? {} : { remindAt: timeOf(next) }),
  }
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
    labels: labelsOf(conditions),
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
  const { attachments } = placed.statement
  const files = await filesOf(deps.exchange, exchange, entry, attachments)
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
    ...(attachments.length === 0 ? {} : { attachments: progressOf(files) }),
  }
}

/** The attachments that a stored statement lists. */
export async function attachmentsOf(
  { exchange: { store } }: AnswerDeps,
  { caseId }: OpenExchange,
  entry: Entry,
): Promise<readonly Attachment[]> {
  const key = statementKey(entry.side, entry.seq, fromHex(entry.placement))
  const record = await store.get(layout.statements.at(caseId, key))
  return record === undefined ? [] : placedOf(decodeStatement(record)).statement.attachments
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

/** A code by which a release was held, as the contract knows it. */
export function holdReasonOf(code: string): (typeof holdReasons)[number] {
  if (untrusted.has(code)) return 'NOT_TRUSTED'
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
