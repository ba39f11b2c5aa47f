import { createConnection } from 'node:net'
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import type { StreamHandler, StreamMuxerFactory } from '@libp2p/interface'
import { describe, expect, it } from 'vitest'
import { maxWebSocketPayloadBytes, streamWindowBytes } from '../../node/network/limits.ts'
import { createHost } from '../../node/network/host.ts'
import { processTimers } from '../../node/network/deps.ts'
import type { Gate } from '../../node/network/deps.ts'
import type { Handler } from '../../node/network/server.ts'
import { boundedWebSockets } from '../../node/network/web-sockets.ts'
import { loopbackTls } from './support/tls.ts'
import { everyone, loopback, seed, startHost, startRawPeer, until } from './support/hosts.ts'

const protocol = '/sponte/1/test'
const echo: Handler = (_peer, body) => Promise.resolve(body)
const small = { maxResponseBytes: 1_024 }

function portOf(address: string | undefined): number {
  return Number(/\/tcp\/(\d+)/.exec(address ?? '')?.[1])
}

function gateFor(peers: ReadonlySet<string>): Gate {
  return { mayConnect: (peerId) => peers.has(peerId), mayDial: () => true }
}

describe('a host', () => {
  it('has the PeerId of its seed and listens where it is told', async () => {
    const { host } = await startHost(1, { listen: [...loopback, '/ip4/127.0.0.1/tcp/0/ws'] })
    expect(host.peerId).toBe('12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5')
    expect(host.addresses().map((address) => address.replace(/tcp\/\d+/, 'tcp/N'))).toEqual([
      `/ip4/127.0.0.1/tcp/N/p2p/${host.peerId}`,
      `/ip4/127.0.0.1/tcp/N/ws/p2p/${host.peerId}`,
    ])
    await host[Symbol.asyncDispose]()
  })

  it('says which address it cannot listen on', async () => {
    const first = await startHost(1)
    const taken = `/ip4/127.0.0.1/tcp/${portOf(first.host.addresses()[0])}`
    await expect(startHost(2, { listen: [taken] })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      message: expect.stringContaining(taken) as string,
    })
    await first.host[Symbol.asyncDispose]()
  })

  it('speaks its own protocols and none of libp2p’s', async () => {
    const { host } = await startHost(1)
    await host.serve(protocol, echo, small)
    const stranger = await startRawPeer(2)
    for (const theirs of [
      '/ipfs/id/1.0.0',
      '/ipfs/ping/1.0.0',
      '/libp2p/circuit/relay/0.2.0/hop',
      '/ipfs/kad/1.0.0',
    ]) {
      await expect(stranger.open(host, theirs)).rejects.toMatchObject({ name: 'UnsupportedProtocolError' })
    }
    await stranger[Symbol.asyncDispose]()
    await host[Symbol.asyncDispose]()
  })
})

