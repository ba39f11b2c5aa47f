/** Writes one event: a name in small letters with hyphens, and flat facts; never content, never a stranger's text. */
export type Log = (event: string, fields: Readonly<Record<string, string | number | boolean>>) => void

/** Time, handed in so that a test moves it by hand. */
export interface Timers {
  /** Milliseconds that never run backwards; only differences mean something. */
  nowMs(): number
  /** Runs `run` once, `delayMs` from now; the function it returns cancels that. */
  after(delayMs: number, run: () => void): () => void
}

/** The process's own timers, for the composition root. */
export const processTimers: Timers = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/**
 * Says whom this host talks with; asked anew for every connection and every request, so that a change of the
 * directory holds at once.
 */
export interface Gate {
  /** Whether a peer may be connected with, in either direction; asked once its key is proven. */
  mayConnect(peerId: string): boolean
  /** Whether a network address may be dialled; the multiaddr comes without its `/p2p/…` end. */
  mayDial(multiaddr: string): boolean
}
