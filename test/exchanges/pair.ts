// Two nodes of one network over real stores, keyrings and directories, and a line and a relay between them that a test
// cuts, delays and listens at. Nothing moves by itself: a test runs the couriers one round at a time.
import { compositeSigner, equalBytes, sha256, toHex } from '../../crypto/index.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import type { Route } from '../../node/deps.ts'
import { createArrivals } from '../../node/attachments/arrivals.ts'
import { createPartCourier } from '../../node/attachments/part-courier.ts'
import { courierPace, createCourier, type Courier } from '../../node/exchanges/courier.ts'
import { deliveriesOf } from '../../node/exchanges/deliveries.ts'
import { createLanes } from '../../node/exchanges/lanes.ts'
import { answerTo, receive } from '../../node/exchanges/receive.ts'
import type { OpenExchange } from '../../node/exchanges/registry.ts'
import { counterpart } from '../../node/exchanges/reply.ts'
import { firstHandlerRefusal, NetworkError } from '../../node/network/network-error.ts'
import { speak, type Said, type Saying } from '../../node/exchanges/speak.ts'
import { maintainPrekeys } from '../../node/directory/prekeys.ts'
import {
  certify,
  conditionsShape,
  contexts,
  custodyShape,
  directoryKinds,
  parseTag,
  ProtocolError,
  refusalCodes,
  relayCertificateTbsShape,
  relayIdOf,
  signBatch,
  statementTypeOf,
  tagScopes,
  termsShapes,
  timeline,
  type Conditions,
  type DirectoryObject,
  type Entry,
  type Member,
  type PostReply,
} from '../../protocol/index.ts'
import { byLaw, openDesk, type TestDesk } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { seededRandom } from '../store/support.ts'
import { createTestNetwork, testNow, type TestNetwork } from '../support/network.ts'

const day = 24 * 60 * 60 * 1000
const tcp = '/ip4/192.0.2.7/tcp/4001'

type Person = TestDesk['people']['ana']

const places = ['alpha', 'beta', 'relay', 'relay-2'] as const
/** Where an envelope is posted to. */
export type Place = (typeof places)[number]

/** One of the two, with its courier. */
export interface PairNode {
  readonly desk: TestDesk
  readonly courier: Courier
  /** Lets the courier do all that is due, once. */
  readonly round: () => Promise<void>
  /** The same of parts of attachments. */
  readonly partsRound: () => Promise<void>
  /** Forgets what of attachments is in memory, as a new start does. */
  readonly restart: (options?: Partial<Parameters<typeof createArrivals>[1]>) => Promise<void>
  /** As Ana unless another officer is named. */
  readonly say: (saying: say.Saying, exchange?: OpenExchange, as?: Person) => Promise<Said>
  readonly open: (said: Said) => Promise<OpenExchange>
  readonly delivery: (said: Said) => Promise<string>
}

export interface Pair extends AsyncDisposable {
  readonly alpha: PairNode
  readonly beta: PairNode
  readonly relayId: string
  /** Asked before anything is posted: what it throws is what happens to it. */
  readonly meddle: { by: (to: Place, envelope: Uint8Array) => void | Promise<void> }
  /** Whether the line between the two, and the relay of both, answer; and envelopes that get nowhere by the line. */
  readonly line: { direct: boolean; relay: boolean; lost: Uint8Array[] }
  /** Envelopes that were posted, oldest first; the relay keeps them and hands nothing over by itself. */
  readonly posted: { readonly to: Place; readonly envelope: Uint8Array }[]
  /** Both clocks. */
  readonly pass: (ms: number) => void
  /** Both directories get what the other has, with new prekeys where a week has turned. */
  readonly meet: () => Promise<void>
  /** Everything that was handed over has been taken in, with what that led to. */
  readonly settled: () => Promise<void>
  /** Ends a node's process, lets something happen to its data directory, and starts it again. */
  readonly restart: (name: 'alpha' | 'beta', between: (path: string) => Promise<void>) => Promise<PairNode>
  /** Beta publishes an address. */
  readonly listen: () => Promise<void>
}

/**
 * @param listening - whether beta has an address of its own
 * @param relayCount - 2 for a second relay, `relay-2`
 */
