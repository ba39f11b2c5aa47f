import { maxSkewMs } from '../limits.ts'
import { authorities } from './arguments.ts'
import { isInside } from './purposes.ts'
import type { Rule } from './rules.ts'
import type { UseFacts, UseRecipient, UseRequest } from './use.ts'
import type { Circumstance } from './vocabulary.ts'

/** One question with the times it is judged by. */
export interface Situation {
  readonly facts: UseFacts
  readonly request: UseRequest
  /** For what ends a permission: the later of own clock and highest signed time (rules B10). */
  readonly endMs: number
  /** For what begins one: both have to be past. */
  readonly beginMs: number
  /** Own clock so far behind what others signed that dated permissions count as ended. */
  readonly clockBehind: boolean
}

/** Puts a question into its time. */
export function situationOf(facts: UseFacts, request: UseRequest, nowMs: number): Situation {
  return {
    facts,
    request,
    endMs: Math.max(nowMs, facts.highestSignedTimeMs),
    beginMs: Math.min(nowMs, facts.highestSignedTimeMs),
    clockBehind: nowMs < facts.highestSignedTimeMs - maxSkewMs,
  }
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
    namesOf(request.recipient).some((name) => args.includes(name)),
  'gateway-listed': ({ args }, { request }) => {
    const relay = request.recipient?.relayId
    return relay !== undefined && args.includes(relay)
  },
  'before-date': ({ dateMs }, { endMs }) => dateMs !== undefined && endMs < dateMs,
  // An event is over only when the originator says so; until that message has a machine it is never over.
  'embargo-over': ({ dateMs }, { beginMs }) => dateMs !== undefined && beginMs >= dateMs,
}

function namesOf(recipient: UseRecipient | undefined): readonly string[] {
  if (recipient === undefined) return []
  const { country, institutionId, networks = [], organisation } = recipient
  const names = [country, institutionId, ...networks]
  if (organisation !== undefined) names.push(`org:${organisation}`)
  return names.filter((name) => name !== undefined)
}

/** Whether a circumstance that a tag looks at is given. */
export function isGiven(circumstance: Circumstance, rule: Rule, situation: Situation): boolean {
  return tests[circumstance](rule, situation)
}
