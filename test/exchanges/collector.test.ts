import { expect, test } from 'vitest'
import type { CollectReply, VerifiedRelay } from '../../protocol/index.ts'
import { collect } from '../../node/exchanges/collector.ts'
import type { Courier } from '../../node/exchanges/courier.ts'
import { openDesk } from '../desk/desk.ts'

const restMs = 3_000
const nothing: CollectReply = { envelopes: [], more: false }
const relay: VerifiedRelay = {
  ...{ kind: 'RELAY_CERTIFICATE', bytes: new Uint8Array(0), hash: new Uint8Array(32) },
  tbs: {
    ...{ version: 1, suite: 1, name: 'Relay', networkId: new Uint8Array(32), rlk: new Uint8Array(1984) },
    ...{ relayId: new Uint8Array(16), peerKey: new Uint8Array(32), addresses: [] },
    ...{ notBeforeMs: 1, notAfterMs: 2 },
  },
}
const courier: Courier = {
  wake: () => undefined,
  run: () => Promise.resolve(),
  handOver: () => Promise.resolve(),
}

/** How long a collector rests between so many answers of a relay, each after so many milliseconds. */
async function restsAfter(answersMs: readonly number[]): Promise<readonly number[]> {
  await using desk = await openDesk()
  const stop = new AbortController()
  const rests: number[] = []
  const left = [...answersMs]
  await collect(
    {
      ...desk.deps,
      restMs,
      carrier: {
        ...desk.deps.carrier,
        collect: () => {
          desk.clock.nowMs += left.shift() ?? 0
          if (left.length === 0) stop.abort()
          return Promise.resolve(nothing)
        },
      },
      wait: (ms) => {
        rests.push(ms)
        return Promise.resolve()
      },
    },
    courier,
    relay,
    stop.signal,
    () => undefined,
  )
  return rests
}

test('a relay that has nothing and says so at once is asked again after a rest; one that waits, at once', async () => {
  expect(await restsAfter([0, 10, restMs - 1])).toEqual([restMs, restMs, restMs])
  expect(await restsAfter([restMs, 25_000])).toEqual([])
})
