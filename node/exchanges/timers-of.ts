import { toHex } from '../../crypto/index.ts'
import { timersOfNetwork, type Timers } from '../../protocol/index.ts'
import type { DirectoryKeeper } from '../directory/keeper.ts'

/**
 * The clocks of a network as its secretariat has set them, else the defaults; those of an exchange are of its own
 * network (rules E3).
 */
export function timersOf({ keeper }: { readonly keeper: DirectoryKeeper }, networkId: Uint8Array): Timers {
  return timersOfNetwork(keeper.directory.networks.get(toHex(networkId)))
}
