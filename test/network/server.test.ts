import { describe, expect, it } from 'vitest'
import { encodeCode, encodeFrames, framesOf, maxChunkBytes } from '../../node/network/frame.ts'
import { messageDeadlineMs, readDeadlineMs } from '../../node/network/limits.ts'
import type { HostLimits } from '../../node/network/limits.ts'
import { closeCodes } from '../../node/network/network-error.ts'
import type { CloseCode } from '../../node/network/network-error.ts'
import type { Handler } from '../../node/network/server.ts'
import { startHost, startRawPeer, until } from './support/hosts.ts'
import type { RawStream } from './support/hosts.ts'

const protocol = '/sponte/1/test'
const echo: Handler = (_peer, body) => Promise.resolve(body)

async function startServer(handler: Handler, limits: Partial<HostLimits> = {}, maxResponseBytes = 1_024) {
  const server = await startHost(1, { limits })
  const hostile = await startRawPeer(2)
  await server.host.serve(protocol, handler, { maxResponseBytes })
  return {
    ...server,
    hostile,
    open: () => hostile.open(server.host, protocol),
    /** An honest request of another peer, to show that it is still served. */
    async askHonestly(): Promise<string> {
      const honest = await startHost(3, { listen: [] })
      const link = honest.host.link(server.host.peerId, () => server.host.addresses(), protocol)
      const answer = await link.request(Buffer.from('honest'))
      await honest.host[Symbol.asyncDispose]()
      return Buffer.from(answer).toString()
    },
    [Symbol.asyncDispose]: async () => {
      await hostile[Symbol.asyncDispose]()
      await server.host[Symbol.asyncDispose]()
    },
  }
}

function request(id: number, body: Uint8Array = Buffer.from([id])): Uint8Array {
  return encodeFrames(framesOf({ kind: 'request', id, body })).subarray()
}

function response(id: number, body: Uint8Array = Buffer.from([id])): Buffer {
  return Buffer.from(encodeFrames(framesOf({ kind: 'response', id, body })).subarray())
}

function closeFrame(code: CloseCode): Buffer {
  return Buffer.from(
    encodeFrames(framesOf({ kind: 'close', id: 0, body: encodeCode(closeCodes[code]) })).subarray(),
  )
}

function header(kind: number, last: number, length: number, id: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt8(kind, 0)
  bytes.writeUInt8(last, 1)
  bytes.writeUInt16BE(length, 2)
  bytes.writeUInt32BE(id, 4)
  return bytes
}

const fullChunk = Buffer.alloc(maxChunkBytes)

async function expectClosed(raw: RawStream, code: CloseCode): Promise<void> {
  await raw.ended
  expect(raw.received().subarray(-10)).toEqual(closeFrame(code))
}

describe('the serving side closes the stream, says why and serves others', () => {
  const faults: readonly (readonly [string, CloseCode, Uint8Array])[] = [
    ['an unknown kind', 'FRAME_INVALID', header(9, 1, 0, 1)],
    ['an answer where only requests belong', 'FRAME_INVALID', header(2, 1, 0, 1)],
    ['an unknown flag', 'FRAME_INVALID', header(1, 3, 0, 1)],
    ['a chunk longer than a frame', 'FRAME_INVALID', header(1, 1, 0xffff, 1)],
    ['fragments smaller than they must be', 'FRAME_INVALID', header(1, 0, 1, 1)],
    ['a huge id', 'ID_INVALID', header(1, 1, 0, 0xffffffff)],
    ['the same id again', 'ID_INVALID', Buffer.concat([request(1), request(1)])],
    [
      'fragments of two messages mixed',
      'ID_INVALID',
      Buffer.concat([header(1, 0, maxChunkBytes, 1), fullChunk, header(1, 0, maxChunkBytes, 2), fullChunk]),
    ],
    [
      'a message that never ends',
      'MESSAGE_TOO_LARGE',
      Buffer.concat(Array.from({ length: 17 }, () => [header(1, 0, maxChunkBytes, 1), fullChunk]).flat()),
    ],
  ]
  it.each(faults)('after %s (%s)', async (_name, code, bytes) => {
    await using server = await startServer(echo)
    const raw = await server.open()
    raw.stream.send(bytes)
    await expectClosed(raw, code)
    expect(server.events).toContainEqual({
      event: 'network-stream-closed',
      fields: { peerId: server.hostile.peerId, protocol, code },
    })
    expect(await server.askHonestly()).toBe('honest')
  })

  it('after 100,000 random bytes', async () => {
    await using server = await startServer(echo)
    // A small generator with a fixed start: the same bytes in every run.
    let state = 0x2545f491
    const bytes = Uint8Array.from({ length: 100_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    })
    const raw = await server.open()
    raw.stream.send(bytes)
    await expectClosed(raw, 'FRAME_INVALID')
    expect(await server.askHonestly()).toBe('honest')
  })

  it('after a message that is begun and left (slow loris)', async () => {
    await using server = await startServer(echo)
    const raw = await server.open()
    raw.stream.send(request(1))
    await until(() => raw.received().equals(response(1)))
    raw.stream.send(header(1, 1, 100, 2).subarray(0, 3))
    await until(() => server.timers.pending() > 0)
    server.timers.advance(messageDeadlineMs - 1)
    expect(raw.stream.status).toBe('open')
    server.timers.advance(1)
    await expectClosed(raw, 'MESSAGE_LATE')
  })

  it('after more unread bytes on several streams than one peer may have', async () => {
    await using server = await startServer(echo, { maxUnreadBytesPerPeer: 100_000 })
    const first = await server.open()
    const second = await server.open()
    first.stream.send(Buffer.concat([header(1, 0, maxChunkBytes, 1), fullChunk]))
    second.stream.send(Buffer.concat([header(1, 0, maxChunkBytes, 1), fullChunk]))
    await expectClosed(second, 'BUFFER_EXCEEDED')
    expect(first.stream.status).toBe('open')
    expect(await server.askHonestly()).toBe('honest')
  })

  it('after the peer was taken from the directory', async () => {
    const listed = { is: true }
    await using server = await startServer(echo)
    const gated = await startHost(4, {}, { gate: { mayConnect: () => listed.is, mayDial: () => true } })
    await gated.host.serve(protocol, echo, { maxResponseBytes: 1_024 })
    const raw = await server.hostile.open(gated.host, protocol)
    raw.stream.send(request(1))
    await until(() => raw.received().equals(response(1)))
    listed.is = false
    raw.stream.send(request(2))
    await expectClosed(raw, 'PEER_DENIED')
    gated.host.dropUnlisted()
    await until(() => gated.host.connected().length === 0)
    await gated.host[Symbol.asyncDispose]()
  })
})

