import {
  receiptShape,
  receiptStatusOf,
  type CarriedReceipt,
  type ReceiptStatus,
} from '../../protocol/index.ts'
import { readFields } from '../../protocol/index.ts'
import {
  layout,
  nodeBucket,
  type CaseId,
  type FinishingTurn,
  type Reader,
  type SignedLeaf,
  type Turn,
} from '../store/index.ts'
import { leafOf } from './carried.ts'
import { encodeLeaf, keptLeaf, readBatch, readLeaf } from './records.ts'

/** A receipt is made again for one statement at most once in this time, in milliseconds (rules D4). */
export const reissueMs = 60_000

/** Statuses that say the same of a placement that comes again. */
const saysTheSame: Readonly<Record<ReceiptStatus, readonly ReceiptStatus[]>> = {
  STORED: [],
  COMPLETE: ['COMPLETE'],
  DUPLICATE: ['STORED', 'COMPLETE', 'DUPLICATE'],
  HELD: ['HELD'],
  REJECTED: ['REJECTED'],
}

/** Keeps the receipt of a placement in place of the last one; with its case, where there is one. */
export function keepMadeReceipt(
  turn: FinishingTurn,
  caseId: CaseId | undefined,
  placementHash: Uint8Array,
  signed: SignedLeaf,
): void {
  const key = turn.indexKey(placementHash)
  turn.put(layout.madeReceipts.under(caseId ?? nodeBucket, key), encodeLeaf(keptLeaf(signed)))
}

/**
 * The receipt that was made for a placement within the last minute, if it still says what is true.
 *
 * @param status - what there is to say of the placement now
 */
export async function recentReceipt(
  turn: Turn,
  placementHash: Uint8Array,
  status: ReceiptStatus,
): Promise<CarriedReceipt | undefined> {
  const made = await lastReceipt(turn, placementHash)
  if (made === undefined) return undefined
  // A clock that was set back makes a new one, once.
  const isRecent = turn.timeMs >= made.receivedMs && turn.timeMs - made.receivedMs < reissueMs
  return isRecent && saysTheSame[status].includes(made.status) ? made.receipt : undefined
}

/** The last receipt that was made for a placement, as it was signed. */
export async function lastReceipt(
  reader: Reader & Pick<Turn, 'indexKey'>,
  placementHash: Uint8Array,
): Promise<
  | { readonly receipt: CarriedReceipt; readonly status: ReceiptStatus; readonly receivedMs: number }
  | undefined
> {
  const record = await reader.get(layout.madeReceipts.at(reader.indexKey(placementHash)))
  if (record === undefined) return undefined
  const leaf = readLeaf(readFields(record))
  const made = receiptShape.decode(leaf.item)
  const receipt = { receipt: leafOf(leaf, 0), batch: await readBatch(reader, leaf.batchKey) }
  return { receipt, status: receiptStatusOf(made), receivedMs: made.receivedMs }
}
