import { toHex } from '../../crypto/index.ts'
import type { Clock } from '../deps.ts'

/**
 * Parts on their way to one peer at once. Whoever sends a statement waits for those before it on the stream at most: a
 * part has some 770 KiB.
 */
export const maxPartsOnLane = 8
const firstWindow = 2
/** A part that is answered within this time lets one more go, in milliseconds. */
const quickMs = 1_000
/** One that takes longer lets half as many go: so a slow line holds one part, and a statement waits for that alone. */
const slowMs = 4_000

/**
 * The way to each peer, shared by statements and parts: statements go at once, parts by a window that fits the line, and
 * one at a time while a statement is under way there, so that neither keeps the other waiting for ever.
 */
export interface Lanes {
  /** For a statement or a receipt. */
  readonly first: <T>(peerKey: Uint8Array, post: () => Promise<T>) => Promise<T>
  /** Whether a part can be started now. */
  readonly hasRoom: (peerKey: Uint8Array) => boolean
  /** For a part; ask for room before. */
  readonly behind: <T>(peerKey: Uint8Array, post: () => Promise<T>) => Promise<T>
}

interface Lane {
  statements: number
  parts: number
  window: number
}

export function createLanes(clock: Clock): Lanes {
  const lanes = new Map<string, Lane>()
  const laneOf = (peerKey: Uint8Array): Lane => {
    const name = toHex(peerKey)
    const lane = lanes.get(name) ?? { statements: 0, parts: 0, window: firstWindow }
    lanes.set(name, lane)
    return lane
  }
  return {
    first: async (peerKey, post) => {
      const lane = laneOf(peerKey)
      lane.statements += 1
      try {
        return await post()
      } finally {
        lane.statements -= 1
      }
    },
    hasRoom: (peerKey) => {
      const { statements, parts, window } = laneOf(peerKey)
      return parts < (statements > 0 ? 1 : window)
    },
    behind: async (peerKey, post) => {
      const lane = laneOf(peerKey)
      const begunMs = clock()
      lane.parts += 1
      try {
        const answer = await post()
        const tookMs = clock() - begunMs
        if (tookMs < quickMs) lane.window = Math.min(lane.window + 1, maxPartsOnLane)
        else if (tookMs > slowMs) lane.window = halved(lane.window)
        return answer
      } catch (error) {
        lane.window = halved(lane.window)
        throw error
      } finally {
        lane.parts -= 1
      }
    },
  }
}

const halved = (window: number): number => Math.max(1, Math.floor(window / 2))
