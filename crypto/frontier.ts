// The right edge of a growing Merkle tree (RFC 9162 §2.1; a "compact range" from its first leaf): the roots of its
// complete subtrees, left to right, one for each 1 bit of the size. Appends and roots in O(log n) time and memory.
// Limits: it proves nothing by itself; proofs need the leaves (`merkle.ts`).
import { concat, readBigEndian, u64 } from './bytes.ts'
import { CryptoError, requireLength } from './crypto-error.ts'
import type { MerkleTrees } from './merkle.ts'
import type { Primitives } from './primitives.ts'

const hashBytes = 32
const sizeBytes = 8

/** A tree that only grows. */
export interface Frontier {
  /** How many leaves were appended. */
  readonly size: number
  /** @throws {@link CryptoError} `INPUT` unless the leaf hash has 32 bytes */
  append(leafHash: Uint8Array): void
  /** What `merkleRoot` gives over all leaf hashes so far. */
  root(): Uint8Array
  /** The size in 8 bytes, then the subtree roots; what `createFrontier` reads back. */
  encode(): Uint8Array
  /** One that grows on its own, so that an append can be tried and dropped. */
  copy(): Frontier
}

/** Makes frontiers. */
export interface Frontiers {
  /** An empty tree, or the one that `encode` wrote. @throws {@link CryptoError} `ENCODING` for bytes it did not write */
  readonly createFrontier: (encoded?: Uint8Array) => Frontier
}

export function createFrontiers({ sha256 }: Primitives, { nodeHash }: MerkleTrees): Frontiers {
  function grow(size: number, subtreeRoots: readonly Uint8Array[]): Frontier {
    let leaves = size
    let roots = [...subtreeRoots]
    return {
      get size() {
        return leaves
      },
      append(leafHash) {
        requireLength(leafHash, hashBytes, 'a leaf hash')
        // Copied by constructor: `slice` of a Buffer would share its memory.
        let joined: Uint8Array = new Uint8Array(leafHash)
        for (let n = leaves; n % 2 === 1; n = (n - 1) / 2) {
          joined = nodeHash(roots.at(-1) ?? joined, joined)
          roots = roots.slice(0, -1)
        }
        roots.push(joined)
        leaves += 1
      },
      root: () =>
        leaves === 0
          ? sha256(new Uint8Array(0))
          : new Uint8Array(roots.reduceRight((right, left) => nodeHash(left, right))),
      encode: () => concat(u64(leaves), ...roots),
      copy: () => grow(leaves, roots),
    }
  }

  return {
    createFrontier(encoded) {
      if (encoded === undefined) return grow(0, [])
      const size = readBigEndian(encoded.subarray(0, sizeBytes))
      const count = (encoded.length - sizeBytes) / hashBytes
      if (encoded.length < sizeBytes || count !== onesOf(size)) {
        throw new CryptoError('ENCODING', 'these are not the bytes of a tree frontier')
      }
      const roots = Array.from({ length: count }, (_, i) => {
        const start = sizeBytes + i * hashBytes
        return new Uint8Array(encoded.subarray(start, start + hashBytes))
      })
      return grow(size, roots)
    },
  }
}

function onesOf(n: number): number {
  let ones = 0
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}
