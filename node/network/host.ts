import { createAccounts } from './accounts.ts'
import { closeUnused, openStream } from './connection.ts'
import type { Gate, Log, Timers } from './deps.ts'
import { maxStreamsPerProtocol, nodeLimits, relayLimits, shutdownGraceMs } from './limits.ts'
import type { HostLimits } from './limits.ts'
import { createLink } from './link.ts'
import type { Link } from './link.ts'
import { NetworkError } from './network-error.ts'
import { serveStream } from './server.ts'
import type { Handler, ServedStream } from './server.ts'
import { startTransport } from './transport.ts'
import type { TlsIdentity } from './web-sockets.ts'
import { fewerWindowUpdates } from './window-updates.ts'

export interface HostDeps {
  readonly gate: Gate
  readonly timers: Timers
  readonly log: Log
  /** From 0 to below 1, for pauses between attempts; need not be secret. */
  readonly random: () => number
}

export interface HostOptions {
  /** The 32-byte Ed25519 seed behind the node's PeerId. */
  readonly identitySeed: Uint8Array
  /** Multiaddrs such as `/ip4/0.0.0.0/tcp/4100` or `/ip4/0.0.0.0/tcp/443/tls/ws`; port 0 takes a free one. */
  readonly listen: readonly string[]
  readonly role: 'node' | 'relay'
  /** Replaces single bounds of the role's. */
  readonly limits?: Partial<HostLimits>
  /** Needed for `/tls/ws` only. */
  readonly tls?: TlsIdentity
}

export interface ServeOptions {
  /** The longest response, up to `maxMessageBytes`; room for it is kept from the start of each request. */
  readonly maxResponseBytes: number
}

export interface PeerConnection {
  readonly peerId: string
  readonly direction: 'inbound' | 'outbound'
}

/** A node's place in the network: it listens, serves protocols, and keeps a link to each peer it asks. */
export interface Host extends AsyncDisposable {
  readonly peerId: string
  /** The addresses listened on, each with `/p2p/` and the PeerId. */
  addresses(): readonly string[]
  /** Serves a protocol such as `/sponte/1/post` to every peer the gate lists. */
  serve(protocol: string, handler: Handler, options: ServeOptions): Promise<void>
  /**
   * Returns the link to a peer for a protocol, the same one until it is closed.
   *
   * @param addresses - asked before each dial, with or without `/p2p/`; may be empty for a peer that calls us; the
   *   one given last counts
   * @param options.maxInFlight - the window; 256 suits a relay at the other end, the default is the own role's
   */
  link(
    peerId: string,
    addresses: () => readonly string[],
    protocol: string,
    options?: { readonly maxInFlight?: number },
  ): Link
  connected(): readonly PeerConnection[]
  /** Ends connections with peers that the gate no longer lists; to be called when the directory changed. */
  dropUnlisted(): void
}

interface KeptLink {
  readonly link: Link
  addresses: () => readonly string[]
}

/**
 * Starts the host; `await using` or its disposal ends it: requests at work are answered first, for as long as
 * `shutdownGraceMs`.
 *
 * @throws NetworkError `LISTEN_INVALID`, `LISTEN_FAILED` or `TRANSPORT_CHANGED`
 */
export async function createHost(deps: HostDeps, options: HostOptions): Promise<Host> {
  const { gate, timers, log, random } = deps
  const limits = { ...(options.role === 'relay' ? relayLimits : nodeLimits), ...options.limits }
  const libp2p = await startTransport(deps, { ...options, limits, tls: options.tls })
  const accounts = createAccounts(timers, limits)
  const served = new Set<ServedStream>()
  const links = new Map<string, KeptLink>()
  const isListed = (peerId: string) => gate.mayConnect(peerId)

  async function serve(
    protocol: string,
    handler: Handler,
    { maxResponseBytes }: ServeOptions,
  ): Promise<void> {
    const service = { protocol, handler, maxInFlight: limits.maxInFlight, maxResponseBytes }
    await libp2p.handle(
      protocol,
      (stream, { remotePeer }) => {
        fewerWindowUpdates(stream)
        const one = serveStream({ accounts, timers, log, isListed }, service, remotePeer.toString(), stream)
        served.add(one)
        stream.addEventListener('close', () => served.delete(one))
      },
      { maxInboundStreams: maxStreamsPerProtocol },
    )
  }

  function link(
    peerId: string,
    addresses: () => readonly string[],
    protocol: string,
    { maxInFlight = limits.maxInFlight }: { readonly maxInFlight?: number } = {},
  ): Link {
    const key = `${peerId} ${protocol}`
    const known = links.get(key)
    if (known !== undefined) {
      known.addresses = addresses
      return known.link
    }
    const asking = createLink(
      {
        timers,
        log,
        random,
        open: () => openStream(libp2p, gate, { peerId, addresses: kept.addresses(), protocol }),
        isListed: () => isListed(peerId),
        onIdle: () => closeUnused(libp2p, peerId),
      },
      { peerId, protocol, maxInFlight },
    )
    const kept: KeptLink = {
      addresses,
      link: {
        request: asking.request.bind(asking),
        close() {
          links.delete(key)
          asking.close()
        },
      },
    }
    links.set(key, kept)
    return kept.link
  }

  function dropUnlisted(): void {
    for (const connection of libp2p.getConnections()) {
      if (!isListed(connection.remotePeer.toString())) {
        connection.abort(new NetworkError('PEER_DENIED', 'the peer is no longer listed'))
      }
    }
  }

  async function dispose(): Promise<void> {
    for (const { link: each } of links.values()) each.close()
    const grace = Promise.withResolvers<undefined>()
    const cancelGrace = timers.after(shutdownGraceMs, () => grace.resolve(undefined))
    await Promise.race([grace.promise, Promise.all([...served].map((each) => each.finish()))])
    cancelGrace()
    for (const each of served) each.close('SHUTDOWN')
    await libp2p.stop()
  }

  return {
    peerId: libp2p.peerId.toString(),
    addresses: () => libp2p.getMultiaddrs().map(String),
    serve,
    link,
    connected: () =>
      libp2p
        .getConnections()
        .map(({ remotePeer, direction }) => ({ peerId: remotePeer.toString(), direction })),
    dropUnlisted,
    [Symbol.asyncDispose]: dispose,
  }
}
