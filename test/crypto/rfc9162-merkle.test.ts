import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  consistencyProof,
  createFrontier,
  fromHex,
  inclusionProof,
  leafHash,
  merkleRoot,
  nodeHash,
  sha256,
  toHex,
  u32,
  u64,
  verifyConsistency,
  verifyInclusion,
} from '../../crypto/index.ts'
import { bounded, suites } from './suites.ts'

/** The leaves and roots that Certificate Transparency's implementations share as their test data. */
const sharedLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const sharedRoots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const leaves = Array.from({ length: 40 }, (_, i) => leafHash(u32(i)))
const rootAt = (size: number) => merkleRoot(leaves.slice(0, size))

/** Two sizes or an index and a size, the first not above the second. */
const ordered = (least: number) =>
  fc
    .tuple(fc.integer({ min: least, max: leaves.length }), fc.integer({ min: least, max: leaves.length }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

describe.each(suites)('$name', ({ suite }) => {
  test('the roots that Certificate Transparency implementations share are reproduced', () => {
    const hashes = sharedLeaves.map((leaf) => suite.leafHash(fromHex(leaf)))
    const roots = sharedLeaves.map((_, i) => toHex(suite.merkleRoot(hashes.slice(0, i + 1))))
    expect(roots).toEqual(sharedRoots)
  })
})

test('the empty tree is the hash of nothing', () => {
  expect(merkleRoot([])).toEqual(sha256(new Uint8Array(0)))
  expect(createFrontier().root()).toEqual(merkleRoot([]))
})

test('every leaf of every small tree is proven', () => {
  for (let size = 1; size <= leaves.length; size++) {
    for (let index = 0; index < size; index++) {
      const path = inclusionProof(leaves.slice(0, size), index)
      expect(verifyInclusion(leafHash(u32(index)), index, size, path, rootAt(size))).toBe(true)
    }
  }
})

test('every small tree is proven to continue every smaller one', () => {
  for (let size = 0; size <= leaves.length; size++) {
    for (let old = 0; old <= size; old++) {
      const path = consistencyProof(leaves.slice(0, size), old)
      expect(verifyConsistency(old, size, rootAt(old), rootAt(size), path)).toBe(true)
    }
  }
})

test('an inclusion proof holds for its own leaf, index, size, path and root only', () => {
  fc.assert(
    fc.property(ordered(1), ([first, size]) => {
      const index = first - 1
      const leaf = leafHash(u32(index))
      const path = inclusionProof(leaves.slice(0, size), index)
      const root = rootAt(size)
      expect(verifyInclusion(leafHash(u32(size)), index, size, path, root)).toBe(false)
      expect(verifyInclusion(leaf, index + 1, size, path, root)).toBe(false)
      expect(verifyInclusion(leaf, index, size, [...path, root], root)).toBe(false)
      expect(verifyInclusion(leaf, index, size, path, leaf.toReversed())).toBe(false)
      if (path.length > 0) expect(verifyInclusion(leaf, index, size, path.slice(1), root)).toBe(false)
      if (path.length > 0)
        expect(verifyInclusion(leaf, index, size, path.toSpliced(0, 1, leaf), root)).toBe(false)
    }),
    bounded,
  )
})

test('a consistency proof holds for its own roots and path only', () => {
  fc.assert(
    fc.property(
      ordered(1).filter(([old, size]) => old < size),
      ([old, size]) => {
        const path = consistencyProof(leaves.slice(0, size), old)
        const other = rootAt(0)
        expect(verifyConsistency(old, size, other, rootAt(size), path)).toBe(false)
        expect(verifyConsistency(old, size, rootAt(old), other, path)).toBe(false)
        expect(verifyConsistency(old, size, rootAt(old), rootAt(size), [...path, other])).toBe(false)
        expect(verifyConsistency(old, size, rootAt(old), rootAt(size), path.slice(0, -1))).toBe(false)
        expect(verifyConsistency(size, old, rootAt(size), rootAt(old), path)).toBe(false)
      },
    ),
    bounded,
  )
})

test('a rewritten history is not consistent', () => {
  const rewritten = leaves.with(3, leafHash(u32(99)))
  const path = consistencyProof(rewritten, 8)
  expect(verifyConsistency(8, 40, rootAt(8), merkleRoot(rewritten), path)).toBe(false)
})

test('an old root is not proven where the sizes say there was none', () => {
  expect(verifyConsistency(0, 5, rootAt(5), rootAt(5), [])).toBe(false)
  expect(verifyConsistency(5, 5, rootAt(4), rootAt(5), [])).toBe(false)
  expect(verifyConsistency(5, 5, rootAt(5), rootAt(5), [rootAt(5)])).toBe(false)
})

test('a path of another length than the size asks for is refused, whatever root it leads to', () => {
  const leaf = leafHash(u32(0))
  const ofTwo = inclusionProof(leaves.slice(0, 2), 0)
  expect(verifyInclusion(leaf, 0, 4, ofTwo, rootAt(2))).toBe(false)
  expect(verifyInclusion(leaf, 0, 1, ofTwo, rootAt(2))).toBe(false)
  expect(verifyInclusion(leaf, 0, 1, [leaf], nodeHash(leaf, leaf))).toBe(false)
  const oneToTwo = consistencyProof(leaves.slice(0, 2), 1)
  expect(verifyConsistency(1, 4, rootAt(1), rootAt(2), oneToTwo)).toBe(false)
  const longer = [...consistencyProof(leaves.slice(0, 4), 3), leaf]
  expect(verifyConsistency(3, 4, nodeHash(leaf, rootAt(3)), nodeHash(leaf, rootAt(4)), longer)).toBe(false)
})

test('a node does not pass for a leaf', () => {
  const [left, right] = [leafHash(u32(0)), leafHash(u32(1))]
  const joined = new Uint8Array([...left, ...right])
  expect(leafHash(joined)).not.toEqual(nodeHash(left, right))
})

test.each([-1, 8, 0.5, Number.NaN])('there is no proof for index %d of eight leaves', (index) => {
  expect(() => inclusionProof(leaves.slice(0, 8), index)).toThrow(expect.objectContaining({ code: 'INPUT' }))
})

test('a frontier has the root of the whole tree at every size, also after it was written and read', () => {
  let frontier = createFrontier()
  leaves.forEach((leaf, i) => {
    frontier.append(leaf)
    frontier = createFrontier(frontier.encode())
    expect(frontier.size).toBe(i + 1)
    expect(frontier.root()).toEqual(rootAt(i + 1))
  })
})

test('a frontier of a million leaves is a few hashes', () => {
  const encoded = new Uint8Array([...u64(1_000_000), ...new Uint8Array(7 * 32)])
  const frontier = createFrontier(encoded)
  frontier.append(leafHash(u32(0)))
  expect(frontier.size).toBe(1_000_001)
  expect(frontier.encode().length).toBe(8 + 8 * 32)
})

test('a copy of a frontier grows on its own', () => {
  const frontier = createFrontier()
  frontier.append(leafHash(u32(0)))
  const copy = frontier.copy()
  copy.append(leafHash(u32(1)))
  expect([frontier.size, copy.size]).toEqual([1, 2])
  expect(frontier.root()).toEqual(rootAt(1))
})

test('later changes of what went in or came out do not reach the frontier', () => {
  const frontier = createFrontier()
  // A Buffer, as decoders give them, whose `slice` would not copy.
  const hash = Buffer.from(leafHash(u32(0)))
  frontier.append(hash)
  hash.fill(0)
  const encoded = Buffer.from(frontier.encode())
  const read = createFrontier(encoded)
  encoded.fill(0)
  frontier.root().fill(0)
  expect([frontier.root(), read.root()]).toEqual([rootAt(1), rootAt(1)])
})

test.each([
  ['no bytes', new Uint8Array(0)],
  ['a size cut short', u32(0)],
  ['a hash too few', u64(1)],
  ['a hash too many', new Uint8Array([...u64(0), ...new Uint8Array(32)])],
  ['half a hash', new Uint8Array([...u64(1), ...new Uint8Array(16)])],
  ['a size above 2^53-1', fromHex('0020000000000000' + '00'.repeat(32))],
])('bytes that no frontier wrote are refused: %s', (_, encoded) => {
  expect(() => createFrontier(encoded)).toThrow(expect.objectContaining({ code: 'ENCODING' }))
})
