import { equalBytes, toHex } from '../../crypto/index.ts'
import type { VerifiedRelay } from '../../protocol/index.ts'
import type { Clock } from '../deps.ts'

/** A home relay, and whether it answered when it was last asked. */
export interface RelayContact {
  readonly relay: VerifiedRelay
  readonly connected: boolean
  readonly lastContactMs: number | undefined
}

/** Fetches from one relay until aborted. */
export type CollectFrom = (
  relay: VerifiedRelay,
  signal: AbortSignal,
  onContact: (reached: boolean) => void,
) => Promise<void>

/** One collector for each home relay, whatever becomes of its certificate; disposing stops them all. */
export interface Collectors extends AsyncDisposable {
  /** To be called when the directory has changed: starts, stops and replaces collectors. */
  readonly refresh: () => void
  readonly contacts: () => readonly RelayContact[]
  /** Fetches now what waits at any of them; who answered stands in `contacts` afterwards. */
  readonly fetch: () => Promise<void>
}

interface Running {
  readonly relay: VerifiedRelay
  readonly stop: AbortController
  connected: boolean
  lastContactMs: number | undefined
}

/** @param deps.relays - the home relays as the directory now has them */
export function createCollectors(deps: {
  readonly relays: () => readonly VerifiedRelay[]
  readonly collect: CollectFrom
  /** Fetches once; tells whether the relay answered and nothing is left there. */
  readonly fetchOnce: (relay: VerifiedRelay, signal: AbortSignal) => Promise<boolean>
  readonly clock: Clock
}): Collectors {
  const running = new Map<string, Running>()
  /** The last collector of a relay: the next one begins when it has ended, so that there are never two. */
  const ends = new Map<string, Promise<void>>()

  const start = (name: string, relay: VerifiedRelay, before: Running | undefined): void => {
    const stop = new AbortController()
    const contact: Running = { relay, stop, connected: false, lastContactMs: before?.lastContactMs }
    const onContact = (reached: boolean): void => {
      contact.connected = reached
      if (reached) contact.lastContactMs = deps.clock()
    }
    const begin = async (): Promise<void> => {
      await ends.get(name)
      if (!stop.signal.aborted) await deps.collect(relay, stop.signal, onContact)
    }
    running.set(name, contact)
    ends.set(name, begin())
  }

  return {
    refresh: () => {
      const wanted = new Map(deps.relays().map((relay) => [toHex(relay.tbs.relayId), relay]))
      for (const [name, one] of running) {
        if (wanted.has(name)) continue
        one.stop.abort()
        running.delete(name)
      }
      for (const [name, relay] of wanted) {
        const one = running.get(name)
        if (one !== undefined && equalBytes(one.relay.hash, relay.hash)) continue
        one?.stop.abort()
        start(name, relay, one)
      }
    },
    contacts: () =>
      [...running.values()].map(({ relay, connected, lastContactMs }) => ({
        ...{ relay, connected, lastContactMs },
      })),
    fetch: async () => {
      const fetchFrom = async (one: Running): Promise<void> => {
        const isFetched = await deps.fetchOnce(one.relay, one.stop.signal)
        if (isFetched) one.lastContactMs = deps.clock()
      }
      await Promise.all([...running.values()].map(fetchFrom))
    },
    [Symbol.asyncDispose]: async () => {
      for (const { stop } of running.values()) stop.abort()
      await Promise.allSettled(ends.values())
    },
  }
}
