import { compositeSigner, logSigner, officerSigner } from '../../crypto/index.ts'
import {
  certificateHash,
  certify,
  contexts,
  directoryKinds,
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  statementTypes,
  statusTbsShape,
  type DirectoryObject,
  type NodeCertificateTbs,
  type OfficerCertificateTbs,
} from '../../protocol/index.ts'
import {
  createTestInstitution,
  createTestNetwork,
  testNow,
  type TestInstitution,
} from '../support/network.ts'
import { seededRandom } from '../support/random.ts'

export const random = seededRandom('corpus')
export const day = 24 * 60 * 60 * 1000
/** What the members of the frozen fixture may say: the families there were when it was made. */
const frozenTypes: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** An institution with officers and nodes of which each lacks one thing. */
export type Speaker = TestInstitution

/** A further node certificate of an institution, under the same node key. */
export async function nodeOf(one: Speaker, change: Partial<NodeCertificateTbs> = {}, signer = one.iik) {
  const tbs = nodeCertificateTbsShape.encode({
    version: 1,
    suite: 1,
    ...one.party,
    serial: random(16),
    nok: one.nok.publicKey,
    logKey: logSigner(random(32)).publicKey,
    peerKey: random(32),
    homeRelays: [],
    notBeforeMs: testNow - day,
    notAfterMs: testNow + 90 * day,
    ...change,
  })
  return {
    hash: certificateHash('NODE_CERTIFICATE', tbs),
    tbs,
    object: { kind: directoryKinds.NODE_CERTIFICATE, object: await certify(tbs, contexts.node, signer.sign) },
  }
}

/** A further officer of an institution. */
export async function officerOf(one: Speaker, change: Partial<OfficerCertificateTbs> = {}, signer = one.iik) {
  const key = officerSigner(random(32))
  const tbs = officerCertificateTbsShape.encode({
    version: 1,
    suite: 1,
    institutionId: one.party.institutionId,
    iikHash: one.party.iikHash,
    officerId: random(16),
    key: key.publicKey,
    statementTypes: [...frozenTypes],
    ceiling: 1,
    notBeforeMs: testNow - day,
    notAfterMs: testNow + 90 * day,
    ...change,
  })
  return {
    key,
    hash: certificateHash('OFFICER_CERTIFICATE', tbs),
    object: {
      kind: directoryKinds.OFFICER_CERTIFICATE,
      object: await certify(tbs, contexts.officer, signer.sign),
    },
  }
}

/**
 * The networks and institutions of the corpus. B receives; it knows network 1 with A, C, two that lack something, and
 * network 2 with E, and does not know D, nor network 3 with F.
 */
export async function createWorld() {
  const network = await createTestNetwork(random, 'Corpus network', frozenTypes)
  const second = await createTestNetwork(random, 'Second network', frozenTypes)
  const third = await createTestNetwork(random, 'Third network', frozenTypes)
  const [a, b, c, d] = [
    await createTestInstitution(random, network),
    await createTestInstitution(random, network),
    await createTestInstitution(random, network),
    await createTestInstitution(random, network),
  ]
  const lapsed = await createTestInstitution(random, network, {
    notBeforeMs: testNow - 50 * day,
    notAfterMs: testNow - 5 * day,
  })
  const answersOnly = await createTestInstitution(random, network, {
    statementTypes: [statementTypes.ANSWER],
  })
  const unclassified = await createTestInstitution(random, network, { ceiling: 0 })
  const e = await createTestInstitution(random, second)
  const f = await createTestInstitution(random, third)

  const newKey = compositeSigner(random(64))
  const officers = {
    withoutType: await officerOf(a, { statementTypes: [statementTypes.ANSWER] }),
    uncleared: await officerOf(a, { ceiling: 0 }),
    expired: await officerOf(a, { notBeforeMs: testNow - 20 * day, notAfterMs: testNow - day }),
    revoked: await officerOf(a),
  }
  const nodes = {
    expired: await nodeOf(a, { notBeforeMs: testNow - 20 * day, notAfterMs: testNow - day }),
    early: await nodeOf(a, { notBeforeMs: testNow + day }),
    revoked: await nodeOf(a, { serial: new Uint8Array(16).fill(7) }),
  }
  const status = statusTbsShape.encode({
    version: 1,
    networkId: network.networkId,
    sequence: 2,
    timeMs: testNow,
    revoked: [
      { serial: officers.revoked.hash, invalidFromMs: testNow - day, listedMs: testNow },
      { serial: new Uint8Array(16).fill(7), invalidFromMs: testNow - day, listedMs: testNow },
    ],
    checkpoint: '',
  })
  const withoutBundle = ({ objects }: Speaker) => objects.slice(0, 3)
  const known: readonly DirectoryObject[] = [
    ...network.objects,
    {
      kind: directoryKinds.STATUS,
      object: await certify(status, contexts.status, network.issuing.sign),
    },
    ...second.objects,
    ...[a, b, c, lapsed, answersOnly, unclassified, e].flatMap(withoutBundle),
    // The secretariat issues a credential under a key that A never announced: it is held.
    network.admit(newKey, {
      institutionId: a.party.institutionId,
      rekey: { kind: 4, proof: new Uint8Array(0) },
    }),
    ...[...Object.values(officers), ...Object.values(nodes)].map(({ object }) => object),
  ]
  return {
    network,
    second,
    third,
    ...{ a, b, c, d, e, f, lapsed, answersOnly, unclassified },
    newKey,
    officers,
    nodes,
    known,
  }
}

/** A member that may say what came after the fixture was frozen; it brings its certificates along. */
export async function withLaterFamilies({ network }: Pick<World, 'network'>): Promise<Speaker> {
  const types = Object.values(statementTypes)
  return createTestInstitution(random, { ...network, statementTypes: types }, { statementTypes: types })
}

export type World = Awaited<ReturnType<typeof createWorld>>