export async function openPair({ listening = true, relayCount = 1 } = {}): Promise<Pair> {
  let isListening = listening
  const random = seededRandom('pair')
  const rlk = compositeSigner(random(64))
  const relayKeys = { relay: random(32), 'relay-2': random(32) }
  const peerKeyOf = (name: Place) =>
    name === 'relay' || name === 'relay-2'
      ? relayKeys[name]
      : (nodes[name]?.desk.deps.keyring.peerPublicKey ?? new Uint8Array(0))
  const plain = await createTestNetwork(random)
  const relays = [
    { to: 'relay' as const, rlk },
    { to: 'relay-2' as const, rlk: compositeSigner(random(64)) },
  ].slice(0, relayCount)
  const objects: DirectoryObject[] = [...plain.objects]
  for (const { to, rlk: key } of relays) {
    const relayTbs = relayCertificateTbsShape.encode({
      ...{
        version: 1,
        suite: 1,
        networkId: plain.networkId,
        relayId: relayIdOf(key.publicKey),
        name: 'Relay',
      },
      ...{ rlk: key.publicKey, peerKey: relayKeys[to], addresses: [tcp] },
      ...{ notBeforeMs: testNow - day, notAfterMs: testNow + 300 * day },
    })
    const relay = await certify(relayTbs, contexts.relay, plain.issuing.sign)
    objects.push({ kind: directoryKinds.RELAY_CERTIFICATE, object: relay })
  }
  // Longer than any envelope lasts.
  const admit: TestNetwork['admit'] = (iik, change) =>
    plain.admit(iik, { notAfterMs: testNow + 300 * day, ...change })
  const network = { ...plain, objects, admit }
  const line: Pair['line'] = { direct: true, relay: true, lost: [] }
  const posted: Pair['posted'] = []
  const meddle: Pair['meddle'] = { by: () => undefined }
  const nodes: { alpha?: PairNode; beta?: PairNode } = {}

  const post = async (route: Route, envelope: Uint8Array): Promise<PostReply> => {
    const to = places.find((name) => equalBytes(peerKeyOf(name), route.peerKey))
    if (to === undefined) throw new Error('nobody has this key')
    posted.push({ to, envelope })
    await meddle.by(to, envelope)
    const relay = relays.find((one) => one.to === to)?.rlk
    if (relay !== undefined) {
      if (!line.relay) throw new Error('the relay is away')
      const item = custodyShape.encode({
        envelopeHash: sha256(envelope),
        relayId: relayIdOf(relay.publicKey),
        timeMs: testNow,
      })
      const { leaves, batch } = await signBatch([{ kind: 'custody', item }], testNow, (message, context) =>
        relay.sign(message, context),
      )
      const [leaf] = leaves
      if (leaf === undefined) throw new Error('one leaf was signed')
      return { receiptEnvelope: new Uint8Array(0), custody: { custody: leaf, batch } }
    }
    const node = to === 'alpha' || to === 'beta' ? nodes[to] : undefined
    const isLost = line.lost.some((one) => equalBytes(one, envelope))
    if (!line.direct || isLost || node === undefined) throw new Error('nobody answers')
    const received = await receive(node.desk.deps, envelope).catch((error: unknown) => {
      if (!(error instanceof ProtocolError)) throw error
      const refusal = firstHandlerRefusal + refusalCodes.UNREADABLE
      throw new NetworkError('LINK_REFUSED', 'refused', { refusal })
    })
    return { receiptEnvelope: answerTo(received)?.receipt ?? new Uint8Array(0), custody: undefined }
  }

  const handed = new Set<Promise<void>>()
  const handOver = (name: 'alpha' | 'beta') => (to: Member, envelope: Uint8Array) => {
    const done =
      nodes[name]?.courier.handOver(to, envelope, new AbortController().signal) ?? Promise.resolve()
    handed.add(done)
    return done.finally(() => handed.delete(done))
  }
  const settled = async () => {
    while (handed.size > 0) await Promise.all(handed)
  }

  const openNode = async (name: 'alpha' | 'beta', addresses: readonly string[]): Promise<PairNode> => {
    const desk = await openDesk({
      ...{
        seed: name,
        network,
        addresses,
        carrier: { post },
        handOver: handOver(name),
      },
    })
    return pairNode(desk)
  }
  const alpha = await openNode('alpha', [tcp])
  const beta = await openNode('beta', listening ? [tcp] : [])
  Object.assign(nodes, { alpha, beta })
  const both = (): readonly [PairNode, PairNode] => {
    if (nodes.alpha === undefined || nodes.beta === undefined) throw new Error('both are open')
    return [nodes.alpha, nodes.beta]
  }
  const meet = async () => {
    const [one, other] = both()
    for (const { desk } of both()) {
      await maintainPrekeys(desk.deps, desk === one.desk || isListening ? [tcp] : [])
    }
    await other.desk.deps.keeper.take(one.desk.deps.keeper.since(0, 1000).objects)
    await one.desk.deps.keeper.take(other.desk.deps.keeper.since(0, 1000).objects)
  }
  await meet()
  return {
    get alpha() {
      return both()[0]
    },
    get beta() {
      return both()[1]
    },
    ...{ line, posted, meddle, meet, settled },
    restart: async (name, between) => {
      const { desk } = both()[name === 'alpha' ? 0 : 1]
      const node = pairNode(await desk.restart(() => between(desk.path)))
      nodes[name] = node
      return node
    },
    listen: () => {
      isListening = true
      return meet()
    },
    relayId: toHex(relayIdOf(rlk.publicKey)),
    pass: (ms) => {
      for (const { desk } of both()) desk.clock.nowMs += ms
    },
    [Symbol.asyncDispose]: async () => {
      for (const { desk } of both()) await desk[Symbol.asyncDispose]()
    },
  }
}

