import { sha256, toHex } from '../../crypto/index.ts'
import {
  memberFault,
  prekeyIdOf,
  ProtocolError,
  staleWeeks,
  suiteOne,
  weekMs,
  type Directory,
  type KnownNetwork,
  type Member,
  type VerifiedBundle,
  type VerifiedNode,
} from '../../protocol/index.ts'

/** A prekey to seal to, and whether its week is over already (a warning for the sender). */
export interface ChosenPrekey {
  readonly publicKey: Uint8Array
  readonly week: number
  readonly isStale: boolean
}

/** A member that can be written to now. */
export interface Sealable {
  readonly member: Member
  readonly bundle: VerifiedBundle
  readonly node: VerifiedNode
}

/**
 * Asks again, of a member and its bundle, everything that made the bundle good when it was taken in: a certificate may
 * have ended or been revoked since.
 *
 * @throws {@link ProtocolError} `BUNDLE_STALE` when no bundle is known: fetch the directory; `UPGRADE_NEEDED` for a
 *   node of other suites; every code of {@link memberFault}
 */
export function requireSealable(directory: Directory, member: Member, nowMs: number): Sealable {
  const { bundle, node } = member
  const network: KnownNetwork | undefined = directory.networks.get(member.networkId)
  if (network === undefined || bundle === undefined || node === undefined)
    throw new ProtocolError('BUNDLE_STALE', 'no prekey of this institution is known')
  const fault = memberFault(network, member, { node }, nowMs)
  if (fault !== undefined) throw new ProtocolError(fault.code, `prekey bundle: ${fault.reason}`)
  if (!bundle.tbs.suites.includes(suiteOne) || network.charter.policy.minSuite > suiteOne) {
    throw new ProtocolError('UPGRADE_NEEDED', `prekey bundle: suites ${bundle.tbs.suites.join(', ')}`)
  }
  return { member, bundle, node }
}

/**
 * The weekly prekey to seal to now: this week's, else one up to two weeks old, else none.
 *
 * @throws {@link ProtocolError} `BUNDLE_STALE` when nothing usable is known; every code of {@link requireSealable}
 * @see docs/protocol/2-trust.md, "Prekey bundle"
 */
export function choosePrekey(directory: Directory, member: Member, nowMs: number): ChosenPrekey {
  const { bundle } = requireSealable(directory, member, nowMs)
  const week = Math.floor(nowMs / weekMs)
  const [newest] = bundle.tbs.weekly
    .filter((prekey) => prekey.week <= week && prekey.week >= week - staleWeeks)
    .filter((prekey) => !isBurnt(bundle, prekeyIdOf(prekey.publicKey)))
    .sort((a, b) => b.week - a.week)
  if (newest === undefined)
    throw new ProtocolError('BUNDLE_STALE', 'no prekey of this institution is usable now')
  return { publicKey: newest.publicKey, week: newest.week, isStale: newest.week < week }
}

/** Whether a bundle says that the seed of a prekey is lost. */
export function isBurnt({ tbs }: VerifiedBundle, prekeyId: Uint8Array): boolean {
  const name = toHex(prekeyId)
  return tbs.burnt.some((id) => toHex(id) === name)
}

/** The name of a node key, by which what was given under it is told from what a node after a recovery has. */
export function nodeKeyHash({ tbs }: { readonly tbs: Pick<VerifiedNode['tbs'], 'nok'> }): Uint8Array {
  return sha256(tbs.nok)
}
