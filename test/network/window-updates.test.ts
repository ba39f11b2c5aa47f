import { afterEach, expect, test, vi } from 'vitest'
import { encodeFrames, framesOf } from '../../node/network/frame.ts'
import { firstWindowBytes, streamWindowBytes } from '../../node/network/limits.ts'
import { startHost, startRawPeer, until } from './support/hosts.ts'

const protocol = '/sponte/1/test'
const messageBytes = 20 * 1024

afterEach(() => {
  vi.useRealTimers()
})

/** A peer on one stream to a host, and how much more it may send there. */
async function openStream() {
  await using starting = new AsyncDisposableStack()
  const host = starting.use((await startHost(1)).host)
  const peer = starting.use(await startRawPeer(2))
  await host.serve(protocol, () => Promise.resolve(new Uint8Array(1)), { maxResponseBytes: 1_024 })
  const opened = await peer.open(host, protocol)
  const { stream } = opened
  if (!('sendWindowCapacity' in stream)) throw new Error('not the stream of the muxer that this is about')
  let id = 0
  const running = starting.move()
  return {
    ask: async (): Promise<void> => {
      id += 1
      const answered = 9 * id
      stream.send(
        encodeFrames(framesOf({ kind: 'request', id, body: new Uint8Array(messageBytes) })).subarray(),
      )
      await until(() => opened.received().length >= answered)
    },
    room: () => Number(stream.sendWindowCapacity),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

test('a peer gets room again when half of the window is used, not with every message', async () => {
  await using stream = await openStream()
  for (let i = 0; i < 6; i += 1) await stream.ask()
  expect(stream.room()).toBeLessThan(firstWindowBytes - 6 * messageBytes)
  await stream.ask()
  expect(stream.room()).toBeGreaterThan(firstWindowBytes - messageBytes)
})

test('where all that was sent is read within a few round trips the window grows to what a held stream may keep', async () => {
  // On a clock that stands still nothing takes longer than a round trip.
  vi.useFakeTimers({ toFake: ['Date'] })
  await using stream = await openStream()
  let most = 0
  for (let i = 0; i < 80; i += 1) {
    await stream.ask()
    most = Math.max(most, stream.room())
  }
  expect(most).toBeGreaterThan(streamWindowBytes - messageBytes)
  expect(most).toBeLessThanOrEqual(streamWindowBytes)
})