describe('the serving side holds a peer back', () => {
  it('to its window: 300 requests at once are handled 32 at a time, and all are answered', async () => {
    let running = 0
    let most = 0
    const open: (() => void)[] = []
    await using server = await startServer(async () => {
      running += 1
      most = Math.max(most, running)
      const { promise, resolve } = Promise.withResolvers<undefined>()
      open.push(() => resolve(undefined))
      await promise
      running -= 1
      return new Uint8Array()
    })
    const raw = await server.open()
    const requests = Array.from({ length: 300 }, (_none, index) => request(index + 1, Buffer.alloc(2_000)))
    raw.stream.send(Buffer.concat(requests))
    await until(() => {
      for (const answer of open.splice(0)) answer()
      return raw.received().length === 300 * 8
    })
    expect(most).toBe(32)
  })

  it('to its rate of requests', async () => {
    const handled: number[] = []
    await using server = await startServer(
      (_peer, body) => {
        handled.push(body[0] ?? 0)
        return Promise.resolve(body)
      },
      { requestsPerSecond: 2 },
    )
    const raw = await server.open()
    raw.stream.send(Buffer.concat([1, 2, 3, 4, 5, 6].map((id) => request(id))))
    await until(() => raw.received().length === 4 * 9)
    expect(handled).toEqual([1, 2, 3, 4])
    server.timers.advance(500)
    await until(() => raw.received().length === 5 * 9)
    server.timers.advance(500)
    await until(() => raw.received().length === 6 * 9)
  })

  it('to its rate of bytes, over all its streams', async () => {
    await using server = await startServer(echo, { requestBytesPerSecond: 500 })
    const first = await server.open()
    const second = await server.open()
    first.stream.send(request(1, Buffer.alloc(1_000)))
    await until(() => first.received().length === 1_008)
    second.stream.send(request(1, Buffer.alloc(1_000)))
    await until(() => server.timers.pending() > 0)
    expect(second.received()).toHaveLength(0)
    server.timers.advance(1_000)
    await until(() => second.received().length === 1_008)
  })

  it('to the bytes that its requests and their answers may take', async () => {
    const open: (() => void)[] = []
    await using server = await startServer(
      async (_peer, body) => {
        const { promise, resolve } = Promise.withResolvers<undefined>()
        open.push(() => resolve(undefined))
        await promise
        return body
      },
      { maxReservedBytesPerPeer: 3_000 },
      1_000,
    )
    const raw = await server.open()
    raw.stream.send(Buffer.concat([1, 2, 3].map((id) => request(id, Buffer.alloc(400)))))
    await until(() => open.length === 2)
    const answeredBytes = 408
    open[0]?.()
    await until(() => raw.received().length === answeredBytes && open.length === 3)
  })

  it('to its window in bytes: while nothing may start, no more than that is taken in', async () => {
    await using server = await startServer(() => new Promise(() => undefined))
    const raw = await server.open()
    const body = Buffer.alloc(60_000)
    raw.stream.send(Buffer.concat(Array.from({ length: 100 }, (_none, index) => request(index + 1, body))))
    const left = await settled(() => raw.stream.writeBufferLength)
    expect(left).toBeGreaterThan(3_000_000)
  })

  it('until another stream of it has given room back', async () => {
    const open: (() => void)[] = []
    await using server = await startServer(
      async (_peer, body) => {
        const { promise, resolve } = Promise.withResolvers<undefined>()
        open.push(() => resolve(undefined))
        await promise
        return body
      },
      { maxReservedBytesPerPeer: 1_500 },
      1_000,
    )
    const first = await server.open()
    const second = await server.open()
    first.stream.send(request(1))
    await until(() => open.length === 1)
    second.stream.send(request(1))
    expect(await settled(() => open.length)).toBe(1)
    open[0]?.()
    await until(() => open.length === 2)
    open[1]?.()
    await until(() => second.received().equals(response(1)))
  })

  it('until all peers together have given room back', async () => {
    const open: (() => void)[] = []
    await using server = await startServer(
      async () => {
        const { promise, resolve } = Promise.withResolvers<undefined>()
        open.push(() => resolve(undefined))
        await promise
        return Buffer.of(1)
      },
      { maxHandledBytes: 1_500 },
    )
    const other = await startRawPeer(3)
    const first = await server.open()
    const second = await other.open(server.host, protocol)
    first.stream.send(request(1, Buffer.alloc(1_000)))
    await until(() => open.length === 1)
    second.stream.send(request(1, Buffer.alloc(1_000)))
    expect(await settled(() => open.length)).toBe(1)
    open[0]?.()
    await until(() => open.length === 2)
    await other[Symbol.asyncDispose]()
  })

  it('to two streams of a protocol', async () => {
    await using server = await startServer(echo)
    const kept = [await server.open(), await server.open()]
    const third = await server.open()
    await third.ended
    expect(kept.map(({ stream }) => stream.status)).toEqual(['open', 'open'])
  })

  it('when it reads no answers: those are kept up to the window, and then nothing is read', async () => {
    let handled = 0
    await using server = await startServer(
      () => {
        handled += 1
        return Promise.resolve(new Uint8Array(100_000))
      },
      {},
      100_000,
    )
    const raw = await server.open()
    raw.stream.pause()
    raw.stream.send(Buffer.concat(Array.from({ length: 200 }, (_none, index) => request(index + 1))))
    await until(() => handled >= 32)
    expect(await settled(() => handled)).toBeLessThan(48)
    raw.stream.resume()
    await until(() => raw.received().length === 200 * (100_000 + 2 * 8))
    expect(handled).toBe(200)
  })
})

