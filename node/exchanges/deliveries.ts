import { fromHex } from '../../crypto/index.ts'
import type { Entry } from '../../protocol/index.ts'
import { layout } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeOutbox, type DeliveryState, type OutboxEntry } from './outbox.ts'

/** Where a statement of ours is, in the words of the contract: each promises no more than can be proven. */
export type Delivery = 'queued' | 'handed-to-relay' | 'delivered' | 'waiting' | 'rejected'

const words: Readonly<Record<DeliveryState, Delivery>> = {
  QUEUED: 'queued',
  HANDED_TO_RELAY: 'handed-to-relay',
  HELD: 'waiting',
  REJECTED: 'rejected',
}

export const deliveryWord = (state: DeliveryState): Delivery => words[state]

/** What is no longer in the outbox was confirmed by the other side's node. */
export async function deliveryOf(deps: Pick<ExchangeDeps, 'store'>, entry: Entry): Promise<Delivery> {
  const record = await deps.store.get(layout.outbox.at(deps.store.indexKey(fromHex(entry.placement))))
  return record === undefined ? 'delivered' : words[decodeOutbox(record).state]
}

/** Everything that is not yet confirmed, oldest first. */
export async function waiting(deps: Pick<ExchangeDeps, 'store'>): Promise<readonly OutboxEntry[]> {
  const entries: OutboxEntry[] = []
  for await (const row of deps.store.range(layout.outbox.all())) entries.push(decodeOutbox(row.value))
  return entries.sort((a, b) => a.queuedMs - b.queuedMs)
}
