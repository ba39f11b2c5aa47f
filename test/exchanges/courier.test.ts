import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createCourier } from '../../node/exchanges/courier.ts'
import type { Reader, Row } from '../../node/store/index.ts'
import { disclosureUnder, openPair } from './pair.ts'

test('a delivery that ends while the outbox is looked through is not begun again', async () => {
  await using pair = await openPair()
  const { deps } = pair.alpha.desk
  await pair.alpha.say(disclosureUnder('REL:DIRECT'))
  const stop = new AbortController()
  const secondLook = Promise.withResolvers<undefined>()
  const settled = Promise.withResolvers<undefined>()
  let looks = 0
  const range: Reader['range'] = async function* (span) {
    const rows: Row[] = []
    for await (const row of deps.store.range(span)) rows.push(row)
    looks += 1
    if (looks === 2) {
      // The rows are read; now the delivery that the first look began goes on, and ends.
      secondLook.resolve(undefined)
      await settled.promise
      await setImmediate()
    }
    yield* rows
    if (looks === 3) stop.abort()
  }
  const courier = createCourier({
    ...deps,
    store: { ...deps.store, range },
    carrier: {
      ...deps.carrier,
      post: async (...asked) => {
        courier.wake()
        await secondLook.promise
        return deps.carrier.post(...asked)
      },
    },
    fault: (point) => {
      if (point === 'courier-settled') settled.resolve(undefined)
    },
    wait: (_ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve()
        else signal.addEventListener('abort', () => resolve())
      }),
  })
  await courier.run(stop.signal)
  expect(pair.posted.map(({ to }) => to)).toEqual(['beta'])
})
