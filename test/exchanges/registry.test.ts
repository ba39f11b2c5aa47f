import { expect, test } from 'vitest'
import { timeOf } from '../../node/answers/shapes.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import type { Reader } from '../../node/store/index.ts'
import { conditionsRead } from '../exchange/sayings.ts'
import { disclosureUnder, openPair } from './pair.ts'

test('a look that began before a commit does not put the older state back', async () => {
  await using pair = await openPair()
  const said = await pair.alpha.say(disclosureUnder())
  await pair.alpha.round()
  const { store } = pair.beta.desk.deps
  const registry = createRegistry(store)
  const begun = Promise.withResolvers<undefined>()
  const gate = Promise.withResolvers<undefined>()
  const slow: Reader = {
    ...store,
    range: (...asked: Parameters<Reader['range']>) =>
      (async function* () {
        yield* store.range(...asked)
        begun.resolve(undefined)
        await gate.promise
      })(),
  }
  const looking = registry.find(slow, said.exchangeId)
  await begun.promise
  const there = await pair.beta.open(said)
  await pair.beta.say(conditionsRead(there.state), there)
  const newer = await pair.beta.open(said)
  registry.remember(newer)
  gate.resolve(undefined)
  expect((await looking)?.state.chains.receiver.head?.seq).toBe(1)
  expect(await registry.open(said.exchangeId)).toBe(newer)
})

test('standing orders outlive a read that fails, and say so without content', async () => {
  await using pair = await openPair()
  const { deps } = pair.alpha.desk
  const logged: unknown[] = []
  const orders = createStandingOrders({
    ...deps,
    registry: {
      ...deps.registry,
      all: async function* () {
        await Promise.reject(new Error('the disk does not answer'))
      },
    },
    log: (event, fields) => logged.push([event, Object.keys(fields ?? {})]),
    requireApproved: () => Promise.resolve(),
    wait: () => Promise.resolve(),
  })
  await orders.attendAll()
  expect(logged).toEqual([['standing-order-failed', ['code']]])
})

test('a time that no date can name is shown as the last one, and ends no list', () => {
  expect(timeOf(Number.MAX_SAFE_INTEGER)).toBe('9999-12-31T23:59:59.999Z')
  expect(timeOf(0)).toBe('1970-01-01T00:00:00.000Z')
})
