import * as limit from '../limits.ts'
import { bytes, bytesBetween, many, optionalBytes, shape, text, uint, type Decoded } from './shape.ts'

/** An institution in one network, and the identity key it was pinned by. */
export const partyShape = shape('Party', 256, {
  networkId: bytes(32),
  institutionId: bytes(16),
  iikHash: bytes(32),
})
export type Party = Decoded<typeof partyShape>

export const tagShape = shape('Tag', limit.maxConditionsBytes, {
  code: text(64, 1),
  args: many(text(1024, 1), limit.maxTagArgs),
  scope: uint(1),
})
export type Tag = Decoded<typeof tagShape>

/** The officer-signed Conditions: tags in ascending order of code, arguments, scope, none twice. */
export const conditionsShape = shape('Conditions', limit.maxConditionsBytes, {
  vocabulary: uint(0xffff, 1),
  tags: many(tagShape, limit.maxTags, 1),
})
export type Conditions = Decoded<typeof conditionsShape>

/** An item of a disclosure, and the tags of its own. */
export const itemShape = shape('Item', limit.maxConditionsBytes, {
  itemId: bytes(16),
  tags: many(tagShape, limit.maxTags),
})
export type Item = Decoded<typeof itemShape>

/** What a statement says of a file that comes in parts: its ciphertext, and nothing that tells of the file but its size. */
export const attachmentShape = shape('Attachment', 256, {
  attachmentId: bytes(16),
  paddedLength: uint(limit.maxAttachmentBytes, limit.minAttachmentBytes),
  partCount: uint(limit.maxParts, 1),
  treeRoot: bytes(32),
  keyCommitment: bytes(32),
})
export type Attachment = Decoded<typeof attachmentShape>

/** What an officer signs: one message of an exchange to exactly one institution. */
export const statementShape = shape('Statement', limit.maxStatementBytes, {
  version: uint(0xffff, 1),
  suite: uint(0xffff, 1),
  statementId: bytes(16),
  exchangeId: optionalBytes(32),
  from: partyShape,
  to: partyShape,
  type: uint(0xffff, 1),
  createdMs: uint(Number.MAX_SAFE_INTEGER, 1),
  conditions: bytesBetween(0, limit.maxConditionsBytes),
  terms: bytesBetween(0, limit.maxTermsBytes),
  refs: many(bytes(32), limit.maxRefs),
  bodyCommitment: optionalBytes(32),
  attachments: many(attachmentShape, limit.maxAttachments),
})
export type Statement = Decoded<typeof statementShape>

export const refusedShape = shape('Refused', 64, { placementHash: bytes(32), code: uint(0xffff, 1) })
export type Refused = Decoded<typeof refusedShape>

/** What a node signs: where a statement stands in its exchange. `prev` and `seen` are absent where there is none. */
export const placementShape = shape('Placement', 8192, {
  exchangeId: bytes(32),
  seq: uint(Number.MAX_SAFE_INTEGER, 1),
  prev: optionalBytes(32),
  seen: optionalBytes(32),
  refused: many(refusedShape, limit.maxRefused),
  statementHash: bytes(32),
  officerCertHash: optionalBytes(32),
  officerSig: optionalBytes(64),
  nodeCertHash: bytes(32),
  pairEpoch: bytes(16),
  undertaking: optionalBytes(32),
})
export type Placement = Decoded<typeof placementShape>

/** What one composite signature covers: the Merkle root over the leaves of one commit. */
export const batchShape = shape('Batch', 64, {
  timeMs: uint(Number.MAX_SAFE_INTEGER, 1),
  count: uint(limit.maxBatchLeaves, 1),
  root: bytes(32),
})
export type Batch = Decoded<typeof batchShape>

export const signedBatchShape = shape('SignedBatch', 4096, {
  batch: bytesBetween(1, 64),
  signature: bytes(3373),
})
export type SignedBatch = Decoded<typeof signedBatchShape>

/** One leaf of a batch with its inclusion path; `batch` indexes the SignedBatch list of the message around it. */
export const leafShape = shape('Leaf', 16 * 1024, {
  item: bytesBetween(1, 12 * 1024),
  index: uint(limit.maxBatchLeaves - 1),
  path: many(bytes(32), limit.maxBatchPath),
  batch: uint(1),
})
export type Leaf = Decoded<typeof leafShape>
