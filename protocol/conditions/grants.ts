import type { Hash } from '../exchange/placed.ts'
import type { Tag } from '../codec/exchange.ts'
import { stillHolds, type Situation } from './circumstances.ts'
import { fetchFreshMs, type Operation } from './operations.ts'
import { purposeWanted, type Purpose } from './purposes.ts'
import { isNamedBy } from './recipients.ts'
import type { Rule } from './rules.ts'

/** A consent of the originator that is in force: granted, not withdrawn. */
export interface Grant {
  /** Hash of the statement that asked for it: by it the consent is known. */
  readonly ask: Hash
  readonly operation: Operation
  /** Hexadecimal ids; empty: the whole. */
  readonly items: readonly string[]
  /** `undefined`: it names none, and then lifts no limit of purpose. */
  readonly purpose: Purpose | undefined
  /** As `ONW:LIST` and `AUD:DOM` write it; empty: it names none, and then lets nothing be given to anybody. */
  readonly recipient: string
  /** As a `case=` argument has it; empty: it is bound to none. */
  readonly proceeding: string
  /** What binds whoever receives it. */
  readonly tags: readonly Tag[]
  /** `undefined`: as often as it is needed. */
  readonly usesLeft: number | undefined
  readonly expiresMs: number
  /** How long this node may have heard nothing from the originator or a relay: a withdrawal could be waiting. */
  readonly maxSilenceMs: number
  /** When it last heard. */
  readonly heardMs: number
}

// What gives the content to somebody else: a consent to that is a consent for somebody.
const giving: ReadonlySet<Operation> = new Set(['DOM', 'ONW'])

/** Whether a consent is one to this request as this operation, whatever the tags, its age and what it is used for. */
export function isWithin(grant: Grant, operation: Operation, { facts, request }: Situation): boolean {
  const { recipient, proceeding } = grant
  return (
    grant.operation === operation &&
    (recipient === '' ? !giving.has(operation) : isNamedBy(recipient, request.recipient, facts.country)) &&
    (proceeding === '' || proceeding === request.proceeding) &&
    (grant.purpose === undefined || grant.purpose === purposeWanted(request))
  )
}

/** Whether it can lift this rule: one about purposes only where it names the purpose, and the very case. */
export function lifts({ purpose, proceeding }: Grant, { family }: Rule, { request }: Situation): boolean {
  return family !== 'PUR' || (purpose !== undefined && proceeding === (request.proceeding ?? ''))
}

/** Whether it is in time, and has uses left. */
export function isUsable({ usesLeft, expiresMs }: Grant, situation: Situation): boolean {
  return (usesLeft === undefined || usesLeft > 0) && stillHolds(expiresMs, situation)
}

/** Until when the last word from outside is good enough for it (rules C8), UTC milliseconds. */
export function heardUntil({ heardMs, maxSilenceMs }: Grant, { facts, endMs }: Situation): number {
  const heard = [heardMs, facts.fetchedMs ?? 0].filter((timeMs) => timeMs <= endMs)
  // A clock set back makes times to come of those that were: they are no news.
  return heard.length === 0 ? 0 : Math.max(...heard) + Math.max(maxSilenceMs, fetchFreshMs)
}
