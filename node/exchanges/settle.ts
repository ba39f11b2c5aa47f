import { fromHex, toHex } from '../../crypto/index.ts'
import {
  authenticateReceipt,
  batchShape,
  otherSide,
  receiptShape,
  refusalCodes,
  wasSetBack,
  type CarriedReceipt,
  type Entry,
  type Exchange,
  type Receipt,
} from '../../protocol/index.ts'
import { carriedOf } from '../attachments/carried.ts'
import { settleParts } from '../attachments/settling.ts'
import { layout, type FinishingTurn } from '../store/index.ts'
import { answered, unblocked } from './answered.ts'
import type { ExchangeDeps } from './deps.ts'
import { decodeOutbox, encodeOutbox, type OutboxEntry } from './outbox.ts'
import { encodeKeptReceipt } from './records.ts'
import { noteReceipt } from './registry.ts'
import { statementKey } from './statement-key.ts'

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
  if (record === undefined) return settleRest(deps, carried, receipt)
  const entry = decodeOutbox(record)
  const { batches, keeper } = deps
  const status = authenticateReceipt({ directory: keeper.directory, batches }, carried, receipt, entry)
  deps.fault('courier-receipt-read')
  const isSettled = status === 'STORED' || status === 'COMPLETE' || status === 'DUPLICATE'
  // What is refused keeps its place: what follows it waits no longer either.
  const isFree = status !== 'HELD'
  let isSetBack = false
  const keep = (state: Exchange) => {
    const next = isFree ? followerOf(state, entry) : undefined
    return deps.store.commit<undefined, undefined>(async (turn) => {
      const latest = await turn.get(at)
      if (latest === undefined) return { kind: 'unchanged', value: undefined }
      const nextAt = next === undefined ? undefined : layout.outbox.at(turn.indexKey(next))
      const nextRecord = nextAt === undefined ? undefined : await turn.get(nextAt)
      const put = (finishing: FinishingTurn, key: Uint8Array, changed: OutboxEntry): void => {
        finishing.put(layout.outbox.under(changed.caseId, key.subarray(1)), encodeOutbox(changed))
      }
      const free = (finishing: FinishingTurn): void => {
        if (nextAt === undefined || nextRecord === undefined) return
        const waiting = decodeOutbox(nextRecord)
        const freed = unblocked(waiting)
        if (freed !== waiting) put(finishing, nextAt.key, freed)
      }
      const ids = { exchange: entry.exchangeId, item: receipt.placementHash }
      if (isSettled) {
        return {
          kind: 'prepared',
          facts: [{ type: 'receipt-seen', ...ids, codes: [status] }],
          finish: (finishing) => {
            finishing.delete(at)
            const key = statementKey(entry.side, entry.seq, entry.placementHash)
            finishing.put(layout.receipts.at(entry.caseId, key), encodeKeptReceipt(carried))
            free(finishing)
            return undefined
          },
        }
      }
      const before = decodeOutbox(latest)
      // Whoever has lost its past judges by what is left: it is asked again when it has recovered.
      const after = isSetBack
        ? answered(before, 'HELD', { code: refusalCodes.BUSY }, deps.clock())
        : answered(before, status, receipt, deps.clock())
      if (after === before) return { kind: 'unchanged', value: undefined }
      const codes = after.reason === undefined ? [status] : [status, after.reason]
      return {
        kind: 'prepared',
        facts: [{ type: after.state === 'HELD' ? 'held' : 'undeliverable', ...ids, codes }],
        finish: (finishing) => {
          put(finishing, at.key, after)
          free(finishing)
          return undefined
        },
      }
    })
  }
  // Alone, up to the end of the commit: two receipts, or a receipt and custody, in one turn would both find it waiting.
  await deps.registry.alone(entry.exchangeId, async () => {
    const exchange = await deps.registry.open(entry.exchangeId)
    const { timeMs } = batchShape.decode(carried.batch.batch)
    isSetBack = wasSetBack(exchange.state, otherSide(entry.side), { ...receipt, timeMs })
    if (isSetBack) deps.showPast(exchange)
    const state = noteReceipt(exchange.state, otherSide(entry.side), receipt)
    await keep(state)
    deps.registry.remember({ ...exchange, state })
  })
  await settleParts(deps, { carried, receipt, status })
  if (isFree) deps.wake()
  deps.fault('courier-settled')
}

/** A receipt for a statement that is stored there already: what it says of its attachments. */
async function settleRest(deps: ExchangeDeps, carried: CarriedReceipt, receipt: Receipt): Promise<void> {
  const [file] = await carriedOf(deps.store, 'outgoing', receipt.placementHash)
  if (file === undefined) return
  const { batches, keeper } = deps
  const status = authenticateReceipt({ directory: keeper.directory, batches }, carried, receipt, file)
  await settleParts(deps, { carried, receipt, status })
}

/** The placement of ours that stands after an entry's; `undefined` where it is the last. */
function followerOf(state: Exchange, { side, placementHash }: OutboxEntry): Uint8Array | undefined {
  const hash = toHex(placementHash)
  let follower: Entry | undefined
  for (let entry = state.chains[side].head; entry !== undefined; entry = entry.older) {
    if (entry.placement === hash) return follower === undefined ? undefined : fromHex(follower.placement)
    follower = entry
  }
  return undefined
}
