import { Server } from 'node:net'
import type { Socket } from 'node:net'
import type { Listener } from '@libp2p/interface'
import { webSockets } from '@libp2p/websockets'
import { WebSocket, WebSocketServer } from 'ws'
import { maxHttpHeaderBytes, maxWebSocketPayloadBytes } from './limits.ts'
import { NetworkError } from './network-error.ts'

/** Certificate chain and key of a `/tls/ws` listener, PEM; it hides metadata, identity is noise's. */
export interface TlsIdentity {
  readonly cert: string
  readonly key: string
}

export interface SocketBounds {
  readonly maxSockets: number
  /** For the first byte, and from it to the end of the HTTP request. */
  readonly deadlineMs: number
}

/**
 * The WebSocket transport, safe against what a stranger may send before the handshake.
 *
 * The library sets no `maxPayload` (ws then takes 100 MiB), counts no sockets, waits for a first byte without end,
 * also when it is closed, and listens to no error of ws, so that one malformed frame ends the process. All of this
 * is set on its two servers, whose place in it is checked: a library that moved them is not started.
 *
 * @throws NetworkError `TRANSPORT_CHANGED` when a listener is created
 */
export function boundedWebSockets(
  bounds: SocketBounds,
  tls: TlsIdentity | undefined,
): ReturnType<typeof webSockets> {
  const http = {
    maxHeaderSize: maxHttpHeaderBytes,
    headersTimeout: bounds.deadlineMs,
    requestTimeout: bounds.deadlineMs,
    connectionsCheckingInterval: bounds.deadlineMs,
  }
  const create = webSockets({
    http,
    https: { ...http, ...tls, minVersion: 'TLSv1.3', ecdhCurve: 'X25519MLKEM768' },
  })
  return (components) => {
    const transport = create(components)
    const createListener = transport.createListener.bind(transport)
    transport.createListener = (options) => bound(createListener(options), bounds)
    return transport
  }
}

function bound(listener: Listener, { maxSockets, deadlineMs }: SocketBounds): Listener {
  const server: unknown = Reflect.get(listener, 'server')
  const webSocketServer: unknown = Reflect.get(listener, 'wsServer')
  if (!(server instanceof Server) || !(webSocketServer instanceof WebSocketServer)) {
    throw new NetworkError('TRANSPORT_CHANGED', 'this version of @libp2p/websockets cannot be bounded')
  }
  webSocketServer.options.maxPayload = maxWebSocketPayloadBytes
  webSocketServer.options.WebSocket = UnfailingWebSocket
  server.maxConnections = maxSockets
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // The upgrade to a WebSocket takes this deadline off.
    socket.setTimeout(deadlineMs, () => socket.destroy())
  })
  const close = listener.close.bind(listener)
  listener.close = async () => {
    for (const socket of sockets) socket.destroy()
    await close()
  }
  return listener
}

/** ws closes the socket of a malformed frame by itself; the error it also emits must find a listener. */
class UnfailingWebSocket extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args)
    this.on('error', () => undefined)
  }
}
