import type { RandomSource } from '../../crypto/index.ts'
import type { BatchVerifier } from '../../protocol/index.ts'
import type { Carrier, Clock, Log } from '../deps.ts'
import type { DirectoryKeeper } from '../directory/keeper.ts'
import type { Self } from '../directory/self.ts'
import type { Keyring } from '../keyring/index.ts'
import type { Store } from '../store/index.ts'
import type { ExchangeFault } from './fault-points.ts'
import type { Registry } from './registry.ts'

/** What the use cases of exchanges work with; each function names the few it needs. */
export interface ExchangeDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly keeper: DirectoryKeeper
  readonly registry: Registry
  readonly batches: BatchVerifier
  readonly self: Self
  readonly carrier: Carrier
  readonly clock: Clock
  readonly random: RandomSource
  readonly log: Log
  /** For the crash tests: called at each named point; does nothing in service. */
  readonly fault: (point: ExchangeFault) => void
  /** Wakes the courier: something new waits in the outbox. */
  readonly wake: () => void
  /** Something in an exchange has changed: what the node does by itself may be due. */
  readonly attend: (exchangeId: Uint8Array) => void
}
