import { fromHex, toHex } from '../../crypto/index.ts'
import {
  institutionIdOf,
  identityKeyHash,
  ledgerOrigin,
  mailboxOf,
  type Member,
  type Party,
} from '../../protocol/index.ts'
import type { Keyring } from '../keyring/index.ts'
import type { DirectoryKeeper } from './keeper.ts'
import type { Profile } from './profile.ts'

/** One network this institution is a member of. */
export interface Membership {
  readonly networkId: Uint8Array
  readonly mailbox: Uint8Array
  readonly party: Party
}

/** Who this node is, as its exchanges see it. */
export interface Self {
  readonly profile: Profile
  readonly institutionId: Uint8Array
  readonly iikHash: Uint8Array
  /** 16 bytes, new after every recovery: the other side sees that our chains were taken up again (rules D5). */
  readonly pairEpoch: Uint8Array
  /** Name of this institution's ledger in a network. */
  readonly logOrigin: (networkId: string) => string
  readonly memberships: () => readonly Membership[]
  readonly membership: (networkId: Uint8Array) => Membership | undefined
  /** Our own entry of the directory: certificates, and the bundle that others know. */
  readonly member: (networkId: Uint8Array) => Member | undefined
  /** Every key that our ledger was signed with, as our node certificates name them. */
  readonly logKeys: () => readonly Uint8Array[]
  /** The public half of one of our live prekeys; `undefined` for any other id. */
  readonly prekey: (prekeyId: Uint8Array) => Uint8Array | undefined
}

export function createSelf(deps: {
  readonly profile: Profile
  readonly keeper: DirectoryKeeper
  readonly keyring: Keyring
}): Self {
  const { profile, keeper, keyring } = deps
  const institutionId = institutionIdOf(keyring.identityPublicKey)
  const iikHash = identityKeyHash(keyring.identityPublicKey)
  const ownId = toHex(institutionId)
  // Deriving a public key costs a key generation; the few live prekeys are kept.
  const prekeys = new Map<string, Uint8Array>()

  const memberships = (): readonly Membership[] =>
    [...keeper.directory.networks.values()]
      .filter((network) => network.members.has(ownId))
      .map(({ networkId }) => ({
        networkId,
        mailbox: mailboxOf(networkId, institutionId),
        party: { networkId, institutionId, iikHash },
      }))

  return {
    profile,
    institutionId,
    iikHash,
    pairEpoch: fromHex(profile.pairEpoch),
    logOrigin: (networkId) => {
      const origin = ledgerOrigin(fromHex(networkId), institutionId)
      return profile.hasRecovered === true ? `${origin}/${profile.pairEpoch.slice(0, 8)}` : origin
    },
    memberships,
    membership: (networkId) => memberships().find((one) => toHex(one.networkId) === toHex(networkId)),
    member: (networkId) => keeper.directory.member(networkId, institutionId),
    logKeys: () => {
      const certified = memberships().flatMap(({ networkId }) => [
        ...(keeper.directory.member(networkId, institutionId)?.nodes.values() ?? []),
      ])
      return [keyring.logPublicKey, ...certified.map(({ tbs }) => tbs.logKey)]
    },
    prekey: (prekeyId) => {
      const name = toHex(prekeyId)
      const known = prekeys.get(name)
      if (known !== undefined) return known
      const found = keyring.prekeyPublic(fromHex(name))
      // A one-time prekey opens once.
      if (found?.kind === 'weekly') prekeys.set(name, found.publicKey)
      return found?.publicKey
    },
  }
}
