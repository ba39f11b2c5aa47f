import type { Timers } from '../../../node/network/deps.ts'

/** Time that stands still until a test advances it. */
export interface ManualTimers extends Timers {
  advance(byMs: number): void
  /** How many timers wait. */
  pending(): number
}

export function createManualTimers(): ManualTimers {
  let nowMs = 0
  let due: { readonly atMs: number; readonly run: () => void }[] = []
  return {
    nowMs: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run }
      due.push(timer)
      return () => {
        due = due.filter((other) => other !== timer)
      }
    },
    pending: () => due.length,
    advance(byMs) {
      const endMs = nowMs + byMs
      for (;;) {
        const [next] = due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)
        if (next === undefined) break
        nowMs = Math.max(nowMs, next.atMs)
        due = due.filter((other) => other !== next)
        next.run()
      }
      nowMs = endMs
    },
  }
}
