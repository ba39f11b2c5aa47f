import * as limit from '../limits.ts'
import { leafShape, signedBatchShape } from './exchange.ts'
import { bytes, bytesBetween, flag, many, optional, shape, uint, type Decoded } from './shape.ts'
import { directoryObjectShape } from './trust.ts'

/** A relay's word that it holds an envelope. */
export const custodyShape = shape('Custody', 128, {
  envelopeHash: bytes(32),
  relayId: bytes(16),
  timeMs: uint(Number.MAX_SAFE_INTEGER, 1),
})
export type Custody = Decoded<typeof custodyShape>

const carriedCustodyShape = shape('CarriedCustody', 16 * 1024, {
  custody: leafShape,
  batch: signedBatchShape,
})
export type CarriedCustody = Decoded<typeof carriedCustodyShape>

/** The answer to a posted envelope: the receiver's sealed receipt, or a relay's custody. */
export const postReplyShape = shape('PostReply', limit.maxEnvelopeBytes, {
  receiptEnvelope: bytesBetween(0, limit.maxEnvelopeBytes - 16),
  custody: optional(carriedCustodyShape),
})
export type PostReply = Decoded<typeof postReplyShape>

/** Asks a relay for what waits in one's own mailbox; `done` are ids of envelopes that are safely stored. */
export const collectRequestShape = shape('CollectRequest', 16 * 1024, {
  maxCount: uint(64, 1),
  waitMs: uint(60_000),
  done: many(bytes(16), 256),
})
export type CollectRequest = Decoded<typeof collectRequestShape>

export const collectReplyShape = shape('CollectReply', limit.maxCollectReplyBytes, {
  envelopes: many(bytesBetween(1, limit.maxEnvelopeBytes), 64),
  more: flag,
})
export type CollectReply = Decoded<typeof collectReplyShape>

/** Publishes objects and asks for everything the relay took in since a position (0: everything). */
export const directoryRequestShape = shape('DirectoryRequest', 512 * 1024, {
  since: uint(),
  publish: many(directoryObjectShape, 64),
})
export type DirectoryRequest = Decoded<typeof directoryRequestShape>

export const directoryReplyShape = shape('DirectoryReply', limit.maxEnvelopeBytes, {
  until: uint(),
  objects: many(directoryObjectShape, 256),
  more: flag,
})
export type DirectoryReply = Decoded<typeof directoryReplyShape>
