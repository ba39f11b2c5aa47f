// Directory objects as an institution or a secretariat signs them, bent where a test wants it.
import { compositeSigner, logSigner, type CompositeSigner } from '../../crypto/index.ts'
import {
  certificateHash,
  certify,
  contexts,
  directoryKinds,
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  prekeyBundleTbsShape,
  relayCertificateTbsShape,
  relayIdOf,
  statusTbsShape,
  weekMs,
  type DirectoryObject,
  type NodeCertificateTbs,
  type OfficerCertificateTbs,
  type PrekeyBundleTbs,
  type RelayCertificateTbs,
} from '../../protocol/index.ts'
import { testNow, type TestInstitution, type TestNetwork } from '../support/network.ts'
import { seededRandom } from '../support/random.ts'

const random = seededRandom('directory')
export const day = 24 * 60 * 60 * 1000

/** An object, and what it is named by. */
export interface Signed {
  readonly object: DirectoryObject
  readonly hash: Uint8Array
}

/** A further node certificate of an institution, under the same node key. */
export async function nodeOf(
  one: TestInstitution,
  change: Partial<NodeCertificateTbs> = {},
): Promise<Signed> {
  const tbs = nodeCertificateTbsShape.encode({
    ...{ version: 1, suite: 1, ...one.party, serial: random(16) },
    ...{ nok: one.nok.publicKey, logKey: logSigner(random(32)).publicKey, peerKey: random(32) },
    ...{ homeRelays: [], notBeforeMs: testNow - day, notAfterMs: testNow + 90 * day },
    ...change,
  })
  return {
    object: {
      kind: directoryKinds.NODE_CERTIFICATE,
      object: await certify(tbs, contexts.node, one.iik.sign),
    },
    hash: certificateHash('NODE_CERTIFICATE', tbs),
  }
}

/** A newer bundle of an institution. */
export async function bundleOf(
  one: TestInstitution,
  change: Partial<PrekeyBundleTbs> = {},
  nok: CompositeSigner = one.nok,
): Promise<DirectoryObject> {
  const tbs = prekeyBundleTbsShape.encode({
    ...{ version: 1, suites: [1], bundleSeq: 2, burnt: [], statusHash: undefined, addresses: [] },
    ...{ networkId: one.party.networkId, institutionId: one.party.institutionId },
    weekly: [{ week: Math.floor(testNow / weekMs), publicKey: one.prekey }],
    ...{ nodeCertHash: one.nodeCertHash, createdMs: testNow },
    ...change,
  })
  return { kind: directoryKinds.PREKEY_BUNDLE, object: await certify(tbs, contexts.prekeys, nok.sign) }
}

/** A further officer of an institution. */
export async function officerOf(
  one: TestInstitution,
  change: Partial<OfficerCertificateTbs> = {},
): Promise<Signed> {
  const tbs = officerCertificateTbsShape.encode({
    ...{ version: 1, suite: 1, institutionId: one.party.institutionId, iikHash: one.party.iikHash },
    ...{ officerId: random(16), key: one.officer.publicKey, statementTypes: [1], ceiling: 1 },
    ...{ notBeforeMs: testNow - day, notAfterMs: testNow + 90 * day },
    ...change,
  })
  return {
    object: {
      kind: directoryKinds.OFFICER_CERTIFICATE,
      object: await certify(tbs, contexts.officer, one.iik.sign),
    },
    hash: certificateHash('OFFICER_CERTIFICATE', tbs),
  }
}

export async function relayOf(
  network: TestNetwork,
  change: Partial<RelayCertificateTbs> = {},
): Promise<Signed & { readonly relayId: Uint8Array }> {
  const rlk = compositeSigner(random(64)).publicKey
  const relayId = relayIdOf(rlk)
  const tbs = relayCertificateTbsShape.encode({
    ...{ version: 1, suite: 1, networkId: network.networkId, relayId, name: 'Relay', rlk },
    ...{ peerKey: random(32), addresses: ['/ip4/192.0.2.1/tcp/4100'] },
    ...{ notBeforeMs: testNow - day, notAfterMs: testNow + 90 * day },
    ...change,
  })
  return {
    object: {
      kind: directoryKinds.RELAY_CERTIFICATE,
      object: await certify(tbs, contexts.relay, network.issuing.sign),
    },
    hash: certificateHash('RELAY_CERTIFICATE', tbs),
    relayId,
  }
}

/** A status that lists what is revoked, by serial or certificate hash. */
export async function statusOf(
  network: TestNetwork,
  sequence: number,
  serials: readonly Uint8Array[],
): Promise<DirectoryObject> {
  const tbs = statusTbsShape.encode({
    ...{ version: 1, networkId: network.networkId, sequence, timeMs: testNow, checkpoint: '' },
    revoked: serials.map((serial) => ({ serial, invalidFromMs: testNow, listedMs: testNow })),
  })
  return { kind: directoryKinds.STATUS, object: await certify(tbs, contexts.status, network.issuing.sign) }
}
