import { isWaiting, type Arrival } from './arriving.ts'
import { complete, sayAgain, type ArrivalDeps, type PartReceipt } from './completing.ts'

/** A statement is told again how its attachments ended at most once in this time, in milliseconds (rules D4). */
const sayAgainMs = 60_000

/** How the attachments of statements end, and who is told. */
export interface Ending {
  /** Looks at all parts together, once however many ask for it. */
  readonly end: (arrival: Arrival) => Promise<PartReceipt>
  /** Who brings what is here already hears again how it ended, but not for each part. */
  readonly again: (arrival: Arrival) => Promise<PartReceipt | undefined>
}

export function createEnding(deps: ArrivalDeps): Ending {
  const completing = new Map<Arrival, Promise<PartReceipt>>()
  return {
    end: async (arrival) => {
      const underway = completing.get(arrival) ?? complete(deps, arrival)
      completing.set(arrival, underway)
      try {
        const made = await underway
        arrival.answeredMs = deps.clock()
        return made
      } finally {
        completing.delete(arrival)
      }
    },
    again: async (arrival) => {
      const nowMs = deps.clock()
      if (isWaiting(arrival) || Math.abs(nowMs - arrival.answeredMs) < sayAgainMs) return undefined
      arrival.answeredMs = nowMs
      return sayAgain(deps, arrival)
    },
  }
}
