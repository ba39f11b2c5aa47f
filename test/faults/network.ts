import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { toHex } from '../../crypto/index.ts'
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
import { conditions, disclosureOf, drafter, officers } from './content.ts'
import { callUseCase } from './use-case.ts'

/** A node of the world: two institutions, and the two relays in the order in which both use them. */
export const places = ['alpha', 'beta', 'relay-1', 'relay-2'] as const
export type Place = (typeof places)[number]

/** How the two institutions reach each other: straight, or only by relays since neither listens. */
export type Reach = 'direct' | 'relayed'

/** A network as it was made: its folders, named after their places, are copied for each case. */
export interface MadeNetwork {
  readonly reach: Reach
  readonly folder: string
  readonly listen: Readonly<Record<Place, readonly string[]>>
  /** Alpha's approved drafts to Beta; what is in the nth is `disclosureOf(n)`. */
  readonly drafts: readonly string[]
}

/**
 * Founds a network of a secretariat, two relays and two institutions, one of which has approved some drafts.
 *
 * @param folder - is made
 * @param count - of drafts
 */
export async function makeNetwork(folder: string, reach: Reach, count: number): Promise<MadeNetwork> {
  const [alpha = [], beta = [], a = [], b = []] = await Promise.all(Array.from({ length: 4 }, freeAddress))
  const members = reach === 'direct' ? { alpha, beta } : { alpha: [], beta: [] }
  const { drafts, isInOrder } = await found(folder, { ...members, a, b }, count)
  // Which relay comes first is by the ids that were drawn.
  const [first, second] = isInOrder ? (['a', 'b'] as const) : (['b', 'a'] as const)
  await rename(join(folder, first), join(folder, 'relay-1'))
  await rename(join(folder, second), join(folder, 'relay-2'))
  const listen = { ...members, 'relay-1': isInOrder ? a : b, 'relay-2': isInOrder ? b : a }
  return { reach, folder, listen, drafts }
}

type Listen = Readonly<Record<'alpha' | 'beta' | 'a' | 'b', readonly string[]>>

async function found(folder: string, listen: Listen, count: number) {
  const make = (name: string, role: 'member' | 'relay' | 'secretariat', addresses: readonly string[]) =>
    makeNode(join(folder, name), role, addresses)
  await using secretariat = await make('secretariat', 'secretariat', [])
  await using a = await make('a', 'relay', listen.a)
  await using b = await make('b', 'relay', listen.b)
  await using alpha = await make('alpha', 'member', listen.alpha)
  await using beta = await make('beta', 'member', listen.beta)
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

  const drafts: string[] = []
  for (let nth = 0; nth < count; nth += 1)
    drafts.push(await approveDraft(alpha, toHex(beta.self.institutionId), nth))
  const [home] = homeRelays(alpha, alpha.self.memberships())
  const isInOrder = toHex(home?.tbs.peerKey ?? new Uint8Array()) === toHex(a.network.peerKey)
  return { drafts, isInOrder }
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
  return startNode({ dataDir, passphrase, listen, cost: floorCost, log: () => undefined })
}

async function appoint(
  node: RunningNode,
  { officer, passphrase: officerPassphrase }: { readonly officer: string; readonly passphrase: string },
  power: 'HEAD' | 'DELEGATED',
): Promise<void> {
  await use(node, 'officerAdd', {
    body: { name: officer, power, officerPassphrase, identityPassphrase: passphrase },
  })
}

async function approveDraft(node: RunningNode, to: string, nth: number): Promise<string> {
  const document = { to: [to], conditions, disclosure: disclosureOf(nth) }
  const { id } = (await use(node, 'draftNew', { body: { document } })) as { readonly id: string }
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

/** A member publishes its prekeys by itself, soon after it has joined. */
async function untilBundle(node: RunningNode): Promise<void> {
  const { networkId } = onlyNetwork(node)
  while (node.self.member(networkId)?.bundle === undefined) await setTimeout(10)
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
