import type { Hash } from '../exchange/placed.ts'
import { situationOf, type Situation } from './circumstances.ts'
import { allow, contains, effectOf, unite, type Effect } from './effects.ts'
import { judge } from './judgement.ts'
import { dutiesOfLaw, mustFetch, rulesOfLaw } from './law.ts'
import type { Operation } from './operations.ts'
import type { ParsedConditions } from './parse.ts'
import type { InForce } from './rules.ts'
import type { UseDuty, UseFacts, UseReason, UseRequest } from './use.ts'

/** What has to happen before the operation, or after it (`notify-after` alone does not hold it up). */
export type UseNeed = 'consent' | 'notify-before' | 'notify-after' | 'human' | 'fetch'

/** Who can change the answer: the other institution, an officer of ours who may undertake, the head of our desk. */
export type UseAsk = 'originator' | 'own-officer' | 'own-head'

interface Answer {
  readonly needs: readonly UseNeed[]
  readonly because: readonly UseReason[]
  readonly duties: readonly UseDuty[]
  /** `undefined`: there is nobody to ask, for it is permitted, or lacks only a fetch. */
  readonly ask: UseAsk | undefined
}

/** The answer, in codes; only where it is `allow` is there a permit. */
export type Decision =
  | (Answer & { readonly effect: 'allow'; readonly permit: Permit })
  | (Answer & { readonly effect: 'needs' | 'deny'; readonly permit: undefined })

/** How long a permit is good for, in milliseconds: to read one body and write its ledger entry, no longer. */
export const permitLifeMs = 60_000

interface PermitTerms {
  readonly statement: Hash
  readonly operation: Operation
  readonly item: string | undefined
  readonly officerId: string | undefined
  /** The rest of the request, as `particulars` writes it. */
  readonly particulars: string
  readonly fromMs: number
  readonly untilMs: number
}

// Known to this module alone, so that not even `new permit.constructor(...)` makes a permit.
const mint = Symbol('decide')

/** A use that was permitted. The private field is the brand: no object of the same structure has it. */
class DecidedPermit {
  readonly #terms: PermitTerms

  constructor(key: symbol, terms: PermitTerms) {
    if (key !== mint) throw new TypeError('only decide() makes a permit')
    this.#terms = terms
    Object.freeze(this)
  }

  /** Hash of the statement whose content it opens. */
  get statement(): Hash {
    return this.#terms.statement
  }
  get operation(): Operation {
    return this.#terms.operation
  }
  /** `undefined`: the disclosure as a whole, hence each of its items. */
  get item(): string | undefined {
    return this.#terms.item
  }
  /** `undefined`: the node by itself. */
  get officerId(): string | undefined {
    return this.#terms.officerId
  }
  /** UTC milliseconds; from then on it permits nothing. */
  get untilMs(): number {
    return this.#terms.untilMs
  }

  static terms(value: unknown): PermitTerms | undefined {
    return typeof value === 'object' && value !== null && #terms in value ? value.#terms : undefined
  }
}

/** Proof that `decide` said yes: to one operation on one item, by one officer, for a minute. */
export type Permit = DecidedPermit

/**
 * Whether `permit` is one that `decide` made, for exactly this request, and still good at `nowMs`.
 *
 * A permit for a whole disclosure is good for each of its items.
 */
export function permitCovers(
  permit: unknown,
  statement: Hash,
  request: UseRequest,
  nowMs: number,
): permit is Permit {
  const terms = DecidedPermit.terms(permit)
  return (
    terms !== undefined &&
    terms.statement === statement &&
    terms.operation === request.operation &&
    (terms.item === undefined || terms.item === request.item) &&
    terms.officerId === request.actor.officerId &&
    terms.particulars === particulars(request) &&
    nowMs >= terms.fromMs &&
    nowMs < terms.untilMs
  )
}

function particulars({ purpose, offence, proceeding, recipient = {} }: UseRequest): string {
  const { institutionId, institutionKind, country, networks, organisation, relayId } = recipient
  const to = [institutionId, institutionKind, country, networks, organisation, relayId]
  return JSON.stringify([purpose, offence, proceeding, to])
}

/**
 * May this be done, what must come before or after, which tag says so, and who may be asked?
 *
 * Pure: the same facts, request and time give the same answer everywhere. Fails closed: what is not known, not
 * readable, not listed or not dated in time does not permit (docs/protocol/conditions.md §7).
 *
 * @param nowMs - own clock, UTC milliseconds; rules B10 say which time decides what
 */
export function decide(facts: UseFacts, request: UseRequest, nowMs: number): Decision {
  const situation = situationOf(facts, request, nowMs)
  const judgement = judge(rulesFor(facts, request), situation)
  const because = denialsFirst([...rulesOfLaw(situation), ...judgement.reasons])
  const effect = because.reduce((sum, reason) => unite(sum, effectOf(reason.effect)), allow)
  const duties = [...judgement.duties, ...dutiesOfLaw(effect, situation)]
  if (contains(effect, 'D'))
    return { effect: 'deny', needs: [], because, duties, ask: whom(because), permit: undefined }

  const needs = needsOf(effect, situation, nowMs)
  if (needs.some((need) => need !== 'notify-after'))
    return { effect: 'needs', needs, because, duties, ask: whom(because), permit: undefined }

  const permit = new DecidedPermit(mint, {
    statement: facts.statement,
    operation: request.operation,
    item: request.item,
    officerId: request.actor.officerId,
    particulars: particulars(request),
    fromMs: nowMs,
    untilMs: Math.min(nowMs + permitLifeMs, judgement.endsMs ?? Number.MAX_SAFE_INTEGER),
  })
  return { effect: 'allow', needs, because, duties, ask: undefined, permit }
}

function denialsFirst(reasons: readonly UseReason[]): readonly UseReason[] {
  const denials = reasons.filter(({ effect }) => effect === 'D')
  return denials.length === 0 ? reasons : [...denials, ...reasons.filter(({ effect }) => effect !== 'D')]
}

const nothing: InForce = { rules: [] }

/** The rules a request is judged by; for our own content only the route it may take. */
function rulesFor({ side, conditions, items }: UseFacts, { item }: UseRequest): InForce {
  if (conditions === undefined) return nothing
  const inForce = (item === undefined ? undefined : items.get(item)) ?? conditions.whole
  return side === 'receiver' ? inForce : routeOf(conditions)
}

function routeOf(conditions: ParsedConditions): InForce {
  return { rules: conditions.whole.rules.filter((rule) => rule.key.startsWith('REL')) }
}

function needsOf(effect: Effect, situation: Situation, nowMs: number): readonly UseNeed[] {
  const needs: UseNeed[] = []
  if (contains(effect, 'C')) needs.push('consent')
  if (contains(effect, 'NB')) needs.push('notify-before')
  if (contains(effect, 'H')) needs.push('human')
  if (contains(effect, 'NA')) needs.push('notify-after')
  if (mustFetch(situation, nowMs)) needs.push('fetch')
  return needs
}

function whom(because: readonly UseReason[]): UseAsk | undefined {
  if (because.some(({ family }) => family === 'BIND')) return 'own-officer'
  if (because.some(({ effect }) => effect !== 'H' && effect !== 'NA')) return 'originator'
  return because.some(({ effect }) => effect === 'H') ? 'own-head' : undefined
}
