// The steps of sending an attachment that are written down: each a commit with its ledger entry.

import { viewOf, type Fact, type Member } from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { decodeOutbox } from '../exchanges/outbox.ts'
import { choosePrekey } from '../exchanges/prekey-choice.ts'
import { isPastDay } from '../exchanges/sealing.ts'
import { layout, type Reader, type Turn } from '../store/index.ts'
import type { BlobId } from './blobs.ts'
import { carriedAt, carriedKey, putCarried, type CarriedAttachment } from './carried.ts'
import {
  endSending,
  putToSend,
  sentCount,
  toSendOf,
  type PartEnvelopes,
  type PartsToSend,
} from './sending.ts'

/** Days a relay keeps a part, as long as a statement. */
const partDays = 45
const dayMs = 24 * 60 * 60 * 1000
/** How long after its last part a sender waits for the word that all is complete, in milliseconds. */
const enquiryMs = 60_000

/** Whether the last day of a part's envelope is over. */
export function isOver({ expiryDay }: PartEnvelopes, nowMs: number): boolean {
  return expiryDay < Math.floor(nowMs / dayMs)
}

/**
 * Where the statement of an attachment is: `left` to the other side or a relay, `waiting` to leave, or `over`: refused,
 * not delivered and never tried again, or returned by its receiver, who cannot keep to the Conditions.
 */
export async function statementOf(
  { registry }: Pick<ExchangeDeps, 'registry'>,
  reader: Reader & Pick<Turn, 'indexKey'>,
  { placementHash, exchangeId }: CarriedAttachment,
  nowMs: number,
): Promise<'left' | 'waiting' | 'over'> {
  if (viewOf((await registry.open(exchangeId)).state).isReturned) return 'over'
  const record = await reader.get(layout.outbox.at(reader.indexKey(placementHash)))
  const entry = record && decodeOutbox(record)
  if (entry === undefined || entry.state === 'HANDED_TO_RELAY') return 'left'
  if (entry.state === 'REJECTED') return 'over'
  if (entry.state !== 'UNDELIVERABLE') return 'waiting'
  // What lacks an earlier message goes on when that has arrived, until its own last day.
  return entry.reason === 'EXPIRED' || isPastDay(entry, nowMs) ? 'over' : 'waiting'
}

/** Lets go of an attachment whose statement is over: in a commit, and then its file. */
export async function giveUp(deps: ExchangeDeps, { exchangeId, ...at }: CarriedAttachment): Promise<void> {
  // Alone: no receipt settles its statement meanwhile.
  const blob = await deps.registry.alone(exchangeId, async () => {
    const committed = await deps.store.commit<BlobId | undefined, undefined>(async (turn) => {
      const carried = await carriedAt(turn, 'outgoing', carriedKey(turn, at))
      if (carried === undefined || (await statementOf(deps, turn, carried, deps.clock())) !== 'over')
        return { kind: 'unchanged', value: undefined }
      putCarried(turn, 'outgoing', { ...carried, state: 'GIVEN_UP' })
      endSending(turn, carried)
      return {
        kind: 'prepared',
        facts: [{ type: 'undeliverable', exchange: exchangeId, item: at.placementHash, codes: ['PARTS'] }],
        finish: () => carried.blob,
      }
    })
    return committed.value
  })
  if (blob !== undefined) await deps.blobs.remove(blob)
}

/**
 * Begins the envelopes of an attachment's parts, or new ones when the days of the old are over. Where no part has left
 * for all these days, a person is told, and the parts go on as soon as there is a way again.
 *
 * @returns `undefined` where nothing of it is to be sent any more
 * @throws ProtocolError `BUNDLE_STALE`
 */
