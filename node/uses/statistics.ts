import { toHex } from '../../crypto/index.ts'
import {
  decide,
  decodeFact,
  institutionKinds,
  mostFactBytes,
  offeredOf,
  phaseOf,
  readFields,
  type UseRequest,
} from '../../protocol/index.ts'
import { lastFetchMs, rolesOf, type AnswerDeps, type OwnOfficer } from '../answers/deps.ts'
import { nameOf, timeOf } from '../answers/shapes.ts'
import type { Asked, UseCases } from '../api/contract.ts'
import { phases } from '../api/contract/exchange.ts'
import { countedActs } from '../api/contract/search.ts'
import { enterAsked } from '../exchanges/asked.ts'
import { useFacts } from '../exchanges/facts.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart } from '../exchanges/reply.ts'
import { decodeFacts } from '../ledger/ledger.ts'
import { layout } from '../store/index.ts'

/** A smaller number shows single cases. */
const leastShown = 5

type Counts = Map<string, number>

/**
 * Counts what there is, by the fold and the ledger, which have no text. Each exchange is asked about as `STAT`: what
 * that denies is not counted. What may be counted only in sums that do not show it is in the total alone, and there only
 * together with at least four others of its kind.
 */
export function answerStatistics(deps: AnswerDeps): Pick<UseCases, 'statistics'> {
  return {
    statistics: async ({ body }) => {
      const officer = await deps.officers.find(body.as.officer)
      await deps.officers.prove(officer, body.as.passphrase)
      const isPublished = body.publish
      await enterAsked(deps.exchange, {
        ...{ type: 'counted', officer: officer.id },
        codes: ['STAT', ...(isPublished ? ['PUBLISH'] : [])],
      })
      const { singly, inSums } = await countable(deps, officer, body)
      const byMonth: Counts = new Map()
      const byDirection: Counts = new Map()
      const byPhase: Counts = new Map()
      const byKind: Counts = new Map()
      for (const exchange of singly) {
        add(byMonth, monthOf(exchange))
        add(byDirection, ownSide(deps.exchange, exchange.state) === 'receiver' ? 'incoming' : 'outgoing')
        add(byPhase, phaseOf(exchange.state))
        add(byKind, nameOf(institutionKinds, counterpart(deps.exchange, exchange).credential.tbs.kind))
      }
      const total = singly.length + (inSums.length < leastShown ? 0 : inSums.length)
      const shown = <Name extends string>(names: readonly Name[], counts: Counts) =>
        names
          .filter((name) => counts.has(name))
          .map((name) => ({ name, ...shownCount(counts.get(name) ?? 0, isPublished) }))
      return {
        ...{ published: isPublished, total: shownCount(total, isPublished) },
        byMonth: shown([...byMonth.keys()].sort(), byMonth),
        byDirection: shown(['incoming', 'outgoing'], byDirection),
        byPhase: shown(phases, byPhase),
        byKind: shown(Object.keys(institutionKinds) as (keyof typeof institutionKinds)[], byKind),
        acts: shown(countedActs, await actsOn(deps, singly)),
      }
    },
  }
}

const add = (counts: Counts, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)

const monthOf = ({ state }: OpenExchange) => timeOf(state.opening.entry.timeMs).slice(0, 7)

function shownCount(count: number, isPublished: boolean): { count?: number; fewerThan?: number } {
  if (!isPublished) return { count }
  // Rounded, so that no small number comes out as the difference of two large ones.
  return count < leastShown ? { fewerThan: leastShown } : { count: count - (count % leastShown) }
}

async function countable(
  deps: AnswerDeps,
  officer: OwnOfficer,
  { from = '', to = '9999-12' }: Asked<'statistics'>['body'],
): Promise<{ readonly singly: readonly OpenExchange[]; readonly inSums: readonly OpenExchange[] }> {
  const singly: OpenExchange[] = []
  const inSums: OpenExchange[] = []
  const actor = { officerId: toHex(officer.id), roles: rolesOf(officer) }
  const request: UseRequest = { operation: 'STAT', actor }
  for await (const exchange of deps.exchange.registry.all()) {
    const month = monthOf(exchange)
    if (month < from || month > to) continue
    const { entry } = offeredOf(exchange.state)
    const facts = await useFacts(deps.exchange, exchange, entry, lastFetchMs(deps), request)
    const decision = decide(facts, request, deps.exchange.clock())
    if (decision.effect !== 'allow') continue
    const isOnlyInSums = decision.duties.some(({ code }) => code === 'AGGREGATE_ONLY')
    if (isOnlyInSums) inSums.push(exchange)
    else singly.push(exchange)
  }
  return { singly, inSums }
}

/** What officers did on these exchanges, by the ledger. */
async function actsOn({ exchange: { store } }: AnswerDeps, those: readonly OpenExchange[]): Promise<Counts> {
  const ids = new Set(those.map(({ id }) => toHex(id)))
  const counts: Counts = new Map()
  for await (const { key, value } of store.range(layout.ledgerFacts.all())) {
    for (const { record } of decodeFacts(readFields(key).u64(), value, mostFactBytes)) {
      const { type, exchange } = decodeFact(record).fact
      const act = countedActs.find((one) => one === type)
      if (act !== undefined && exchange !== undefined && ids.has(toHex(exchange))) add(counts, act)
    }
  }
  return counts
}
