import { fromHex, toHex } from '../../crypto/index.ts'
import {
  decide,
  type ConsentNeeded,
  type Decision,
  officerPowers,
  type Entry,
  type HumanDecision,
  type Operation,
  type UseRequest,
} from '../../protocol/index.ts'
import { enterAsked } from '../exchanges/asked.ts'
import type { PermittedUse } from '../exchanges/readings.ts'
import { useFacts } from '../exchanges/facts.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import type { UnlockedOfficer } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
import { lastFetchMs, rolesOf, type AnswerDeps, type OwnOfficer } from './deps.ts'
import { joined } from './joined.ts'

/** What an officer asks for, and what that officer decides where a tag wants a human decision. */
export interface Intention {
  readonly officer: OwnOfficer
  /** The same, with whose key content is opened. */
  readonly unlocked: UnlockedOfficer
  readonly operation: Operation
  /** Of a single item, in hexadecimal; the whole where absent. */
  readonly item?: string
  readonly decisions: readonly HumanDecision[]
  /** Why, in words: kept with the use. */
  readonly reason?: string | undefined
}

/** What else an officer says of an intended use. */
export type UsedFor = Pick<UseRequest, 'purpose' | 'offence' | 'proceeding' | 'recipient' | 'exception'>

/**
 * All that a request asks, one question after the other.
 *
 * Who takes a text out of the node reads it: a tag that keeps its readers few says nothing of EXPORT.
 */
export function questionsOf(request: UseRequest): readonly [UseRequest, ...UseRequest[]] {
  return request.operation === 'EXPORT' ? [request, { ...request, operation: 'READ' }] : [request]
}

/**
 * Records that the head of the desk decides, tag by tag, what a tag leaves to a person; it holds for this act alone.
 *
 * @param tags - in their text form
 * @throws NodeError `NOT_EMPOWERED` of any other officer than a head, who would decide nothing; the try is in the ledger
 */
export async function recordDecisions(
  deps: Pick<AnswerDeps, 'exchange'>,
  { id }: OpenExchange,
  deciding: Deciding,
): Promise<readonly HumanDecision[]> {
  const { officer, operation, tags } = deciding
  if (tags.length === 0) return []
  if (officer.power !== officerPowers.HEAD) {
    const codes = [operation]
    await enterAsked(deps.exchange, { type: 'denied', officer: officer.id, exchange: id, codes })
    throw new NodeError('NOT_EMPOWERED', 'what a tag leaves to a person is decided by the head of the desk')
  }
  // Arguments stay out of the ledger: a list of institutions is content.
  const codes = new Set(tags.map((tag) => /^[A-Z0-9_:-]{1,48}/.exec(tag)?.[0] ?? 'OTHER'))
  await enterAsked(deps.exchange, {
    ...{ type: 'decided', officer: officer.id, exchange: id },
    codes: [operation, ...codes].slice(0, 8),
  })
  return decisionsOf(deps, deciding)
}

interface Deciding extends Pick<Intention, 'officer' | 'operation'> {
  readonly tags: readonly string[]
}

/** What a head of the desk decides, tag by tag; any other officer decides nothing. */
export function decisionsOf(
  deps: Pick<AnswerDeps, 'exchange'>,
  { officer, operation, tags }: Deciding,
): readonly HumanDecision[] {
  if (officer.power !== officerPowers.HEAD) return []
  const decision = { operation, item: undefined, officerId: toHex(officer.id), atMs: deps.exchange.clock() }
  return tags.map((tag) => ({ ...decision, tag, untilMs: undefined, originatorTold: false }))
}

/**
 * Asks whether an officer may use the content of a statement so, now; to take it out, whether that officer may read it
 * too. A denial is in the ledger before it is said.
 *
 * @throws NodeError `NOT_UNDERTAKEN`, `NOT_PERMITTED` with the tags that say so
 */
export async function permitted(
  deps: AnswerDeps,
  exchange: OpenExchange,
  entry: Entry,
  { officer, unlocked, operation, item, decisions, reason, ...usedFor }: Intention & UsedFor,
): Promise<PermittedUse & Pick<Decision, 'duties' | 'setAside'>> {
  const { purpose, offence, proceeding, recipient, exception } = usedFor
  const request: UseRequest = {
    ...{ operation, item, purpose, offence, proceeding, recipient, exception },
    actor: { officerId: toHex(officer.id), roles: rolesOf(officer) },
  }
  const [first, ...others] = questionsOf(request)
  const ask = (question: UseRequest) => {
    const made = decisions.map((decision) => ({ ...decision, operation: question.operation }))
    return allowed(deps, exchange, entry, { request: question, officer, decisions: made })
  }
  const asked = await ask(first)
  const answers = [asked]
  for (const question of others) answers.push(await ask(question))
  const { duties, setAside, grants } = joined(answers)
  // Every reading is in the ledger; what leaves the node, or needs words, is kept with the uses too.
  const isKept = operation === 'EXPORT' || exception !== undefined || reason !== undefined
  return {
    ...{ permit: asked.permit, request, officer: unlocked, grants, duties, setAside },
    note: isKept ? { reason } : undefined,
  }
}

/** One question to `decide`, by one of our officers. */
export interface Asking {
  readonly request: UseRequest
  readonly officer: Pick<OwnOfficer, 'id'>
  /** Made for this act alone. */
  readonly decisions: readonly HumanDecision[]
  /** When everything that waited was here; that of the last fetch where absent. */
  readonly fetchedMs?: number | undefined
}

/**
 * Decides, and enters a denial in the ledger before it is said.
 *
 * @throws NodeError as {@link permitted}; it says too which consents would have to be asked for
 */
export async function allowed(
  deps: AnswerDeps,
  exchange: OpenExchange,
  entry: Entry,
  { request, officer, decisions, fetchedMs = lastFetchMs(deps) }: Asking,
): Promise<Extract<Decision, { effect: 'allow' }>> {
  const facts = await useFacts(deps.exchange, exchange, entry, fetchedMs, request)
  const all = { ...facts, decisions: [...facts.decisions, ...decisions] }
  const decision = decide(all, request, deps.exchange.clock())
  if (decision.effect === 'allow') return decision
  await enterAsked(deps.exchange, {
    ...{ type: 'denied', officer: officer.id, exchange: exchange.id },
    ...{ item: fromHex(entry.statement), codes: [request.operation] },
  })
  const isFirst = facts.side === 'receiver' && facts.undertaken === undefined
  const errors = decision.consents.map((consent) => consentNeeded(exchange, consent))
  throw new NodeError(isFirst ? 'NOT_UNDERTAKEN' : 'NOT_PERMITTED', reasonFor(decision), {
    because: decision.because.map(({ tag }) => ({ tag })),
    ...(errors.length === 0 ? {} : { errors }),
  })
}

/** Why not, in a sentence; the tags stand beside it. */
export function reasonFor({ needs }: Decision): string {
  return needs.includes('fetch')
    ? 'a withdrawal may be waiting, and neither a relay nor the originator answered: try again when one does'
    : 'the conditions do not permit this'
}

/** The consent to ask for, in the fields of `consent ask`. */
export function consentNeeded({ state }: OpenExchange, consent: ConsentNeeded) {
  const { operation, items, purpose, recipient, proceeding, tags } = consent
  return {
    ...{ pointer: '/operation', code: 'CONSENT_NEEDED' },
    params: {
      ...{ exchange: state.id, operation, recipient, proceeding, tags: [...tags] },
      ...{ items: [...items], purpose: purpose ?? '' },
    },
  }
}