describe('the gate', () => {
  it('refuses a peer that is not listed, after its key is proven', async () => {
    const serving = await startHost(1, {}, { gate: gateFor(new Set()) })
    await serving.host.serve(protocol, echo, small)
    const stranger = await startHost(2)
    const link = stranger.host.link(serving.host.peerId, () => serving.host.addresses(), protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })
    expect(serving.events).toContainEqual({
      event: 'network-peer-denied',
      fields: { peerId: stranger.host.peerId, direction: 'inbound' },
    })
    expect(serving.host.connected()).toEqual([])
    await stranger.host[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })

  it('is asked anew: a peer listed later is let in, and one taken off is put out', async () => {
    const peers = new Set<string>()
    const serving = await startHost(1, {}, { gate: gateFor(peers) })
    await serving.host.serve(protocol, echo, small)
    const asking = await startHost(2)
    const link = asking.host.link(serving.host.peerId, () => serving.host.addresses(), protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })
    peers.add(asking.host.peerId)
    asking.timers.advance(60_000)
    await link.request(new Uint8Array())
    peers.delete(asking.host.peerId)
    serving.host.dropUnlisted()
    await until(() => asking.host.connected().length === 0)
    await asking.host[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })

  it('keeps us from calling a peer, and from asking one over an open stream, that is not listed', async () => {
    const serving = await startHost(1)
    await serving.host.serve(protocol, echo, small)
    const peers = new Set<string>()
    const asking = await startHost(2, {}, { gate: gateFor(peers) })
    const link = asking.host.link(serving.host.peerId, () => serving.host.addresses(), protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_DENIED' })
    peers.add(serving.host.peerId)
    await link.request(new Uint8Array())
    peers.clear()
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_DENIED' })
    await asking.host[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })

  it('sees each address without the peer before it is dialled', async () => {
    const serving = await startHost(1)
    await serving.host.serve(protocol, echo, small)
    const seen: string[] = []
    const gate: Gate = {
      mayConnect: () => true,
      mayDial: (address) => {
        seen.push(address)
        return false
      },
    }
    const asking = await startHost(2, {}, { gate })
    const link = asking.host.link(serving.host.peerId, () => serving.host.addresses(), protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })
    expect(seen).toEqual([`/ip4/127.0.0.1/tcp/${portOf(serving.host.addresses()[0])}`])
    await asking.host[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })
})

describe('a link that loses its peer', () => {
  it('reaches it again when it is back on its port, after a pause', async () => {
    const first = await startHost(1)
    await first.host.serve(protocol, echo, small)
    const port = portOf(first.host.addresses()[0])
    const address = `/ip4/127.0.0.1/tcp/${port}`
    const asking = await startHost(2, { listen: [] }, { random: () => 0.5 })
    const link = asking.host.link(first.host.peerId, () => [address], protocol)
    await link.request(Buffer.of(1))
    await first.host[Symbol.asyncDispose]()
    await until(() => asking.host.connected().length === 0)

    const early = link.request(Buffer.of(2))
    asking.timers.advance(250)
    await expect(early).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })

    const second = await startHost(1, { listen: [address] })
    await second.host.serve(protocol, echo, small)
    const later = link.request(Buffer.of(3))
    const opened = () => asking.events.filter(({ event }) => event === 'network-link-opened').length
    asking.timers.advance(499)
    expect(opened()).toBe(1)
    asking.timers.advance(1)
    expect(await later).toEqual(Uint8Array.of(3))
    await asking.host[Symbol.asyncDispose]()
    await second.host[Symbol.asyncDispose]()
  })

  it('tells those in flight that the outcome is not known, and sends those who wait later', async () => {
    const first = await startHost(1)
    let asked = 0
    await first.host.serve(
      protocol,
      () => {
        asked += 1
        return new Promise(() => undefined)
      },
      small,
    )
    const address = `/ip4/127.0.0.1/tcp/${portOf(first.host.addresses()[0])}`
    const asking = await startHost(2, { listen: [] })
    const link = asking.host.link(first.host.peerId, () => [address], protocol)
    const inFlight = Array.from({ length: 32 }, () => link.request(Buffer.of(1)))
    const ends = inFlight.map((one) => expect(one).rejects.toMatchObject({ code: 'LINK_CLOSED' }))
    await until(() => asked === 32)
    const ending = first.host[Symbol.asyncDispose]()
    first.timers.advance(2_000)
    await ending
    await Promise.all(ends)
    await until(() => asking.host.connected().length === 0)
    const second = await startHost(1, { listen: [address] })
    await second.host.serve(protocol, echo, small)
    expect(await link.request(Uint8Array.of(2))).toEqual(Uint8Array.of(2))
    await asking.host[Symbol.asyncDispose]()
    await second.host[Symbol.asyncDispose]()
  })

  it('pauses longer after each failure, up to 30 seconds, and refuses at once what cannot wait so long', async () => {
    const asking = await startHost(2, { listen: [] }, { random: () => 1 })
    const { host: gone } = await startHost(1)
    const addresses = gone.addresses()
    await gone[Symbol.asyncDispose]()
    const link = asking.host.link(gone.peerId, () => addresses, protocol)
    const pauses = [0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
    for (const pauseMs of pauses) {
      if (pauseMs > 0) {
        await expect(link.request(Buffer.of(1), { timeoutMs: pauseMs - 1 })).rejects.toMatchObject({
          code: 'LINK_UNREACHABLE',
        })
      }
      const attempt = link.request(Buffer.of(1), { timeoutMs: 60_000 })
      asking.timers.advance(pauseMs)
      await expect(attempt).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })
    }
    expect(asking.events.filter(({ event }) => event === 'network-link-failed')).toHaveLength(pauses.length)
    await asking.host[Symbol.asyncDispose]()
  })

  const endings: readonly (readonly [string, StreamHandler])[] = [
    ['ends them', (stream) => stream.abort(new Error('no'))],
    [
      'ends them when it is asked',
      (stream) => stream.addEventListener('message', () => stream.abort(new Error('no'))),
    ],
  ]
  it.each(endings)('is not fooled by a peer that takes streams and %s', async (_name, handler) => {
    const hostile = await startRawPeer(1)
    await hostile.libp2p.handle(protocol, handler)
    const asking = await startHost(2, { listen: [] }, { random: () => 1 })
    const addresses = hostile.libp2p.getMultiaddrs().map(String)
    const link = asking.host.link(hostile.peerId, () => addresses, protocol)
    for (const pauseMs of [0, 500, 1_000, 2_000]) {
      if (pauseMs > 0) {
        await expect(link.request(new Uint8Array(), { timeoutMs: pauseMs - 1 })).rejects.toMatchObject({
          code: 'LINK_UNREACHABLE',
        })
      }
      const attempt = link.request(new Uint8Array())
      asking.timers.advance(pauseMs)
      await expect(attempt).rejects.toMatchObject({
        code: expect.stringMatching(/^LINK_(CLOSED|UNREACHABLE)$/) as string,
      })
    }
    await asking.host[Symbol.asyncDispose]()
    await hostile[Symbol.asyncDispose]()
  })

  it('asks the gate again before it opens a stream for those who waited', async () => {
    const peers = new Set<string>()
    const { host: gone } = await startHost(1)
    const addresses = gone.addresses()
    const asking = await startHost(2, { listen: [] }, { gate: gateFor(peers), random: () => 1 })
    peers.add(gone.peerId)
    await gone[Symbol.asyncDispose]()
    const link = asking.host.link(gone.peerId, () => addresses, protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })
    const waiting = link.request(new Uint8Array())
    peers.clear()
    asking.timers.advance(500)
    await expect(waiting).rejects.toMatchObject({ code: 'LINK_DENIED' })
    await asking.host[Symbol.asyncDispose]()
  })

  it('says that a peer speaks no such protocol', async () => {
    const serving = await startHost(1)
    const asking = await startHost(2, { listen: [] })
    const link = asking.host.link(serving.host.peerId, () => serving.host.addresses(), '/sponte/9/post')
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_UNSUPPORTED' })
    await asking.host[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })

  it('says that a peer without address has not called', async () => {
    const asking = await startHost(2, { listen: [] })
    const { host: other } = await startHost(1)
    const link = asking.host.link(other.peerId, () => [], protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })
    await asking.host[Symbol.asyncDispose]()
    await other[Symbol.asyncDispose]()
  })

  it('ends with what the peer answered against the protocol', async () => {
    const hostile = await startRawPeer(1)
    await hostile.libp2p.handle(protocol, (stream) => {
      stream.addEventListener('message', () => stream.send(Buffer.from('0201000000000009', 'hex')))
    })
    const asking = await startHost(2, { listen: [] })
    const addresses = hostile.libp2p.getMultiaddrs().map(String)
    const link = asking.host.link(hostile.peerId, () => addresses, protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'ID_INVALID' })
    await asking.host[Symbol.asyncDispose]()
    await hostile[Symbol.asyncDispose]()
  })
})

