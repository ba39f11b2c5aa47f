import type { Situation } from './circumstances.ts'
import { contains, type Effect } from './effects.ts'
import { operationsJudged } from './judgement.ts'
import { fetchFreshMs, irreversibleOperations } from './operations.ts'
import type { UseDuty, UseReason } from './use.ts'

/** What the law or this node asks whatever the tags say. */
export function rulesOfLaw({ facts, request }: Situation): readonly UseReason[] {
  // UNCAC 46(5): nothing forbids it, and the originator is told before.
  if (request.operation === 'EXCULP' && facts.side === 'receiver')
    return [{ family: 'RULE', tag: 'X:EXCULP', effect: 'NB' }]
  if (facts.conditions === undefined) return [{ family: 'RULE', tag: 'CONDITIONS_UNREADABLE', effect: 'D' }]
  return []
}

/** What has to be done besides, whichever tag asked. */
export function dutiesOfLaw(effect: Effect, { clockBehind }: Situation): readonly UseDuty[] {
  const duties: UseDuty[] = []
  if (contains(effect, 'NA')) duties.push({ code: 'NOTIFY_AFTER' })
  if (clockBehind) duties.push({ code: 'CHECK_CLOCK' })
  return duties
}

/** Whether this node has to fetch first: a withdrawal may be waiting at a relay (rules C8). */
export function mustFetch(situation: Situation, nowMs: number): boolean {
  const { side, fetchedMs } = situation.facts
  if (side === 'originator') return false
  if (!operationsJudged(situation).some((operation) => irreversibleOperations.has(operation))) return false
  return fetchedMs === undefined || fetchedMs > nowMs || nowMs - fetchedMs > fetchFreshMs
}
