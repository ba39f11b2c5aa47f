// Two nodes with one disclosure between them, undertaken with `mutual`, and what officers ask of them there.
import { expect } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { answers } from '../../node/answers/index.ts'
import { routes, type Answer, type Asked, type RouteName } from '../../node/api/contract.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { stateHash, termsShapes } from '../../protocol/index.ts'
import { oneItem } from '../exchange/sayings.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { disclosureUnder, openPair, type Pair, type PairNode } from '../exchanges/pair.ts'

const signal = new AbortController().signal
const day = 24 * 60 * 60 * 1000

type Body = Readonly<Record<string, unknown>>

export interface Talk extends AsyncDisposable {
  readonly pair: Pair
  readonly said: Said
  /** Asks a node as its API does: through the schema of the route. */
  readonly ask: <Name extends RouteName>(node: PairNode, name: Name, body?: Body) => Promise<Answer<Name>>
  /** Says something at one of the two, and lets it arrive. */
  readonly say: <Name extends RouteName>(node: PairNode, name: Name, body?: Body) => Promise<Answer<Name>>
  readonly inDays: (days: number) => string
  /** What is open, as both see it; they see the same. */
  readonly open: () => Promise<readonly string[]>
}

/** Asks a node as its API does: through the schema of the route. */
export async function askAt<Name extends RouteName>(
  node: PairNode,
  exchange: string,
  name: Name,
  body: Body = {},
): Promise<Answer<Name>> {
  const route = routes[name]
  const deps = { ...answerDepsOf(node), counts: undefined, sync: undefined, desk: {} }
  const asked = {
    params: route.params.parse(route.path.includes(':exchange') ? { exchange } : {}),
    query: route.query.parse(route.method === 'GET' ? body : {}),
    body: route.body.parse(route.method === 'GET' ? {} : { as: node.desk.people.ana, ...body }),
  }
  // Only what these verbs need of the dependencies is there.
  return answers(deps as never)[name](asked as Asked<never>, { signal })
}

/** @param tags - Conditions of the disclosure besides what every one has */
export async function openTalk({
  tags = [],
  mutual = true,
}: { readonly tags?: readonly string[]; readonly mutual?: boolean } = {}): Promise<Talk> {
  const pair = await openPair()
  const said = await pair.alpha.say({
    ...disclosureUnder(...tags),
    terms: termsShapes.DISCLOSURE.encode({ items: [oneItem] }),
  })
  await pair.alpha.round()
  const exchange = toHex(said.exchangeId)

  const ask: Talk['ask'] = (node, name, body) => askAt(node, exchange, name, body)
  const say: Talk['say'] = async (node, name, body) => {
    const answer = await ask(node, name, body)
    await node.round()
    await pair.settled()
    return answer
  }
  await say(pair.beta, 'undertake', { mutual })
  return {
    ...{ pair, said, ask, say },
    inDays: (days) => new Date(pair.alpha.desk.clock.nowMs + days * day).toISOString(),
    open: async () => {
      const [one, other] = [await pair.alpha.open(said), await pair.beta.open(said)]
      expect(stateHash(one.state)).toBe(stateHash(other.state))
      const [ours, theirs] = [await ask(pair.alpha, 'show'), await ask(pair.beta, 'show')]
      const line = ({ kind, state }: (typeof ours.matters)[number]) => `${kind} ${state}`
      expect(ours.matters.map(line)).toEqual(theirs.matters.map(line))
      return ours.matters.map(line)
    },
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  }
}