export async function beginEnvelopes(
  deps: ExchangeDeps,
  carried: CarriedAttachment,
  to: Member,
): Promise<PartsToSend | undefined> {
  const prekey = choosePrekey(deps.keeper.directory, to, deps.clock()).publicKey
  return change(deps, carried, (before, nowMs) => {
    const begunMs = ((before.envelopes?.expiryDay ?? 0) - partDays) * dayMs
    const isStuck = before.envelopes !== undefined && before.progressMs <= begunMs
    const after = { ...before, envelopes: { prekey, expiryDay: Math.floor(nowMs / dayMs) + partDays } }
    return isStuck
      ? {
          after: { ...after, reason: 'EXPIRED' },
          fact: { type: 'undeliverable', codes: ['EXPIRED', 'PARTS'] },
        }
      : { after, fact: { type: 'sealed', codes: ['PARTS'] } }
  })
}

/** Has the last part sent once more: its receiver, who has all, then says so again. */
export function enquire(deps: ExchangeDeps, carried: CarriedAttachment): Promise<PartsToSend | undefined> {
  return change(deps, carried, (before) => {
    const last = carried.attachment.partCount - 1
    before.arrived.delete(last)
    before.handed.delete(last)
    return {
      after: { ...before, enquiries: before.enquiries + 1, nextMs: 0 },
      fact: { type: 'parts-sent', codes: ['ENQUIRY'] },
    }
  })
}

/** Parts that were confirmed, by the receiver's node or by a relay. */
export interface ConfirmedParts {
  readonly arrived: readonly number[]
  readonly handed: readonly number[]
}

/**
 * Notes what was confirmed.
 *
 * @param relayRestMs - how long a relay is trusted to hand over what it has
 * @returns how many have left in all; `undefined` where nothing of it is to be sent any more
 */
export async function noteParts(
  deps: Pick<ExchangeDeps, 'store' | 'clock'>,
  carried: CarriedAttachment,
  { arrived, handed }: ConfirmedParts,
  relayRestMs: number,
): Promise<number | undefined> {
  const { attachment } = carried
  const noted = await change(deps, carried, (before, nowMs) => {
    for (const part of arrived) before.arrived.add(part)
    for (const part of handed) before.handed.add(part)
    const isAll = sentCount(before, attachment) === attachment.partCount
    const longMs =
      before.handed.count > 0 ? relayRestMs : Math.min(enquiryMs * 2 ** before.enquiries, relayRestMs)
    const nextMs = isAll ? nowMs + longMs : before.nextMs
    return {
      after: { ...before, progressMs: nowMs, nextMs, reason: undefined },
      fact: { type: 'parts-sent', codes: [`PARTS:${arrived.length + handed.length}`] },
    }
  })
  return noted && sentCount(noted, attachment)
}

interface Change {
  readonly after: PartsToSend
  readonly fact: Pick<Fact, 'type' | 'codes'>
}

/** @returns what is written then; `undefined` where nothing of it is to be sent any more */
async function change(
  { store, clock }: Pick<ExchangeDeps, 'store' | 'clock'>,
  { placementHash, place, exchangeId }: CarriedAttachment,
  decide: (before: PartsToSend, nowMs: number) => Change,
): Promise<PartsToSend | undefined> {
  const read = async (turn: Turn) => {
    const carried = await carriedAt(turn, 'outgoing', carriedKey(turn, { placementHash, place }))
    const toSend = carried && (await toSendOf(turn, carried))
    return carried === undefined || toSend === undefined ? undefined : { carried, toSend }
  }
  const committed = await store.commit<PartsToSend, undefined>(async (turn) => {
    const found = await read(turn)
    if (found === undefined) return { kind: 'unchanged', value: undefined }
    const { after, fact } = decide(found.toSend, clock())
    const parts = sentCount(after, found.carried.attachment)
    // Now, not when the turn is signed: a receipt in the same turn must find it, and it the receipt.
    putToSend(turn, found.carried, after)
    putCarried(turn, 'outgoing', { ...found.carried, parts })
    return {
      kind: 'prepared',
      facts: [{ ...fact, exchange: exchangeId, item: placementHash }],
      finish: () => after,
    }
  })
  return committed.value
}
