import { join } from 'node:path'
import { osRandom } from '../../crypto/index.ts'
import { readEnvelope } from '../../protocol/index.ts'
import { createListing } from '../../node/directory/listing.ts'
import type { Route } from '../../node/deps.ts'
import { openKeyring } from '../../node/keyring/index.ts'
import { createCarrier } from '../../node/network/carrier.ts'
import { createHost, processTimers } from '../../node/network/index.ts'
import { peerIdOf } from '../../node/network/peer-id.ts'
import { floorCost, passphrase } from '../store/support.ts'
import type { BenchNetwork } from './network.ts'

/** Takes away what waits for the receiver, which itself does not run. */
export interface Emptier extends AsyncDisposable {
  /** @returns how many envelopes there were */
  readonly empty: () => Promise<number>
}

/** Connects to a relay with the receiver's connection key. */
export async function connectEmptier({ path, sender }: BenchNetwork, relay: Route): Promise<Emptier> {
  const folder = { path: join(path, 'receiver'), passphrase, cost: floorCost }
  const keyring = await openKeyring({ random: osRandom }, folder)
  const { directory } = sender.keeper
  const listing = createListing({ directory, peerIdOf, clock: () => Date.now() })
  const world = {
    gate: listing,
    timers: processTimers,
    log: () => undefined,
    random: Math.random,
  }
  const host = await keyring.withPeerSeed((identitySeed) =>
    createHost(world, { identitySeed, listen: [], role: 'node' }),
  )
  const carrier = createCarrier(host, listing.addressesOf)
  return {
    empty: async () => {
      let count = 0
      let done: readonly Uint8Array[] = []
      do {
        const request = { maxCount: 64, waitMs: 0, done }
        const limited = { signal: AbortSignal.timeout(30_000) }
        const { envelopes } = await carrier.collect(relay, request, limited)
        done = envelopes.map((bytes) => readEnvelope(bytes).outer.envelopeId)
        count += done.length
      } while (done.length > 0)
      return count
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  }
}
