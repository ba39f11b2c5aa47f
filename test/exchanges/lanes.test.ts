import { expect, test } from 'vitest'
import { createLanes, maxPartsOnLane } from '../../node/exchanges/lanes.ts'

const peer = new Uint8Array(32).fill(1)

/** A lane whose answers take as long as a test says. */
function lane() {
  const clock = { nowMs: 0 }
  const lanes = createLanes(() => clock.nowMs)
  const part = (tookMs: number) =>
    lanes.behind(peer, () => {
      clock.nowMs += tookMs
      return Promise.resolve()
    })
  /** How many parts fit at once. */
  const window = (): number => {
    const held: PromiseWithResolvers<undefined>[] = []
    while (lanes.hasRoom(peer)) {
      const one = Promise.withResolvers<undefined>()
      held.push(one)
      // Never answered: the lane is not used after it was measured.
      void lanes.behind(peer, () => one.promise)
    }
    return held.length
  }
  return { lanes, part, window }
}

test('quick answers let more parts go at once, up to a bound', async () => {
  const { part, window } = lane()
  for (let time = 0; time < 20; time += 1) await part(10)
  expect(window()).toBe(maxPartsOnLane)
})

test('slow answers and failures let fewer go, and always one', async () => {
  const { lanes, part, window } = lane()
  for (let time = 0; time < 20; time += 1) await part(10)
  for (let time = 0; time < 5; time += 1) await part(5_000)
  await lanes.behind(peer, () => Promise.reject(new Error('lost'))).catch(() => undefined)
  expect(window()).toBe(1)
})

test('while a statement waits for its answer one part goes at a time, to that peer alone', async () => {
  const { lanes, part } = lane()
  for (let time = 0; time < 20; time += 1) await part(10)
  const statement = Promise.withResolvers<undefined>()
  const first = lanes.first(peer, () => statement.promise)
  const going = Promise.withResolvers<undefined>()
  const behind = lanes.behind(peer, () => going.promise)
  expect(lanes.hasRoom(peer)).toBe(false)
  expect(lanes.hasRoom(new Uint8Array(32).fill(2))).toBe(true)
  statement.resolve(undefined)
  await first
  expect(lanes.hasRoom(peer)).toBe(true)
  going.resolve(undefined)
  await behind
})
