import { authenticateReceipt, otherSide, receiptShape, type CarriedReceipt } from '../../protocol/index.ts'
import { layout } from '../store/index.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeOutbox, encodeOutbox, type OutboxEntry } from './outbox.ts'
import { encodeKeptReceipt } from './records.ts'
import { noteReceipt, statementKey } from './registry.ts'

/** How long a statement that waits for an earlier one at the other side rests before it is sent again. */
const heldRestMs = 5_000

/**
 * Takes in a receipt for a statement of ours: what is stored there needs no further delivery.
 *
 * A receipt that names nothing we wait for has been settled before, and changes nothing.
 * @throws {@link ProtocolError} when it is not signed by the node of the institution the statement went to
 */
export async function settle(deps: ExchangeDeps, carried: CarriedReceipt): Promise<void> {
  const receipt = receiptShape.decode(carried.receipt.item)
  const at = layout.outbox.at(deps.store.indexKey(receipt.placementHash))
  const record = await deps.store.get(at)
  if (record === undefined) return
  const entry = decodeOutbox(record)
  const { batches, keeper } = deps
  const status = authenticateReceipt({ directory: keeper.directory, batches }, carried, receipt, entry)
  deps.fault('courier-receipt-read')
  const keep = () =>
    deps.store.commit<undefined, undefined>(async (turn) => {
      if ((await turn.get(at)) === undefined) return { kind: 'unchanged', value: undefined }
      const isSettled = status === 'STORED' || status === 'COMPLETE' || status === 'DUPLICATE'
      return {
        kind: 'prepared',
        facts: [
          {
            type: isSettled ? 'receipt-seen' : status === 'HELD' ? 'held' : 'undeliverable',
            exchange: entry.exchangeId,
            item: receipt.placementHash,
            codes: [status],
          },
        ],
        finish: (finishing) => {
          if (isSettled) {
            finishing.delete(at)
            const key = statementKey(entry.side, entry.seq, entry.placementHash)
            finishing.put(layout.receipts.at(entry.caseId, key), encodeKeptReceipt(carried))
          } else {
            const rested: OutboxEntry =
              status === 'HELD'
                ? { ...entry, state: 'HELD', nextMs: deps.clock() + heldRestMs }
                : { ...entry, state: 'REJECTED', nextMs: Number.MAX_SAFE_INTEGER }
            finishing.put(layout.outbox.under(entry.caseId, at.key.subarray(1)), encodeOutbox(rested))
          }
          return undefined
        },
      }
    })
  // Alone, up to the end of the commit: two receipts, or a receipt and custody, in one turn would both find it waiting.
  await deps.registry.alone(entry.exchangeId, async () => {
    const exchange = await deps.registry.open(entry.exchangeId)
    const state = noteReceipt(exchange.state, otherSide(entry.side), receipt)
    await keep()
    deps.registry.remember({ ...exchange, state })
  })
  deps.fault('courier-settled')
}
