import { ProtocolError, type Member } from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { waysIn, type Way } from '../exchanges/routes.ts'
import { carriedAt, type CarriedAttachment } from './carried.ts'
import type { FileRests } from './file-rests.ts'
import { beginEnvelopes, enquire, giveUp, isOver, statementOf } from './progress.ts'
import { toSendOf, type PartEnvelopes, type PartsToSend } from './sending.ts'
import type { Underway, Underways } from './underway.ts'

/** An attachment of which something can be sent now. */
export interface Due {
  readonly name: string
  readonly carried: CarriedAttachment
  readonly toSend: PartsToSend & { readonly envelopes: PartEnvelopes }
  readonly underway: Underway
  readonly member: Member
  readonly ways: readonly Way[]
  /** No part before it can be sent. */
  from: number
}

/**
 * Looks at one attachment, and takes the steps before its next part: it is given up with its statement, gets envelopes,
 * or is asked about.
 *
 * @param name - of its key
 * @returns `undefined` where nothing of it can be sent now
 * @throws ProtocolError `CERTIFICATE_UNKNOWN`, `BUNDLE_STALE`; StoreError
 */
export async function dueAt(
  deps: ExchangeDeps,
  { underways, rests }: { readonly underways: Underways; readonly rests: FileRests },
  name: string,
  key: Uint8Array,
  nowMs: number,
): Promise<Due | undefined> {
  const carried = await carriedAt(deps.store, 'outgoing', key)
  let toSend = carried && (await toSendOf(deps.store, carried))
  if (carried === undefined || toSend === undefined) {
    underways.forget(name)
    return undefined
  }
  const isResting = toSend.nextMs > nowMs
  rests.rest(name, isResting ? toSend.nextMs : 0)
  if (isResting) return undefined
  // Its body has the names of the parts: until it has left, nobody could tell them.
  const statement = await statementOf(deps, deps.store, carried, nowMs)
  if (statement === 'over') await giveUp(deps, carried)
  if (statement !== 'left') return undefined
  const member = deps.keeper.directory.member(carried.networkId, carried.institutionId)
  if (member === undefined) throw new ProtocolError('CERTIFICATE_UNKNOWN', 'parts: no such member')
  if (toSend.envelopes === undefined || isOver(toSend.envelopes, nowMs)) {
    toSend = await beginEnvelopes(deps, carried, member)
  } else if (isAllSent(carried, toSend) || (underways.wasRefused(name) && isLastSent(carried, toSend)))
    toSend = await enquire(deps, carried)
  const envelopes = toSend?.envelopes
  if (toSend === undefined || envelopes === undefined || toSend.nextMs > nowMs) return undefined
  const round = toSend.asks + toSend.enquiries
  const ways = await waysIn(deps, carried.exchangeId, member)
  return {
    ...{ name, carried, member, from: 0 },
    toSend: { ...toSend, envelopes },
    underway: underways.at(name, carried.attachment, round),
    ways: inOrder(ways, round),
  }
}

/** @returns its next part; `undefined` where all have left or are on their way */
export function nextPart(due: Due): number | undefined {
  const { toSend, underway, carried } = due
  const { partCount } = carried.attachment
  const { confirmed, inFlight, wasRefused } = underway
  const isDone = (part: number) =>
    toSend.arrived.has(part) || toSend.handed.has(part) || confirmed.has(part) || inFlight.has(part)
  if (wasRefused) due.from = partCount - 1
  while (due.from < partCount && isDone(due.from)) due.from += 1
  return due.from < partCount ? due.from : undefined
}

function isAllSent({ attachment }: CarriedAttachment, { arrived, handed }: PartsToSend): boolean {
  for (let part = 0; part < attachment.partCount; part += 1)
    if (!arrived.has(part) && !handed.has(part)) return false
  return true
}

function isLastSent({ attachment }: CarriedAttachment, { arrived, handed }: PartsToSend): boolean {
  return arrived.has(attachment.partCount - 1) || handed.has(attachment.partCount - 1)
}

/** Straight where it can be; of the relays another one first each time that something had to be sent again. */
function inOrder(ways: readonly Way[], round: number): readonly Way[] {
  const direct = ways.filter(({ kind }) => kind === 'direct')
  const relays = ways.filter(({ kind }) => kind === 'relay')
  const first = relays.length === 0 ? 0 : round % relays.length
  return [...direct, ...relays.slice(first), ...relays.slice(0, first)]
}
