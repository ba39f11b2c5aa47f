import {
  certify,
  contexts,
  defaultTimers,
  directoryKinds,
  hoursOfTimers,
  leastBindings,
  networkProfileTbsShape,
  protocolVersion,
  type DirectoryObject,
  type LeastBinding,
  type NetworkProfileTbs,
  type NetworkTimers,
} from '../../protocol/index.ts'
import type { NetworkDeps } from './deps.ts'
import { asSecretariat, withIssuer } from './secretariat.ts'

/** What a secretariat sets for its network; whatever is left out is as by default. */
export interface ProfileSet {
  readonly leastBinding?: LeastBinding | undefined
  /** In hours. */
  readonly timers: Partial<NetworkTimers>
}

/** What holds in a network that has set nothing. */
export const defaultHours: NetworkTimers = hoursOfTimers(defaultTimers)

/** The next profile of a network, encoded and not yet signed. @param before - the last one, whose number it rises above */
export function nextProfile(
  networkId: Uint8Array,
  before: NetworkProfileTbs | undefined,
  timeMs: number,
  { leastBinding = 'BY-LAW', timers }: ProfileSet,
): Uint8Array {
  return networkProfileTbsShape.encode({
    version: protocolVersion,
    networkId,
    sequence: (before?.sequence ?? 0) + 1,
    timeMs,
    leastBinding: leastBindings.indexOf(leastBinding) + 1,
    timers: { ...defaultHours, ...timers },
  })
}

/** A profile as it is handed on, signed by the network's issuing key. */
export async function signedProfile(
  tbs: Uint8Array,
  sign: Parameters<typeof certify>[2],
): Promise<DirectoryObject> {
  return { kind: directoryKinds.NETWORK_PROFILE, object: await certify(tbs, contexts.profile, sign) }
}

/**
 * Sets the profile of the secretariat's network, which takes the place of the one before in every directory.
 *
 * @returns the network's id
 * @throws NodeError `WRONG_ROLE`, `NOT_MEMBER`; KeyringError for the passphrase
 */
export function setProfile(deps: NetworkDeps, profile: ProfileSet, passphrase: string): Promise<Uint8Array> {
  return deps.inTurn(async () => {
    const network = asSecretariat(deps)
    const tbs = nextProfile(network.networkId, network.profile?.tbs, deps.clock(), profile)
    const object = await withIssuer(deps, passphrase, (issuer) => signedProfile(tbs, issuer.sign))
    await deps.keeper.take([object])
    deps.publish()
    deps.log('network-profile-issued')
    return network.networkId
  })
}
