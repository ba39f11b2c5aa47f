// The highest signed time that this node has seen, which no clock sets back (rules B10). Each commit is in the ledger
// with its time, and the ledger is signed: so a record of its own is only needed where something else was later, or
// where the own clock was set back since.
import { u64 } from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import { lastLedgerMs } from '../ledger/last-time.ts'
import { layout } from './layout.ts'
import type { Reader } from './reader.ts'
import type { Placed } from './turn.ts'

/** The keeper of the highest signed time. */
export interface SignedTime {
  /** UTC milliseconds. */
  readonly highestMs: () => number
  readonly note: (timeMs: number) => void
  /** The record to store with a commit at this time; `undefined` where the commit itself tells as much. */
  readonly record: (timeMs: number) => Placed | undefined
}

const at = layout.meta.at(new TextEncoder().encode('signed time'))

export async function openSignedTime(reader: Reader): Promise<SignedTime> {
  const record = await reader.get(at)
  let highestMs = Math.max(record === undefined ? 0 : readFields(record).u64(), await lastLedgerMs(reader))
  return {
    highestMs: () => highestMs,
    note: (timeMs) => {
      highestMs = Math.max(highestMs, timeMs)
    },
    record: (timeMs) => (highestMs > timeMs ? { at, value: u64(highestMs) } : undefined),
  }
}
