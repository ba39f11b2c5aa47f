import type { Stream } from '@libp2p/interface'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { StreamMuxerFactory } from '@libp2p/interface'
import { createHost } from '../../../node/network/host.ts'
import type { Host, HostDeps, HostOptions } from '../../../node/network/host.ts'
import type { Gate } from '../../../node/network/deps.ts'
import { createManualTimers } from './manual-timers.ts'
import type { ManualTimers } from './manual-timers.ts'

export const loopback = ['/ip4/127.0.0.1/tcp/0']

export const everyone: Gate = { mayConnect: () => true, mayDial: () => true }

export interface LoggedEvent {
  readonly event: string
  readonly fields: Readonly<Record<string, string | number | boolean>>
}

export interface TestHost {
  readonly host: Host
  readonly timers: ManualTimers
  readonly events: readonly LoggedEvent[]
}

/** Seeds of the hosts of a test: a number each. */
export function seed(of: number): Uint8Array {
  return new Uint8Array(32).fill(of)
}

/** Starts a host on loopback whose time the test moves. */
export async function startHost(
  of: number,
  options: Partial<HostOptions> = {},
  deps: Partial<HostDeps> = {},
): Promise<TestHost> {
  const timers = createManualTimers()
  const events: LoggedEvent[] = []
  const host = await createHost(
    {
      gate: everyone,
      timers,
      random: () => 0,
      log: (event, fields) => events.push({ event, fields }),
      ...deps,
    },
    { identitySeed: seed(of), listen: loopback, role: 'node', ...options },
  )
  return { host, timers, events }
}

export interface RawStream {
  readonly stream: Stream
  /** Resolves with how the stream ended. */
  readonly ended: Promise<Error | undefined>
  /** Everything received up to now. */
  received(): Buffer
}

/** A peer with plain libp2p and none of our code, to say what our own code would never say. */
export async function startRawPeer(of: number, muxer: () => StreamMuxerFactory = yamux()) {
  const libp2p = await createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', seed(of)),
    addresses: { listen: loopback },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [muxer],
    connectionMonitor: { enabled: false },
  })
  return {
    libp2p,
    peerId: libp2p.peerId.toString(),
    dial: (host: Host) => libp2p.dial(host.addresses().map((address) => multiaddr(address))),
    async open(host: Pick<Host, 'addresses'>, protocol: string): Promise<RawStream> {
      const stream = await libp2p.dialProtocol(
        host.addresses().map((address) => multiaddr(address)),
        protocol,
      )
      return watch(stream)
    },
    [Symbol.asyncDispose]: async () => libp2p.stop(),
  }
}

export function watch(stream: Stream): RawStream {
  const parts: Uint8Array[] = []
  stream.addEventListener('message', ({ data }) => parts.push(data.subarray()))
  const { promise: ended, resolve } = Promise.withResolvers<Error | undefined>()
  stream.addEventListener('close', ({ error }) => resolve(error))
  // It may have been reset before anybody could listen.
  if (stream.status !== 'open') resolve(undefined)
  return { stream, ended, received: () => Buffer.concat(parts) }
}

/** Lets sockets and promises run until something is true; a test where it never is fails with its name. */
export async function until(isTrue: () => boolean): Promise<void> {
  const giveUpAtMs = performance.now() + 10_000
  while (!isTrue()) {
    if (performance.now() > giveUpAtMs) throw new Error(`never true: ${isTrue.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
