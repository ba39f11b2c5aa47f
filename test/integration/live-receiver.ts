// The receiver of the corpus as a running node: real sockets, a real store, and members of its network who connect to
// it by keys that the test holds, so that they can post what no node of ours would ever make.
import { hpkeReceiver, logSigner, type CompositeSigner } from '../../crypto/index.ts'
import {
  bodyExportLabel,
  certificateHash,
  certify,
  contexts,
  decodeFact,
  directoryKinds,
  envelopeInfo,
  mostFactBytes,
  officerCertificateTbsShape,
  openEnvelope,
  postReplyShape,
  readEnvelope,
  readFields,
  receiptShape,
  receiptStatuses,
  refusalCodes,
  stateHash,
  statementTypes,
  weekMs,
} from '../../protocol/index.ts'
import type { Saying } from '../../node/exchanges/speak.ts'
import { initialiseNode } from '../../node/initialise.ts'
import { decodeFacts } from '../../node/ledger/ledger.ts'
import { becomeMember } from '../../node/networks/join.ts'
import { firstHandlerRefusal, NetworkError, processTimers } from '../../node/network/index.ts'
import { protocols } from '../../node/network/protocols.ts'
import { startNode, type NodeOptions } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout } from '../../node/store/index.ts'
import { createWorld, nodeOf, random, type Speaker, type World } from '../corpus/world.ts'
import { seed, startHost, type LoggedEvent } from '../network/support/hosts.ts'
import { floorCost, passphrase, temporaryFolder } from '../store/support.ts'
import { testNow } from '../support/network.ts'

/** What the poster of an envelope gets to know. */
export type Outcome =
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'receipt'; readonly status: string; readonly code: string }
  | { readonly kind: 'lost'; readonly code: string }

export interface Poster extends AsyncDisposable {
  readonly post: (envelope: Uint8Array) => Promise<Outcome>
}

export interface LiveReceiver extends AsyncDisposable {
  readonly node: RunningNode
  readonly path: string
  /** The time of the node; the world's certificates are young at `testNow`. */
  readonly clock: { nowMs: number }
  /** As the corpus has it, with the node as `b`, whose keys the test does not have. */
  readonly world: World
  readonly logged: readonly LoggedEvent[]
  /** A connection of its own: for a member, or for somebody who is none; answers are for who speaks over it. */
  readonly connect: (who: keyof typeof peers, speaker?: Speaker) => Promise<Poster>
  /** Stops the node and starts it again on the same data. */
  readonly restart: () => Promise<RunningNode>
}

const peers = { a: 21, c: 23, nobody: 29 } as const

