import { concat, u64 } from '../../crypto/index.ts'
import type { Side } from '../../protocol/index.ts'

const sideCodes = { originator: 0, receiver: 1 } as const

/** Where a placement stands in its case: side, number, and its name, since a forked chain has two of one number. */
export function statementKey(side: Side, seq: number, placementHash: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(sideCodes[side]), u64(seq), placementHash.subarray(0, 8))
}

/** The side that a key of {@link statementKey} stands for. */
export function sideOfKey(key: Uint8Array): Side {
  return key[0] === sideCodes.originator ? 'originator' : 'receiver'
}
