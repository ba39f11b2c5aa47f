import { fromHex, toHex } from '../../crypto/index.ts'
import { maxSkewMs, type Directory } from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import type { Self } from './self.ts'

/** What the networks' signatures say of the own clock. */
export interface ClockStanding {
  /** `behind`: something is signed later than now. `ahead`: every credential that is known is over. */
  readonly standing: 'right' | 'behind' | 'ahead'
  /** The latest time that two networks have signed, or the only one there is; 0 where there is nothing. */
  readonly signedMs: number
}

/**
 * Holds the own clock against what secretariats have signed: their statuses, and our own credentials. Members' words
 * do not count, or any one of them could stop us; nor, where we are in several networks, does the word of one
 * secretariat alone, for it would stop our work in the others.
 *
 * A node that was away for longer than a credential's life cannot tell that from a clock that is ahead, and is told the
 * same until it has fetched the directory.
 */
export function clockStanding(
  deps: { readonly directory: Directory; readonly self: Pick<Self, 'member'> },
  nowMs: number,
): ClockStanding {
  const networks = [...deps.directory.networks.values()]
  const signedMs = signedByNetworks(deps)
  if (signedMs > nowMs + maxSkewMs) return { standing: 'behind', signedMs }
  const isOver = (
    members: Iterable<{ readonly credential: { readonly tbs: { readonly notAfterMs: number } } }>,
  ) => {
    for (const { credential } of members) if (credential.tbs.notAfterMs >= nowMs) return false
    return true
  }
  const isAhead = networks.length > 0 && networks.every(({ members }) => isOver(members.values()))
  return { standing: isAhead ? 'ahead' : 'right', signedMs }
}

/** The latest time that two networks have signed, or the only one there is; 0 where there is nothing. */
function signedByNetworks({ directory, self }: Parameters<typeof clockStanding>[0]): number {
  const words = [...directory.networks]
    .map(([id, { status }]) => {
      const own = self.member(fromHex(id))?.credential.tbs.notBeforeMs
      return Math.max(status?.tbs.timeMs ?? 0, own ?? 0)
    })
    .sort((one, other) => other - one)
  const [latest = 0, signedMs = latest] = words
  return signedMs
}

/**
 * The time of a network's status as far as it is believed: not beyond the tolerated skew, unless the networks together
 * find the own clock behind. So one that is signed years ahead ends nothing, and a clock set back revives nothing.
 *
 * @returns 0 where there is no status
 */
export function statusTimeMs(
  deps: Parameters<typeof clockStanding>[0],
  networkId: Uint8Array,
  nowMs: number,
): number {
  const timeMs = deps.directory.networks.get(toHex(networkId))?.status?.tbs.timeMs ?? 0
  return Math.min(timeMs, Math.max(nowMs + maxSkewMs, signedByNetworks(deps)))
}

/** @throws NodeError `CLOCK_WRONG`: whatever is signed, judged or erased now would be by a wrong time */
export function requireClock(deps: Parameters<typeof clockStanding>[0], nowMs: number): void {
  const { standing } = clockStanding(deps, nowMs)
  if (standing !== 'right')
    throw new NodeError(
      'CLOCK_WRONG',
      `by what the network has signed, the clock of this node is ${standing}`,
    )
}
