import { maxSkewMs } from '../limits.ts'
import { authorities } from './arguments.ts'
import type { Operation } from './operations.ts'
import { isInside } from './purposes.ts'
import { partiesOf } from './recipients.ts'
import type { Rule } from './rules.ts'
import type { UseFacts, UseRequest } from './use.ts'
import type { Circumstance } from './vocabulary.ts'

/** One question with the times it is judged by. */
export interface Situation {
  readonly facts: UseFacts
  readonly request: UseRequest
  /** What the request amounts to, whatever it calls itself. */
  readonly judged: readonly Operation[]
  /** For what ends a permission: the later of own clock and highest signed time (rules B10). */
  readonly endMs: number
  /** For what begins one: own clock and what others have signed both have to be past. */
  readonly beginMs: number
  /** Own clock so far behind what others signed that dated permissions count as ended. */
  readonly clockBehind: boolean
}

/** Puts a question into its time. */
export function situationOf(facts: UseFacts, request: UseRequest, nowMs: number): Situation {
  return {
    facts,
    request,
    judged: operationsJudged(facts, request),
    endMs: Math.max(nowMs, facts.highestSignedTimeMs),
    beginMs: Math.min(nowMs, facts.othersSignedTimeMs),
    clockBehind: nowMs < facts.highestSignedTimeMs - maxSkewMs,
  }
}

/**
 * What a request amounts to, whatever it calls itself, each once.
 *
 * What the node does by itself is `AUTO` too, and giving to an authority that is not of our State is `ONW` too.
 *
 * Not so for `EXCULP`, which no tag can reach in whatever name: it is a person's, and the law's.
 */
export function operationsJudged(
  { country }: Pick<UseFacts, 'country'>,
  { operation, actor, recipient }: UseRequest,
): readonly Operation[] {
  const judged: Operation[] = [operation]
  if (operation === 'EXCULP') return judged
  if (actor.officerId === undefined && operation !== 'AUTO') judged.push('AUTO')
  if (operation === 'DOM' && recipient?.country !== undefined && recipient.country !== country)
    judged.push('ONW')
  return judged
}

/** Whether a permission with this end still holds. */
export function stillHolds(untilMs: number | undefined, { endMs, clockBehind }: Situation): boolean {
  return untilMs === undefined || (!clockBehind && endMs < untilMs)
}

type Test = (rule: Rule, situation: Situation) => boolean

const tests: Readonly<Record<Circumstance, Test>> = {
  undertaken: (_rule, situation) => {
    const { undertaken, opened } = situation.facts
    if (undertaken === undefined) return false
    // Opened in time stays opened: from then on the tags themselves say how long.
    return opened === undefined ? stillHolds(undertaken.untilMs, situation) : opened.atMs < undertaken.untilMs
  },
  'purpose-inside': ({ purposes }, { request }) => isInside(purposes, request),
  'reader-named': ({ args }, { request: { actor } }) =>
    actor.officerId !== undefined && args.includes(actor.officerId),
  'reader-on-desk': (_rule, { request }) => request.actor.roles.includes('desk'),
  'reader-in-filter-team': (_rule, { request }) => request.actor.roles.includes('privilege-filter'),
  'reader-may-see-protected-data': (_rule, { request }) => request.actor.roles.includes('protected-data'),
  'recipient-kind-listed': ({ args }, { request }) => {
    const kind = request.recipient?.institutionKind
    return kind !== undefined && args.some((authority) => authorities[authority] === kind)
  },
  'recipient-in-network': ({ args }, { request }) =>
    request.recipient?.networks?.some((network) => args.includes(network)) === true,
  'recipient-listed': ({ args }, { request }) =>
    partiesOf(request.recipient).some((name) => args.includes(name)),
  'gateway-listed': ({ args }, { request }) => {
    const relay = request.recipient?.relayId
    return relay !== undefined && args.includes(relay)
  },
  'before-date': ({ dateMs }, { endMs }) => dateMs !== undefined && endMs < dateMs,
  // An event is over only when the originator says so: with Conditions that loosen these and leave the embargo out.
  'embargo-over': ({ dateMs }, { beginMs }) => dateMs !== undefined && beginMs >= dateMs,
}

/** Whether a circumstance that a tag looks at is given. */
export function isGiven(circumstance: Circumstance, rule: Rule, situation: Situation): boolean {
  return tests[circumstance](rule, situation)
}
