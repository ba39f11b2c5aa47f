// Merkle trees with inclusion and consistency proofs: RFC 9162 §2.1 with SHA-256.
// Leaves and nodes are hashed under different first bytes, so that no node passes for a leaf.
// Limits: proofs are made from all leaf hashes in memory, in time linear in their number; `frontier.ts` appends.
import { CryptoError } from './crypto-error.ts'
import type { Primitives } from './primitives.ts'

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** Hashes, proves and verifies over lists of leaf hashes; a hash has 32 bytes, an index starts at 0. */
export interface MerkleTrees {
  /** H(0x00 ‖ data). */
  readonly leafHash: (data: Uint8Array) => Uint8Array
  /** H(0x01 ‖ left ‖ right). */
  readonly nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array
  /** The tree's root hash; of the empty tree, the hash of nothing. */
  readonly merkleRoot: (leafHashes: readonly Uint8Array[]) => Uint8Array
  /** The path from a leaf to the root, leaf's sibling first. @throws {@link CryptoError} `INPUT` outside the tree */
  readonly inclusionProof: (leafHashes: readonly Uint8Array[], index: number) => Uint8Array[]
  /** Whether `path` leads from the leaf at `index` to the root of the tree of `size` leaves (RFC 9162 §2.1.3.2). */
  readonly verifyInclusion: (
    leafHash: Uint8Array,
    index: number,
    size: number,
    path: readonly Uint8Array[],
    root: Uint8Array,
  ) => boolean
  /**
   * Proves that the first `oldSize` leaves are unchanged in the tree of all of them.
   *
   * @returns empty when `oldSize` is 0 or all
   * @throws {@link CryptoError} `INPUT` when there are fewer leaves than `oldSize`
   */
  readonly consistencyProof: (leafHashes: readonly Uint8Array[], oldSize: number) => Uint8Array[]
  /** Whether the tree of `newSize` leaves continues the one of `oldSize` (RFC 9162 §2.1.4.2; any tree continues the empty one). */
  readonly verifyConsistency: (
    oldSize: number,
    newSize: number,
    oldRoot: Uint8Array,
    newRoot: Uint8Array,
    path: readonly Uint8Array[],
  ) => boolean
}

export function createMerkleTrees({ sha256, equalBytes }: Primitives): MerkleTrees {
  const leafHash = (data: Uint8Array) => sha256(leafPrefix, data)
  const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(nodePrefix, left, right)

  /** The root over the leaves from `start` to before `end`. */
  function rootOf(leafHashes: readonly Uint8Array[], start: number, end: number): Uint8Array {
    if (end - start === 0) return sha256(new Uint8Array(0))
    const first = leafHashes[start]
    if (first === undefined) throw new CryptoError('INPUT', `there is no leaf ${start}`)
    if (end - start === 1) return first
    const split = start + largestPowerBelow(end - start)
    return nodeHash(rootOf(leafHashes, start, split), rootOf(leafHashes, split, end))
  }

  return {
    leafHash,
    nodeHash,
    merkleRoot: (leafHashes) => rootOf(leafHashes, 0, leafHashes.length),

    inclusionProof(leafHashes, index) {
      requireIndex(index, leafHashes.length - 1)
      const path: Uint8Array[] = []
      let [start, end] = [0, leafHashes.length]
      while (end - start > 1) {
        const split = start + largestPowerBelow(end - start)
        if (index < split) {
          path.unshift(rootOf(leafHashes, split, end))
          end = split
        } else {
          path.unshift(rootOf(leafHashes, start, split))
          start = split
        }
      }
      return path
    },

    verifyInclusion(leaf, index, size, path, root) {
      if (!isIndex(size, Number.MAX_SAFE_INTEGER) || !isIndex(index, size - 1)) return false
      let [position, last] = [index, size - 1]
      let hash = leaf
      for (const sibling of path) {
        if (last === 0) return false
        if (position % 2 === 1 || position === last) {
          hash = nodeHash(sibling, hash)
          while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, half(last)]
        } else {
          hash = nodeHash(hash, sibling)
        }
        ;[position, last] = [half(position), half(last)]
      }
      return last === 0 && equalBytes(hash, root)
    },

    consistencyProof(leafHashes, oldSize) {
      requireIndex(oldSize, leafHashes.length)
      if (oldSize === 0) return []
      const path: Uint8Array[] = []
      let [start, end] = [0, leafHashes.length]
      // Whether the old tree is the whole subtree we stand at, from its first leaf: then its root is the known one.
      let isOldTree = true
      while (oldSize !== end) {
        const split = start + largestPowerBelow(end - start)
        if (oldSize <= split) {
          path.unshift(rootOf(leafHashes, split, end))
          end = split
        } else {
          path.unshift(rootOf(leafHashes, start, split))
          start = split
          isOldTree = false
        }
      }
      return isOldTree ? path : [rootOf(leafHashes, start, end), ...path]
    },

    verifyConsistency(oldSize, newSize, oldRoot, newRoot, path) {
      if (!isIndex(newSize, Number.MAX_SAFE_INTEGER) || !isIndex(oldSize, newSize)) return false
      if (oldSize === 0) return path.length === 0 && equalBytes(oldRoot, sha256(new Uint8Array(0)))
      if (oldSize === newSize) return path.length === 0 && equalBytes(oldRoot, newRoot)
      let [position, last] = [oldSize - 1, newSize - 1]
      while (position % 2 === 1) [position, last] = [half(position), half(last)]
      // A complete old tree is itself the first node; otherwise the proof brings it.
      const nodes = position === 0 ? [oldRoot, ...path] : path
      const [seed, ...rest] = nodes
      if (seed === undefined) return false
      let [oldHash, newHash] = [seed, seed]
      for (const node of rest) {
        if (last === 0) return false
        if (position % 2 === 1 || position === last) {
          oldHash = nodeHash(node, oldHash)
          newHash = nodeHash(node, newHash)
          while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, half(last)]
        } else {
          newHash = nodeHash(newHash, node)
        }
        ;[position, last] = [half(position), half(last)]
      }
      return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot)
    },
  }
}

const half = (n: number): number => Math.floor(n / 2)

/** The largest power of two smaller than `n`, for `n` of at least 2. */
function largestPowerBelow(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}

const isIndex = (n: number, most: number): boolean => Number.isSafeInteger(n) && n >= 0 && n <= most

function requireIndex(n: number, most: number): void {
  if (!isIndex(n, most)) throw new CryptoError('INPUT', `${n} is not from 0 to ${most}`)
}
