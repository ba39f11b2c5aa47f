import type { Timers } from './deps.ts'

/**
 * A token bucket: `perSecond` flows in, at most two seconds' worth stay.
 *
 * It may be overdrawn by one taking, so that one large message passes and is paid for afterwards.
 */
export interface Bucket {
  /** Milliseconds until it may be taken from; 0 is now. */
  waitMs(): number
  take(amount: number): void
  /** True when nothing would be forgotten by dropping it. */
  isFull(): boolean
}

/** Enough for a burst after a pause: a reconnected peer sends what it has kept back. */
const burstSeconds = 2

export function createBucket(timers: Timers, perSecond: number): Bucket {
  const capacity = perSecond * burstSeconds
  let tokens = capacity
  let filledAtMs = timers.nowMs()

  function fill(): void {
    const nowMs = timers.nowMs()
    tokens = Math.min(capacity, tokens + ((nowMs - filledAtMs) / 1_000) * perSecond)
    filledAtMs = nowMs
  }

  return {
    waitMs() {
      fill()
      return tokens > 0 ? 0 : Math.max(1, Math.ceil((-tokens / perSecond) * 1_000))
    },
    take(amount) {
      tokens -= amount
    },
    isFull() {
      fill()
      return tokens >= capacity
    },
  }
}
