import {
  compositeSigner,
  inclusionProof,
  kemKeyPair,
  leafHash,
  logSigner,
  merkleRoot,
  officerSigner,
  type CompositeSigner,
  type OfficerSigner,
  type RandomSource,
} from '../../crypto/index.ts'
import {
  certificateHash,
  certify,
  contexts,
  credentialShape,
  credentialTbsShape,
  directoryKinds,
  identityKeyHash,
  institutionIdOf,
  networkIdOf,
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  prekeyBundleTbsShape,
  rekeyKinds,
  signCharter,
  signLedgerCheckpoint,
  statementTypes,
  statusTbsShape,
  weekMs,
  type CharterTbs,
  type CredentialTbs,
  type DirectoryObject,
  type Party,
} from '../../protocol/index.ts'

/** The moment at which everything of a test network is young: a Wednesday in November 2026. */
export const testNow = Date.UTC(2026, 10, 18, 9, 0, 0)
const day = 24 * 60 * 60 * 1000
const everyType = Object.values(statementTypes)

/** A network with its keys, for tests of formats and rules; nodes make theirs through the keyring. */
export interface TestNetwork {
  readonly networkId: Uint8Array
  readonly charter: CharterTbs
  readonly roots: readonly CompositeSigner[]
  readonly issuing: CompositeSigner
  readonly objects: readonly DirectoryObject[]
  /** What its members and their officers may say, where nothing else is asked for. */
  readonly statementTypes: readonly number[]
  /** Issues a credential; `change` bends what is signed. */
  readonly admit: (iik: CompositeSigner, change?: Partial<CredentialTbs>) => DirectoryObject
}

/** @param types - of statements; named where bytes are kept, so that a new family does not change them */
export async function createTestNetwork(
  random: RandomSource,
  name = 'Test network',
  types: readonly number[] = everyType,
): Promise<TestNetwork> {
  const roots = [0, 1, 2].map(() => compositeSigner(random(64)))
  const issuing = compositeSigner(random(64))
  const log = logSigner(random(32))
  const charter: CharterTbs = {
    version: 1,
    suite: 1,
    name,
    rootKeys: roots.map((root) => root.publicKey),
    threshold: 2,
    issuingKey: issuing.publicKey,
    logKey: log.publicKey,
    logOrigin: `sponte/${name.toLowerCase().replaceAll(' ', '-')}`,
    policy: { witnessesRequired: 0, minSuite: 1, credentialDays: 45 },
    notBeforeMs: testNow - 30 * day,
    notAfterMs: testNow + 1000 * day,
  }
  const networkId = networkIdOf(charter.rootKeys, charter.threshold)
  const signers = new Map(roots.slice(0, 2).map((root, index) => [index, root.sign]))
  const leaves: Uint8Array[] = []

  const status = statusTbsShape.encode({
    version: 1,
    networkId,
    sequence: 1,
    timeMs: testNow,
    revoked: [],
    checkpoint: '',
  })
  return {
    networkId,
    charter,
    roots,
    issuing,
    statementTypes: types,
    objects: [
      { kind: directoryKinds.CHARTER, object: await signCharter(charter, signers) },
      { kind: directoryKinds.STATUS, object: await certify(status, contexts.status, issuing.sign) },
    ],
    admit: (iik, change = {}) => {
      const tbs = credentialTbsShape.encode({
        version: 1,
        suite: 1,
        networkId,
        serial: random(16),
        institutionId: institutionIdOf(iik.publicKey),
        name: 'Test institution',
        country: 'XA',
        kind: 1,
        languages: ['en'],
        iik: iik.publicKey,
        statementTypes: [...types],
        ceiling: 1,
        notBeforeMs: testNow - day,
        notAfterMs: testNow + 44 * day,
        previousHash: undefined,
        rekey: { kind: rekeyKinds.FIRST, proof: new Uint8Array(0) },
        logOrigin: charter.logOrigin,
        firstPeerKey: random(32),
        ...change,
      })
      leaves.push(leafHash(certificateHash('CREDENTIAL', tbs)))
      const checkpoint = { origin: charter.logOrigin, size: leaves.length, root: merkleRoot(leaves) }
      const object = credentialShape.encode({
        tbs,
        signature: issuing.sign(tbs, contexts.credential),
        log: {
          leafIndex: leaves.length - 1,
          path: inclusionProof(leaves, leaves.length - 1),
          checkpoint: signLedgerCheckpoint(checkpoint, log.publicKey, log.sign),
          cosignatures: [],
        },
      })
      return { kind: directoryKinds.CREDENTIAL, object }
    },
  }
}

/** An institution with one officer, admitted to a test network, with this week's prekey. */
export interface TestInstitution {
  readonly party: Party
  readonly iik: CompositeSigner
  readonly nok: CompositeSigner
  readonly officer: OfficerSigner
  readonly officerCertHash: Uint8Array
  readonly nodeCertHash: Uint8Array
  readonly prekeySeed: Uint8Array
  readonly prekey: Uint8Array
  /** Credential, node certificate, officer certificate, prekey bundle: in the order a directory takes them. */
  readonly objects: readonly DirectoryObject[]
}

export async function createTestInstitution(
  random: RandomSource,
  network: TestNetwork,
  change: Partial<CredentialTbs> = {},
): Promise<TestInstitution> {
  const iik = compositeSigner(random(64))
  const nok = compositeSigner(random(64))
  const officer = officerSigner(random(32))
  const party: Party = {
    networkId: network.networkId,
    institutionId: institutionIdOf(iik.publicKey),
    iikHash: identityKeyHash(iik.publicKey),
  }
  const dates = { notBeforeMs: testNow - day, notAfterMs: testNow + 90 * day }
  const nodeTbs = nodeCertificateTbsShape.encode({
    version: 1,
    suite: 1,
    ...party,
    serial: random(16),
    nok: nok.publicKey,
    logKey: logSigner(random(32)).publicKey,
    peerKey: random(32),
    homeRelays: [],
    ...dates,
  })
  const officerTbs = officerCertificateTbsShape.encode({
    version: 1,
    suite: 1,
    institutionId: party.institutionId,
    iikHash: party.iikHash,
    officerId: random(16),
    key: officer.publicKey,
    statementTypes: [...network.statementTypes],
    ceiling: 1,
    ...dates,
  })
  const nodeCertHash = certificateHash('NODE_CERTIFICATE', nodeTbs)
  const prekeySeed = random(32)
  const prekey = kemKeyPair(prekeySeed).publicKey
  const bundleTbs = prekeyBundleTbsShape.encode({
    version: 1,
    suites: [1],
    networkId: party.networkId,
    institutionId: party.institutionId,
    bundleSeq: 1,
    weekly: [{ week: Math.floor(testNow / weekMs), publicKey: prekey }],
    burnt: [],
    nodeCertHash,
    statusHash: undefined,
    addresses: [],
    createdMs: testNow,
  })
  return {
    party,
    iik,
    nok,
    officer,
    officerCertHash: certificateHash('OFFICER_CERTIFICATE', officerTbs),
    nodeCertHash,
    prekeySeed,
    prekey,
    objects: [
      network.admit(iik, change),
      { kind: directoryKinds.NODE_CERTIFICATE, object: await certify(nodeTbs, contexts.node, iik.sign) },
      {
        kind: directoryKinds.OFFICER_CERTIFICATE,
        object: await certify(officerTbs, contexts.officer, iik.sign),
      },
      { kind: directoryKinds.PREKEY_BUNDLE, object: await certify(bundleTbs, contexts.prekeys, nok.sign) },
    ],
  }
}
