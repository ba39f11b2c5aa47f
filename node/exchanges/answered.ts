import type { Receipt, ReceiptStatus } from '../../protocol/index.ts'
import { maxAsks, restAfterAsk } from './held.ts'
import { neverMs, reasonOf, type OutboxEntry } from './outbox.ts'

/** How long a statement rests whose receiver has no room for it, in milliseconds. */
const busyRestMs = 15 * 60_000

/**
 * An entry after a receipt that does not end the sending.
 *
 * What is held is sent again after growing intervals, and given up after the eighth time; a safety statement is never
 * given up, and goes on at the longest interval (rules B8, B9).
 * @returns the same entry where the receipt says nothing new: it came twice, or late
 */
export function answered(
  entry: OutboxEntry,
  status: Extract<ReceiptStatus, 'HELD' | 'REJECTED'>,
  { code }: Pick<Receipt, 'code'>,
  nowMs: number,
): OutboxEntry {
  const reason = reasonOf(code)
  if (status === 'REJECTED')
    return entry.state === 'REJECTED' ? entry : { ...entry, state: 'REJECTED', reason, nextMs: neverMs }
  const isOver = entry.state === 'REJECTED' || entry.state === 'UNDELIVERABLE'
  // It rests already: a receipt that a relay hands over again is no further ask.
  if (isOver || (entry.state === 'HELD' && entry.nextMs > nowMs)) return entry
  if (reason === 'BUSY') return { ...entry, state: 'HELD', reason, nextMs: nowMs + busyRestMs }
  const asks = Math.min(entry.asks + 1, maxAsks)
  return asks === maxAsks && entry.expires
    ? { ...entry, asks, state: 'UNDELIVERABLE', reason: 'EARLIER_MISSING', nextMs: neverMs }
    : { ...entry, asks, state: 'HELD', reason, nextMs: nowMs + restAfterAsk(Math.min(asks, maxAsks - 1)) }
}

/** An entry whose predecessor the other side has now; the same one where that is not what it waits for. */
export function unblocked(entry: OutboxEntry): OutboxEntry {
  const waits =
    entry.state === 'HELD' || (entry.state === 'UNDELIVERABLE' && entry.reason === 'EARLIER_MISSING')
  return waits ? { ...entry, state: 'QUEUED', reason: undefined, asks: 0, nextMs: 0 } : entry
}
