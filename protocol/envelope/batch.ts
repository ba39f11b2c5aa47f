import {
  inclusionProof,
  leafHash,
  merkleRoot,
  sha256,
  toHex,
  utf8,
  verifyComposite,
  verifyInclusion,
} from '../../crypto/index.ts'
import { batchShape, type Batch, type Leaf, type SignedBatch } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { contexts, domains } from '../names.ts'
import type { CompositeSign } from '../trust/certificates.ts'

/** What can stand in a batch, each under its own domain string. */
export type LeafKind =
  'placement' | 'sealing' | 'receipt' | 'custody' | 'missing' | 'lookback' | 'recollection' | 'dossier'

/** The data of one leaf: the domain string keeps a placement from ever being read as a receipt. */
export function leafData(kind: LeafKind, item: Uint8Array): Uint8Array {
  const domain = utf8(domains[kind])
  const data = new Uint8Array(domain.length + item.length)
  data.set(domain)
  data.set(item, domain.length)
  return data
}

/** The bytes one composite signature covers for all leaves of a commit. */
export function encodeBatch(timeMs: number, count: number, root: Uint8Array): Uint8Array {
  return batchShape.encode({ timeMs, count, root })
}

/** Signs one batch over `items` and gives each its leaf; for holders of a key without a commit queue. */
export async function signBatch(
  items: readonly { readonly kind: LeafKind; readonly item: Uint8Array }[],
  timeMs: number,
  sign: CompositeSign,
): Promise<{ readonly leaves: readonly Leaf[]; readonly batch: SignedBatch }> {
  const hashes = items.map(({ kind, item }) => leafHash(leafData(kind, item)))
  const batch = encodeBatch(timeMs, items.length, merkleRoot(hashes))
  const signature = await sign(batch, contexts.batch)
  const leaves = items.map(({ item }, index) => ({
    item,
    index,
    path: inclusionProof(hashes, index),
    batch: 0,
  }))
  return { leaves, batch: { batch, signature } }
}

/** Verifies leaves of batches, remembering the last batches: all leaves of one commit come under one signature. */
export interface BatchVerifier {
  /**
   * @returns the batch the leaf stands in
   * @throws {@link ProtocolError} `SIGNATURE_INVALID`, or decoding codes for the batch
   */
  readonly verify: (kind: LeafKind, leaf: Leaf, signed: SignedBatch, nodeKey: Uint8Array) => Batch
}

/** Batches remembered: a window of 32 messages from each of 64 peers, at a few hundred bytes each. */
const rememberedBatches = 2048

export function createBatchVerifier(): BatchVerifier {
  const verified = new Map<string, Batch>()

  const verifySignature = (signed: SignedBatch, nodeKey: Uint8Array): Batch => {
    const key = toHex(sha256(nodeKey, signed.signature, signed.batch))
    const known = verified.get(key)
    if (known !== undefined) return known
    const batch = batchShape.decode(signed.batch)
    if (!verifyComposite(nodeKey, signed.batch, signed.signature, contexts.batch)) {
      throw new ProtocolError('SIGNATURE_INVALID', 'batch: signature does not verify under the node key')
    }
    const oldest = verified.keys().next()
    if (verified.size >= rememberedBatches && oldest.done !== true) verified.delete(oldest.value)
    verified.set(key, batch)
    return batch
  }

  return {
    verify(kind, leaf, signed, nodeKey) {
      const batch = verifySignature(signed, nodeKey)
      const hash = leafHash(leafData(kind, leaf.item))
      if (!verifyInclusion(hash, leaf.index, batch.count, [...leaf.path], batch.root)) {
        throw new ProtocolError('SIGNATURE_INVALID', `${kind}: not in the batch that was signed`)
      }
      return batch
    },
  }
}
