import { concat, equalBytes, toHex, u64 } from '../../crypto/index.ts'
import { readFields, type Placed } from '../../protocol/index.ts'
import { prekeysOf, type Peer } from '../exchanges/peer-key.ts'
import { layout, type FinishingTurn, type Reader, type Turn } from '../store/index.ts'

/** What a peer that recovered has said of itself, in its newest question. */
export interface Recovered {
  readonly pairEpoch: Uint8Array
  readonly untilMs: number
  /** Time of the question's batch: an older question that somebody sends again says nothing. */
  readonly askedMs: number
  /** Hash of the node key that asked. */
  readonly nodeKeyHash: Uint8Array
}

/** @returns `undefined` for a peer that has never recovered */
export async function recoveryOf(
  reader: Reader & Pick<Turn, 'indexKey'>,
  peer: Peer,
): Promise<Recovered | undefined> {
  const record = await reader.get(layout.recoveries.at(prekeysOf(reader, peer)))
  if (record === undefined) return undefined
  const fields = readFields(record)
  const pairEpoch = fields.take(16)
  const [untilMs, askedMs] = [fields.u64(), fields.u64()]
  const nodeKeyHash = fields.take(32)
  fields.end()
  return { pairEpoch, untilMs, askedMs, nodeKeyHash }
}

export function keepRecovered(turn: FinishingTurn, peer: Peer, recovered: Recovered): void {
  const { pairEpoch, untilMs, askedMs, nodeKeyHash } = recovered
  turn.put(
    layout.recoveries.at(prekeysOf(turn, peer)),
    concat(pairEpoch, u64(untilMs), u64(askedMs), nodeKeyHash),
  )
}

/**
 * Whether a placement is one that its node has lost: made before the recovery, and after what it still had.
 *
 * What the node key placed that asked is never lost, so that a thief of a node key cannot have its owner refused.
 */
export function isLostTo(
  { pairEpoch, untilMs, nodeKeyHash }: Recovered,
  { placement, timeMs }: Placed,
  placer: Uint8Array,
): boolean {
  const isEarlier = toHex(placement.pairEpoch) !== toHex(pairEpoch) && timeMs > untilMs
  return isEarlier && !equalBytes(nodeKeyHash, placer)
}
