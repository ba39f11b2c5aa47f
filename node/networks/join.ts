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
 * @throws NodeError `FILE_INVALID`, `FINGERPRINT_MISMATCH`; KeyringError for the passphrase
 */
export async function joinNetwork(
  deps: NetworkDeps,
  bytes: Uint8Array,
  options: { readonly expectedNetwork: Uint8Array | undefined; readonly identityPassphrase: string },
): Promise<KnownNetwork> {
  const { directory } = deps.keeper
  const before = new Set(directory.networks.keys())
  try {
    await deps.keeper.take(membershipShape.decode(bytes).objects, {
      expectedNetwork: options.expectedNetwork,
    })
  } catch (error) {
    if (error instanceof ProtocolError)
      throw new NodeError('FILE_INVALID', 'not a membership file', { reason: error.code })
    throw error
  }
  const network = [...directory.networks.values()].find((one) =>
    options.expectedNetwork === undefined ? !before.has(one.id) : one.id === toHex(options.expectedNetwork),
  )
  if (network === undefined) {
    throw options.expectedNetwork === undefined
      ? new NodeError('FILE_INVALID', 'the file brings no network that is new here')
      : new NodeError('FINGERPRINT_MISMATCH', 'the file is of another network')
  }
  if (deps.self.profile.role === 'relay') requireRelayCertificate(deps, network)
  else await becomeMember(deps, network.networkId, options.identityPassphrase)
  deps.publish()
  return network
}

function requireRelayCertificate(deps: NetworkDeps, network: KnownNetwork): void {
  const own = [...network.relays.values()].some(
    (relay) => toHex(relay.tbs.rlk) === toHex(deps.keyring.nodePublicKey),
  )
  if (!own) throw new NodeError('FILE_INVALID', 'the file does not certify this relay')
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
