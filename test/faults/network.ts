import { once } from 'node:events'
import { cp, rename } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { toHex } from '../../crypto/index.ts'
import type { PrekeyBundleTbs } from '../../protocol/index.ts'
import type { UseCases } from '../../node/api/contract.ts'
import { networkObjects } from '../../node/directory/sync.ts'
import { homeRelays } from '../../node/exchanges/collector.ts'
import { initialiseNode } from '../../node/initialise.ts'
import { admit } from '../../node/networks/admit.ts'
import { applyToNetwork } from '../../node/networks/apply.ts'
import { foundNetwork } from '../../node/networks/found.ts'
import { joinNetwork } from '../../node/networks/join.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { floorCost, passphrase } from '../store/support.ts'
import {
  conditions,
  disclosureOf,
  drafter,
  fileOf,
  offerConditions,
  offeredFiles,
  offerNumber,
  officers,
  type ExhibitFile,
} from './content.ts'
import { callUseCase } from './use-case.ts'

/** A node of the world: two institutions, and the two relays in the order in which both use them. */
export const places = ['alpha', 'beta', 'relay-1', 'relay-2'] as const
export type Place = (typeof places)[number]

/** How the two institutions reach each other: straight, or only by relays since neither listens. */
export type Reach = 'direct' | 'relayed'

/** A network as it was made: its folders, named after their places, are copied for each case. */
export interface MadeNetwork {
  readonly folder: string
  readonly listen: Readonly<Record<Place, readonly string[]>>
  /** Alpha's approved drafts to Beta; what is in the nth is `disclosureOf(n)`. */
  readonly drafts: readonly string[]
  /** Those that are offered: `disclosureOf(offerNumber(n))` with the files `offeredFiles(n)`. */
  readonly offers: readonly string[]
}

/** How many drafts of each kind a network is made with. */
export interface Drafted {
  readonly disclosures: number
  readonly offers: number
}

/**
 * Founds a network of a secretariat, two relays and two institutions, one of which has approved some drafts; neither
 * institution listens.
 *
 * @param folder - is made
 */
export async function makeNetwork(folder: string, drafted: Drafted): Promise<MadeNetwork> {
  const [a, b] = await Promise.all([freeAddress(), freeAddress()])
  const { drafts, offers, isInOrder } = await found(folder, { a, b }, drafted)
  // Which relay comes first is by the ids that were drawn.
  const [first, second] = isInOrder ? (['a', 'b'] as const) : (['b', 'a'] as const)
  await rename(join(folder, first), join(folder, 'relay-1'))
  await rename(join(folder, second), join(folder, 'relay-2'))
  const listen = { alpha: [], beta: [], 'relay-1': isInOrder ? a : b, 'relay-2': isInOrder ? b : a }
  return { folder, listen, drafts, offers }
}

/**
 * The same network, but both institutions listen, and know where.
 *
 * @param folder - is made
 */
export async function withListeners(network: MadeNetwork, folder: string): Promise<MadeNetwork> {
  await cp(network.folder, folder, { recursive: true })
  const listen = { ...network.listen, alpha: await freeAddress(), beta: await freeAddress() }
  await using alpha = await startAt(join(folder, 'alpha'), listen.alpha)
  await using beta = await startAt(join(folder, 'beta'), listen.beta)
  const nodes = [alpha, beta]
  await Promise.all(nodes.map((node) => untilBundle(node, ({ addresses }) => addresses.length > 0)))
  const objects = nodes.flatMap((node) => networkObjects(onlyNetwork(node)))
  for (const node of nodes) await node.keeper.take(objects)
  return { ...network, folder, listen }
}

type Listen = Readonly<Record<'a' | 'b', readonly string[]>>

