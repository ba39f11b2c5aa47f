import type { Hash } from '../exchange/placed.ts'
import { situationOf } from './circumstances.ts'
import { consentedTo, consentsNeeded, dutiesOfConsent } from './consents.ts'
import { whom, type Answer, type Decision, type UseNeed } from './decision.ts'
import { allow, contains, effectOf, unite, type Effect } from './effects.ts'
import { add, judge } from './judgement.ts'
import { dutiesOfLaw, mustFetch, rulesOfLaw } from './law.ts'
import { dutiesOfException, invokedBy } from './notices.ts'
import type { Operation } from './operations.ts'
import { nothingInForce } from './rules.ts'
import { standingOf, type Standing } from './standing.ts'
import { compareText } from './tag-text.ts'
import type { UseFacts, UseReason, UseRequest } from './use.ts'

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

function particulars({ purpose, offence, proceeding, exception, recipient = {} }: UseRequest): string {
  const { institutionId, institutionKind, country, networks, organisation, relayId } = recipient
  const to = [institutionId, institutionKind, country, networks, organisation, relayId]
  return JSON.stringify([purpose, offence, proceeding, exception, to])
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
  const invoked = invokedBy(situation)
  const standing = standingFor(facts, request)
  const judgement = judge(standing, situation, invoked)
  const law = rulesOfLaw(situation, invoked)
  const consented = consentedTo(judgement.points, situation)

  const setAside = [...law.setAside, ...judgement.setAside]
  const isInvoked = invoked !== undefined && (setAside.length > 0 || invoked.code === 'X:EXCULP')
  const reasons = [...law.reasons, ...judgement.reasons]
  if (isInvoked && invoked.reason !== undefined) reasons.unshift(invoked.reason)
  for (const { reason } of consented.lacking) add(reasons, reason)
  const because = inOrder(reasons)
  const effect = because.reduce((sum, reason) => unite(sum, effectOf(reason.effect)), allow)
  const answer: Answer = {
    needs: [],
    because,
    duties: [
      ...judgement.duties,
      ...(standing.isPending ? [{ code: 'UNDERTAKE_TIGHTENING' } as const] : []),
      ...dutiesOfConsent(consented.used),
      ...dutiesOfException(invoked, setAside),
      ...dutiesOfLaw(effect, situation),
    ],
    consents: [],
    grants: [],
    setAside,
    waitUntilMs: isInvoked ? invoked.waitUntilMs : undefined,
    ask: whom(because),
  }
  if (contains(effect, 'D')) return { ...answer, effect: 'deny', permit: undefined }

  const needs = needsOf(effect, answer.waitUntilMs !== undefined)
  if (consented.isDeaf || mustFetch(situation, invoked, nowMs)) needs.push('fetch')
  if (needs.some((need) => need !== 'notify-after')) {
    const consents = consentsNeeded(consented.lacking, situation)
    return { ...answer, effect: 'needs', needs, consents, permit: undefined }
  }

  const permit = new DecidedPermit(mint, {
    statement: facts.statement,
    operation: request.operation,
    item: request.item,
    officerId: request.actor.officerId,
    particulars: particulars(request),
    fromMs: nowMs,
    untilMs: Math.min(nowMs + permitLifeMs, ...judgement.ends, ...consented.ends),
  })
  const grants = consented.used.map(({ ask }) => ask)
  return { ...answer, effect: 'allow', needs, grants, ask: undefined, permit }
}

const nothing: Standing = {
  ...{ general: nothingInForce, said: nothingInForce },
  ...{ pending: new Set(), isPending: false },
}

/** The rules a request is judged by; for our own content only the route it may take. */
function standingFor(facts: UseFacts, { item }: UseRequest): Standing {
  const standing = standingOf(facts, facts.side === 'originator' ? undefined : item)
  if (standing === undefined) return nothing
  if (facts.side === 'receiver') return standing
  return { ...nothing, said: { rules: standing.said.rules.filter(({ key }) => key.startsWith('REL')) } }
}

/** By their tags, denials first. */
function inOrder(reasons: readonly UseReason[]): readonly UseReason[] {
  if (reasons.length < 2) return reasons
  const rank = ({ effect, family }: UseReason) => (effect === 'D' ? 0 : 2) + (family === 'RULE' ? 0 : 1)
  return [...reasons].sort((one, other) => rank(one) - rank(other) || compareText(one.tag, other.tag))
}

function needsOf(effect: Effect, isWaiting: boolean): UseNeed[] {
  const needs: UseNeed[] = []
  if (contains(effect, 'C')) needs.push('consent')
  if (contains(effect, 'NB')) needs.push(isWaiting ? 'consultation' : 'notify-before')
  if (contains(effect, 'H')) needs.push('human')
  if (contains(effect, 'NA')) needs.push('notify-after')
  return needs
}
