import { join } from 'node:path'
import {
  compositeSigner,
  inclusionProof,
  logSigner,
  merkleRoot,
  u64,
  type CompositeSigner,
} from '../../crypto/index.ts'
import { certificateHash, signLedgerCheckpoint, type Network } from '../../protocol/index.ts'
import { leafHash } from '../../crypto/index.ts'
import { openSeedFile, wrapSeedFile } from '../keyring/index.ts'
import { layout, type FinishingTurn, type Store } from '../store/index.ts'
import type { NetworkDeps } from './deps.ts'

/** How many root keys a network has, and how many of them must sign (docs/protocol/2-trust.md, "Charter"). */
export const rootKeys = 3
export const rootThreshold = 2

const seedPath = (deps: Pick<NetworkDeps, 'path'>, name: string) => join(deps.path, 'keys', name)

/** Names of a secretariat's seed files. The three custodians' files are to be carried away to three places. */
const files = {
  root: (number: number) => `custodian-${number}`,
  issuer: 'network-issuer',
  log: 'network-log',
} as const

type SealDeps = Pick<NetworkDeps, 'path' | 'cost' | 'random'>

/** Makes the keys of a network, each in a file of its own under the passphrase, and lends their signers once. */
export async function createNetworkKeys(deps: SealDeps, passphrase: string) {
  const make = async (name: string, purpose: 'network-root' | 'network-issuer' | 'network-log') => {
    const seed = deps.random(purpose === 'network-log' ? 32 : 64)
    const signer = purpose === 'network-log' ? logSigner(seed) : compositeSigner(seed)
    await wrapSeedFile(deps, {
      ...{ path: seedPath(deps, name), purpose, seed, publicKey: signer.publicKey },
      ...{ passphrase, cost: deps.cost },
    })
    return { seed, publicKey: signer.publicKey }
  }
  const roots = []
  for (let number = 1; number <= rootKeys; number += 1) {
    const { seed } = await make(files.root(number), 'network-root')
    roots.push(compositeSigner(seed))
  }
  const issuer = compositeSigner((await make(files.issuer, 'network-issuer')).seed)
  const log = logSigner((await make(files.log, 'network-log')).seed)
  return { roots, issuer, log }
}

/** Opens the issuing key for one operation. @throws KeyringError `KEYRING_PASSPHRASE`, `KEYRING_MISSING` */
export function withIssuer<T>(
  deps: SealDeps,
  passphrase: string,
  use: (issuer: CompositeSigner) => T | Promise<T>,
): Promise<T> {
  const file = { path: seedPath(deps, files.issuer), purpose: 'network-issuer', passphrase } as const
  return openSeedFile(file, (seed) => use(compositeSigner(seed)))
}

/** The network's log of credentials as this secretariat keeps it: leaf hashes, in order. */
export async function readNetworkLog(store: Store): Promise<readonly Uint8Array[]> {
  const leaves: Uint8Array[] = []
  for await (const row of store.range(layout.networkLog.all())) leaves.push(row.value)
  return leaves
}

export function writeNetworkLeaf(turn: FinishingTurn, index: number, leaf: Uint8Array): void {
  turn.put(layout.networkLog.at(u64(index)), leaf)
}

/** Adds a credential to the log and proves it: leaf, place, path and a checkpoint signed by the log key. */
export async function logCredential(
  deps: SealDeps & Pick<NetworkDeps, 'store'>,
  network: Network,
  passphrase: string,
  credentialTbs: Uint8Array,
) {
  const leaf = leafHash(certificateHash('CREDENTIAL', credentialTbs))
  const leaves = [...(await readNetworkLog(deps.store)), leaf]
  const leafIndex = leaves.length - 1
  const tree = { origin: network.charter.logOrigin, size: leaves.length, root: merkleRoot(leaves) }
  const file = { path: seedPath(deps, files.log), purpose: 'network-log', passphrase } as const
  const checkpoint = await openSeedFile(file, (seed) => {
    const log = logSigner(seed)
    return signLedgerCheckpoint(tree, log.publicKey, (message) => log.sign(message))
  })
  return { leaf, leafIndex, path: inclusionProof(leaves, leafIndex), checkpoint }
}
