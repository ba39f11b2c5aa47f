import type { CarriedReceipt, Receipt } from '../codec/envelope.ts'
import { batchShape, type Party } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { receiptStatuses, type ReceiptStatus } from '../names.ts'
import type { Directory } from '../trust/directory.ts'
import { trust } from '../trust/standing.ts'
import type { BatchVerifier } from './batch.ts'

/**
 * Checks that the institution a statement was sent to stands for its receipt.
 *
 * @param receipt - the decoded item of `carried`
 * @param sentTo - where the placement that it names went
 * @returns what it says of the placement
 * @throws {@link ProtocolError} `MALFORMED`, every code of {@link trust}, `SIGNATURE_INVALID`, those of {@link receiptStatusOf}
 * @see docs/protocol/5-envelope.md, "Receipts"
 */
export function authenticateReceipt(
  deps: { readonly directory: Directory; readonly batches: BatchVerifier },
  carried: CarriedReceipt,
  receipt: Receipt,
  sentTo: Pick<Party, 'networkId' | 'institutionId'>,
): ReceiptStatus {
  if (carried.receipt.batch !== 0)
    throw new ProtocolError('MALFORMED', 'receipt: its leaf names a batch that is not there')
  const { networkId, institutionId } = sentTo
  const member = deps.directory.member(networkId, institutionId)
  const party = { networkId, institutionId, iikHash: member?.pin.iikHash ?? new Uint8Array(32) }
  const { timeMs } = batchShape.decode(carried.batch.batch)
  const standing = trust(deps.directory, { party, nodeCertHash: receipt.nodeCertHash }, timeMs)
  if (standing.kind === 'refused') throw new ProtocolError(standing.code, `receipt: ${standing.reason}`)
  deps.batches.verify('receipt', carried.receipt, carried.batch, standing.node.tbs.nok)
  return receiptStatusOf(receipt)
}

/** What its sender need not keep any longer, by a receipt for it. */
export type Settled = 'nothing' | 'statement' | 'everything'

/**
 * What a receipt settles: the statement with `STORED`, and all that came along with `COMPLETE`.
 *
 * @param attachments - of the statement; one without any is complete as soon as it is stored
 */
export function settledBy(status: ReceiptStatus, attachments: readonly unknown[]): Settled {
  switch (status) {
    case 'COMPLETE':
      return 'everything'
    case 'STORED':
    case 'DUPLICATE':
      return attachments.length === 0 ? 'everything' : 'statement'
    case 'HELD':
    case 'REJECTED':
      return 'nothing'
  }
}

/**
 * What a receipt says of the placement that it names.
 *
 * @throws {@link ProtocolError} `UPGRADE_NEEDED` for a status that this version has no name for; `MALFORMED` (parts asked
 *   for, with another status than those of a stored statement)
 */
export function receiptStatusOf(receipt: Receipt): ReceiptStatus {
  const names = Object.keys(receiptStatuses) as ReceiptStatus[]
  const name = names.find((status) => receiptStatuses[status] === receipt.status)
  if (name === undefined) throw new ProtocolError('UPGRADE_NEEDED', `receipt: status ${receipt.status}`)
  if (receipt.missingParts.length > 0 && name !== 'STORED' && name !== 'DUPLICATE')
    throw new ProtocolError('MALFORMED', 'receipt: names parts of what it does not hold')
  return name
}
