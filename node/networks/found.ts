import {
  certify,
  contexts,
  directoryKinds,
  networkIdOf,
  protocolVersion,
  signCharter,
  suiteOne,
  type CharterTbs,
} from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import type { NetworkDeps } from './deps.ts'
import { issueCredential } from './issue.ts'
import { becomeMember } from './join.ts'
import { nextProfile, signedProfile, type ProfileSet } from './profile.ts'
import { createNetworkKeys, rootThreshold } from './secretariat.ts'
import { nextStatus } from './status.ts'

const yearMs = 365 * 24 * 60 * 60 * 1000

/** What a secretariat decides when it founds a network. */
export interface Founding {
  readonly name: string
  /** Name of the network's log; made from the name where absent. */
  readonly logOrigin: string | undefined
  readonly witnessesRequired: number
  readonly credentialDays: number
  /** As by default where absent: then the network has none. */
  readonly profile?: ProfileSet | undefined
  readonly identityPassphrase: string
}

/**
 * Founds a network: makes its root, issuing and log keys, signs the charter with two of three roots, and makes the
 * secretariat its first member.
 *
 * @returns the network's id
 * @throws NodeError `WRONG_ROLE`, `ALREADY_EXISTS`; KeyringError for the passphrase
 */
export function foundNetwork(deps: NetworkDeps, founding: Founding): Promise<Uint8Array> {
  return deps.inTurn(() => foundNow(deps, founding))
}

async function foundNow(deps: NetworkDeps, founding: Founding): Promise<Uint8Array> {
  if (deps.self.profile.role !== 'secretariat')
    throw new NodeError('WRONG_ROLE', 'only a secretariat founds a network')
  if (deps.keeper.directory.networks.size > 0)
    throw new NodeError('ALREADY_EXISTS', 'this secretariat has its network')
  // Before any key is made: a wrong passphrase must leave nothing behind.
  await deps.keyring.withIdentity(founding.identityPassphrase, () => undefined)
  const keys = await createNetworkKeys(deps, founding.identityPassphrase)
  const now = deps.clock()
  const charter: CharterTbs = {
    version: protocolVersion,
    suite: suiteOne,
    name: founding.name,
    rootKeys: keys.roots.map((root) => root.publicKey),
    threshold: rootThreshold,
    issuingKey: keys.issuer.publicKey,
    logKey: keys.log.publicKey,
    logOrigin: founding.logOrigin ?? originFrom(founding.name),
    policy: {
      witnessesRequired: founding.witnessesRequired,
      minSuite: suiteOne,
      credentialDays: founding.credentialDays,
    },
    notBeforeMs: now,
    notAfterMs: now + yearMs,
  }
  const networkId = networkIdOf(charter.rootKeys, charter.threshold)
  const signers = new Map(keys.roots.slice(0, rootThreshold).map((root, index) => [index, root.sign]))
  const status = nextStatus(networkId, undefined, now)
  const { profile: set } = founding
  const profiles =
    set === undefined
      ? []
      : [await signedProfile(nextProfile(networkId, undefined, now, set), keys.issuer.sign)]
  await deps.keeper.take(
    [
      { kind: directoryKinds.CHARTER, object: await signCharter(charter, signers) },
      { kind: directoryKinds.STATUS, object: await certify(status, contexts.status, keys.issuer.sign) },
      ...profiles,
    ],
    { expectedNetwork: networkId },
  )
  const network = { networkId, charter }
  const { profile } = deps.self
  await issueCredential(deps, network, founding.identityPassphrase, {
    name: profile.name,
    country: profile.country,
    kind: profile.kind,
    languages: profile.languages,
    iik: deps.keyring.identityPublicKey,
    peerKey: deps.peerKey,
  })
  await becomeMember(deps, networkId, founding.identityPassphrase)
  deps.log('network-founded')
  return networkId
}

function originFrom(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `sponte/log/${slug === '' ? 'network' : slug}`
}
