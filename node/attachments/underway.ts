import type { CarriedAttachment } from './carried.ts'
import { partSet, type PartSet } from './part-set.ts'

/** Parts of one attachment whose confirmation is not on disk yet: so many are sent again after a crash, at most. */
export const maxUnconfirmed = 16
/** Confirmations that are written together. */
const noteAtOnce = 8

/** What goes on with one attachment in this process. */
export interface Underway {
  /** What `confirmed` is counted from: parts asked for again begin anew. */
  round: number
  confirmed: PartSet
  readonly inFlight: Set<number>
  arrived: number[]
  handed: number[]
  /** Being written. */
  noting: readonly number[]
  /** Its receiver has turned a part away: whether it wants them again is asked with the last one alone. */
  wasRefused: boolean
}

/** What goes on with all of them, by the names of their records. */
export interface Underways {
  /** Begun anew where something of it is to be sent again, but for what has left since. */
  readonly at: (name: string, attachment: CarriedAttachment['attachment'], round: number) => Underway
  readonly wasRefused: (name: string) => boolean
  readonly forget: (name: string) => void
}

export function createUnderways(): Underways {
  const known = new Map<string, Underway>()
  return {
    at: (name, { partCount }, round) => {
      const confirmed = partSet(partCount)
      const fresh = { round, confirmed, inFlight: new Set<number>(), arrived: [], handed: [], noting: [] }
      const underway: Underway = known.get(name) ?? { ...fresh, wasRefused: false }
      known.set(name, underway)
      if (underway.round === round) return underway
      const { arrived, handed, noting } = underway
      for (const part of [...arrived, ...handed, ...noting]) confirmed.add(part)
      return Object.assign(underway, { round, confirmed })
    },
    wasRefused: (name) => known.get(name)?.wasRefused ?? false,
    forget: (name) => known.delete(name),
  }
}

/** Whether one more part may be on its way. */
export function hasPlace({ inFlight, arrived, handed, noting }: Underway): boolean {
  return inFlight.size + arrived.length + handed.length + noting.length < maxUnconfirmed
}

/** Whether confirmations are to be written now: with some others, or at the end. */
export function isToNote({ inFlight, arrived, handed, noting }: Underway): boolean {
  return noting.length === 0 && arrived.length + handed.length >= (inFlight.size === 0 ? 1 : noteAtOnce)
}
