import { fromHex } from '../../crypto/index.ts'
import type { Entry } from '../../protocol/index.ts'
import { layout } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeOutbox, type DeliveryReason, type DeliveryState, type OutboxEntry } from './outbox.ts'

/** Where a statement of ours is, in the words of the contract: each promises no more than can be proven. */
export type Delivery = 'queued' | 'handed-to-relay' | 'delivered' | 'waiting' | 'rejected' | 'undeliverable'

const words: Readonly<Record<DeliveryState, Delivery>> = {
  QUEUED: 'queued',
  HANDED_TO_RELAY: 'handed-to-relay',
  HELD: 'waiting',
  REJECTED: 'rejected',
  UNDELIVERABLE: 'undeliverable',
}

export const deliveryWord = (state: DeliveryState): Delivery => words[state]

/** Where each of some statements of ours is, and why; what is no longer in the outbox was confirmed by the other side. */
export async function deliveriesOf(
  deps: Pick<ExchangeDeps, 'store'>,
  entries: readonly Entry[],
): Promise<readonly { readonly delivery: Delivery; readonly reason: DeliveryReason | undefined }[]> {
  const { store } = deps
  const records = await store.getMany(
    entries.map(({ placement }) => layout.outbox.at(store.indexKey(fromHex(placement)))),
  )
  return records.map((record) => {
    if (record === undefined) return { delivery: 'delivered', reason: undefined }
    const { state, reason } = decodeOutbox(record)
    return { delivery: words[state], reason }
  })
}

/** Everything that is not yet confirmed, oldest first. */
export async function waiting(deps: Pick<ExchangeDeps, 'store'>): Promise<readonly OutboxEntry[]> {
  const entries: OutboxEntry[] = []
  for await (const row of deps.store.range(layout.outbox.all())) entries.push(decodeOutbox(row.value))
  return entries.sort((a, b) => a.queuedMs - b.queuedMs)
}