/** Waits until a number stays the same for some turns of the event loop. */
async function settled(read: () => number): Promise<number> {
  let last = read()
  let turns = 0
  await until(() => {
    turns = read() === last ? turns + 1 : 0
    last = read()
    return turns === 50
  })
  return last
}

describe('a peer that reads nothing', () => {
  it('is let go after a minute, with the answers that it left', async () => {
    await using server = await startServer(() => Promise.resolve(new Uint8Array(100_000)), {}, 100_000)
    const raw = await server.open()
    raw.stream.pause()
    raw.stream.send(Buffer.concat(Array.from({ length: 20 }, (_none, index) => request(index + 1))))
    await until(() => server.timers.pending() > 0)
    server.timers.advance(readDeadlineMs - 1)
    expect(raw.stream.status).toBe('open')
    server.timers.advance(1)
    await until(() => server.events.some(({ fields }) => fields['code'] === 'MESSAGE_LATE'))
    expect(await server.askHonestly()).toHaveLength(100_000)
  })
})

describe('the end of a host', () => {
  it('answers what is at work, says SHUTDOWN and aborts nothing', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    let wasAborted = false
    let isAsked = false
    await using server = await startServer(async (_peer, body, { signal }) => {
      isAsked = true
      await promise
      wasAborted = signal.aborted
      return body
    })
    const raw = await server.open()
    raw.stream.send(request(1))
    await until(() => isAsked)
    const ending = server.host[Symbol.asyncDispose]()
    raw.stream.send(request(2))
    resolve(undefined)
    await ending
    await raw.ended
    expect(wasAborted).toBe(false)
    expect(raw.received()).toEqual(Buffer.concat([response(1), closeFrame('SHUTDOWN')]))
  })

  it('aborts a handler that does not come to its end', async () => {
    const aborted = Promise.withResolvers<undefined>()
    let isAsked = false
    await using server = await startServer((_peer, body, { signal }) => {
      isAsked = true
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted.resolve(undefined)
          resolve(body)
        })
      })
    })
    const raw = await server.open()
    raw.stream.send(request(1))
    await until(() => isAsked)
    const ending = server.host[Symbol.asyncDispose]()
    server.timers.advance(2_000)
    await aborted.promise
    await ending
  })
})
