import type { RandomSource } from '../../crypto/index.ts'
import type { Member } from '../../protocol/index.ts'
import type { Arrivals } from '../attachments/arrivals.ts'
import type { Blobs } from '../attachments/blobs.ts'
import type { Carrier, Clock, Log } from '../deps.ts'
import type { DirectoryKeeper } from '../directory/keeper.ts'
import type { Self } from '../directory/self.ts'
import type { Erasures } from '../erasures/index.ts'
import type { Keyring } from '../keyring/index.ts'
import type { Hearing } from '../recovery/hear.ts'
import type { Recovery } from '../recovery/recovery.ts'
import type { Store } from '../store/index.ts'
import type { ExchangeFault } from './fault-points.ts'
import type { GivenPrekeys } from './given-prekeys.ts'
import type { HearingVerifier } from './hearing-verifier.ts'
import type { OpenExchange, Registry } from './registry.ts'
import type { ReplyPrekeys } from './reply-prekeys.ts'

/** What the use cases of exchanges work with; each function names the few it needs. */
export interface ExchangeDeps {
  readonly store: Store
  /** Files of attachments. */
  readonly blobs: Blobs
  /** Parts of attachments that are expected here. */
  readonly arrivals: Arrivals
  readonly keyring: Keyring
  /** By which everything is erased that a backup could bring back. */
  readonly erasures: Erasures
  readonly keeper: DirectoryKeeper
  readonly registry: Registry
  /** One-time prekeys of ours, and those that peers gave us. */
  readonly given: GivenPrekeys
  readonly replies: ReplyPrekeys
  readonly batches: HearingVerifier
  readonly self: Self
  readonly carrier: Carrier
  readonly clock: Clock
  readonly random: RandomSource
  readonly log: Log
  readonly recovery: Recovery
  readonly hearing: Hearing
  /** Shows a peer, at most now and then, that it was set back. */
  readonly showPast: (exchange: OpenExchange) => void
  /** Hands something sealed over to a peer that is no statement: if that fails, it is asked for again. */
  readonly handOver: (to: Member, envelope: Uint8Array) => Promise<void>
  /** For the crash tests: called at each named point; does nothing in service. */
  readonly fault: (point: ExchangeFault) => void
  /** Wakes the courier: something new waits in the outbox. */
  readonly wake: () => void
  /** Something in an exchange has changed: what the node does by itself may be due. */
  readonly attend: (exchangeId: Uint8Array) => void
}
