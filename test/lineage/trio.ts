// Three nodes of one network over real stores, each reached by the others directly; a test asks them through their doors.
import { equalBytes, toHex } from '../../crypto/index.ts'
import { answers } from '../../node/answers/index.ts'
import { routes, type Answer, type Asked, type RouteName, type UseCases } from '../../node/api/contract.ts'
import { createDeskUseCases } from '../../node/desk/use-cases.ts'
import { maintainPrekeys } from '../../node/directory/prekeys.ts'
import { answerTo, receive } from '../../node/exchanges/receive.ts'
import { byLawBut, openDesk, type TestDesk } from '../desk/desk.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { pairNode, type PairNode } from '../exchanges/pair.ts'
import { story } from '../messages/drafts.ts'
import { seededRandom } from '../store/support.ts'
import { createTestNetwork } from '../support/network.ts'

const tcp = '/ip4/192.0.2.7/tcp/4001'
const context = { signal: new AbortController().signal }

/** One of the three, and all that it is asked through its doors. */
export interface TrioNode {
  readonly node: PairNode
  readonly desk: TestDesk
  readonly id: string
  readonly ask: <Name extends RouteName>(name: Name, parts: object) => Promise<Answer<Name>>
  /** As Ana, in one exchange. */
  readonly say: <Name extends RouteName>(name: Name, exchange: string, body?: object) => Promise<Answer<Name>>
}

export interface Trio extends AsyncDisposable {
  readonly nodes: Readonly<Record<'a' | 'b' | 'c', TrioNode>>
  /** Everything that waits is delivered. */
  readonly deliver: () => Promise<void>
}

export async function openTrio(): Promise<Trio> {
  const network = await createTestNetwork(seededRandom('trio'))
  const opened: PairNode[] = []
  const carrier: Partial<TestDesk['deps']['carrier']> = {
    post: async (route, envelope) => {
      const to = opened.find(({ desk }) => equalBytes(desk.deps.keyring.peerPublicKey, route.peerKey))
      if (to === undefined) throw new Error('nobody answers')
      const received = await receive(to.desk.deps, envelope)
      return { receiptEnvelope: answerTo(received)?.receipt ?? new Uint8Array(0), custody: undefined }
    },
  }
  for (const seed of ['a', 'b', 'c'])
    opened.push(pairNode(await openDesk({ seed, network, addresses: [tcp], carrier })))
  for (const { desk } of opened) await maintainPrekeys(desk.deps, [tcp])
  for (const one of opened)
    for (const other of opened) await one.desk.deps.keeper.take(other.desk.deps.keeper.since(0, 1000).objects)
  const [a, b, c] = opened.map(trioNode)
  if (a === undefined || b === undefined || c === undefined) throw new Error('three were opened')
  return {
    nodes: { a, b, c },
    deliver: async () => {
      for (let round = 0; round < 2; round += 1) for (const node of opened) await node.round()
    },
    [Symbol.asyncDispose]: async () => {
      for (const { desk } of opened) await desk[Symbol.asyncDispose]()
    },
  }
}

function trioNode(node: PairNode): TrioNode {
  const { desk } = node
  desk.relays.fetchedMs = desk.clock.nowMs
  const doors: UseCases = answers({
    ...answerDepsOf(node),
    sync: { with: () => Promise.resolve({ reached: true, objects: 0 }) },
    officerCount: () => Promise.resolve(2),
    draftCount: () => Promise.resolve(0),
    desk: createDeskUseCases(desk.deps),
  })
  const ask: TrioNode['ask'] = async (name, parts) => {
    const use = doors[name] as unknown as (asked: unknown, about: object) => Promise<unknown>
    const { params = {}, query = {}, body } = parts as Partial<Asked<typeof name>>
    const parsed = body === undefined ? {} : routes[name].body.parse(body)
    return (await use({ params, query, body: parsed }, context)) as Answer<typeof name>
  }
  return {
    ...{ node, desk, ask },
    id: toHex(desk.deps.self.institutionId),
    say: (name, exchange, body = {}) =>
      ask(name, { params: { exchange }, body: { as: desk.people.ana, ...body } }),
  }
}

/** It may be passed on to whoever is of this State, where the tags say nothing else. */
const onwardTags = (tags: readonly string[]) =>
  tags.some((tag) => tag.startsWith('ONW:')) ? [] : ['ONW:LIST(XA,XB)']

interface Telling {
  /** Of what is made from nothing. */
  readonly tags?: readonly string[]
  /** Of what is made from a source. */
  readonly binding?: string
  /** Whether those that have a node undertake it at once. */
  readonly isAnswered?: boolean
}

/** One tells others the story, made from what it received where that is named, and those that have a node undertake it. */
export async function told(
  trio: Trio,
  from: TrioNode,
  to: readonly { readonly id: string; readonly say?: TrioNode['say'] }[],
  source?: string,
  { tags = [], binding = 'BY-LAW', isAnswered = true }: Telling = {},
): Promise<readonly string[]> {
  const { ask, desk } = from
  const begun = await ask('draftNew', { body: source === undefined ? {} : { from: [source] } })
  const { document } = await ask('draftShow', { params: { draft: begun.id } })
  const written =
    source === undefined
      ? byLawBut(...onwardTags(tags), 'AUD:PUBLIC', 'URG:NORMAL', ...tags)
      : [...document.conditions, `BIND:${binding}`]
  const body = { document: { to: to.map(({ id }) => id), conditions: written, disclosure: story } }
  const params = { draft: begun.id }
  await ask('draftEdit', { params, body })
  await ask('draftSubmit', { params, body: { as: desk.people.ana } })
  await ask('draftApprove', { params, body: { as: desk.people.bo } })
  const { sent } = await ask('send', { params, body: { as: desk.people.ana, purpose: 'CRIM-INV' } })
  await trio.deliver()
  for (const { exchange, to: institution } of sent)
    if (isAnswered) await to.find(({ id }) => id === institution.id)?.say?.('undertake', exchange)
  await trio.deliver()
  return sent.map(({ exchange }) => exchange)
}