async function found(folder: string, listen: Listen, drafted: Drafted) {
  const make = (name: string, role: 'member' | 'relay' | 'secretariat', addresses: readonly string[]) =>
    makeNode(join(folder, name), role, addresses)
  await using secretariat = await make('secretariat', 'secretariat', [])
  await using a = await make('a', 'relay', listen.a)
  await using b = await make('b', 'relay', listen.b)
  await using alpha = await make('alpha', 'member', [])
  await using beta = await make('beta', 'member', [])
  await foundNetwork(secretariat.network, {
    ...{ name: 'Faults', logOrigin: undefined, witnessesRequired: 0, credentialDays: 45 },
    identityPassphrase: passphrase,
  })
  for (const { network } of [a, b, alpha, beta]) {
    const application = await applyToNetwork(network, passphrase)
    const { membership } = await admit(secretariat.network, application, passphrase)
    await joinNetwork(network, membership, { expectedNetwork: undefined, identityPassphrase: passphrase })
  }
  await appoint(alpha, officers.alpha, 'HEAD')
  await appoint(alpha, drafter, 'DELEGATED')
  await appoint(beta, officers.beta, 'HEAD')
  // Everybody learns everything, without waiting for a relay to tell.
  await Promise.all([untilBundle(alpha), untilBundle(beta)])
  const nodes = [secretariat, a, b, alpha, beta]
  const objects = nodes.flatMap((node) => networkObjects(onlyNetwork(node)))
  for (const node of nodes) await node.keeper.take(objects)

  const to = [toHex(beta.self.institutionId)]
  const drafts: string[] = []
  for (let nth = 0; nth < drafted.disclosures; nth += 1) {
    const files = [{ name: `ledger ${nth}.bin`, bytes: fileOf(nth) }]
    drafts.push(await approveDraft(alpha, { to, conditions, disclosure: disclosureOf(nth) }, files))
  }
  const offers: string[] = []
  for (let nth = 0; nth < drafted.offers; nth += 1) {
    const document = { to, conditions: offerConditions, disclosure: disclosureOf(offerNumber(nth)) }
    offers.push(await approveDraft(alpha, document, offeredFiles(nth)))
  }
  const [home] = homeRelays(alpha, alpha.self.memberships())
  const isInOrder = toHex(home?.tbs.peerKey ?? new Uint8Array()) === toHex(a.network.peerKey)
  return { drafts, offers, isInOrder }
}

async function makeNode(
  dataDir: string,
  role: 'member' | 'secretariat' | 'relay',
  listen: readonly string[],
): Promise<RunningNode> {
  const profile = { name: 'An institution', country: 'XA', kind: 'ARO', languages: ['en'] } as const
  await initialiseNode(
    { dataDir, role, ...profile, passphrase, identityPassphrase: passphrase },
    { cost: floorCost },
  )
  return startAt(dataDir, listen)
}

const startAt = (dataDir: string, listen: readonly string[]): Promise<RunningNode> =>
  startNode({ dataDir, passphrase, listen, cost: floorCost, log: () => undefined })

async function appoint(
  node: RunningNode,
  { officer, passphrase: officerPassphrase }: { readonly officer: string; readonly passphrase: string },
  power: 'HEAD' | 'DELEGATED',
): Promise<void> {
  await use(node, 'officerAdd', {
    body: { name: officer, power, officerPassphrase, identityPassphrase: passphrase },
  })
}

async function approveDraft(
  node: RunningNode,
  document: object,
  files: readonly ExhibitFile[],
): Promise<string> {
  const { id } = (await use(node, 'draftNew', { body: { document } })) as { readonly id: string }
  for (const { name, bytes } of files) {
    await use(node, 'draftAttach', {
      ...{ params: { draft: id }, query: { name, length: bytes.length } },
      body: new Blob([bytes]).stream(),
    })
  }
  await use(node, 'draftSubmit', { params: { draft: id }, body: { as: drafter } })
  await use(node, 'draftApprove', { params: { draft: id }, body: { as: officers.alpha } })
  return id
}

async function use(node: RunningNode, name: keyof UseCases, parts: object): Promise<unknown> {
  return callUseCase(useCasesOf(node), name, parts)
}

function onlyNetwork({ keeper }: RunningNode) {
  const [network] = keeper.directory.networks.values()
  if (network === undefined) throw new Error('the node is in no network')
  return network
}

/** A member publishes its prekeys, and where it listens, by itself, soon after it has joined or started. */
async function untilBundle(
  node: RunningNode,
  isAwaited: (bundle: PrekeyBundleTbs) => boolean = () => true,
): Promise<void> {
  const { networkId } = onlyNetwork(node)
  for (;;) {
    const bundle = node.self.member(networkId)?.bundle
    if (bundle !== undefined && isAwaited(bundle.tbs)) return
    await setTimeout(10)
  }
}

/**
 * An address on loopback that nobody listens at, below the ports that the system hands out: nothing takes it while the
 * node that listens there is being started again.
 */
async function freeAddress(): Promise<readonly string[]> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000)
    const server = createServer()
    const isFree = await Promise.race([
      once(server.listen(port, '127.0.0.1'), 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false)
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return [`/ip4/127.0.0.1/tcp/${port}`]
  }
}
