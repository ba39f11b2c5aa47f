import { describe, expect, it } from 'vitest'
import { maxMessageBytes, maxWaitingRequests, requestDeadlineMs } from '../../node/network/limits.ts'
import { RefusalError } from '../../node/network/network-error.ts'
import type { Handler } from '../../node/network/server.ts'
import { startHost, until } from './support/hosts.ts'
import type { TestHost } from './support/hosts.ts'

const protocol = '/sponte/1/test'
interface PairOptions {
  readonly listen?: readonly string[]
  readonly maxResponseBytes?: number
}

const echo: Handler = (_peer, body) => Promise.resolve(body)

async function startPair(handler: Handler, { listen, maxResponseBytes = 1_024 }: PairOptions = {}) {
  const asking = await startHost(1, { listen: [] })
  const serving = await startHost(2, listen === undefined ? {} : { listen })
  await serving.host.serve(protocol, handler, { maxResponseBytes })
  const link = asking.host.link(serving.host.peerId, () => serving.host.addresses(), protocol)
  return {
    asking,
    serving,
    link,
    [Symbol.asyncDispose]: async () => {
      await asking.host[Symbol.asyncDispose]()
      await serving.host[Symbol.asyncDispose]()
    },
  }
}

/** A handler whose answers the test gives, and what it was asked. */
function createDesk() {
  const asked: Buffer[] = []
  const open: (() => void)[] = []
  const handler: Handler = async (_peer, body) => {
    asked.push(Buffer.from(body))
    const { promise, resolve } = Promise.withResolvers<undefined>()
    open.push(() => resolve(undefined))
    await promise
    return body
  }
  return {
    handler,
    asked,
    answerNext: () => open.shift()?.(),
    answerAll: () => {
      for (const answer of open.splice(0)) answer()
    },
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

function connectionsOf({ host }: TestHost): number {
  return host.connected().length
}

describe('a link', () => {
  it.each([
    ['TCP', ['/ip4/127.0.0.1/tcp/0']],
    ['WebSocket', ['/ip4/127.0.0.1/tcp/0/ws']],
  ])('brings a request and its response over %s', async (_name, listen) => {
    await using pair = await startPair(echo, { listen })
    expect(text(await pair.link.request(Buffer.from('hello')))).toBe('hello')
    expect(await pair.link.request(new Uint8Array())).toHaveLength(0)
  })

  it.each([
    ['TCP', ['/ip4/127.0.0.1/tcp/0']],
    ['WebSocket', ['/ip4/127.0.0.1/tcp/0/ws']],
  ])('carries 32 messages of the greatest length at the same time over %s', async (_name, listen) => {
    await using pair = await startPair(echo, { listen, maxResponseBytes: maxMessageBytes })
    const bodies = Array.from({ length: 32 }, (_none, index) => Buffer.alloc(maxMessageBytes, index + 1))
    const answers = await Promise.all(bodies.map((body) => pair.link.request(body)))
    expect(answers.every((answer, index) => bodies[index]?.equals(answer))).toBe(true)
  })

  it('refuses a longer message before it is sent', async () => {
    await using pair = await startPair(echo)
    await expect(pair.link.request(new Uint8Array(maxMessageBytes + 1))).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
    })
  })

  it('tells the handler who asks', async () => {
    await using pair = await startPair(({ peerId }) => Promise.resolve(Buffer.from(peerId)))
    expect(text(await pair.link.request(new Uint8Array()))).toBe(pair.asking.host.peerId)
  })

  it('brings each answer to its request, in whatever order they come', async () => {
    const held: { readonly body: Uint8Array; readonly answer: (body: Uint8Array) => void }[] = []
    await using pair = await startPair((_peer, body) => {
      const { promise, resolve } = Promise.withResolvers<Uint8Array>()
      held.push({ body, answer: resolve })
      return promise
    })
    const answers = ['a', 'b', 'c'].map((one) => pair.link.request(Buffer.from(one)))
    await until(() => held.length === 3)
    for (const { body, answer } of held.toReversed()) answer(body)
    expect((await Promise.all(answers)).map(text)).toEqual(['a', 'b', 'c'])
  })

  it('has 32 requests in flight and lets the others wait in the order of their calls', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    const answers = Array.from({ length: 40 }, (_none, index) => pair.link.request(Buffer.of(index)))
    await until(() => desk.asked.length === 32)
    desk.answerNext()
    await answers[0]
    await until(() => desk.asked.length === 33)
    expect(desk.asked[32]).toEqual(Buffer.of(32))
    desk.answerAll()
    await until(() => desk.asked.length === 40)
    desk.answerAll()
    await Promise.all(answers)
    expect(desk.asked.map(([number]) => number)).toEqual(Array.from({ length: 40 }, (_none, index) => index))
  })

  it('turns callers away when too many wait', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    const answers = Array.from({ length: maxWaitingRequests }, () => pair.link.request(new Uint8Array()))
    for (const answer of answers) answer.catch(() => undefined)
    await expect(pair.link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_BUSY' })
  })

  it('is one for a peer and protocol, over one connection', async () => {
    await using pair = await startPair(echo)
    const { host } = pair.serving
    const again = pair.asking.host.link(host.peerId, () => host.addresses(), protocol)
    await pair.link.request(new Uint8Array())
    await again.request(new Uint8Array())
    expect(again).toBe(pair.link)
    expect(connectionsOf(pair.asking)).toBe(1)
  })

  it('dials the addresses that were given last', async () => {
    await using pair = await startPair(echo)
    const { host: moved } = await startHost(3)
    const before = moved.addresses()
    await moved[Symbol.asyncDispose]()
    const back = await startHost(3)
    await back.host.serve(protocol, echo, { maxResponseBytes: 1_024 })
    const { host } = pair.asking
    const link = host.link(moved.peerId, () => before, protocol)
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_UNREACHABLE' })
    host.link(moved.peerId, () => back.host.addresses(), protocol)
    expect(await link.request(Uint8Array.of(1))).toEqual(Uint8Array.of(1))
    await back.host[Symbol.asyncDispose]()
  })

  it('asks a peer without an address over the connection that the peer made', async () => {
    await using pair = await startPair(echo)
    await pair.asking.host.serve(protocol, () => Promise.resolve(Buffer.from('called back')), {
      maxResponseBytes: 1_024,
    })
    await pair.link.request(new Uint8Array())
    const back = pair.serving.host.link(pair.asking.host.peerId, () => [], protocol)
    expect(text(await back.request(new Uint8Array()))).toBe('called back')
    expect(connectionsOf(pair.serving)).toBe(1)
  })

  it('gives the code of a refusal and nothing more', async () => {
    await using pair = await startPair(() => Promise.reject(new RefusalError(77)))
    await expect(pair.link.request(new Uint8Array())).rejects.toMatchObject({
      code: 'LINK_REFUSED',
      refusal: 77,
    })
  })

  it('gives the internal code for any other error, whose text stays at home and out of the log', async () => {
    await using pair = await startPair(() => {
      throw Object.assign(new Error('secret'), { code: 'STORE_FULL' })
    })
    await expect(pair.link.request(new Uint8Array())).rejects.toMatchObject({
      code: 'LINK_REFUSED',
      refusal: 1,
    })
    const { events } = pair.serving
    expect(events).toContainEqual({
      event: 'network-handler-failed',
      fields: { peerId: pair.asking.host.peerId, protocol, code: 'STORE_FULL' },
    })
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  it('gives the internal code for a response beyond the bound of its protocol', async () => {
    await using pair = await startPair(echo)
    await pair.serving.host.serve('/sponte/1/short', () => Promise.resolve(new Uint8Array(11)), {
      maxResponseBytes: 10,
    })
    const link = pair.asking.host.link(pair.serving.host.peerId, () => [], '/sponte/1/short')
    await pair.link.request(new Uint8Array())
    await expect(link.request(new Uint8Array())).rejects.toMatchObject({ code: 'LINK_REFUSED', refusal: 1 })
  })

  it('ends the waiting when the signal says so, in flight or in the queue, and goes on', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    const stop = new AbortController()
    const reason = new Error('enough')
    const inFlight = pair.link.request(Buffer.of(0), { signal: stop.signal })
    const others = Array.from({ length: 31 }, () => pair.link.request(Buffer.of(1)))
    const queued = pair.link.request(Buffer.of(2), { signal: stop.signal })
    await until(() => desk.asked.length === 32)
    stop.abort(reason)
    await expect(inFlight).rejects.toBe(reason)
    await expect(queued).rejects.toBe(reason)
    desk.answerAll()
    await Promise.all(others)
    const last = pair.link.request(Buffer.of(3))
    await until(() => desk.asked.length === 33)
    desk.answerAll()
    expect(await last).toEqual(Uint8Array.of(3))
    expect(desk.asked).not.toContainEqual(Buffer.of(2))
  })

  it('refuses a request whose signal is aborted already', async () => {
    await using pair = await startPair(echo)
    const reason = new Error('late')
    await expect(pair.link.request(new Uint8Array(), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
  })

  it('gives up a request at its time, and takes a late answer for what it is', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    const late = pair.link.request(Buffer.from('late'), { timeoutMs: 1_000 })
    await until(() => desk.asked.length === 1)
    pair.asking.timers.advance(999)
    const next = pair.link.request(Buffer.from('next'))
    pair.asking.timers.advance(1)
    await expect(late).rejects.toMatchObject({ code: 'LINK_TIMEOUT' })
    await until(() => desk.asked.length === 2)
    desk.answerAll()
    expect(text(await next)).toBe('next')
  })

  it('takes a peer that was silent for its whole time as gone, and opens another stream', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    const unanswered = pair.link.request(Buffer.from('first'))
    await until(() => desk.asked.length === 1)
    pair.asking.timers.advance(requestDeadlineMs)
    await expect(unanswered).rejects.toMatchObject({ code: 'LINK_TIMEOUT' })
    const next = pair.link.request(Buffer.from('second'))
    await until(() => desk.asked.length === 2)
    desk.answerAll()
    expect(text(await next)).toBe('second')
    expect(pair.asking.events.filter(({ event }) => event === 'network-link-opened')).toHaveLength(2)
  })

  it('opens another stream when all places of the window wait for nobody', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    const stop = new AbortController()
    const all = Array.from({ length: 32 }, () => pair.link.request(Buffer.of(1), { signal: stop.signal }))
    await until(() => desk.asked.length === 32)
    stop.abort()
    await Promise.allSettled(all)
    const next = pair.link.request(Buffer.of(2))
    await until(() => desk.asked.length === 33)
    desk.answerAll()
    expect(await next).toEqual(Uint8Array.of(2))
  })

  it('gives a place back when its late answer comes', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    for (let turn = 1; turn <= 40; turn += 1) {
      const late = pair.link.request(Buffer.of(turn), { timeoutMs: 1 })
      await until(() => desk.asked.length === turn)
      pair.asking.timers.advance(1)
      await expect(late).rejects.toMatchObject({ code: 'LINK_TIMEOUT' })
      desk.answerAll()
    }
    const last = pair.link.request(Buffer.of(41))
    await until(() => desk.asked.length === 41)
    desk.answerAll()
    await last
    expect(pair.asking.events.filter(({ event }) => event === 'network-link-opened')).toHaveLength(1)
  })

  it('has the window it is asked for', async () => {
    const desk = createDesk()
    const asking = await startHost(1, { listen: [] })
    const relay = await startHost(2, { role: 'relay' })
    await relay.host.serve(protocol, desk.handler, { maxResponseBytes: 1_024 })
    const link = asking.host.link(relay.host.peerId, () => relay.host.addresses(), protocol, {
      maxInFlight: 200,
    })
    const answers = Array.from({ length: 300 }, () => link.request(Buffer.of(1)))
    await until(() => desk.asked.length === 200)
    desk.answerAll()
    await until(() => desk.asked.length === 300)
    desk.answerAll()
    await Promise.all(answers)
    await asking.host[Symbol.asyncDispose]()
    await relay.host[Symbol.asyncDispose]()
  })

  it('gives its stream and connection back after ten minutes without a request', async () => {
    await using pair = await startPair(echo)
    await pair.link.request(Buffer.of(1))
    pair.asking.timers.advance(600_000)
    expect(connectionsOf(pair.asking)).toBe(1)
    pair.asking.timers.advance(600_000)
    await until(() => connectionsOf(pair.asking) === 0)
    expect(await pair.link.request(Uint8Array.of(2))).toEqual(Uint8Array.of(2))
  })

  it('fails who waits when it is closed, and is another one afterwards', async () => {
    const desk = createDesk()
    await using pair = await startPair(desk.handler)
    const waiting = pair.link.request(Buffer.of(1))
    await until(() => desk.asked.length === 1)
    pair.link.close()
    await expect(waiting).rejects.toMatchObject({ code: 'LINK_CLOSED' })
    await expect(pair.link.request(Buffer.of(1))).rejects.toMatchObject({ code: 'LINK_CLOSED' })
    expect(pair.asking.host.link(pair.serving.host.peerId, () => [], protocol)).not.toBe(pair.link)
  })
})
