import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { CODE_P2P, multiaddr } from '@multiformats/multiaddr'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Gate } from './deps.ts'
import { NetworkError } from './network-error.ts'
import { fewerWindowUpdates } from './window-updates.ts'

/** Where a stream leads. */
export interface Target {
  readonly peerId: string
  readonly addresses: readonly string[]
  readonly protocol: string
}

/**
 * Opens a stream over the connection that stands, whoever dialled it, or over a new one.
 *
 * @throws NetworkError `LINK_DENIED`, `LINK_UNREACHABLE` or `LINK_UNSUPPORTED`
 */
export async function openStream(libp2p: Libp2p, gate: Gate, target: Target): Promise<Stream> {
  const { peerId, protocol } = target
  if (!gate.mayConnect(peerId)) throw denied(peerId)
  const peer = peerIdFromString(peerId)
  const standing = libp2p.getConnections(peer).find(({ status }) => status === 'open')
  if (standing === undefined) return openOver(await dial(libp2p, target), protocol)
  try {
    return await openOver(standing, protocol)
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'LINK_UNSUPPORTED') throw error
    // It was dead without our knowing.
    return openOver(await dial(libp2p, target), protocol)
  }
}

async function dial(libp2p: Libp2p, { peerId, addresses }: Target): Promise<Connection> {
  if (addresses.length === 0) {
    throw new NetworkError('LINK_UNREACHABLE', 'no address of the peer is known, and it has not called us')
  }
  try {
    return await libp2p.dial(addresses.map((address) => withPeer(address, peerId)))
  } catch (cause) {
    throw new NetworkError('LINK_UNREACHABLE', 'no address of the peer answered', { cause })
  }
}

async function openOver(connection: Connection, protocol: string): Promise<Stream> {
  try {
    const stream = await connection.newStream(protocol)
    fewerWindowUpdates(stream)
    return stream
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'UnsupportedProtocolError') {
      throw new NetworkError('LINK_UNSUPPORTED', `the peer does not speak ${protocol}`, { cause })
    }
    const reason = new NetworkError('LINK_UNREACHABLE', 'the peer opened no stream', { cause })
    connection.abort(reason)
    throw reason
  }
}

function withPeer(address: string, peerId: string): Multiaddr {
  const parsed = multiaddr(address)
  const isNamed = parsed.getComponents().some(({ code }) => code === CODE_P2P)
  return isNamed ? parsed : parsed.encapsulate(`/p2p/${peerId}`)
}

/** Closes the connections we made to a peer and nobody uses. */
export function closeUnused(libp2p: Libp2p, peerId: string): void {
  for (const connection of libp2p.getConnections(peerIdFromString(peerId))) {
    if (connection.direction === 'inbound' || connection.streams.length > 0) continue
    connection.close().catch(() => connection.abort(new NetworkError('LINK_CLOSED', 'not closed in time')))
  }
}

/** The error for a peer that the gate does not list. */
export function denied(peerId: string): NetworkError {
  return new NetworkError('LINK_DENIED', `the directory lists no peer ${peerId}`)
}