describe('a host’s bounds', () => {
  it('keep the newest connections of a peer and let go of the oldest', async () => {
    const serving = await startHost(1, { limits: { acceptsPerAddressPerSecond: 100 } })
    const peers = await Promise.all([1, 2, 3, 4, 5].map(() => startRawPeer(2)))
    const order: number[] = []
    for (const [index, peer] of peers.entries()) {
      const connection = await peer.dial(serving.host)
      connection.addEventListener('close', () => order.push(index))
      await until(() => serving.host.connected().length === Math.min(index + 1, 4))
    }
    await until(() => order.length === 1)
    expect(order).toEqual([0])
    for (const peer of peers) await peer[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })

  it('refuse a fourth connection of one network address in a second', async () => {
    const serving = await startHost(1)
    const peers = await Promise.all([2, 3, 4, 5].map((of) => startRawPeer(of)))
    const dials = []
    for (const peer of peers)
      dials.push(
        await peer.dial(serving.host).then(
          () => true,
          () => false,
        ),
      )
    expect(dials).toEqual([true, true, true, false])
    for (const peer of peers) await peer[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })

  const muxerFaults: readonly (readonly [string, Buffer])[] = [
    ['a yamux frame longer than the window', yamuxHeader(0, 0, 1, streamWindowBytes + 1)],
    ['a flood of pings', Buffer.concat(Array.from({ length: 70 }, (_none, id) => yamuxHeader(2, 1, 0, id)))],
    [
      'a flood of new streams',
      Buffer.concat(Array.from({ length: 70 }, (_none, id) => yamuxHeader(1, 1, 2 * id + 1, 0))),
    ],
  ]
  it.each(muxerFaults)('end the connection of a peer that sends %s', async (_name, bytes) => {
    const serving = await startHost(1)
    const hostile = await startRawPeer(2, sendingFirst(bytes))
    const connection = await hostile.dial(serving.host)
    await until(() => connection.status !== 'open' && serving.host.connected().length === 0)
    await hostile[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
  })

  const webSocketFaults: readonly (readonly [string, number, Buffer])[] = [
    ['a message longer than a batch', 1009, webSocketHeader(maxWebSocketPayloadBytes + 1)],
    ['a frame that is not masked', 1002, Buffer.of(0x82, 0x01, 0x00)],
    ['an unknown opcode', 1002, Buffer.of(0x8f, 0x80, 0, 0, 0, 0)],
  ]
  it.each(webSocketFaults)(
    'end a WebSocket, and not the process, before the handshake after %s (%i)',
    async (_name, closeCode, bytes) => {
      const serving = await startHost(1, { listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
      const socket = createConnection(portOf(serving.host.addresses()[0]), '127.0.0.1')
      const { promise, resolve } = Promise.withResolvers<Buffer>()
      socket.once('data', () => {
        socket.on('data', resolve)
        socket.write(bytes)
      })
      socket.write(
        'GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      )
      const closing = await promise
      expect([closing[0], closing.readUInt16BE(2)]).toEqual([0x88, closeCode])
      socket.destroy()
      await serving.host[Symbol.asyncDispose]()
    },
  )

  it('let go of a WebSocket’s socket that says nothing, after its deadline', async () => {
    const libp2p = await createLibp2p({
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
      transports: [boundedWebSockets({ maxSockets: 10, deadlineMs: 20 }, undefined)],
    })
    const socket = createConnection(portOf(libp2p.getMultiaddrs().map(String)[0]), '127.0.0.1')
    const { promise, resolve } = Promise.withResolvers<boolean>()
    socket.on('close', () => resolve(true))
    expect(await promise).toBe(true)
    await libp2p.stop()
  })

  it('let the host end at once while a stranger’s socket says nothing', { timeout: 3_000 }, async () => {
    const serving = await startHost(1, { listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
    const socket = createConnection(portOf(serving.host.addresses()[0]), '127.0.0.1')
    const { promise, resolve } = Promise.withResolvers<boolean>()
    socket.on('close', () => resolve(true))
    socket.on('error', () => undefined)
    await until(() => socket.readyState === 'open')
    await serving.host[Symbol.asyncDispose]()
    expect(await promise).toBe(true)
  })
})

/** The header of a masked binary WebSocket message of this length (RFC 6455 §5.2). */
function webSocketHeader(length: number): Buffer {
  const bytes = Buffer.alloc(14)
  bytes.writeUInt8(0x82, 0)
  bytes.writeUInt8(0x80 | 127, 1)
  bytes.writeBigUInt64BE(BigInt(length), 2)
  return bytes
}

function yamuxHeader(type: number, flags: number, streamId: number, length: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt8(type, 1)
  bytes.writeUInt16BE(flags, 2)
  bytes.writeUInt32BE(streamId, 4)
  bytes.writeUInt32BE(length, 8)
  return bytes
}

/** A muxer that sends these bytes before anything else. */
function sendingFirst(bytes: Uint8Array): () => StreamMuxerFactory {
  const create = yamux({ enableKeepAlive: false })
  return () => {
    const factory = create()
    return {
      protocol: factory.protocol,
      createStreamMuxer(connection) {
        const muxer = factory.createStreamMuxer(connection)
        connection.send(bytes)
        return muxer
      },
    }
  }
}

describe('a TLS listener', () => {
  it('carries a link', async () => {
    const before = getCACertificates('default')
    setDefaultCACertificates([...before, loopbackTls.cert])
    const serving = await startHost(1, { listen: ['/ip4/127.0.0.1/tcp/0/tls/ws'], tls: loopbackTls })
    await serving.host.serve(protocol, echo, small)
    const asking = await startHost(2, { listen: [] })
    const link = asking.host.link(serving.host.peerId, () => serving.host.addresses(), protocol)
    expect(await link.request(Uint8Array.of(1))).toEqual(Uint8Array.of(1))
    await asking.host[Symbol.asyncDispose]()
    await serving.host[Symbol.asyncDispose]()
    setDefaultCACertificates(before)
  })

  it.each([
    ['takes TLS 1.3 with X25519MLKEM768', { ecdhCurve: 'X25519MLKEM768' }, true],
    ['refuses a classical key exchange', { ecdhCurve: 'X25519' }, false],
    ['refuses TLS 1.2', { maxVersion: 'TLSv1.2' as const }, false],
  ])('%s', async (_name, options, isTaken) => {
    const serving = await startHost(1, { listen: ['/ip4/127.0.0.1/tcp/0/tls/ws'], tls: loopbackTls })
    const port = portOf(serving.host.addresses()[0])
    const socket = connectTls({ host: '127.0.0.1', port, ca: loopbackTls.cert, ...options })
    const { promise, resolve } = Promise.withResolvers<boolean>()
    socket.on('secureConnect', () => resolve(true))
    socket.on('error', () => resolve(false))
    expect(await promise).toBe(isTaken)
    socket.destroy()
    await serving.host[Symbol.asyncDispose]()
  })
})

describe('the process’s own timers', () => {
  it('drive a host as the manual ones do', async () => {
    const deps = { gate: everyone, timers: processTimers, log: () => undefined, random: Math.random }
    const serving = await createHost(deps, { identitySeed: seed(1), listen: loopback, role: 'relay' })
    const asking = await createHost(deps, { identitySeed: seed(2), listen: [], role: 'node' })
    await serving.serve(protocol, () => new Promise(() => undefined), small)
    const link = asking.link(serving.peerId, () => serving.addresses(), protocol)
    await expect(link.request(new Uint8Array(), { timeoutMs: 1 })).rejects.toMatchObject({
      code: 'LINK_TIMEOUT',
    })
    await asking[Symbol.asyncDispose]()
    await serving[Symbol.asyncDispose]()
  })
})
