import type { Argon2Cost, RandomSource } from '../../crypto/index.ts'
import type { Clock, Log } from '../deps.ts'
import type { DirectoryKeeper } from '../directory/keeper.ts'
import type { Self } from '../directory/self.ts'
import type { Keyring } from '../keyring/index.ts'
import type { Store } from '../store/index.ts'
import type { InTurn } from './in-turn.ts'

/** What founding, applying, admitting and joining work with. */
export interface NetworkDeps {
  /** The data folder: a secretariat's seed files are in its folder `keys`. */
  readonly path: string
  readonly cost: Argon2Cost
  readonly store: Store
  readonly keyring: Keyring
  readonly keeper: DirectoryKeeper
  readonly self: Self
  readonly clock: Clock
  readonly random: RandomSource
  readonly log: Log
  /** The PeerId key of this node, 32 bytes. */
  readonly peerKey: Uint8Array
  /** Where this node listens, as others may dial it. */
  readonly addresses: () => readonly string[]
  /** Founding and admitting go through it, so that the network's log is written by one at a time. */
  readonly inTurn: InTurn
  /** Called when own objects are new: they are to be handed to the relays. */
  readonly publish: () => void
}
