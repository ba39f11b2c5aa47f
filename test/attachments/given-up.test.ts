import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeOutbox, encodeOutbox, neverMs, type OutboxEntry } from '../../node/exchanges/outbox.ts'
import { layout } from '../../node/store/index.ts'
import { filesProgress } from '../../node/attachments/outgoing-progress.ts'
import * as say from '../exchange/sayings.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'
import {
  askAll,
  fetchFrom,
  filesOf,
  partIn,
  partsAt,
  sendFiles,
  statesOf,
  type SaidWithFiles,
} from './carriage.ts'

const minute = 60_000
const day = 24 * 60 * 60_000

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair[Symbol.asyncDispose]())

/** Alpha's statement is where a receipt, or its last day, would have brought it. */
async function settledAs(said: SaidWithFiles, change: Partial<OutboxEntry>): Promise<void> {
  const { store } = pair.alpha.desk.deps
  const key = store.indexKey(said.placementHash)
  const record = await store.get(layout.outbox.at(key))
  if (record === undefined) throw new Error('it is not on its way')
  const entry = { ...decodeOutbox(record), nextMs: neverMs, ...change }
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'undeliverable' }],
    finish: (finishing) => {
      finishing.put(layout.outbox.under(entry.caseId, key), encodeOutbox(entry))
      return undefined
    },
  }))
}

const blobs = async () => (await pair.alpha.desk.deps.blobs.list()).length

test.each<[string, Partial<OutboxEntry>]>([
  ['was refused', { state: 'REJECTED' }],
  ['was not delivered in its days', { state: 'UNDELIVERABLE', reason: 'EXPIRED' }],
])('the files of a disclosure that %s do not stay', async (_name, change) => {
  const made = await sendFiles(pair, filesOf(2, 1))
  await settledAs(made, change)
  await pair.alpha.partsRound()
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['GIVEN_UP 0', 'GIVEN_UP 0'])
  expect(await blobs()).toBe(0)
  expect(pair.posted).toEqual([])
})

test('those of one that lacks an earlier message stay until its own last day', async () => {
  const made = await sendFiles(pair, filesOf(2))
  await settledAs(made, { state: 'UNDELIVERABLE', reason: 'EARLIER_MISSING' })
  await pair.alpha.partsRound()
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['WAITING 0'])
  expect(await blobs()).toBe(1)
  pair.pass(47 * day)
  await pair.alpha.partsRound()
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['GIVEN_UP 0'])
  expect(await blobs()).toBe(0)
})

const reasonOf = async ({ placementHash }: SaidWithFiles, isReturned = false) =>
  (await filesProgress(pair.alpha.desk.deps.store, placementHash, isReturned))?.reason

test('where no part has left for 45 days a person is told, and they go on by themselves when there is a way', async () => {
  const { alpha, beta, line } = pair
  const made = await sendFiles(pair, filesOf(3))
  await alpha.round()
  Object.assign(line, { direct: false, relay: false })
  for (let time = 0; time < 47; time += 1) {
    await alpha.partsRound()
    pair.pass(day)
  }
  await pair.meet()
  await alpha.partsRound()
  expect(await reasonOf(made)).toBe('EXPIRED')
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['WAITING 0'])
  Object.assign(line, { direct: true, relay: true })
  pair.pass(15 * minute)
  for (let round = 0; round < 4; round += 1) await alpha.partsRound()
  expect(await statesOf(beta, 'incoming', made)).toEqual(['COMPLETE 3'])
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 3'])
  expect(await reasonOf(made)).toBeUndefined()
})

test('parts that were dropped at a relay when their days were over are sent again, by themselves', async () => {
  await using apart = await openPair({ listening: false })
  const { alpha, beta } = apart
  const files = filesOf(4)
  const made = await sendFiles(apart, files)
  await alpha.round()
  for (let round = 0; round < 3; round += 1) await alpha.partsRound()
  expect(partsAt(apart, files, 'relay')).toHaveLength(4)
  await fetchFrom(apart, 'relay', { drop: (envelope) => partIn(files, envelope) !== undefined })
  // The receiver's questions are lost too, until it asks no more.
  for (let ask = 0; ask < 12; ask += 1) {
    apart.pass(5 * day)
    await beta.desk.deps.arrivals.ask(() => undefined)
  }
  expect(await askAll(apart)).toBe(0)
  await apart.meet()
  for (let round = 0; round < 4; round += 1) {
    for (let look = 0; look < 3; look += 1) await alpha.partsRound()
    await fetchFrom(apart, 'relay')
    await askAll(apart)
    apart.pass(minute)
  }
  expect(await statesOf(beta, 'incoming', made)).toEqual(['COMPLETE 4'])
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 4'])
})

test('of a disclosure that is returned no file is sent on, or kept', async () => {
  const { alpha, beta } = pair
  const files = filesOf(20)
  const made = await sendFiles(pair, files)
  await alpha.round()
  await alpha.partsRound()
  const there = await beta.open(made)
  await beta.say(say.cannotComply(there.state), there)
  await beta.round()
  const before = partsAt(pair, files, 'beta').length
  expect(before).toBeLessThan(20)
  for (let round = 0; round < 4; round += 1) await alpha.partsRound()
  expect(partsAt(pair, files, 'beta')).toHaveLength(before)
  expect(await blobs()).toBe(0)
  expect(await reasonOf(made, true)).toBe('RETURNED')
  pair.pass(minute)
  expect(await askAll(pair)).toBe(0)
  const [state = ''] = await statesOf(beta, 'incoming', made)
  expect(state).toMatch(/^GIVEN_UP /)
  expect(await beta.desk.deps.blobs.list()).toEqual([])
  expect(beta.desk.deps.arrivals.coming()).toEqual({ waiting: 0, withoutRoom: 0 })
})
