import { concat, lengthPrefixed, u64, utf8 } from '../../crypto/index.ts'
import { maxHeldPerPeer, maxStatementBytes, readFields } from '../../protocol/index.ts'
import {
  layout,
  nodeBucket,
  type CaseId,
  type FinishingTurn,
  type Reader,
  type Turn,
} from '../store/index.ts'
import type { Peer } from './peer-key.ts'

/** How often a statement that the other side holds is sent, the first time included (rules B8). */
export const maxAsks = 8
const firstAskMs = 5_000
const askGrowth = 4

/** How long to wait after so many asks that were answered `HELD`, in milliseconds: 5 s, then four times longer each. */
export function restAfterAsk(asks: number): number {
  return firstAskMs * askGrowth ** (asks - 1)
}

/** From the first ask to the last, in milliseconds: seven and a half hours. */
const askedForMs = Array.from({ length: maxAsks - 1 }, (_, index) => restAfterAsk(index + 1)).reduce(
  (sum, ms) => sum + ms,
  0,
)

/** What counts on arrival (rules B9), as it was signed; its text is not part of it. */
export interface Heard {
  readonly placement: Uint8Array
  readonly statement: Uint8Array
  /** Signed time of its batch, UTC milliseconds. */
  readonly timeMs: number
}

/**
 * That a placement of the other side waits here for an earlier one. Nothing else is kept of it but what counts already:
 * the sender keeps it, and sends it again.
 */
export interface HeldMark {
  readonly exchangeId: Uint8Array
  readonly placementHash: Uint8Array
  readonly sinceMs: number
  /** Where it counts on arrival: after another start too. */
  readonly heard: Heard | undefined
}

type Index = Pick<Turn, 'indexKey'>

const peerKey = ({ indexKey }: Index, { networkId, institutionId }: Peer) =>
  indexKey(utf8('held of'), networkId, institutionId)

const keyOf = (index: Index, peer: Peer, placementHash: Uint8Array) =>
  concat(peerKey(index, peer), index.indexKey(placementHash))

/** Everything of one peer that waits here; never more than {@link maxHeldPerPeer}. */
async function heldOf(reader: Reader & Index, peer: Peer): Promise<readonly HeldMark[]> {
  const marks: HeldMark[] = []
  for await (const { value } of reader.range(layout.held.all(peerKey(reader, peer)))) {
    const fields = readFields(value)
    marks.push({
      exchangeId: fields.take(32),
      placementHash: fields.take(32),
      sinceMs: fields.u64(),
      heard: fields.u8() === 1 ? readHeard(fields) : undefined,
    })
    fields.end()
  }
  return marks
}

function readHeard(fields: ReturnType<typeof readFields>): Heard {
  return {
    timeMs: fields.u64(),
    placement: fields.lengthPrefixed(maxStatementBytes),
    statement: fields.lengthPrefixed(maxStatementBytes),
  }
}

/** What of one peer waits in one exchange. */
export async function heldIn(
  reader: Reader & Index,
  exchangeId: Uint8Array,
  peer: Peer,
): Promise<readonly HeldMark[]> {
  const id = exchangeId.toString()
  return (await heldOf(reader, peer)).filter((mark) => mark.exchangeId.toString() === id)
}

/** How many placements of all peers wait here. */
export async function heldCount(reader: Reader): Promise<number> {
  let count = 0
  for await (const row of reader.range(layout.held.all())) count += row.key.length > 0 ? 1 : 0
  return count
}

/** Whether the sender has given up by now: it sends what is held for so long, and no longer. */
export function isGivenUp({ sinceMs }: HeldMark, nowMs: number): boolean {
  return nowMs - sinceMs > askedForMs
}

export async function isNoted(turn: Turn, peer: Peer, placementHash: Uint8Array): Promise<boolean> {
  return (await turn.get(layout.held.at(keyOf(turn, peer, placementHash)))) !== undefined
}

/**
 * Room for one more placement of a peer: free, or that of one which its sender has given up and sends no more.
 *
 * @returns `undefined` where there is none
 */
export async function roomFor(
  turn: Turn,
  peer: Peer,
): Promise<{ readonly instead: HeldMark | undefined } | undefined> {
  const marks = await heldOf(turn, peer)
  if (marks.length < maxHeldPerPeer) return { instead: undefined }
  // What counts already is never given up: its sender goes on sending it.
  const instead = marks.find((mark) => mark.heard === undefined && isGivenUp(mark, turn.timeMs))
  return instead && { instead }
}

export function noteHeld(turn: FinishingTurn, caseId: CaseId | undefined, peer: Peer, mark: HeldMark): void {
  const key = keyOf(turn, peer, mark.placementHash)
  const { heard } = mark
  const value = concat(
    ...[mark.exchangeId, mark.placementHash, u64(mark.sinceMs), Uint8Array.of(heard === undefined ? 0 : 1)],
    ...(heard === undefined ? [] : [u64(heard.timeMs), lengthPrefixed(heard.placement, heard.statement)]),
  )
  turn.put(layout.held.under(caseId ?? nodeBucket, key), value)
}

/** It waits no longer. */
export function forgetHeld(turn: FinishingTurn, peer: Peer, placementHash: Uint8Array): void {
  turn.delete(layout.held.at(keyOf(turn, peer, placementHash)))
}
