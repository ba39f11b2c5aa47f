import { maxSkewMs, type Directory } from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'
import type { Self } from './self.ts'

/** What the networks' signatures say of the own clock. */
export interface ClockStanding {
  /** `behind`: something is signed later than now. `ahead`: every credential that is known is over. */
  readonly standing: 'right' | 'behind' | 'ahead'
  /** The latest time in what secretariats signed; 0 where there is nothing. */
  readonly signedMs: number
}

/**
 * Holds the own clock against what secretariats have signed: their statuses, and our own credentials. Members' words
 * do not count, or any one of them could stop us.
 *
 * A node that was away for longer than a credential's life cannot tell that from a clock that is ahead, and is told the
 * same until it has fetched the directory.
 */
export function clockStanding(
  deps: { readonly directory: Directory; readonly self: Pick<Self, 'memberships' | 'member'> },
  nowMs: number,
): ClockStanding {
  const networks = [...deps.directory.networks.values()]
  const own = deps.self.memberships().flatMap(({ networkId }) => deps.self.member(networkId) ?? [])
  const signedMs = Math.max(
    0,
    ...networks.map(({ status }) => status?.tbs.timeMs ?? 0),
    ...own.map(({ credential }) => credential.tbs.notBeforeMs),
  )
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

/** @throws NodeError `CLOCK_WRONG`: whatever is signed, judged or erased now would be by a wrong time */
export function requireClock(deps: Parameters<typeof clockStanding>[0], nowMs: number): void {
  const { standing } = clockStanding(deps, nowMs)
  if (standing !== 'right')
    throw new NodeError(
      'CLOCK_WRONG',
      `by what the network has signed, the clock of this node is ${standing}`,
    )
}
