// One signature for a whole turn: a Merkle tree over what its jobs want signed, and each item's path to its root.
import { leafHash, nodeHash, sha256, utf8 } from '../../crypto/index.ts'
import {
  contexts,
  encodeBatch,
  leafData,
  type LeafKind,
  type SignedBatch,
  signedBatchShape,
} from '../../protocol/index.ts'
import { layout } from './layout.ts'
import type { Address, Place } from './space.ts'

/** Something that a job wants signed: exact bytes, and the kind that separates its domain. */
export interface PendingLeaf {
  readonly kind: LeafKind
  readonly item: Uint8Array
}

/** What makes an item verifiable by itself. */
export interface SignedLeaf {
  readonly item: Uint8Array
  /** Its place in the batch, from 0. */
  readonly index: number
  /** Its siblings' hashes up to the root, lowest first; empty in a batch of one. */
  readonly path: readonly Uint8Array[]
  readonly batch: SignedBatch
  /** Where the turn stores the batch, once for all its items. */
  readonly batchAt: Address
}

/** The part of the keyring that signs for the node. */
export interface BatchSigner {
  signBatch(message: Uint8Array, context: typeof contexts.batch): Promise<Uint8Array>
}

/** A signed turn. */
export interface SignedTurn {
  readonly at: Place
  /** What is stored there. */
  readonly record: Uint8Array
  readonly signedOf: ReadonlyMap<PendingLeaf, SignedLeaf>
}

/** What signing needs. */
export interface SigningDeps {
  readonly keys: BatchSigner
  readonly indexKey: (...parts: readonly Uint8Array[]) => Uint8Array
}

/** Signs all leaves of a turn at once. @returns `undefined` when there are none */
export async function signLeaves(
  { keys, indexKey }: SigningDeps,
  leaves: readonly PendingLeaf[],
  timeMs: number,
): Promise<SignedTurn | undefined> {
  if (leaves.length === 0) return undefined
  const { root, paths } = treeOf(leaves.map(({ kind, item }) => leafHash(leafData(kind, item))))
  const message = encodeBatch(timeMs, leaves.length, root)
  const batch = { batch: message, signature: await keys.signBatch(message, contexts.batch) }
  const at = layout.batches.at(indexKey(utf8('batch'), message))
  const signedOf = new Map(
    leaves.map((leaf, index) => {
      const path = paths[index] ?? []
      return [leaf, { item: leaf.item, index, path, batch, batchAt: at }]
    }),
  )
  return { at, record: signedBatchShape.encode(batch), signedOf }
}

interface Tree {
  readonly root: Uint8Array
  readonly paths: readonly Uint8Array[][]
}

/** The root and every leaf's path with each node hashed once (RFC 9162 §2.1); one proof at a time would be n². */
export function treeOf(leafHashes: readonly Uint8Array[]): Tree {
  const paths: Uint8Array[][] = leafHashes.map(() => [])

  function grow(start: number, end: number): Uint8Array {
    const [first] = leafHashes.slice(start, start + 1)
    if (first === undefined) return sha256(new Uint8Array(0))
    if (end - start === 1) return first
    let half = 1
    while (half * 2 < end - start) half *= 2
    const left = grow(start, start + half)
    const right = grow(start + half, end)
    for (let i = start; i < end; i++) paths[i]?.push(i < start + half ? right : left)
    return nodeHash(left, right)
  }

  return { root: grow(0, leafHashes.length), paths }
}
