import { toHex } from '../../crypto/index.ts'
import {
  decide,
  isSpoken,
  refusalOf,
  timeline,
  withoutKeys,
  type Body,
  type Entry,
  type Fact,
  type UseRequest,
} from '../../protocol/index.ts'
import { lastFetchMs, rolesOf, type AnswerDeps, type OwnOfficer } from '../answers/deps.ts'
import { institutionOf, timeOf } from '../answers/shapes.ts'
import type { Answer, UseCases } from '../api/contract.ts'
import { unsearchedReasons } from '../api/contract/search.ts'
import { searchBodies, type SearchedText } from '../exchanges/bodies.ts'
import { useFacts } from '../exchanges/facts.ts'
import { ownSide } from '../exchanges/placing.ts'
import type { OpenExchange } from '../exchanges/registry.ts'
import { counterpart } from '../exchanges/reply.ts'

type Reason = (typeof unsearchedReasons)[number]

/** Exchanges of one search, the newest first. */
const mostExchanges = 100
/** Texts of one search; of an exchange that goes beyond it the newest ones. */
const mostTexts = 1000

/** To look for words in a text is to read it, and to compare it with what the officer has in mind. */
const searching = ['READ', 'CHECK'] as const

/**
 * A search looks only into what this officer may read and compare without more: it spends no consent, and nobody
 * decides for it what a tag leaves to a person. Which exchanges it looked into, and which not, is in the ledger first;
 * the words are not, since they may be content.
 */
export function answerSearching(deps: AnswerDeps): Pick<UseCases, 'search'> {
  return {
    search: async ({ body }) => {
      const officer = await deps.officers.find(body.as.officer)
      return deps.officers.unlock(officer, body.as.passphrase, async (unlocked) => {
        const from = Number(body.cursor ?? 0)
        const all = await newestFirst(deps)
        const exchanges = all.slice(from, from + mostExchanges)
        const { texts, left } = await permittedTexts(deps, officer, exchanges)
        const facts = factsOf(officer, texts, left)
        const results = await searchBodies(deps.exchange, unlocked, texts, facts, holding(body.words))
        for (const [index, result] of results.entries()) {
          const text = texts[index]
          const reason = unsearchedReasons.find((one) => one === result)
          if (text !== undefined && reason !== undefined) note(left, reason, text.exchange)
        }
        const looked = texts.filter((_, at) => results[at] === 'hit' || results[at] === 'miss')
        return {
          found: texts.filter((_, at) => results[at] === 'hit').map((text) => foundShape(deps, text)),
          searched: {
            exchanges: new Set(looked.map(({ exchange }) => exchange)).size,
            texts: looked.length,
          },
          unsearched: [...left].map(([reason, those]) => ({ reason, exchanges: those.size })),
          ...(from + mostExchanges < all.length ? { next: String(from + mostExchanges) } : {}),
        }
      })
    },
  }
}

async function newestFirst({ exchange: { registry } }: AnswerDeps): Promise<readonly OpenExchange[]> {
  const all: OpenExchange[] = []
  for await (const exchange of registry.all()) all.push(exchange)
  const lastMs = ({ state: { chains } }: OpenExchange) =>
    Math.max(chains.originator.head?.timeMs ?? 0, chains.receiver.head?.timeMs ?? 0)
  return all.sort((one, other) => lastMs(other) - lastMs(one))
}

type Left = Map<Reason, Set<OpenExchange>>

function note(left: Left, reason: Reason, exchange: OpenExchange): void {
  left.set(reason, (left.get(reason) ?? new Set()).add(exchange))
}

async function permittedTexts(
  deps: AnswerDeps,
  officer: OwnOfficer,
  exchanges: readonly OpenExchange[],
): Promise<{ readonly texts: readonly SearchedText[]; readonly left: Left }> {
  const texts: SearchedText[] = []
  const left: Left = new Map()
  for (const exchange of exchanges) {
    const spoken = timeline(exchange.state)
      .filter(({ type, placement }) => isSpoken(type) && refusalOf(exchange.state, placement) === undefined)
      .toReversed()
    for (const entry of spoken) {
      if (texts.length >= mostTexts) {
        note(left, 'TOO_MANY', exchange)
        break
      }
      const asked = await permitsFor(deps, officer, exchange, entry)
      if (typeof asked === 'string') note(left, asked, exchange)
      else texts.push({ exchange, entry, permits: asked })
    }
  }
  return { texts, left }
}

/** @returns why not, where it is not permitted at once */
async function permitsFor(
  deps: AnswerDeps,
  officer: OwnOfficer,
  exchange: OpenExchange,
  entry: Entry,
): Promise<SearchedText['permits'] | Reason> {
  const permits: SearchedText['permits'][number][] = []
  for (const operation of searching) {
    const request: UseRequest = {
      operation,
      actor: { officerId: toHex(officer.id), roles: rolesOf(officer) },
    }
    const facts = await useFacts(deps.exchange, exchange, entry, lastFetchMs(deps), request)
    const decision = decide(facts, request, deps.exchange.clock())
    if (decision.effect !== 'allow')
      return facts.side === 'receiver' && facts.undertaken === undefined ? 'NOT_UNDERTAKEN' : 'NOT_PERMITTED'
    if (decision.grants.length > 0) return 'BY_CONSENT'
    permits.push({ permit: decision.permit, request })
  }
  return permits
}

/** One for the search, one for each exchange that it looks into, and one for each that it was denied. */
function factsOf(
  { id: officer }: OwnOfficer,
  texts: readonly SearchedText[],
  left: Left,
): readonly [Fact, ...Fact[]] {
  const into = [...new Set(texts.map(({ exchange }) => exchange))]
  const denied = (['NOT_UNDERTAKEN', 'NOT_PERMITTED', 'BY_CONSENT'] as const).flatMap((reason) => [
    ...(left.get(reason) ?? []),
  ])
  return [
    { type: 'searched', officer, codes: ['CHECK', `EXCHANGES:${into.length}`, `TEXTS:${texts.length}`] },
    ...into.map(({ id }): Fact => ({ type: 'searched', officer, exchange: id, codes: ['CHECK'] })),
    ...[...new Set(denied)].map(({ id }): Fact => ({
      type: 'denied',
      officer,
      exchange: id,
      codes: ['CHECK'],
    })),
  ]
}

/** Whether a text has every word, wherever in it. */
function holding(words: string): (body: Body) => boolean {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  return (body) => {
    const text = plain(textsOf(withoutKeys(body)).join('\n'))
    return wanted.length > 0 && wanted.every((word) => text.includes(word))
  }
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase()

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

function foundShape(deps: AnswerDeps, { exchange, entry }: SearchedText): Answer<'search'>['found'][number] {
  return {
    ...{ exchange: exchange.state.id, message: entry.statement, type: entry.type, at: timeOf(entry.timeMs) },
    side: entry.side === ownSide(deps.exchange, exchange.state) ? 'ours' : 'theirs',
    with: institutionOf(counterpart(deps.exchange, exchange)),
  }
}
