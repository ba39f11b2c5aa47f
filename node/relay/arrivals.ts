import { toHex } from '../../crypto/index.ts'

/** Whoever waits for something to arrive in a mailbox. */
export interface Arrivals {
  /** Wakes all who wait at this moment. */
  readonly announce: (mailbox: Uint8Array) => void
  /**
   * Resolves at the next arrival, after `waitMs`, or when the signal is aborted. It listens from the call on: nothing
   * that is announced after it is missed.
   */
  readonly next: (mailbox: Uint8Array, waitMs: number, signal: AbortSignal) => Promise<void>
}

/** @param wait - resolves after so many milliseconds, or when the signal is aborted */
export function createArrivals(wait: (ms: number, signal: AbortSignal) => Promise<void>): Arrivals {
  const sleepers = new Map<string, Set<AbortController>>()
  return {
    announce: (mailbox) => {
      for (const sleeper of sleepers.get(toHex(mailbox)) ?? []) sleeper.abort()
    },
    next: async (mailbox, waitMs, signal) => {
      const key = toHex(mailbox)
      const woken = new AbortController()
      const all = sleepers.get(key) ?? new Set<AbortController>()
      sleepers.set(key, all.add(woken))
      try {
        await wait(waitMs, AbortSignal.any([signal, woken.signal]))
      } finally {
        all.delete(woken)
        if (all.size === 0) sleepers.delete(key)
      }
    },
  }
}
