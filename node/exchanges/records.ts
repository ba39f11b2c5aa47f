import { concat, lengthPrefixed, u32, u64 } from '../../crypto/index.ts'
import {
  maxBodyBytes,
  maxBatchPath,
  maxStatementBytes,
  readFields,
  signedBatchShape,
  type Fields,
  type CarriedReceipt,
  type SignedBatch,
} from '../../protocol/index.ts'
import { layout, type Reader, type SignedLeaf } from '../store/index.ts'

/** A statement in its place, as this node keeps it; the batch that signs the placement is stored once, at `batchKey`. */
export interface KeptStatement {
  readonly statement: Uint8Array
  readonly placement: KeptLeaf
  readonly timeMs: number
  /** Whether it made its exchange a forked one, or came when it was one. */
  readonly afterFork: boolean
}

/** A signed leaf without its batch, which many share. */
export interface KeptLeaf {
  readonly item: Uint8Array
  readonly index: number
  readonly path: readonly Uint8Array[]
  /** The key of the batch inside its space. */
  readonly batchKey: Uint8Array
}

/** A body with the salt of its commitment; erased with its case. */
export interface KeptBody {
  readonly body: Uint8Array
  readonly salt: Uint8Array
}

const maxLeafBytes = 16 * 1024
const maxKeyBytes = 96
const maxSignatureBytes = 4096

export function keptLeaf(signed: SignedLeaf): KeptLeaf {
  return {
    item: signed.item,
    index: signed.index,
    path: signed.path,
    batchKey: signed.batchAt.key.subarray(1),
  }
}

export function encodeLeaf(leaf: KeptLeaf): Uint8Array {
  return concat(
    lengthPrefixed(leaf.item, leaf.batchKey),
    u32(leaf.index),
    u32(leaf.path.length),
    concat(...leaf.path),
  )
}

export function readLeaf(fields: Fields): KeptLeaf {
  const item = fields.lengthPrefixed(maxLeafBytes)
  const batchKey = fields.lengthPrefixed(maxKeyBytes)
  const index = fields.u32()
  const count = Math.min(fields.u32(), maxBatchPath)
  return { item, batchKey, index, path: Array.from({ length: count }, () => fields.take(32)) }
}

export function encodeStatement(kept: KeptStatement): Uint8Array {
  return concat(
    lengthPrefixed(kept.statement),
    encodeLeaf(kept.placement),
    u64(kept.timeMs),
    Uint8Array.of(kept.afterFork ? 1 : 0),
  )
}

export function decodeStatement(record: Uint8Array): KeptStatement {
  const fields = readFields(record)
  const statement = fields.lengthPrefixed(maxStatementBytes)
  const placement = readLeaf(fields)
  const timeMs = fields.u64()
  const afterFork = fields.u8() === 1
  fields.end()
  return { statement, placement, timeMs, afterFork }
}

export function encodeBody(kept: KeptBody): Uint8Array {
  return lengthPrefixed(kept.body, kept.salt)
}

export function decodeBody(record: Uint8Array): KeptBody {
  const fields = readFields(record)
  const body = fields.lengthPrefixed(maxBodyBytes)
  const salt = fields.lengthPrefixed(32)
  fields.end()
  return { body, salt }
}

/** A receipt as it came: the leaf, its path and the batch that signs it. */
export function encodeKeptReceipt({ receipt, batch }: CarriedReceipt): Uint8Array {
  return concat(
    lengthPrefixed(receipt.item, batch.batch, batch.signature),
    u32(receipt.index),
    u32(receipt.path.length),
    ...receipt.path,
  )
}

/** Reads what {@link encodeKeptReceipt} wrote. */
export function decodeKeptReceipt(record: Uint8Array): CarriedReceipt {
  const fields = readFields(record)
  const item = fields.lengthPrefixed(maxLeafBytes)
  const batch = { batch: fields.lengthPrefixed(64), signature: fields.lengthPrefixed(maxSignatureBytes) }
  const index = fields.u32()
  const count = Math.min(fields.u32(), maxBatchPath)
  const path = Array.from({ length: count }, () => fields.take(32))
  fields.end()
  return { receipt: { item, index, path, batch: 0 }, batch }
}

/** The batch that signs a kept leaf. */
export async function readBatch(reader: Reader, batchKey: Uint8Array): Promise<SignedBatch> {
  const record = await reader.get(layout.batches.at(batchKey))
  if (record === undefined) throw new Error('records: the batch of a kept leaf is gone')
  return signedBatchShape.decode(record)
}
