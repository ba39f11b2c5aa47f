import { inclusionProof, leafHash, merkleRoot } from '../../../crypto/index.ts'
import {
  contexts,
  encodeBatch,
  leafData,
  receiptShape,
  receiptStatuses,
  type CarriedReceipt,
  type LeafKind,
  type ProtocolErrorCode,
  type Receipt,
} from '../../../protocol/index.ts'
import { testNow } from '../../support/network.ts'
import type { Check } from '../../independent/checks.ts'
import { awaited } from '../awaited.ts'
import { cut, flip, padTo, standing, step, type Drafting } from '../drafting.ts'
import { otherEncodings } from '../rewrite.ts'
import { asItIs, seal, type Rewrite, type SealBend } from '../seal.ts'
import { random, type Speaker } from '../world.ts'

interface ReceiptBend extends SealBend {
  readonly receipt?: Partial<Receipt>
  readonly receiptBytes?: Rewrite
  readonly kind?: LeafKind
  readonly node?: Speaker['nok']
  readonly carried?: (carried: CarriedReceipt) => CarriedReceipt
}

/** Receipts that A sends B for the one statement B waits for. */
export function draftReceipts({ world, common, made }: Drafting): void {
  const { a, c, nodes } = world
  const [head, pairEpoch, other] = [random(32), random(16), random(32)]

  const envelopeWith = (bend: ReceiptBend): Uint8Array => {
    const item = (bend.receiptBytes ?? asItIs)(
      receiptShape.encode({
        placementHash: awaited,
        status: receiptStatuses.STORED,
        code: 0,
        headMine: head,
        headYours: awaited,
        pairEpoch,
        receivedMs: testNow,
        nodeCertHash: a.nodeCertHash,
        missingParts: [],
        ...bend.receipt,
      }),
    )
    const leaves = [leafHash(leafData(bend.kind ?? 'receipt', item)), leafHash(other)]
    const batch = encodeBatch(testNow, leaves.length, merkleRoot(leaves))
    const carried: CarriedReceipt = {
      receipt: { item, index: 0, path: inclusionProof(leaves, 0), batch: 0 },
      batch: { batch, signature: (bend.node ?? a.nok).sign(batch, contexts.batch) },
    }
    return seal(bend, common, () => ({ receipt: (bend.carried ?? ((same) => same))(carried) }))
  }
  const rule = '5-envelope.md, Receipts'
  const good = (name: string, bend: ReceiptBend = {}) => {
    made.push({ name, rule, bytes: envelopeWith(bend) })
  }
  const bad = (name: string, where: string, code: ProtocolErrorCode, check: Check, bend: ReceiptBend) => {
    made.push({ name, rule: where, code, check, bytes: envelopeWith(bend) })
  }
  const leaf = (change: Partial<CarriedReceipt['receipt']>) => ({
    carried: (carried: CarriedReceipt) => ({ ...carried, receipt: { ...carried.receipt, ...change } }),
  })

  good('receipt')
  good('receipt-of-a-refusal', { receipt: { status: receiptStatuses.REJECTED, code: 3 } })
  good('receipt-of-all-parts', { receipt: { status: receiptStatuses.COMPLETE } })
  good('receipt-that-asks-for-parts', { receipt: { missingParts: [random(16), random(16)] } })
  bad('receipt-of-a-refusal-that-asks-for-parts', rule, 'MALFORMED', 'receipt-parts', {
    receipt: { status: receiptStatuses.REJECTED, code: 3, missingParts: [random(16)] },
  })
  bad('receipt-of-all-parts-that-asks-for-some', rule, 'MALFORMED', 'receipt-parts', {
    receipt: { status: receiptStatuses.COMPLETE, missingParts: [random(16)] },
  })
  // Heads are evidence and no condition: one that nobody has says that one side was set back.
  good('receipt-with-a-head-nobody-has', { receipt: { headYours: random(32) } })
  good('receipt-without-heads', { receipt: { headMine: undefined, headYours: undefined } })
  made.push({
    name: 'receipt-for-another-statement',
    rule,
    check: 'receipt-awaited',
    bytes: envelopeWith({ receipt: { placementHash: random(32) } }),
  })

  bad('receipt-truncated', '1-conventions.md, Messages and their one encoding', 'MALFORMED', 'malformed', {
    envelope: cut(20_000),
  })
  bad('receipt-without-its-last-chunk', step(5), 'ENVELOPE_CORRUPT', 'stream', {
    stream: (bytes) => bytes.slice(0, -16),
  })
  bad('receipt-altered', step(5), 'ENVELOPE_CORRUPT', 'stream', { stream: flip(100) })
  bad('receipt-padded-further', step(6), 'PADDING_INVALID', 'padding', { padded: padTo(34816) })
  bad('receipt-sealed-for-another-envelope', step(7), 'BINDING_INVALID', 'sealed-binding', {
    sealed: { binding: random(32) },
  })
  for (const [how, rewrite] of Object.entries(otherEncodings)) {
    bad(
      `receipt-${how}`,
      '1-conventions.md, Messages and their one encoding',
      'NOT_CANONICAL',
      'canonical',
      { receiptBytes: rewrite },
    )
  }
  bad('receipt-too-short', '5-envelope.md, Receipt', 'MALFORMED', 'malformed', { receiptBytes: cut(60) })
  bad('receipt-of-no-status', '5-envelope.md, Receipt', 'MALFORMED', 'malformed', {
    receiptBytes: (bytes) => Uint8Array.from([...bytes.subarray(0, 34), ...bytes.subarray(36)]),
  })
  bad('receipt-of-an-unknown-status', rule, 'UPGRADE_NEEDED', 'receipt-status', { receipt: { status: 9 } })
  bad('receipt-altered-after-signing', rule, 'SIGNATURE_INVALID', 'leaf', {
    carried: ({ receipt, batch }) => ({ receipt: { ...receipt, item: flip(40)(receipt.item) }, batch }),
    receipt: { code: 3 },
  })
  bad('receipt-of-another-batch', rule, 'SIGNATURE_INVALID', 'leaf', leaf({ path: [random(32)] }))
  bad('receipt-at-a-batch-that-is-not-there', '5-envelope.md, Leaf', 'MALFORMED', 'batch-named', leaf({ batch: 1 }))
  bad('receipt-signed-as-a-placement', '5-envelope.md, Batches', 'SIGNATURE_INVALID', 'leaf', {
    kind: 'placement',
  })
  bad('receipt-signed-by-another-node', rule, 'SIGNATURE_INVALID', 'batch-signature', { node: c.nok })
  bad('receipt-of-another-institution', standing(4), 'CERTIFICATE_UNKNOWN', 'node-known', {
    receipt: { nodeCertHash: c.nodeCertHash },
    node: c.nok,
  })
  bad('receipt-under-an-expired-certificate', standing(6), 'CERTIFICATE_EXPIRED', 'dates', {
    receipt: { nodeCertHash: nodes.expired.hash },
  })
  bad('receipt-under-a-revoked-certificate', standing(7), 'REVOKED', 'revoked', {
    receipt: { nodeCertHash: nodes.revoked.hash },
  })
}
