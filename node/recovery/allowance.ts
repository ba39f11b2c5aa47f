import type { Clock } from '../deps.ts'

/** Questions of one peer that are answered at once, and then one a second: each costs a commit and a signature. */
const burst = 64
const refillMs = 1_000
/** Peers remembered: more than are members of any network. */
const mostPeers = 4096

/** How much one peer may ask. */
export interface Allowance {
  /** @returns false when it has asked enough for now */
  readonly take: (peer: string) => boolean
}

export function createAllowance(clock: Clock): Allowance {
  const peers = new Map<string, { readonly left: number; readonly atMs: number }>()
  return {
    take: (peer) => {
      const nowMs = clock()
      const before = peers.get(peer) ?? { left: burst, atMs: nowMs }
      const refilled = Math.min(burst, before.left + Math.max(0, nowMs - before.atMs) / refillMs)
      const isAllowed = refilled >= 1
      peers.delete(peer)
      peers.set(peer, { left: isAllowed ? refilled - 1 : refilled, atMs: nowMs })
      const [oldest] = peers.keys()
      if (peers.size > mostPeers && oldest !== undefined) peers.delete(oldest)
      return isAllowed
    },
  }
}
