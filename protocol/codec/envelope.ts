import * as limit from '../limits.ts'
import { leafShape, signedBatchShape } from './exchange.ts'
import {
  bytes,
  bytesBetween,
  flag,
  many,
  optional,
  optionalBytes,
  shape,
  text,
  uint,
  type Decoded,
} from './shape.ts'
import { directoryObjectShape } from './trust.ts'

/** How one placement was sealed this time; new at each re-sealing, while the placement stays. */
export const sealingShape = shape('Sealing', 12 * 1024, {
  placementHash: bytes(32),
  binding: bytes(32),
  replyPrekeys: many(shape('Prekey', 2048, { publicKey: bytes(1216) }), limit.maxReplyPrekeys),
  myCheckpoint: text(4096),
  yourCheckpointHash: optionalBytes(32),
  usedBundleHash: optionalBytes(32),
  statusHash: optionalBytes(32),
  nodeCertHash: bytes(32),
})
export type Sealing = Decoded<typeof sealingShape>

/** A statement on its way: body and salt travel beside it, so that it survives their erasure. */
export const carriedShape = shape('Carried', limit.maxEnvelopeBytes, {
  statement: bytesBetween(1, limit.maxStatementBytes),
  placement: leafShape,
  sealing: leafShape,
  body: bytesBetween(0, limit.maxBodyBytes),
  salt: optionalBytes(32),
  certs: many(directoryObjectShape, limit.maxCarriedCerts),
  batches: many(signedBatchShape, 2, 1),
})
export type Carried = Decoded<typeof carriedShape>

/** What the receiving node has durably stored. Unnumbered, never itself receipted. */
export const receiptShape = shape('Receipt', 2048, {
  placementHash: bytes(32),
  status: uint(255, 1),
  code: uint(0xffff),
  headMine: optionalBytes(32),
  headYours: optionalBytes(32),
  pairEpoch: bytes(16),
  receivedMs: uint(Number.MAX_SAFE_INTEGER, 1),
  nodeCertHash: bytes(32),
  missingParts: many(bytes(16), limit.maxMissingParts),
})
export type Receipt = Decoded<typeof receiptShape>

const carriedReceiptShape = shape('CarriedReceipt', 16 * 1024, {
  receipt: leafShape,
  batch: signedBatchShape,
})
export type CarriedReceipt = Decoded<typeof carriedReceiptShape>

/** Asks for the other side's placements between two heads. */
export const missingShape = shape('Missing', 256, {
  exchangeId: bytes(32),
  have: optionalBytes(32),
  want: bytes(32),
  nodeCertHash: bytes(32),
})
export type Missing = Decoded<typeof missingShape>

const carriedMissingShape = shape('CarriedMissing', 16 * 1024, {
  missing: leafShape,
  batch: signedBatchShape,
})
export type CarriedMissing = Decoded<typeof carriedMissingShape>

/** How far each side's chain of an exchange goes, as one node has it. */
const headsShape = shape('Heads', 128, {
  exchangeId: bytes(32),
  originator: optionalBytes(32),
  receiver: optionalBytes(32),
})
export type ExchangeHeads = Decoded<typeof headsShape>

/** What a node that was set back asks its peer: which exchanges there are, or what is beyond these heads. */
export const lookbackShape = shape('Lookback', 12 * 1024, {
  pairEpoch: bytes(16),
  institutionId: bytes(16),
  untilMs: uint(Number.MAX_SAFE_INTEGER, 1),
  after: optionalBytes(32),
  heads: many(headsShape, limit.maxHeads),
  nodeCertHash: bytes(32),
})
export type Lookback = Decoded<typeof lookbackShape>

export const carriedLookbackShape = shape('CarriedLookback', limit.maxEnvelopeBytes, {
  lookback: leafShape,
  batch: signedBatchShape,
  certs: many(directoryObjectShape, limit.maxCarriedCerts),
})
export type CarriedLookback = Decoded<typeof carriedLookbackShape>

/** A placement out of somebody's store, whoever placed it. */
const keptPlacementShape = shape('KeptPlacement', limit.maxEnvelopeBytes, {
  statement: bytesBetween(1, limit.maxStatementBytes),
  placement: leafShape,
  batch: signedBatchShape,
  body: bytesBetween(0, limit.maxBodyBytes),
  salt: optionalBytes(32),
})
export type KeptPlacement = Decoded<typeof keptPlacementShape>

/** The answer: how far the exchanges go there, and placements of both sides. */
export const recollectionShape = shape('Recollection', 12 * 1024, {
  lookback: optionalBytes(32),
  institutionId: bytes(16),
  heads: many(headsShape, limit.maxHeads),
  more: flag,
  nodeCertHash: bytes(32),
})
export type Recollection = Decoded<typeof recollectionShape>

export const carriedRecollectionShape = shape('CarriedRecollection', limit.maxEnvelopeBytes, {
  recollection: leafShape,
  batch: signedBatchShape,
  kept: many(keptPlacementShape, limit.maxKeptPlacements),
  certs: many(directoryObjectShape, limit.maxRecalledCerts),
})
export type CarriedRecollection = Decoded<typeof carriedRecollectionShape>

/** The plaintext of an envelope: exactly one of the five, and the binding to what stands outside. */
export const sealedShape = shape('Sealed', limit.maxEnvelopeBytes, {
  carried: optional(carriedShape),
  receipt: optional(carriedReceiptShape),
  missing: optional(carriedMissingShape),
  binding: bytes(32),
  lookback: optional(carriedLookbackShape),
  recollection: optional(carriedRecollectionShape),
})
export type Sealed = Decoded<typeof sealedShape>

/** What a relay sees of an envelope. */
export const outerHeaderShape = shape('OuterHeader', limit.maxOuterBytes, {
  version: uint(0xffff, 1),
  suite: uint(0xffff, 1),
  envelopeId: bytes(16),
  mailbox: bytes(16),
  prekeyId: bytes(16),
  expiryDay: uint(0xffffff, 1),
})
export type OuterHeader = Decoded<typeof outerHeaderShape>

export const envelopeShape = shape('Envelope', limit.maxEnvelopeBytes, {
  outer: bytesBetween(1, limit.maxOuterBytes),
  enc: bytes(1120),
  body: bytesBetween(1, limit.maxEnvelopeBytes),
})
export type Envelope = Decoded<typeof envelopeShape>