/** A node with its courier, one round at a time. */
export function pairNode(desk: TestDesk): PairNode {
  const { deps } = desk
  let stop = new AbortController()
  // The first wait means that all that is due was begun.
  const wait = () => {
    stop.abort()
    return Promise.resolve()
  }
  const lanes = createLanes(deps.clock)
  const courier = createCourier({ ...deps, wait }, courierPace, lanes)
  const newParts = () => createPartCourier({ ...deps, wait, lanes }, courierPace)
  let parts = newParts()
  return {
    ...{ desk, courier },
    round: async () => {
      stop = new AbortController()
      await courier.run(stop.signal)
    },
    partsRound: async () => {
      stop = new AbortController()
      parts.wake()
      await parts.run(stop.signal)
    },
    restart: async (options = {}) => {
      const arrivals = createArrivals(deps, { wait, ...options })
      await arrivals.load()
      Object.assign(deps, { arrivals })
      parts = newParts()
    },
    say: async (saying, exchange, as = desk.people.ana) => {
      const type = statementTypeOf(saying.type)
      if (type === undefined) throw new Error('no such type')
      const { id, certHash } = await createOfficerBook(deps).find(as.officer)
      const others = [...(deps.keeper.directory.networks.get(toHex(desk.network.networkId))?.members ?? [])]
      const other = others.find(([institution]) => institution !== toHex(deps.self.institutionId))?.[1]
      const to = exchange === undefined ? other : counterpart(deps, exchange)
      if (to === undefined) throw new Error('the other is not in the directory')
      const body = saying.bodyCommitment === undefined ? undefined : say.bytesFor('a body', 200)
      const asked: Saying = {
        ...{
          exchangeId: exchange?.id,
          to,
          type,
          terms: saying.terms,
          body,
          officer: { id, certHash, passphrase: as.passphrase },
        },
        conditions: saying.conditions ?? new Uint8Array(0),
        refs: saying.refs ?? [],
      }
      return speak(deps, asked)
    },
    open: ({ exchangeId }) => deps.registry.open(exchangeId),
    delivery: async (said) => {
      const [found] = await deliveriesOf(deps, [await entryOf(deps, said)])
      return found?.reason === undefined ? (found?.delivery ?? '') : `${found.delivery}: ${found.reason}`
    },
  }
}

/** What the fold of a node keeps of a placement. */
export async function entryOf({ registry }: TestDesk['deps'], said: Said): Promise<Entry> {
  const { state } = await registry.open(said.exchangeId)
  const found = timeline(state).find(({ placement }) => placement === toHex(said.placementHash))
  if (found === undefined) throw new Error('no such placement')
  return found
}

/** A disclosure under the tags of the desk's tests, with others in the place of some. */
export function disclosureUnder(...tags: readonly string[]): say.Saying {
  const families = new Set(tags.map((tag) => tag.slice(0, tag.indexOf(':'))))
  const kept = byLaw.filter((tag) => !families.has(tag.slice(0, tag.indexOf(':'))))
  const conditions: Conditions = {
    vocabulary: 1,
    tags: [...kept, ...tags]
      .map((text) => (text === 'RET:REVIEW(3y)' ? 'RET:REVIEW(2029-11-21)' : text))
      .map((text) => ({ ...parsed(text), scope: tagScopes.ALL }))
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
  }
  return {
    ...say.disclosure(conditions),
    terms: termsShapes.DISCLOSURE.encode({ items: [] }),
    conditions: conditionsShape.encode(conditions),
  }
}

function parsed(text: string): { readonly code: string; readonly args: readonly string[] } {
  const tag = parseTag(text)
  if (tag === undefined) throw new Error(`not a tag: ${text}`)
  return { code: tag.code, args: tag.args }
}

/** Both have the disclosure, and beta has undertaken its Conditions, mutually. */
export async function underWay({ alpha, beta }: Pair): Promise<Said> {
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  const there = await beta.open(said)
  await beta.say(say.conditionsRead(there.state), there)
  await beta.round()
  return said
}
