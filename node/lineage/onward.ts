// Passing on what was made from the disclosures of others: asked of `decide` for every source and every institution.
import { fromHex, toHex } from '../../crypto/index.ts'
import {
  decide,
  disclosedOf,
  inForce,
  institutionKinds,
  offeredOf,
  parseTag,
  tagScopes,
  weakened,
  type ConsentNeeded,
  type Decision,
  type Fact,
  type Hash,
  type HumanDecision,
  type InForce,
  type Member,
  type UseDuty,
  type UseRecipient,
  type UseRequest,
} from '../../protocol/index.ts'
import { rolesOf, type OwnOfficer } from '../answers/deps.ts'
import { consentNeeded, decisionsOf, reasonFor, recordDecisions } from '../answers/permitting.ts'
import { nameOf } from '../answers/shapes.ts'
import { enterAsked } from '../exchanges/asked.ts'
import { countUses } from '../exchanges/consent-uses.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { useFacts } from '../exchanges/facts.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { NodeError, type ErrorDetail } from '../node-error.ts'
import type { FinishingTurn } from '../store/index.ts'
import { itemsFrom, putSentMade } from './built.ts'
import { sourceText, type Source } from './sources.ts'

/** Something made from disclosures of others, about to be disclosed by us. */
export interface PassingOn extends Pick<UseRequest, 'purpose' | 'offence' | 'proceeding'> {
  readonly sources: readonly Source[]
  readonly officer: OwnOfficer
  readonly to: readonly Member[]
  /** Tags that the head of the desk decides herewith, where they leave it to a person. */
  readonly decides: readonly string[]
  /** What binds all of it at whoever receives it. */
  readonly derived: InForce
  readonly fetchedMs: number | undefined
  /** Whether the head of the desk has decided herewith before, and it stands in the ledger. */
  readonly isAgain: boolean
}

/** What one institution may get. */
export interface Onward {
  readonly to: Member
  readonly officer: OwnOfficer
  /** By the disclosure that it was made from. */
  readonly from: readonly {
    readonly exchange: OpenExchange
    /** Empty: the whole. */
    readonly items: readonly string[]
    /** Consents that it rests on, each named once. */
    readonly grants: readonly Hash[]
    readonly duties: readonly UseDuty[]
  }[]
}

type Deps = ExchangeDeps
type FieldProblem = NonNullable<ErrorDetail['errors']>[number]

interface Refused {
  readonly exchange: OpenExchange
  readonly source: Source
  readonly decision: Decision
}

/**
 * Decides, for every institution and every source. All of it or nothing: a refusal says which source and which tag, and
 * where only consents are missing, exactly those to ask for, one for each exchange and institution.
 *
 * Nothing may come in between this and the ledger: the caller runs alone in the exchanges of the sources.
 *
 * @throws NodeError `NOT_UNDERTAKEN`, `NOT_PERMITTED`; it is in the ledger before it is said
 */
export async function decideOnward(deps: Deps, passing: PassingOn): Promise<readonly Onward[]> {
  const { sources, to, officer, decides, fetchedMs, isAgain } = passing
  const ids = [...new Set(sources.map(({ exchange }) => exchange))]
  const exchanges = new Map<string, OpenExchange>()
  const decided = new Map<string, readonly HumanDecision[]>()
  for (const id of ids) {
    const exchange = await deps.registry.open(fromHex(id))
    exchanges.set(id, exchange)
    const asked = { officer, operation: 'ONW', tags: decides } as const
    const own = { exchange: deps }
    decided.set(id, isAgain ? decisionsOf(own, asked) : await recordDecisions(own, exchange, asked))
  }
  const refused: Refused[] = []
  const onward: Onward[] = []
  for (const member of to) {
    const request = requestTo(member, passing)
    const found = new Map<string, Extract<Decision, { effect: 'allow' }>[]>()
    for (const source of sources) {
      const exchange = exchanges.get(source.exchange)
      if (exchange === undefined) continue
      const { entry } = offeredOf(exchange.state)
      const facts = await useFacts(deps, exchange, entry, fetchedMs)
      const all = { ...facts, decisions: [...facts.decisions, ...(decided.get(source.exchange) ?? [])] }
      const decision = decide(all, { ...request, item: source.item }, deps.clock())
      if (decision.effect !== 'allow') refused.push({ exchange, source, decision })
      else found.set(source.exchange, [...(found.get(source.exchange) ?? []), decision])
    }
    onward.push({ to: member, officer, from: [...found].flatMap(([id, some]) => merged(id, some)) })
  }
  if (refused.length > 0) throw await refusal(deps, passing, refused)
  requireBound(passing, onward)
  return onward

  function merged(id: string, some: readonly Extract<Decision, { effect: 'allow' }>[]): Onward['from'] {
    const exchange = exchanges.get(id)
    if (exchange === undefined) return []
    const grants = [...new Set(some.flatMap((decision) => decision.grants))]
    const duties = new Map(some.flatMap((one) => one.duties.map((duty) => [JSON.stringify(duty), duty])))
    return [{ exchange, items: itemsFrom(sources, id), grants, duties: [...duties.values()] }]
  }
}

function requestTo(member: Member, { officer, purpose, offence, proceeding }: PassingOn): UseRequest {
  const { kind, country } = member.credential.tbs
  const recipient: UseRecipient = {
    institutionId: member.institutionId,
    institutionKind: nameOf(institutionKinds, kind),
    ...{ country, networks: [member.networkId] },
  }
  const actor = { officerId: toHex(officer.id), roles: rolesOf(officer) }
  return { operation: 'ONW', actor, recipient, purpose, offence, proceeding }
}

