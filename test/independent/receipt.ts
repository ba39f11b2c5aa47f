// docs/protocol/5-envelope.md, "Receipts": whether a receipt counts.
import { requireSpoken } from './batch.ts'
import type { Asker } from './checks.ts'
import type { Directory } from './directory.ts'
import { readMessage, type Message } from './protobuf.ts'
import { same } from './suite.ts'
import * as tables from './tables.ts'

interface Waiting {
  readonly ask: Asker
  readonly directory: Directory
  readonly receiver: {
    readonly networkId: Uint8Array
    readonly awaits: { readonly placementHash: Uint8Array; readonly institutionId: Uint8Array }
  }
}

export function requireReceipt(waiting: Waiting, carried: Message): void {
  const { ask, receiver } = waiting
  const leaf = carried.message('leaf')
  const receipt = readMessage(ask, leaf.bytes('item'), tables.receipt)
  const { placementHash, institutionId } = receiver.awaits
  ask.must('receipt-awaited', same(receipt.bytes('placementHash'), placementHash), 'ignored')
  const party = { networkId: receiver.networkId, institutionId, iikHash: undefined }
  const nodeCertHash = receipt.bytes('nodeCertHash')
  requireSpoken(waiting, 'receipt', leaf, [carried.message('batch')], { party, nodeCertHash })
  const status = receipt.number('status')
  ask.must('receipt-status', status <= 5, 'UPGRADE_NEEDED')
  // Of a statement that is stored, or was.
  const asksForParts = receipt.byteList('missingParts').length > 0
  ask.must('receipt-parts', !asksForParts || status === 1 || status === 3, 'MALFORMED')
}
