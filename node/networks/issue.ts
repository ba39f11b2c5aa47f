// Issuing a credential, in two steps that a crash may part: its place in the network's log, durable together with the
// credential itself; then the checkpoint that proves the place. A checkpoint is only ever signed over leaves that are on
// disk, so the log never says two different things of one size.
import { equalBytes, inclusionProof, leafHash, merkleRoot, sha256, u64 } from '../../crypto/index.ts'
import {
  certificateHash,
  certifiedShape,
  contexts,
  credentialShape,
  credentialTbsShape,
  directoryKinds,
  institutionIdOf,
  institutionKinds,
  protocolVersion,
  readFields,
  rekeyKinds,
  statementTypes,
  suiteOne,
  type CredentialTbs,
  type DirectoryObject,
  type InstitutionKind,
  type Network,
} from '../../protocol/index.ts'
import { layout } from '../store/index.ts'
import type { NetworkDeps } from './deps.ts'
import { signNetworkCheckpoint, withIssuer } from './secretariat.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Highest classification that members are admitted for: nodes are not accredited for more (conditions, CLS). */
const ceiling = 1

/** What goes into a credential from an application, or from the secretariat itself. */
export interface Admitted {
  readonly name: string
  readonly country: string
  readonly kind: InstitutionKind
  readonly languages: readonly string[]
  readonly iik: Uint8Array
  readonly peerKey: Uint8Array
}

/**
 * Issues a membership credential, logs it, and takes it into the directory. One that was begun for the same keys before
 * a crash is completed instead.
 *
 * Not to be called twice at once: admissions take turns.
 *
 * @throws KeyringError for the passphrase; StoreError
 */
export async function issueCredential(
  deps: NetworkDeps,
  network: Network,
  passphrase: string,
  admitted: Admitted,
): Promise<void> {
  const begun = await completeIssued(deps, network, passphrase)
  if (begun.some((tbs) => isFor(tbs, admitted))) return
  const tbs = credentialTbsShape.encode(credentialFor(deps, network, admitted))
  const signature = await withIssuer(deps, passphrase, (issuer) => issuer.sign(tbs, contexts.credential))
  await deps.store.commit<undefined>(async (turn) => {
    let index = 0
    for await (const row of turn.range(layout.networkLog.all(), { reverse: true, limit: 1 })) {
      index = readFields(row.key).u64() + 1
    }
    return {
      kind: 'prepared',
      facts: [{ type: 'directory-change', item: sha256(tbs), codes: ['CREDENTIAL-ISSUED'] }],
      finish: (finishing) => {
        finishing.put(layout.networkLog.at(u64(index)), leafHash(certificateHash('CREDENTIAL', tbs)))
        finishing.put(layout.issuedCredentials.at(u64(index)), certifiedShape.encode({ tbs, signature }))
        return undefined
      },
    }
  })
  await completeIssued(deps, network, passphrase)
}

/**
 * Proves each credential that has its place in the log and was not handed out yet, and takes it into the directory.
 *
 * @returns what was completed
 */
async function completeIssued(
  deps: NetworkDeps,
  network: Network,
  passphrase: string,
): Promise<readonly CredentialTbs[]> {
  const { store, keeper } = deps
  const issued: { leafIndex: number; tbs: Uint8Array; signature: Uint8Array }[] = []
  for await (const row of store.range(layout.issuedCredentials.all())) {
    issued.push({ leafIndex: readFields(row.key).u64(), ...certifiedShape.decode(row.value) })
  }
  if (issued.length === 0) return []
  const leaves: Uint8Array[] = []
  for await (const row of store.range(layout.networkLog.all())) leaves.push(row.value)
  const tree = { origin: network.charter.logOrigin, size: leaves.length, root: merkleRoot(leaves) }
  const checkpoint = await signNetworkCheckpoint(deps, passphrase, tree)
  const objects = issued.map(({ leafIndex, tbs, signature }): DirectoryObject => {
    const log = { leafIndex, path: inclusionProof(leaves, leafIndex), checkpoint, cosignatures: [] }
    return { kind: directoryKinds.CREDENTIAL, object: credentialShape.encode({ tbs, signature, log }) }
  })
  const accepted = keeper.accept(objects)
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'directory-change', codes: [`OBJECTS:${objects.length}`] }],
    finish: (turn) => {
      // All of them: one that a failed commit left in the directory of this process is not on disk.
      keeper.write(turn, objects)
      for (const { leafIndex } of issued) turn.delete(layout.issuedCredentials.at(u64(leafIndex)))
      return undefined
    },
  }))
  keeper.announce(accepted)
  return issued.map(({ tbs }) => credentialTbsShape.decode(tbs))
}

const isFor = (tbs: CredentialTbs, { iik, peerKey }: Admitted): boolean =>
  equalBytes(tbs.iik, iik) && equalBytes(tbs.firstPeerKey, peerKey)

function credentialFor(deps: NetworkDeps, network: Network, admitted: Admitted): CredentialTbs {
  const now = deps.clock()
  return {
    version: protocolVersion,
    suite: suiteOne,
    networkId: network.networkId,
    serial: deps.random(16),
    institutionId: institutionIdOf(admitted.iik),
    name: admitted.name,
    country: admitted.country,
    kind: institutionKinds[admitted.kind],
    languages: admitted.languages,
    iik: admitted.iik,
    statementTypes: Object.values(statementTypes),
    ceiling,
    notBeforeMs: now,
    notAfterMs: now + network.charter.policy.credentialDays * dayMs,
    previousHash: undefined,
    rekey: { kind: rekeyKinds.FIRST, proof: new Uint8Array(0) },
    logOrigin: network.charter.logOrigin,
    firstPeerKey: admitted.peerKey,
  }
}
