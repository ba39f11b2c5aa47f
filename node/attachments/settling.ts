import { toHex } from '../../crypto/index.ts'
import {
  otherSide,
  partIdOf,
  refusalCodes,
  timeline,
  type CarriedReceipt,
  type Fact,
  type Receipt,
  type ReceiptStatus,
} from '../../protocol/index.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { encodeKeptReceipt } from '../exchanges/records.ts'
import { noteReceipt } from '../exchanges/registry.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { layout, type FinishingTurn } from '../store/index.ts'
import { carriedOf, putCarried, type CarriedAttachment, type CarriedState } from './carried.ts'
import { isOver } from './progress.ts'
import { endSending, putToSend, toSendOf, type PartsToSend } from './sending.ts'

/** How long parts rest whose receiver has no room for them, in milliseconds; it asks for them when it has. */
const busyRestMs = 15 * 60_000

/**
 * Rests before an ask is heeded that comes no further than those before, in milliseconds: the first, doubled with each,
 * up to the longest. Shorter than those a receiver keeps that asks in vain.
 */
const vainRests = { firstMs: 60_000, longestMs: 15 * 60_000 }

/** A receipt that its signer stands for. */
export interface ReceiptSeen {
  readonly carried: CarriedReceipt
  readonly receipt: Receipt
  readonly status: ReceiptStatus
}

/** What a receipt changes about one attachment; nothing where it says nothing new. */
type Change =
  | { readonly kind: 'ended'; readonly state: CarriedState }
  | { readonly kind: 'sending'; readonly toSend: PartsToSend }

interface Changed {
  readonly file: CarriedAttachment
  readonly change: Change
}

/**
 * Takes in what a receipt says of the attachments of a statement of ours: that all are complete, that they never will
 * be, that there is no room for them, or that parts are missing.
 *
 * A relay may hand an old receipt over again: only a newer one than the last is heeded.
 */
export async function settleParts(deps: ExchangeDeps, seen: ReceiptSeen): Promise<void> {
  const { placementHash } = seen.receipt
  const [any] = await carriedOf(deps.store, 'outgoing', placementHash)
  if (any === undefined) return
  const changes = await deps.registry.alone(any.exchangeId, async () => {
    const exchange = await deps.registry.open(any.exchangeId)
    const entry = timeline(exchange.state).find(({ placement }) => placement === toHex(placementHash))
    if (entry === undefined) throw new Error('attachments: of a statement that is not in its exchange')
    const key = statementKey(entry.side, entry.seq, placementHash)
    const committed = await deps.store.commit<readonly Changed[], readonly Changed[]>(async (turn) => {
      const changed: Changed[] = []
      for (const file of await carriedOf(turn, 'outgoing', placementHash)) {
        const toSend = await toSendOf(turn, file)
        const change = toSend && changeBy(file, toSend, seen, deps.clock())
        if (change !== undefined) changed.push({ file, change })
      }
      if (changed.length === 0) return { kind: 'unchanged', value: changed }
      // Now, not when the turn is signed: what is noted of parts in the same turn must not begin them again.
      for (const one of changed) write(turn, one)
      if (seen.status === 'COMPLETE')
        turn.put(layout.receipts.at(any.caseId, key), encodeKeptReceipt(seen.carried))
      return {
        kind: 'prepared',
        facts: [{ ...factOf(seen), exchange: any.exchangeId, item: placementHash }],
        finish: () => changed,
      }
    })
    if (committed.value.length > 0 && seen.status === 'COMPLETE') {
      const state = noteReceipt(exchange.state, otherSide(entry.side), seen.receipt)
      deps.registry.remember({ ...exchange, state })
    }
    return committed.value
  })
  // First the commit that names it no more, then the file.
  for (const { file, change } of changes) if (change.kind === 'ended') await deps.blobs.remove(file.blob)
  if (changes.length > 0) deps.wake()
}

function changeBy(
  file: CarriedAttachment,
  toSend: PartsToSend,
  { receipt, status }: ReceiptSeen,
  nowMs: number,
): Change | undefined {
  if (status === 'COMPLETE') return { kind: 'ended', state: 'COMPLETE' }
  if (status !== 'STORED' && status !== 'DUPLICATE') return undefined
  if (receipt.code === refusalCodes.NOT_ACCEPTED) return { kind: 'ended', state: 'GIVEN_UP' }
  const { receivedMs, code, missingParts } = receipt
  if (receivedMs <= toSend.askedMs) return undefined
  if (code === refusalCodes.BUSY) {
    const nextMs = nowMs + busyRestMs
    return { kind: 'sending', toSend: { ...toSend, askedMs: receivedMs, nextMs, reason: 'BUSY' } }
  }
  if (missingParts.length === 0) return undefined
  return askedFor(file, toSend, receipt, nowMs)
}

function askedFor(
  { partsKey, attachment }: CarriedAttachment,
  toSend: PartsToSend,
  { missingParts, receivedMs }: Receipt,
  nowMs: number,
): Change | undefined {
  const missing = new Set(missingParts.map(toHex))
  const asked = Array.from({ length: attachment.partCount }, (_, part) => part).filter((part) =>
    missing.has(toHex(partIdOf(partsKey, part))),
  )
  const [first] = asked
  if (first === undefined) return undefined
  // Who has got what it asked for asks for what comes after it; who asks for the same again has it sent only so often.
  const isFurther = first + 1 > toSend.askedUpTo
  if (!isFurther && nowMs < toSend.heededMs + vainRestMs(toSend)) return undefined
  for (const part of asked) {
    toSend.arrived.delete(part)
    toSend.handed.delete(part)
  }
  const { envelopes } = toSend
  const isStale = envelopes !== undefined && isOver(envelopes, nowMs)
  return {
    kind: 'sending',
    toSend: {
      ...toSend,
      envelopes: isStale ? undefined : envelopes,
      ...{ asks: toSend.asks + 1, askedMs: receivedMs, nextMs: 0, reason: undefined },
      heededMs: nowMs,
      askedUpTo: Math.max(toSend.askedUpTo, first + 1),
      vainAsks: isFurther ? 0 : toSend.vainAsks + 1,
    },
  }
}

const vainRestMs = ({ vainAsks }: PartsToSend): number =>
  Math.min(vainRests.firstMs * 2 ** Math.min(vainAsks, 30), vainRests.longestMs)

function factOf({ status, receipt }: ReceiptSeen): Pick<Fact, 'type' | 'codes'> {
  if (status === 'COMPLETE') return { type: 'attachments-complete' }
  if (receipt.code === refusalCodes.NOT_ACCEPTED)
    return { type: 'attachments-refused', codes: ['NOT_ACCEPTED'] }
  if (receipt.code === refusalCodes.BUSY) return { type: 'parts-sent', codes: ['BUSY'] }
  return { type: 'parts-sent', codes: [`ASKED:${receipt.missingParts.length}`] }
}

function write(turn: FinishingTurn, { file, change }: Changed): void {
  if (change.kind === 'sending') {
    putToSend(turn, file, change.toSend)
    return
  }
  const parts = change.state === 'COMPLETE' ? file.attachment.partCount : file.parts
  putCarried(turn, 'outgoing', { ...file, state: change.state, parts })
  endSending(turn, file)
}
