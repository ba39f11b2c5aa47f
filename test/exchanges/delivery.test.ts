import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { roomFor, heldIn, isGivenUp, noteHeld } from '../../node/exchanges/held.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { maxHeldPerPeer, phaseOf } from '../../protocol/index.ts'
import * as say from '../exchange/sayings.ts'
import { disclosureUnder, openPair, underWay, type Pair } from './pair.ts'

const minute = 60_000
const day = 24 * 60 * minute

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
})
afterAll(() => pair[Symbol.asyncDispose]())

/** Alpha says two things; the first of them gets lost on the line, wherever it is tried. */
async function firstLost({ alpha, line, posted }: Pair) {
  const said = await underWay(pair)
  const before = await alpha.open(said)
  posted.length = 0
  line.direct = false
  const first = await alpha.say(say.question(before.state), before)
  await alpha.round()
  const [envelope] = posted.map((one) => one.envelope)
  if (envelope === undefined) throw new Error('nothing was posted')
  line.lost.push(envelope)
  line.direct = true
  const after = await alpha.open(said)
  const second = await alpha.say(say.question(after.state), after)
  posted.length = 0
  return { said, first, second, envelope }
}

const heldAt = async ({ open, desk }: Pair['beta'], said: Parameters<typeof open>[0]) => {
  const { id, state } = await open(said)
  return heldIn(desk.deps.store, id, state.parties.originator)
}

test('what waits for an earlier message is sent eight times, ever more rarely, and given up at both sides', async () => {
  const { said, second, envelope } = await firstLost(pair)
  const { alpha, beta, posted } = pair
  const times: number[] = []
  const begun = alpha.desk.clock.nowMs
  while (alpha.desk.clock.nowMs < begun + 12 * 60 * minute) {
    const before = posted.length
    await alpha.round()
    if (posted.slice(before).some(({ to, envelope: one }) => to === 'beta' && !isSame(one, envelope)))
      times.push((alpha.desk.clock.nowMs - begun) / 1000)
    if (times.length === 1) expect(await alpha.delivery(second)).toBe('waiting: NOT_ACCEPTED')
    pair.pass(times.length < 5 ? 5_000 : 5 * minute)
  }
  expect(times).toHaveLength(8)
  const pauses = times.slice(1).map((time, at) => time - (times[at] ?? 0))
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
  expect(await alpha.delivery(second)).toBe('undeliverable: EARLIER_MISSING')
  const [mark] = await heldAt(beta, said)
  expect(mark && isGivenUp(mark, beta.desk.clock.nowMs)).toBe(true)

  // The first one turns up after all: nothing is lost.
  pair.line.lost.length = 0
  const received = await receive(beta.desk.deps, envelope)
  if (received.kind !== 'statement') throw new Error('a statement was sent')
  await receive(alpha.desk.deps, received.receipt)
  await alpha.round()
  expect(await alpha.delivery(second)).toBe('delivered')
  expect(await heldAt(beta, said)).toEqual([])
})

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

test('a receipt that is handed over again is no further ask', async () => {
  const { second } = await firstLost(pair)
  const { alpha, beta, posted } = pair
  await alpha.round()
  const sent = posted.filter(({ to }) => to === 'beta').at(-1)
  const received = await receive(beta.desk.deps, sent?.envelope ?? new Uint8Array(0))
  if (received.kind !== 'statement') throw new Error('a statement was sent')
  expect(received.status).toBe('HELD')
  for (let time = 0; time < 10; time += 1) await receive(alpha.desk.deps, received.receipt)
  expect(await alpha.delivery(second)).toBe('waiting: NOT_ACCEPTED')
  pair.line.lost.length = 0
})

test('of one peer at most 64 wait, and what its sender has given up makes room', async () => {
  const { store } = pair.beta.desk.deps
  const peer = { networkId: say.bytesFor('network', 32), institutionId: say.bytesFor('a peer', 16) }
  const sinceMs = pair.beta.desk.clock.nowMs
  const roomAfter = async (count: number) => {
    const committed = await store.commit(async (turn) => {
      const room = await roomFor(turn, peer)
      return {
        kind: 'prepared',
        facts: [{ type: 'held' }],
        finish: (finishing) => {
          const placementHash = say.bytesFor(`waiting ${count}`, 32)
          const exchangeId = say.bytesFor('exchange', 32)
          const heard = { placement: placementHash, statement: exchangeId, timeMs: sinceMs }
          noteHeld(finishing, undefined, peer, {
            ...{ exchangeId, placementHash, sinceMs, heard: count === 0 ? heard : undefined },
          })
          return room
        },
      }
    })
    return committed.value
  }
  for (let count = 0; count < maxHeldPerPeer; count += 1)
    expect(await roomAfter(count)).toEqual({ instead: undefined })
  expect(await roomAfter(maxHeldPerPeer)).toBeUndefined()
  pair.pass(8 * 60 * minute)
  const later = await roomAfter(maxHeldPerPeer + 1)
  // Not what counts already, which stands first: its sender goes on.
  expect(later?.instead).toMatchObject({ heard: undefined })
})

test('a return counts on arrival, before what comes before it, after a restart too; it is never given up', async () => {
  const { alpha, beta, line, posted } = pair
  const said = await underWay(pair)
  const before = await beta.open(said)
  posted.length = 0
  line.direct = false
  await beta.say(say.ack(before.state), before)
  await beta.round()
  const [lost] = posted.map((one) => one.envelope)
  if (lost === undefined) throw new Error('nothing was posted')
  line.lost.push(lost)
  line.direct = true
  const after = await beta.open(said)
  const returned = await beta.say(say.cannotComply(after.state), after)
  for (let hour = 0; hour < 150; hour += 1) {
    await beta.round()
    pair.pass(60 * minute)
  }
  expect(await beta.delivery(returned)).toMatch(/^waiting/)
  const phaseAt = async (registry = alpha.desk.deps.registry) =>
    phaseOf((await registry.open(said.exchangeId)).state)
  expect(await phaseAt()).toBe('RETURNED')
  expect(await phaseAt(createRegistry(alpha.desk.deps.store))).toBe('RETURNED')
  line.lost.length = 0
})

test('a disclosure that reaches nobody before its last day is over is given up, with a ledger entry', async () => {
  const { alpha, line } = pair
  line.direct = false
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  expect(await alpha.delivery(said)).toBe('handed-to-relay')
  pair.pass(45 * day)
  await alpha.round()
  expect(await alpha.delivery(said)).toBe('handed-to-relay')
  const before = alpha.desk.deps.store.ledger.frontier.size
  pair.pass(day)
  await alpha.round()
  expect(await alpha.delivery(said)).toBe('undeliverable: EXPIRED')
  expect(alpha.desk.deps.store.ledger.frontier.size).toBe(before + 1)
  line.direct = true
  pair.pass(day)
  await alpha.round()
  expect(await alpha.delivery(said)).toBe('undeliverable: EXPIRED')
})

test('a return is sealed again when its last day is over, and arrives', async () => {
  await using late = await openPair()
  const { alpha, beta, line } = late
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  const there = await beta.open(said)
  line.direct = false
  const returned = await beta.say(say.cannotComply(there.state), there)
  await beta.round()
  // Past its envelope's last day; the certificates of both are good for 44 days, and judge by the placement's time.
  late.pass(46 * day)
  await late.meet()
  line.direct = true
  await beta.round()
  expect(await beta.delivery(returned)).toBe('delivered')
  expect(fromHex(there.state.id)).toEqual(said.exchangeId)
  expect(phaseOf((await alpha.open(said)).state)).toBe('RETURNED')
})
