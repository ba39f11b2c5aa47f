import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Connection, Libp2p, Logger } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { Gate, Log, Timers } from './deps.ts'
import { createGater } from './gater.ts'
import { dialDeadlineMs, handshakeDeadlineMs, maxConnectionsPerPeer } from './limits.ts'
import type { HostLimits } from './limits.ts'
import { boundedYamux } from './muxer-guard.ts'
import { NetworkError } from './network-error.ts'
import { boundedWebSockets } from './web-sockets.ts'
import type { TlsIdentity } from './web-sockets.ts'
import { wholeWrites } from './whole-writes.ts'

export interface TransportOptions {
  readonly identitySeed: Uint8Array
  readonly listen: readonly string[]
  readonly limits: HostLimits
  readonly tls: TlsIdentity | undefined
}

/**
 * Starts libp2p with tcp, WebSockets, noise and yamux, and with nothing else.
 *
 * No identify, discovery, routing, relaying or address translation: peers and addresses come from the directory
 * alone, and every service left out is one a stranger cannot call.
 *
 * @throws NetworkError `LISTEN_INVALID`, `LISTEN_FAILED` or `TRANSPORT_CHANGED`
 */
export async function startTransport(
  { gate, timers, log }: { gate: Gate; timers: Timers; log: Log },
  { identitySeed, listen, limits, tls }: TransportOptions,
): Promise<Libp2p> {
  for (const address of listen) {
    if (!isListenable(address)) throw new NetworkError('LISTEN_INVALID', `cannot listen on ${address}`)
  }
  // Sockets may outnumber connections by the handshakes under way, and by what is being closed.
  const maxSockets = limits.maxConnections + 2 * limits.maxPendingConnections
  const libp2p = await createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', identitySeed),
    addresses: { listen: [...listen] },
    transports: [
      tcp({ maxConnections: maxSockets }),
      boundedWebSockets({ maxSockets, deadlineMs: handshakeDeadlineMs }, tls),
    ],
    connectionEncrypters: [wholeWrites(noise())],
    streamMuxers: [boundedYamux(timers)],
    connectionGater: createGater(gate, log),
    connectionManager: {
      maxConnections: limits.maxConnections,
      maxIncomingPendingConnections: limits.maxPendingConnections,
      inboundConnectionThreshold: limits.acceptsPerAddressPerSecond,
      inboundUpgradeTimeout: handshakeDeadlineMs,
      inboundStreamProtocolNegotiationTimeout: handshakeDeadlineMs,
      outboundStreamProtocolNegotiationTimeout: dialDeadlineMs,
      dialTimeout: dialDeadlineMs,
      // An address is what the directory says; nothing is asked of DNS beyond its host name.
      resolvers: {},
      // The links see to reconnection.
      reconnectRetries: 0,
    },
    // Its ping opens a stream every ten seconds; yamux's own keep-alive costs a quarter of that.
    connectionMonitor: { enabled: false },
    logger: { forComponent: () => silent },
    start: false,
  })
  libp2p.addEventListener('connection:open', ({ detail }) => keepNewest(libp2p, detail))
  try {
    await libp2p.start()
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause
    throw new NetworkError('LISTEN_FAILED', `cannot listen on all of ${listen.join(', ')}`, { cause })
  }
  return libp2p
}

/** Whether a text is a multiaddr that one of the transports above can listen on. */
function isListenable(address: string): boolean {
  try {
    const names = multiaddr(address)
      .getComponents()
      .map(({ name }) => name)
    return /^(?:(?:ip6zone )?ip6|ip4|dns[46]?) tcp(?: ws| wss| tls ws)?$/.test(names.join(' '))
  } catch {
    return false
  }
}

/** A peer that connects anew has most often lost its old connections: the oldest go first. */
function keepNewest(libp2p: Libp2p, opened: Connection): void {
  const others = libp2p.getConnections(opened.remotePeer).filter(({ id }) => id !== opened.id)
  const oldestFirst = others.sort((a, b) => a.timeline.open - b.timeline.open)
  for (const connection of oldestFirst.slice(0, Math.max(0, others.length + 1 - maxConnectionsPerPeer))) {
    connection.abort(new NetworkError('BUFFER_EXCEEDED', 'more connections than a peer may have'))
  }
}

/** libp2p's own log obeys the environment variable DEBUG and holds addresses; ours has the events that matter. */
const silent: Logger = Object.assign(() => undefined, {
  enabled: false,
  error: () => undefined,
  trace: () => undefined,
  newScope: () => silent,
})