/** A denial by a tag is of its source; of what only lacks a consent the command to ask for it is told. */
async function refusal(deps: Deps, { officer }: PassingOn, refused: readonly Refused[]): Promise<NodeError> {
  for (const { exchange } of new Map(refused.map((one) => [one.source.exchange, one])).values()) {
    const { entry } = offeredOf(exchange.state)
    const fact = { type: 'denied', officer: officer.id, exchange: exchange.id, codes: ['ONW'] } as const
    await enterAsked(deps, { ...fact, item: fromHex(entry.statement) })
  }
  const tags = refused.flatMap(({ source, decision }) =>
    decision.because
      .filter(({ effect }) => effect !== 'C' && effect !== 'NA')
      .map(({ tag }) => ({ source, tag })),
  )
  const isFinal = refused.some(({ decision }) => decision.effect === 'deny')
  const errors: FieldProblem[] = [
    ...tags.map(({ source, tag }) => problemAt('SOURCE_FORBIDS', source, tag)),
    // What is forbidden anyway needs no consent asked for.
    ...(isFinal ? [] : consentsOf(refused)),
  ]
  const [first] = refused
  const isUnread = refused.some(({ decision }) => decision.because.some(({ tag }) => tag.startsWith('BIND:')))
  return new NodeError(
    isUnread ? 'NOT_UNDERTAKEN' : 'NOT_PERMITTED',
    first === undefined ? '' : reasonFor(first.decision),
    {
      because: [...new Set(refused.flatMap(({ decision }) => decision.because.map(({ tag }) => tag)))].map(
        (tag) => ({ tag }),
      ),
      ...(errors.length === 0 ? {} : { errors: distinct(errors) }),
    },
  )
}

/** One request for each exchange and scope, for all the items that need it and no others. */
function consentsOf(refused: readonly Refused[]): readonly FieldProblem[] {
  const asks = new Map<string, { exchange: OpenExchange; consent: ConsentNeeded }>()
  for (const { exchange, decision } of refused)
    for (const consent of decision.consents) {
      const { operation, purpose, recipient, proceeding } = consent
      const key = JSON.stringify([exchange.state.id, operation, purpose, recipient, proceeding])
      const known = asks.get(key)?.consent
      const listed = new Set((disclosedOf(exchange.state)?.items ?? []).map(({ itemId }) => toHex(itemId)))
      // Of an item that is in no list nothing can be said: its consent is one to the whole.
      const isNamed = consent.items.length > 0 && consent.items.every((item) => listed.has(item))
      const isWhole = !isNamed || known?.items.length === 0
      const items = isWhole ? [] : [...new Set([...(known?.items ?? []), ...consent.items])].sort()
      const tags = [...new Set([...(known?.tags ?? []), ...consent.tags])].sort()
      asks.set(key, { exchange, consent: { ...consent, items, tags } })
    }
  return [...asks.values()].map(({ exchange, consent }) => consentNeeded(exchange, consent))
}

function problemAt(code: 'SOURCE_FORBIDS' | 'SOURCE_WEAKENED', source: Source, tag: string): FieldProblem {
  const params = { tag: /^[A-Z0-9_:-]+/.exec(tag)?.[0] ?? '' }
  return { pointer: `/from/${sourceText(source)}`, code, detail: tag, params }
}

const distinct = (errors: readonly FieldProblem[]): readonly FieldProblem[] => [
  ...new Map(errors.map((one) => [JSON.stringify(one), one])).values(),
]

/** What a consent says binds whoever receives it has to stand in what binds them. @throws NodeError `CONDITIONS_INVALID` */
function requireBound({ derived }: PassingOn, onward: readonly Onward[]): void {
  const errors = onward.flatMap(({ from }) =>
    from.flatMap(({ exchange, duties }) => {
      const texts = duties.flatMap(({ code, tags }) => (code === 'BIND_RECIPIENT' ? (tags ?? []) : []))
      const tags = texts.flatMap((text) => parseTag(text) ?? [])
      const asked = inForce(tags.map((tag) => ({ ...tag, scope: tagScopes.ALL })))
      return weakened(asked, derived).flatMap((rule) =>
        rule.tags.map((tag) => problemAt('SOURCE_WEAKENED', { exchange: exchange.state.id }, tag)),
      )
    }),
  )
  if (errors.length > 0)
    throw new NodeError('CONDITIONS_INVALID', 'the consent binds whoever receives it to more than this', {
      errors: distinct(errors),
    })
}

/** Counts a use of each consent, and gives what the ledger says of it: in the batch that sends it. */
export async function countOnward(turn: FinishingTurn, { from, officer }: Onward): Promise<readonly Fact[]> {
  const facts: Fact[] = []
  for (const { exchange, items, grants } of from) {
    await countUses(turn, exchange, grants)
    const { entry } = offeredOf(exchange.state)
    facts.push({
      ...{ type: 'used', officer: officer.id, exchange: exchange.id, item: fromHex(entry.statement) },
      codes: ['ONW', ...items.slice(0, 7).map((item) => `ITEM:${item.toUpperCase()}`)],
    })
  }
  return facts
}

/** Says in each source's own case what was sent. */
export function keepOnward(
  turn: FinishingTurn,
  { from, officer, to }: Onward,
  { draft, exchange }: { readonly draft: Uint8Array; readonly exchange: Uint8Array },
): void {
  for (const { exchange: source, items, grants } of from)
    putSentMade(turn, source.caseId, {
      ...{ atMs: turn.timeMs, items, draft: toHex(draft), exchange: toHex(exchange) },
      ...{ officer: toHex(officer.id), recipient: to.institutionId, consents: grants },
    })
}
