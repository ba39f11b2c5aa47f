import type { Situation } from './circumstances.ts'
import { contains, type Effect } from './effects.ts'
import { isOnHold } from './judgement.ts'
import type { Invoked } from './notices.ts'
import { fetchFreshMs, irreversibleOperations, type Operation } from './operations.ts'
import { recallOf } from './standing.ts'
import type { UseDuty, UseFacts, UseReason } from './use.ts'

const unreadable: UseReason = { family: 'RULE', tag: 'CONDITIONS_UNREADABLE', effect: 'D' }
const recalled: UseReason = { family: 'RULE', tag: 'RECALLED', effect: 'D' }

/** What the law or this node asks whatever the tags say. */
export interface LawAsks {
  readonly reasons: readonly UseReason[]
  /** What an invoked exception sets aside, because it reaches all that this would stop. */
  readonly setAside: readonly UseReason[]
}

/** Holds a request against what the law and this node ask of every disclosure. */
export function rulesOfLaw({ facts, request, judged }: Situation, invoked: Invoked | undefined): LawAsks {
  const law = { reasons: [] as UseReason[], setAside: [] as UseReason[] }
  const isReached = (operation: Operation) => invoked?.operations.includes(operation) === true
  const say = (reason: UseReason, stopped: readonly Operation[]) => {
    if (stopped.length > 0) (stopped.every(isReached) ? law.setAside : law.reasons).push(reason)
  }
  if (facts.conditions === undefined) say(unreadable, judged)
  if (facts.side === 'receiver' && facts.recalled.length > 0)
    say(
      recalled,
      judged.filter((operation) => !isSpared(operation, facts, request.item)),
    )
  return law
}

/**
 * Whether a recall leaves this operation alone: keeping, where it is to be restricted only, or where a reason of the
 * law makes restriction of erasure (Directive (EU) 2016/680 article 16(3)).
 */
function isSpared(operation: Operation, facts: UseFacts, item: string | undefined): boolean {
  const mode = recallOf(facts, item)
  return (
    mode === undefined || (operation === 'RETAIN' && (mode === 'RESTRICT' || isOnHold(facts.local.rules)))
  )
}

/** What has to be done besides, whichever tag asked. */
export function dutiesOfLaw(effect: Effect, { clockBehind }: Situation): readonly UseDuty[] {
  const duties: UseDuty[] = []
  if (contains(effect, 'NA')) duties.push({ code: 'NOTIFY_AFTER' })
  if (clockBehind) duties.push({ code: 'CHECK_CLOCK' })
  return duties
}

/**
 * Whether this node has to fetch first: a withdrawal may be waiting at a relay (rules C8).
 *
 * Not for what an exception of the law reaches, which no word of the originator could stop.
 */
export function mustFetch(situation: Situation, invoked: Invoked | undefined, nowMs: number): boolean {
  const { side, fetchedMs } = situation.facts
  if (side === 'originator') return false
  const isFinal = situation.judged.some(
    (operation) => irreversibleOperations.has(operation) && invoked?.operations.includes(operation) !== true,
  )
  return isFinal && (fetchedMs === undefined || fetchedMs > nowMs || nowMs - fetchedMs > fetchFreshMs)
}
