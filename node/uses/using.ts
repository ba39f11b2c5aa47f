import { fromHex, toHex } from '../../crypto/index.ts'
import { disclosedOf, fetchFreshMs, offeredOf, type UseRequest } from '../../protocol/index.ts'
import { lastFetchMs, rolesOf, type AnswerDeps, type OwnOfficer } from '../answers/deps.ts'
import { allowed, recordDecisions } from '../answers/permitting.ts'
import { dutiesShape, itemId, usedForOf } from '../answers/policy.ts'
import { timeOf } from '../answers/shapes.ts'
import type { Asked, UseCases } from '../api/contract.ts'
import { askCounterpart } from '../exchanges/asking-counterpart.ts'
import { countUses } from '../exchanges/consent-uses.ts'
import { findExchange } from '../exchanges/finding.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { madeFrom, type Made } from '../lineage/built.ts'
import { putUse, usesOf, type UseMade } from './made.ts'

type SentOn = Extract<Made, { readonly kind: 'sent' }>

type Body = Asked<'use'>['body']

/** What was passed on by this node was used, as an act outside of it is. */
function sentAsUse({ atMs, officer, items, recipient, consents }: SentOn): UseMade {
  const [item] = items.length === 1 ? items : []
  const of = item === undefined ? {} : { item }
  return { atMs, officer, operation: 'ONW', ...of, recipient, consents }
}

/**
 * Records an act outside of the node. The order is that of rules C8: what waits is fetched, for it may be a
 * withdrawal; then it is decided; then it is in the ledger, with the use of each consent that it rests on; and only
 * then the officer hears that it may be done.
 */
export function answerUsing(deps: AnswerDeps): Pick<UseCases, 'use' | 'uses'> {
  return {
    uses: async ({ params }) => {
      const { caseId, state } = await findExchange(deps.exchange, params.exchange)
      const made = await usesOf(deps.exchange.store, caseId)
      const sent = (await madeFrom(deps.exchange.store, caseId)).flatMap((one) =>
        one.kind === 'sent' ? [sentAsUse(one)] : [],
      )
      const all = [...made, ...sent].toSorted((one, other) => one.atMs - other.atMs)
      return { exchange: state.id, uses: all.map(({ atMs, ...use }) => ({ at: timeOf(atMs), ...use })) }
    },

    use: async ({ params, body }, context) => {
      const { id } = await findExchange(deps.exchange, params.exchange)
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      const fetchedMs = await fetchFor(deps, id, context.signal)
      // Alone: nothing that arrives comes between the decision and the ledger.
      return deps.exchange.registry.alone(id, async () =>
        record(deps, await deps.exchange.registry.open(id), officer, body, fetchedMs),
      )
    },
  }
}

/**
 * Fetches what waits: at the home relays, and where none of them answers, of the other institution itself.
 *
 * @returns as of when everything is here that could have been, UTC milliseconds; `undefined` where that is not known
 */
async function fetchFor(deps: AnswerDeps, id: Uint8Array, signal: AbortSignal): Promise<number | undefined> {
  await deps.fetch()
  const fetchedMs = lastFetchMs(deps)
  const isFresh = fetchedMs !== undefined && deps.exchange.clock() - fetchedMs <= fetchFreshMs
  if (isFresh) return fetchedMs
  const toldMs = await askCounterpart(deps.exchange, await deps.exchange.registry.open(id), signal)
  return toldMs === undefined ? fetchedMs : Math.max(toldMs, fetchedMs ?? 0)
}

async function record(
  deps: AnswerDeps,
  exchange: OpenExchange,
  officer: OwnOfficer,
  body: Body,
  fetchedMs: number | undefined,
) {
  const request = requestOf(deps, exchange, officer, body)
  const { operation, item, exception } = request
  const { entry } = offeredOf(exchange.state)
  const decisions = await recordDecisions(deps, exchange, { officer, operation, tags: body.decides })
  const decision = await allowed(deps, exchange, entry, { request, officer, decisions, fetchedMs })
  const nonce = deps.exchange.random(8)
  const committed = await deps.exchange.store.commit<undefined>(async (turn) => {
    await countUses(turn, exchange, decision.grants)
    return {
      kind: 'prepared',
      facts: [
        {
          ...{ type: 'used', officer: officer.id, exchange: exchange.id, item: fromHex(entry.statement) },
          codes: [
            operation,
            ...(item === undefined ? [] : [`ITEM:${item.toUpperCase()}`]),
            ...(exception === undefined ? [] : [exception]),
          ],
        },
      ],
      finish: (finishing) => {
        putUse(finishing, exchange.caseId, {
          ...{ request, officer: officer.id, reason: body.reason, consents: decision.grants, nonce },
        })
        return undefined
      },
    }
  })
  return {
    exchange: exchange.state.id,
    ...(item === undefined ? {} : { item }),
    operation,
    at: timeOf(committed.timeMs),
    consents: decision.grants,
    setAside: decision.setAside.map(({ tag }) => tag),
    duties: dutiesShape(decision.duties),
  }
}

function requestOf(deps: AnswerDeps, { state }: OpenExchange, officer: OwnOfficer, body: Body): UseRequest {
  const items = disclosedOf(state)?.items ?? []
  return {
    ...{ operation: body.operation, ...usedForOf(deps, body) },
    item: body.item === undefined ? undefined : itemId(items, body.item),
    actor: { officerId: toHex(officer.id), roles: rolesOf(officer) },
  }
}
