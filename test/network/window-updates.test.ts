import { expect, test } from 'vitest'
import { encodeFrames, framesOf } from '../../node/network/frame.ts'
import { streamWindowBytes } from '../../node/network/limits.ts'
import { startHost, startRawPeer, until } from './support/hosts.ts'

const protocol = '/sponte/1/test'
const messageBytes = 20 * 1024

test('a peer gets room again when half of the window is used, not with every message', async () => {
  const { host } = await startHost(1)
  await using _host = host
  await using peer = await startRawPeer(2)
  await host.serve(protocol, () => Promise.resolve(new Uint8Array(1)), { maxResponseBytes: 1_024 })
  const opened = await peer.open(host, protocol)
  const { stream } = opened
  if (!('sendWindowCapacity' in stream)) throw new Error('not the stream of the muxer that this is about')
  let id = 0
  const ask = async (): Promise<void> => {
    id += 1
    const answered = 9 * id
    stream.send(
      encodeFrames(framesOf({ kind: 'request', id, body: new Uint8Array(messageBytes) })).subarray(),
    )
    await until(() => opened.received().length >= answered)
  }
  for (let i = 0; i < 6; i += 1) await ask()
  expect(stream.sendWindowCapacity).toBeLessThan(streamWindowBytes - 6 * messageBytes)
  await ask()
  expect(stream.sendWindowCapacity).toBeGreaterThan(streamWindowBytes - messageBytes)
})
