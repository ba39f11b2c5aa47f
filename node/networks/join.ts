import { fromHex, toHex } from '../../crypto/index.ts'
import {
  certify,
  contexts,
  directoryKinds,
  membershipShape,
  nodeCertificateTbsShape,
  ProtocolError,
  protocolVersion,
  suiteOne,
  type KnownNetwork,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import type { NetworkDeps } from './deps.ts'
import { ownOfficerObjects } from './officers.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Life of a node certificate, in days. */
const nodeDays = 90
/** Home relays of a member: two, so that one may fail. */
const homeRelayCount = 2

/**
 * Takes a membership file in: checks the charter and everything under it, finds our own certificate, and makes the
 * node certificate for this network.
 *
 * @param expectedNetwork - the id printed in the agreement; the first charter seen is believed where absent
 * @throws NodeError `FILE_INVALID`, `FINGERPRINT_MISMATCH`; `ALREADY_EXISTS` where this node is in that network with
 *   what the file certifies; KeyringError for the passphrase
 */
export async function joinNetwork(
  deps: NetworkDeps,
  bytes: Uint8Array,
  options: { readonly expectedNetwork: Uint8Array | undefined; readonly identityPassphrase: string },
): Promise<KnownNetwork> {
  const { directory } = deps.keeper
  const before = new Map([...directory.networks.values()].map((one) => [one.id, certifiedIn(deps, one)]))
  let charters: ReadonlySet<string>
  try {
    const { objects } = membershipShape.decode(bytes)
    charters = new Set(
      objects.filter(({ kind }) => kind === directoryKinds.CHARTER).map(({ object }) => toHex(object)),
    )
    await deps.keeper.take(objects, { expectedNetwork: options.expectedNetwork })
  } catch (error) {
    if (error instanceof ProtocolError)
      throw new NodeError('FILE_INVALID', 'not a membership file', { reason: error.code })
    throw error
  }
  const named = [...directory.networks.values()].filter((one) => charters.has(toHex(one.charterBytes)))
  const expected = options.expectedNetwork && toHex(options.expectedNetwork)
  const network =
    expected === undefined
      ? (named.find((one) => !before.has(one.id)) ?? named[0])
      : named.find((one) => one.id === expected)
  if (network === undefined) {
    throw expected === undefined
      ? new NodeError('FILE_INVALID', 'the file brings no network')
      : new NodeError('FINGERPRINT_MISMATCH', 'the file is of another network')
  }
  // A join that was cut short is completed, and a newer credential is taken up; the same again is neither.
  const was = before.get(network.id)
  if (was !== undefined && was === certifiedIn(deps, network))
    throw new NodeError('ALREADY_EXISTS', 'this node is in that network already')
  if (deps.self.profile.role === 'relay') requireRelayCertificate(deps, network)
  else await becomeMember(deps, network.networkId, options.identityPassphrase)
  deps.publish()
  return network
}

/** What makes this node part of a network now; `undefined` where something is missing or over. */
function certifiedIn(
  { self, keyring, clock }: Pick<NetworkDeps, 'self' | 'keyring' | 'clock'>,
  network: KnownNetwork,
): string | undefined {
  if (self.profile.role === 'relay') {
    const relay = ownRelay(keyring, network)
    return relay && relay.tbs.notAfterMs > clock() ? toHex(relay.hash) : undefined
  }
  const member = self.member(network.networkId)
  const isCertified = [...(member?.nodes.values() ?? [])].some(({ tbs }) => tbs.notAfterMs > clock())
  return member !== undefined && isCertified ? toHex(member.credential.bytes) : undefined
}

function ownRelay({ nodePublicKey }: NetworkDeps['keyring'], { relays }: KnownNetwork) {
  return [...relays.values()].find(({ tbs }) => toHex(tbs.rlk) === toHex(nodePublicKey))
}

function requireRelayCertificate(deps: NetworkDeps, network: KnownNetwork): void {
  if (ownRelay(deps.keyring, network) === undefined)
    throw new NodeError('FILE_INVALID', 'the file does not certify this relay')
}

/** Makes our node certificate in a network whose credential for us is already in the directory. */
export async function becomeMember(
  deps: Pick<NetworkDeps, 'keyring' | 'keeper' | 'self' | 'store' | 'clock' | 'random' | 'peerKey'>,
  networkId: Uint8Array,
  identityPassphrase: string,
): Promise<void> {
  const member = deps.self.member(networkId)
  if (member === undefined || toHex(member.credential.iikHash) !== toHex(deps.self.iikHash)) {
    throw new NodeError('FILE_INVALID', 'the file holds no credential for this institution')
  }
  const now = deps.clock()
  const relays = [...(deps.keeper.directory.networks.get(toHex(networkId))?.relays.keys() ?? [])].sort()
  const tbs = nodeCertificateTbsShape.encode({
    version: protocolVersion,
    suite: suiteOne,
    networkId,
    institutionId: deps.self.institutionId,
    iikHash: deps.self.iikHash,
    serial: deps.random(16),
    nok: deps.keyring.nodePublicKey,
    logKey: deps.keyring.logPublicKey,
    peerKey: deps.peerKey,
    homeRelays: relays.slice(0, homeRelayCount).map(fromHex),
    notBeforeMs: now,
    notAfterMs: now + nodeDays * dayMs,
  })
  const node = await deps.keyring.withIdentity(identityPassphrase, (identity) =>
    certify(tbs, contexts.node, identity.sign),
  )
  await deps.keeper.take([
    { kind: directoryKinds.NODE_CERTIFICATE, object: node },
    ...(await ownOfficerObjects(deps.store)),
  ])
}
