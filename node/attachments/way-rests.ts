import { toHex } from '../../crypto/index.ts'
import type { Way } from '../exchanges/routes.ts'

/** Rests after a failure, in milliseconds: doubled with each further one, up to the longest. */
export interface Rests {
  readonly firstMs: number
  readonly longestMs: number
}

/** Which ways to whom are not tried for a while: a node that does not answer, a relay that is full. */
export interface WayRests {
  /** Until when; 0 where it can be tried. */
  readonly untilMs: (way: Way, institutionId: Uint8Array) => number
  readonly failed: (way: Way, institutionId: Uint8Array, nowMs: number) => void
  readonly worked: (way: Way, institutionId: Uint8Array) => void
}

/** @param rests - those of a relay are short at first: what its mailboxes hold is fetched meanwhile */
export function createWayRests(rests: Readonly<Record<Way['kind'], Rests>>): WayRests {
  const resting = new Map<string, { readonly tries: number; readonly untilMs: number }>()
  const nameOf = ({ route }: Way, institutionId: Uint8Array) =>
    `${toHex(route.peerKey)} ${toHex(institutionId)}`
  return {
    untilMs: (way, institutionId) => resting.get(nameOf(way, institutionId))?.untilMs ?? 0,
    failed: (way, institutionId, nowMs) => {
      const name = nameOf(way, institutionId)
      const { tries, untilMs } = resting.get(name) ?? { tries: 0, untilMs: 0 }
      // Of several parts that fail together the first one counts.
      if (untilMs > nowMs) return
      const { firstMs, longestMs } = rests[way.kind]
      const restMs = Math.min(firstMs * 2 ** Math.min(tries, 30), longestMs)
      resting.set(name, { tries: tries + 1, untilMs: nowMs + restMs })
    },
    worked: (way, institutionId) => {
      resting.delete(nameOf(way, institutionId))
    },
  }
}
