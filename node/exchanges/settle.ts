import {
  batchShape,
  otherSide,
  ProtocolError,
  receiptShape,
  receiptStatuses,
  trust,
  type CarriedReceipt,
  type Receipt,
} from '../../protocol/index.ts'
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
  verify(deps, carried, receipt, entry)
  deps.fault('courier-receipt-read')
  await deps.registry.alone(entry.exchangeId, async () => {
    const exchange = await deps.registry.open(entry.exchangeId)
    deps.registry.remember({
      ...exchange,
      state: noteReceipt(exchange.state, otherSide(entry.side), receipt),
    })
  })
  await deps.store.commit<undefined, undefined>(async (turn) => {
    if ((await turn.get(at)) === undefined) return { kind: 'unchanged', value: undefined }
    const status = statusOf(receipt)
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
  deps.fault('courier-settled')
}

function verify(deps: ExchangeDeps, carried: CarriedReceipt, receipt: Receipt, entry: OutboxEntry): void {
  const member = deps.keeper.directory.member(entry.networkId, entry.institutionId)
  const { timeMs } = batchShape.decode(carried.batch.batch)
  const claim = {
    party: {
      networkId: entry.networkId,
      institutionId: entry.institutionId,
      iikHash: member?.pin.iikHash ?? new Uint8Array(32),
    },
    nodeCertHash: receipt.nodeCertHash,
  }
  const standing = trust(deps.keeper.directory, claim, timeMs)
  if (standing.kind === 'refused') throw new ProtocolError(standing.code, `receipt: ${standing.reason}`)
  deps.batches.verify('receipt', carried.receipt, carried.batch, standing.node.tbs.nok)
}

function statusOf(receipt: Receipt): keyof typeof receiptStatuses {
  const names = Object.keys(receiptStatuses) as (keyof typeof receiptStatuses)[]
  const name = names.find((status) => receiptStatuses[status] === receipt.status)
  if (name === undefined) throw new ProtocolError('UPGRADE_NEEDED', `receipt: status ${receipt.status}`)
  return name
}
