import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { refusalOf, stateHash, timeline } from '../../protocol/index.ts'
import { appoint } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { clerk } from './news.ts'
import { openPair, underWay, type Pair } from './pair.ts'
import { sail, waiting, wrongClocks, type Logbook } from './weather.ts'

// Others by name: SPONTE_WEATHER=harbour SPONTE_EXCHANGES=200 npm test -- test/exchanges/weather.test.ts
const name = process.env['SPONTE_WEATHER'] ?? 'breakwater'
const count = Number(process.env['SPONTE_EXCHANGES'] ?? 24)
const seeds = Array.from({ length: count }, (_, number) => `${name} ${number}`)

const minute = 60_000

let pair: Pair
let log: Logbook
beforeAll(async () => {
  pair = await openPair()
  for (const { desk } of [pair.alpha, pair.beta]) await appoint(desk, clerk)
  await pair.meet()
  log = await sail(pair, seeds, 14)
}, 600_000)
afterAll(() => pair[Symbol.asyncDispose]())

/** An exchange as both have it on disk, and as both have it in memory. */
async function everywhere(exchangeId: Uint8Array) {
  const registries = [pair.alpha, pair.beta].flatMap(({ desk: { deps } }) => [
    deps.registry,
    createRegistry(deps.store),
  ])
  return Promise.all(registries.map(async (one) => (await one.open(exchangeId)).state))
}

test('whatever is lost, comes twice or out of turn, by whatever clocks and directories, both ends come to one state', async () => {
  expect(await waiting(pair)).toBe(0)
  const counts = { statements: 0, refused: 0 }
  const types = new Set<number>()
  for (const [seed, voyage] of log.voyages) {
    const [first] = voyage
    if (first === undefined) continue
    const states = await everywhere(first.said.exchangeId)
    expect([seed, new Set(states.map(stateHash)).size]).toEqual([seed, 1])
    const said = voyage.map(({ said: { placementHash } }) => toHex(placementHash))
    for (const state of states) {
      const kept = timeline(state).map(({ placement }) => placement)
      // Each once, and besides what the nodes themselves have listed.
      expect([seed, new Set(kept).size]).toEqual([seed, kept.length])
      expect([seed, said.filter((hash) => !kept.includes(hash))]).toEqual([seed, []])
    }
    const refused = states.map((state) => said.filter((hash) => refusalOf(state, hash) !== undefined))
    expect([seed, new Set(refused.map((hashes) => hashes.join())).size]).toEqual([seed, 1])
    counts.refused += refused[0]?.length ?? 0
    counts.statements += said.length
    for (const { saying } of voyage) types.add(saying.type)
  }
  expect(counts.statements).toBeGreaterThan(2 * seeds.length)
  expect(counts.refused).toBeGreaterThan(0)
  expect(types.size).toBeGreaterThan(14)
})

test('and the weather was as bad as that', () => {
  const happened = [...log.times.keys()].filter((what) => (log.times.get(what) ?? 0) > 0)
  expect(happened).toEqual(
    expect.arrayContaining([
      ...['carried: lost', 'carried: once', 'carried: to come again', 'news heard', 'clock turned'],
      ...['clock wrong', 'not said: CLOCK_WRONG', 'not taken in: CLOCK_WRONG'],
      // Of a day that has not come at the other end.
      'not taken in: SIGNATURE_INVALID',
    ]),
  )
})

test('both ends have the same directory in the end', () => {
  const known = [pair.alpha, pair.beta].map(({ desk: { deps } }) =>
    deps.keeper
      .since(0, 1000)
      .objects.map(({ kind, object }) => `${kind} ${toHex(object)}`)
      .sort(),
  )
  expect(known[0]).toEqual(known[1])
})

test.each(Object.entries(wrongClocks))(
  'a clock that is certainly %s: nothing is said or taken in by it, and nothing is lost when it is put right',
  async (_standing, wrongMs) => {
    const { alpha, beta } = pair
    const rightMs = beta.desk.clock.nowMs
    const said = await underWay(pair)
    const there = await beta.open(said)
    const asked = await alpha.say(say.question((await alpha.open(said)).state), await alpha.open(said))
    pair.posted.length = 0
    pair.line.relay = false
    beta.desk.clock.nowMs = wrongMs
    const before = beta.desk.deps.store.ledger.frontier.size
    await alpha.round()
    const [sent] = pair.posted
    const again = receive(beta.desk.deps, sent?.envelope ?? new Uint8Array(0))
    await expect(again).rejects.toMatchObject({ code: 'CLOCK_WRONG' })
    await expect(beta.say(say.ack(there.state), there)).rejects.toMatchObject({ code: 'CLOCK_WRONG' })
    expect(beta.desk.deps.store.ledger.frontier.size).toBe(before)
    expect(await alpha.delivery(asked)).toBe('queued')

    beta.desk.clock.nowMs = rightMs
    pair.pass(minute)
    await beta.say(say.ack(there.state), there)
    for (const node of [alpha, beta]) await node.round()
    expect(await alpha.delivery(asked)).toBe('delivered')
    expect(await waiting(pair)).toBe(0)
    expect(new Set((await everywhere(said.exchangeId)).map(stateHash)).size).toBe(1)
  },
)
