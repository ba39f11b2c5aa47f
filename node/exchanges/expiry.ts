import { layout } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeOutbox, encodeOutbox, neverMs, type OutboxEntry } from './outbox.ts'

/** Gives up a statement whose last day is over: it stays placed, and is shown as not delivered. */
export async function expire(
  deps: Pick<ExchangeDeps, 'store' | 'registry'>,
  entry: OutboxEntry,
): Promise<void> {
  // Alone: a receipt in the same turn would still find it waiting, and be undone by what is written here.
  await deps.registry.alone(entry.exchangeId, () => giveUp(deps, entry))
}

async function giveUp({ store }: Pick<ExchangeDeps, 'store'>, entry: OutboxEntry): Promise<void> {
  await store.commit<undefined, undefined>(async (turn) => {
    const key = turn.indexKey(entry.placementHash)
    const record = await turn.get(layout.outbox.at(key))
    // A receipt may have come in meanwhile.
    if (record === undefined) return { kind: 'unchanged', value: undefined }
    return {
      kind: 'prepared',
      facts: [
        {
          type: 'undeliverable',
          exchange: entry.exchangeId,
          item: entry.placementHash,
          codes: ['EXPIRED'],
        },
      ],
      finish: (finishing) => {
        const over: OutboxEntry = {
          ...decodeOutbox(record),
          state: 'UNDELIVERABLE',
          reason: 'EXPIRED',
          nextMs: neverMs,
        }
        finishing.put(layout.outbox.under(entry.caseId, key), encodeOutbox(over))
        return undefined
      },
    }
  })
}