/** Starts the node, admits it to the networks of the corpus, and hands it their directory. */
export async function openReceiver(options: Partial<NodeOptions> = {}): Promise<LiveReceiver> {
  await using starting = new AsyncDisposableStack()
  const { path } = starting.use(await temporaryFolder())
  const clock = { nowMs: testNow }
  const logged: LoggedEvent[] = []
  const named = { name: 'Receiver', country: 'XA', kind: 'ARO', languages: ['en'], role: 'member' } as const
  const keys = { passphrase, identityPassphrase: passphrase }
  await initialiseNode({ dataDir: path, ...named, ...keys }, { clock: () => clock.nowMs, cost: floorCost })
  const start = () =>
    startNode({
      ...{ dataDir: path, passphrase, listen: ['/ip4/127.0.0.1/tcp/0'], cost: floorCost },
      clock: () => clock.nowMs,
      log: (event, fields = {}) => logged.push({ event, fields }),
      ...options,
    })
  let node = await start()
  starting.defer(() => node[Symbol.asyncDispose]())

  await openDesk(node)
  const world = await createWorld()
  await admitReceiver(node, world)
  for (const who of ['a', 'c'] as const) {
    const { object } = await nodeOf(world[who], { peerKey: logSigner(seed(peers[who])).publicKey })
    await node.keeper.take([object])
  }
  const receiver = await speakerOf(node, world)
  const running = starting.move()
  return {
    ...{ path, clock, logged, world: { ...world, b: receiver } },
    get node() {
      return node
    },
    connect: (who, speaker) => connect(node, speaker ?? world[who === 'nobody' ? 'f' : who], peers[who]),
    restart: async () => {
      await node[Symbol.asyncDispose]()
      node = await start()
      return node
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Lets somebody open what arrives: without that, nothing that holds content is taken in. */
async function openDesk({ exchange: { keyring } }: RunningNode): Promise<void> {
  const id = random(16)
  const { openingKey } = await keyring.createOfficer(id, passphrase)
  await keyring.letIn(id, openingKey)
}

async function admitReceiver(node: RunningNode, world: World): Promise<void> {
  const { network, second, known } = world
  for (const { objects, networkId } of [network, second])
    await node.keeper.take(objects, { expectedNetwork: networkId })
  const { identityPublicKey, peerPublicKey } = node.exchange.keyring
  const named = { firstPeerKey: peerPublicKey }
  await node.keeper.take([
    ...known,
    // The receiver of the frozen corpus has sent nothing, so nobody there has published a prekey.
    ...[world.a, world.c].flatMap(({ objects }) => objects.slice(3)),
    network.admit({ publicKey: identityPublicKey, sign: noKey } satisfies CompositeSigner, named),
  ])
  await becomeMember(node.network, network.networkId, passphrase)
  node.network.publish()
}

/** The node in the corpus's terms: where to seal to; whoever signs as it must fail. */
async function speakerOf(node: RunningNode, { network, b }: World): Promise<Speaker> {
  const week = Math.floor(testNow / weekMs)
  const prekey = () =>
    node.self.member(network.networkId)?.bundle?.tbs.weekly.find((one) => one.week === week)?.publicKey
  const certificate = node.self.member(network.networkId)?.node
  const membership = node.self.membership(network.networkId)
  if (certificate === undefined || membership === undefined) throw new Error('the receiver is no member')
  let found = prekey()
  while (found === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    found = prekey()
  }
  return { ...b, party: membership.party, prekey: found, nodeCertHash: certificate.hash }
}

function noKey(): never {
  throw new Error('the test has no key of the receiver')
}

async function connect(node: RunningNode, who: Speaker, of: number): Promise<Poster> {
  const { host } = await startHost(of, {}, { timers: processTimers })
  const link = host.link(node.peerId, () => node.addresses(), protocols.post)
  return {
    post: async (envelope) => {
      try {
        const { receiptEnvelope } = postReplyShape.decode((await link.request(envelope)).slice())
        return await readReceipt(who, receiptEnvelope)
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
        if (error.refusal === undefined) return { kind: 'lost', code: error.code }
        return { kind: 'refused', code: nameOf(refusalCodes, error.refusal - firstHandlerRefusal) }
      }
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  }
}

/** A receipt as its addressee opens it. */
async function readReceipt({ party, prekey, prekeySeed }: Speaker, bytes: Uint8Array): Promise<Outcome> {
  const { envelope } = readEnvelope(bytes)
  const context = await hpkeReceiver(prekeySeed, envelope.enc, envelopeInfo({ ...party, prekey }))
  const { receipt } = openEnvelope(envelope, await context.exportSecret(bodyExportLabel, 32))
  if (receipt === undefined) throw new Error('the answer holds no receipt')
  const { status, code } = receiptShape.decode(receipt.receipt.item)
  return {
    kind: 'receipt',
    status: nameOf(receiptStatuses, status),
    code: code === 0 ? '' : nameOf(refusalCodes, code),
  }
}

function nameOf(table: Readonly<Record<string, number>>, number: number): string {
  return Object.keys(table).find((name) => table[name] === number) ?? String(number)
}

/** What a node writes by itself at any time: prekeys, and the directory. */
const ownWork: readonly string[] = ['key-event', 'directory-change']

/** How much there is in a node: what others brought into its ledger, and every exchange with the hash of its state. */
export async function stateOf(node: RunningNode) {
  const exchanges: Record<string, string> = {}
  for await (const { state } of node.exchange.registry.all()) exchanges[state.id] = stateHash(state)
  let leaves = 0
  for await (const { key, value } of node.store.range(layout.ledgerFacts.all())) {
    const facts = decodeFacts(readFields(key).u64(), value, mostFactBytes)
    leaves += facts.filter(({ record }) => !ownWork.includes(decodeFact(record).fact.type)).length
  }
  return { leaves, exchanges }
}

/** The newest entry of the ledger with its codes; entries of a type that others make meanwhile can be left out. */
export async function newestFact(node: RunningNode, leftOut?: string): Promise<string> {
  for await (const { key, value } of node.store.range(layout.ledgerFacts.all(), {
    reverse: true,
    limit: 8,
  })) {
    for (const { record } of decodeFacts(readFields(key).u64(), value, mostFactBytes).reverse()) {
      const { type, codes = [] } = decodeFact(record).fact
      if (type !== leftOut) return [type, ...codes].join(' ')
    }
  }
  return 'nothing'
}

/** Makes an officer of the node, who may sign everything. */
export async function appointOfficer(node: RunningNode, nowMs: number): Promise<Saying['officer']> {
  const { keyring } = node.exchange
  const id = random(16)
  const { publicKey: key } = await keyring.createOfficer(id, passphrase)
  const tbs = officerCertificateTbsShape.encode({
    ...{ version: 1, suite: 1, institutionId: node.self.institutionId, iikHash: node.self.iikHash },
    ...{ officerId: id, key, statementTypes: Object.values(statementTypes), ceiling: 1 },
    ...{ notBeforeMs: nowMs, notAfterMs: nowMs + weekMs },
  })
  const object = await keyring.withIdentity(passphrase, ({ sign }) => certify(tbs, contexts.officer, sign))
  await node.keeper.take([{ kind: directoryKinds.OFFICER_CERTIFICATE, object }])
  return { id, certHash: certificateHash('OFFICER_CERTIFICATE', tbs), passphrase }
}
