import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { officerSigner, osRandom, toHex } from '../../crypto/index.ts'
import {
  certificateHash,
  certify,
  contexts,
  directoryKinds,
  identityKeyHash,
  officerCertificateTbsShape,
  statementTypes,
  type Member,
} from '../../protocol/index.ts'
import type { Saying } from '../../node/exchanges/speak.ts'
import { networkObjects } from '../../node/directory/sync.ts'
import { initialiseNode } from '../../node/initialise.ts'
import { admit } from '../../node/networks/admit.ts'
import { applyToNetwork } from '../../node/networks/apply.ts'
import { foundNetwork } from '../../node/networks/found.ts'
import { joinNetwork } from '../../node/networks/join.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { floorCost, passphrase, temporaryFolder } from '../store/support.ts'
import { startChild, type Child } from './child.ts'

const program = fileURLToPath(import.meta.resolve('./node-process.ts'))

/** A network of a sender in this process, and a receiver and a relay that can be started in theirs. */
export interface BenchNetwork extends AsyncDisposable {
  readonly path: string
  readonly sender: RunningNode
  /** The sender's dependencies, with an officer whose key is at hand: unlocking one takes argon2id's time. */
  readonly exchange: RunningNode['exchange']
  readonly officer: Saying['officer']
  readonly receiver: Member
  readonly start: (who: 'receiver' | 'relay') => Promise<Child>
}

/** Founds a network on loopback. @param onFault - told of each fault point that the sender passes */
export async function startNetwork(
  onFault: (point: string) => void = () => undefined,
): Promise<BenchNetwork> {
  await using starting = new AsyncDisposableStack()
  const { path } = starting.use(await temporaryFolder())
  const sender = starting.use(await makeNode(join(path, 'sender'), 'member', onFault))
  const listens = { receiver: '', relay: '' }
  let receiverId: Uint8Array
  {
    await using secretariat = await makeNode(join(path, 'secretariat'), 'secretariat')
    await using relay = await makeNode(join(path, 'relay'), 'relay')
    await using receiver = await makeNode(join(path, 'receiver'), 'member')
    await foundNetwork(secretariat.network, {
      name: 'Bench',
      logOrigin: undefined,
      witnessesRequired: 0,
      credentialDays: 45,
      identityPassphrase: passphrase,
    })
    for (const node of [relay, sender, receiver]) {
      const application = await applyToNetwork(node.network, passphrase)
      const { membership } = await admit(secretariat.network, application, passphrase)
      await joinNetwork(node.network, membership, {
        expectedNetwork: undefined,
        identityPassphrase: passphrase,
      })
    }
    receiverId = receiver.self.institutionId
    // Content is taken in only where somebody could open it.
    const somebody = osRandom(16)
    const { keyring } = receiver.exchange
    await keyring.letIn(somebody, (await keyring.createOfficer(somebody, passphrase)).openingKey)
    await untilBundle(receiver)
    await untilBundle(sender)
    // Everybody learns everything, without waiting for the relay to tell.
    const nodes = [secretariat, relay, sender, receiver]
    const objects = nodes.flatMap((node) => networkObjects(onlyNetwork(node)))
    for (const node of nodes) await node.keeper.take(objects)
    // Started again in a process of its own, each listens where the directory says it does.
    listens.receiver = receiver.addresses()[0] ?? ''
    listens.relay = relay.addresses()[0] ?? ''
  }
  const { officer, sign } = await certifyOfficer(sender)
  const receiver = onlyNetwork(sender).members.get(toHex(receiverId))
  if (receiver?.bundle === undefined) throw new Error('the receiver has no prekeys')
  const { keyring } = sender.exchange
  const running = starting.move()
  return {
    ...{ path, sender, officer, receiver },
    exchange: {
      ...sender.exchange,
      keyring: { ...keyring, signAsOfficer: (_id, _passphrase, message) => Promise.resolve(sign(message)) },
    },
    start: (who) => startChild(program, [join(path, who), passphrase, listens[who]]),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function makeNode(
  dataDir: string,
  role: 'member' | 'secretariat' | 'relay',
  fault: (point: string) => void = () => undefined,
): Promise<RunningNode> {
  const profile = { name: 'Bench', country: 'XA', kind: 'ARO', languages: ['en'] } as const
  await initialiseNode(
    { dataDir, role, ...profile, passphrase, identityPassphrase: passphrase },
    { cost: floorCost },
  )
  const listen = ['/ip4/127.0.0.1/tcp/0']
  return startNode({ dataDir, passphrase, listen, cost: floorCost, log: () => undefined, fault })
}

function onlyNetwork({ keeper }: RunningNode) {
  const [network] = keeper.directory.networks.values()
  if (network === undefined) throw new Error('the node is in no network')
  return network
}

async function untilBundle(node: RunningNode): Promise<void> {
  const { networkId } = onlyNetwork(node)
  while (node.self.member(networkId)?.bundle === undefined)
    await new Promise((resolve) => setTimeout(resolve, 10))
}

async function certifyOfficer(node: RunningNode) {
  const { keyring } = node.exchange
  const { publicKey, sign } = officerSigner(osRandom(32))
  const id = osRandom(16)
  const tbs = officerCertificateTbsShape.encode({
    version: 1,
    suite: 1,
    institutionId: node.self.institutionId,
    iikHash: identityKeyHash(keyring.identityPublicKey),
    officerId: id,
    key: publicKey,
    statementTypes: Object.values(statementTypes),
    ceiling: 1,
    notBeforeMs: Date.now(),
    notAfterMs: Date.now() + 86_400_000,
  })
  const object = await keyring.withIdentity(passphrase, (identity) =>
    certify(tbs, contexts.officer, identity.sign),
  )
  await node.keeper.take([{ kind: directoryKinds.OFFICER_CERTIFICATE, object }])
  return { officer: { id, certHash: certificateHash('OFFICER_CERTIFICATE', tbs), passphrase: '' }, sign }
}
