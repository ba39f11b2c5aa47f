import { setTimeout } from 'node:timers/promises'

/** Resolves after so many milliseconds, or as soon as the signal is aborted. The one place where a node sleeps. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  // Node fires at once for longer delays than fit 31 bits.
  await setTimeout(Math.min(ms, 2 ** 31 - 1), undefined, { signal, ref: true }).catch(() => undefined)
}
