import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeOutbox, encodeOutbox, neverMs, type OutboxEntry } from '../../node/exchanges/outbox.ts'
import { layout } from '../../node/store/index.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'
import { filesOf, sendFiles, statesOf, type SaidWithFiles } from './carriage.ts'

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
