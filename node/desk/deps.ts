import type { ExchangeDeps } from '../exchanges/deps.ts'

/** What the desk works with: all that it takes to say something, and a bell for new certificates. */
export interface DeskDeps extends ExchangeDeps {
  /** Called when an officer's certificate is new: it is to be handed to the relays. */
  readonly publish: () => void
  /** Fetches now what waits for this node at its home relays. */
  readonly fetch: () => Promise<void>
  /** When that last succeeded, UTC milliseconds; `undefined` before the first time. */
  readonly fetchedMs: () => number | undefined
}
