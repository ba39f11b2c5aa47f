import { fileURLToPath } from 'node:url'
import { multiaddr } from '@multiformats/multiaddr'
import { z } from 'zod'
import { osRandom } from '../../crypto/index.ts'
import { processTimers } from '../../node/network/index.ts'
import { startHost, startRawPeer } from '../network/support/hosts.ts'
import { bareClient } from './bare-stream.ts'
import { startChild } from './child.ts'

const program = fileURLToPath(import.meta.resolve('./echo-process.ts'))

export const bareProtocol = '/bench/bare'
/** Takes frames and answers each with one byte. */
export const sinkProtocol = '/bench/sink'
export const keptProtocol = '/bench/kept'
/** What one peer may ask for in a second is not what is measured here. */
export const noLimits = { requestsPerSecond: 1e9, requestBytesPerSecond: 1e12 }

const saidSchema = z.object({
  bare: z.array(z.string()),
  kept: z.object({ peerId: z.string(), addresses: z.array(z.string()) }),
})

/** Ways to have a process on the other side of a loopback connection say something back. */
export interface Echo extends AsyncDisposable {
  /** Over a stream of plain libp2p with a length before each frame. */
  readonly bare: (payload: Uint8Array) => Promise<unknown>
  /** As `bare`, but what comes back is one byte. */
  readonly sink: (payload: Uint8Array) => Promise<unknown>
  /** Over a kept link of ours. */
  readonly kept: (payload: Uint8Array) => Promise<unknown>
}

export async function startEcho(): Promise<Echo> {
  await using starting = new AsyncDisposableStack()
  const child = starting.use(await startChild(program, []))
  const said = saidSchema.parse(child.said)
  const raw = starting.use(await startRawPeer(3))
  const addresses = said.bare.map((address) => multiaddr(address))
  const dial = async (protocol: string) => bareClient(await raw.libp2p.dialProtocol(addresses, protocol))
  const { host } = await startHost(4, { limits: noLimits }, { timers: processTimers })
  starting.use(host)
  const link = host.link(said.kept.peerId, () => said.kept.addresses, keptProtocol)
  const [bare, sink] = [await dial(bareProtocol), await dial(sinkProtocol)]
  const kept = (payload: Uint8Array) => link.request(payload)
  await Promise.all([bare, sink, kept].map((ask) => ask(osRandom(16))))
  const running = starting.move()
  return { bare, sink, kept, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
