import { timeline } from '../exchange/timeline.ts'
import type { Entry, Exchange, Side } from '../exchange/state.ts'
import type { DossierFault } from './fault.ts'
import type { DossierStory } from './verify.ts'

/** What two dossiers of one exchange say of each other. */
export interface DossierComparison {
  /** `undefined` where both tell one history as far as both go. */
  readonly fault: DossierFault | undefined
  /** Statements that only one of them has. */
  readonly onlyFirst: number
  readonly onlySecond: number
}

/**
 * Compares the histories of two dossiers that are each consistent.
 *
 * One may go further than the other; where they have two statements in one place, somebody has shown two histories.
 * @see docs/protocol/7-dossier.md, "Two dossiers"; rules B6, B7
 */
export function compareDossiers(first: DossierStory, second: DossierStory): DossierComparison {
  if (first.exchange.id !== second.exchange.id) {
    const fault: DossierFault = { code: 'OTHER_EXCHANGE', part: 'COMPARISON', reason: 'of two exchanges' }
    return { fault, onlyFirst: 0, onlySecond: 0 }
  }
  const [ours, theirs] = [placesOf(first.exchange), placesOf(second.exchange)]
  const meeting = [...ours].flatMap(([place, one]) => {
    const other = theirs.get(place)
    return other === undefined ? [] : [{ one, other }]
  })
  const parting = meeting.find(({ one, other }) => one.placement !== other.placement)
  const fault: DossierFault | undefined = parting && {
    ...{ code: 'FORK', part: 'COMPARISON', number: parting.one.seq },
    placements: [parting.one.placement, parting.other.placement],
    reason: `the ${parting.one.side} has signed two statements in one place`,
  }
  return { fault, onlyFirst: ours.size - meeting.length, onlySecond: theirs.size - meeting.length }
}

function placesOf(exchange: Exchange): ReadonlyMap<string, Entry> {
  const nameOf = (side: Side, seq: number) => `${side} ${seq}`
  return new Map(timeline(exchange).map((entry) => [nameOf(entry.side, entry.seq), entry]))
}
