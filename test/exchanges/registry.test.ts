import { expect, test } from 'vitest'
import { timeOf } from '../../node/answers/shapes.ts'
import { decodeKeptReceipt, encodeKeptReceipt } from '../../node/exchanges/records.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import type { Reader } from '../../node/store/index.ts'
import { maxMissingParts, receiptShape, receiptStatuses } from '../../protocol/index.ts'
import { bytesFor, conditionsRead } from '../exchange/sayings.ts'
import { testNow } from '../support/network.ts'
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

test('a receipt that names as many missing parts as it may is read as it was kept', () => {
  const item = receiptShape.encode({
    ...{ placementHash: bytesFor('placement', 32), status: receiptStatuses.STORED, code: 0 },
    ...{ headMine: bytesFor('mine', 32), headYours: bytesFor('yours', 32), pairEpoch: bytesFor('epoch', 16) },
    ...{ receivedMs: testNow, nodeCertHash: bytesFor('node', 32) },
    missingParts: Array.from({ length: maxMissingParts }, (_, at) => bytesFor(`part ${at}`, 16)),
  })
  const batch = { batch: bytesFor('batch', 48), signature: bytesFor('signature', 64) }
  const carried = { receipt: { item, index: 0, path: [bytesFor('path', 32)], batch: 0 }, batch }
  expect(decodeKeptReceipt(encodeKeptReceipt(carried))).toEqual(carried)
})

test('a turn with an exchange that is asked for inside of it is refused, and holds nobody up', async () => {
  await using pair = await openPair()
  const { alone } = createRegistry(pair.alpha.desk.deps.store)
  const [one, other] = [bytesFor('one', 32), bytesFor('other', 32)]
  const nested = alone(one, () => alone(other, () => alone(one, () => Promise.resolve('never'))))
  await expect(nested).rejects.toThrow(/inside of it/)
  expect(await alone(one, () => alone(other, () => Promise.resolve('both')))).toBe('both')
})

test('what a turn began and left behind gets its own when that is over', async () => {
  await using pair = await openPair()
  const { alone } = createRegistry(pair.alpha.desk.deps.store)
  const id = bytesFor('one', 32)
  const gate = Promise.withResolvers<undefined>()
  let later: Promise<string> | undefined
  await alone(id, () => {
    later = gate.promise.then(() => alone(id, () => Promise.resolve('later')))
    return Promise.resolve()
  })
  gate.resolve(undefined)
  expect(await later).toBe('later')
})
