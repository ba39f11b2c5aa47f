import type { DirectoryKeeper } from './directory/keeper.ts'
import type { Self } from './directory/self.ts'
import type { DirectorySync } from './directory/sync.ts'
import type { RelayContact } from './exchanges/collectors.ts'
import type { ExchangeDeps } from './exchanges/deps.ts'
import type { NetworkDeps } from './networks/deps.ts'
import type { Store } from './store/index.ts'

/** A running node: what its doors (API, console) work with. */
export interface RunningNode extends AsyncDisposable {
  readonly exchange: ExchangeDeps
  readonly network: NetworkDeps
  readonly self: Self
  readonly store: Store
  readonly keeper: DirectoryKeeper
  readonly sync: DirectorySync
  readonly startedMs: number
  readonly peerId: string
  readonly addresses: () => readonly string[]
  readonly contacts: () => readonly RelayContact[]
  /** Fetches now what waits for this node at its home relays. */
  readonly fetch: () => Promise<void>
}
