import { join } from 'node:path'
import { compositeSigner, logSigner, type CompositeSigner } from '../../crypto/index.ts'
import { signLedgerCheckpoint, type KnownNetwork, type LedgerCheckpoint } from '../../protocol/index.ts'
import { openSeedFile, wrapSeedFile } from '../keyring/index.ts'
import { NodeError } from '../node-error.ts'
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

/**
 * The network of a secretariat, before it signs something in its name.
 *
 * @throws NodeError `WRONG_ROLE` at any other node, `NOT_MEMBER` before it has founded one
 */
export function asSecretariat({ self, keeper }: Pick<NetworkDeps, 'self' | 'keeper'>): KnownNetwork {
  if (self.profile.role !== 'secretariat')
    throw new NodeError('WRONG_ROLE', 'only the secretariat of a network says this')
  const [network] = keeper.directory.networks.values()
  if (network === undefined) throw new NodeError('NOT_MEMBER', 'found a network first')
  return network
}

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

/** Signs a checkpoint of the network's log with the log key. @throws KeyringError like {@link withIssuer} */
export function signNetworkCheckpoint(
  deps: SealDeps,
  passphrase: string,
  tree: LedgerCheckpoint,
): Promise<string> {
  const file = { path: seedPath(deps, files.log), purpose: 'network-log', passphrase } as const
  return openSeedFile(file, (seed) => {
    const log = logSigner(seed)
    return signLedgerCheckpoint(tree, log.publicKey, (message) => log.sign(message))
  })
}
