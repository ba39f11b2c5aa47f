import { toHex } from '../../crypto/index.ts'
import {
  memberFault,
  prekeyIdOf,
  ProtocolError,
  staleWeeks,
  suiteOne,
  weekMs,
  type Directory,
  type Member,
} from '../../protocol/index.ts'

/** A prekey to seal to, and whether its week is over already (a warning for the sender). */
export interface ChosenPrekey {
  readonly publicKey: Uint8Array
  readonly week: number
  readonly isStale: boolean
}

/**
 * The prekey to seal to now: this week's, else one up to two weeks old, else none. Everything that made its bundle good
 * when it was taken in is asked again: a certificate may have ended or been revoked since.
 *
 * @throws {@link ProtocolError} `BUNDLE_STALE` when nothing usable is known: fetch the directory; `UPGRADE_NEEDED` for a
 *   node of other suites; every code of {@link memberFault}
 * @see docs/protocol/2-trust.md, "Prekey bundle"
 */
export function choosePrekey(directory: Directory, member: Member, nowMs: number): ChosenPrekey {
  const { bundle, node } = member
  const network = directory.networks.get(member.networkId)
  if (network === undefined || bundle === undefined || node === undefined)
    throw new ProtocolError('BUNDLE_STALE', 'no prekey of this institution is known')
  const fault = memberFault(network, member, { node }, nowMs)
  if (fault !== undefined) throw new ProtocolError(fault.code, `prekey bundle: ${fault.reason}`)
  if (!bundle.tbs.suites.includes(suiteOne) || network.charter.policy.minSuite > suiteOne) {
    throw new ProtocolError('UPGRADE_NEEDED', `prekey bundle: suites ${bundle.tbs.suites.join(', ')}`)
  }
  const week = Math.floor(nowMs / weekMs)
  const burnt = new Set(bundle.tbs.burnt.map(toHex))
  const usable = bundle.tbs.weekly
    .filter((prekey) => prekey.week <= week && prekey.week >= week - staleWeeks)
    .filter((prekey) => !burnt.has(toHex(prekeyIdOf(prekey.publicKey))))
    .sort((a, b) => b.week - a.week)
  const [newest] = usable
  if (newest === undefined)
    throw new ProtocolError('BUNDLE_STALE', 'no prekey of this institution is usable now')
  return { publicKey: newest.publicKey, week: newest.week, isStale: newest.week < week }
}
