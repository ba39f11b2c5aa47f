import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askingPace } from '../../node/attachments/asking.ts'
import { filesToCome } from '../../node/attachments/listed.ts'
import { maxUnconfirmed } from '../../node/attachments/underway.ts'
import { collect, homeRelays } from '../../node/exchanges/collector.ts'
import { maxPartsOnLane } from '../../node/exchanges/lanes.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { disclosureUnder, openPair, type Pair } from '../exchanges/pair.ts'
import {
  askAll,
  busy,
  fetchFrom,
  filesOf,
  isThere,
  keptOf,
  partIn,
  partsAt,
  sendFiles,
  statesOf,
} from './carriage.ts'

const minute = 60_000

/** Beta listens, or is reached by two relays only. */
let straight: Pair
let apart: Pair
beforeAll(async () => {
  straight = await openPair()
  apart = await openPair({ listening: false, relayCount: 2 })
})
afterAll(async () => {
  await straight[Symbol.asyncDispose]()
  await apart[Symbol.asyncDispose]()
})
// Each begins with nothing on its way and no way that rests.
beforeEach(async () => {
  for (const pair of [straight, apart]) {
    pair.posted.length = 0
    pair.meddle.by = () => undefined
    pair.alpha.desk.crash.at = undefined
    await pair.alpha.restart()
    await pair.beta.restart()
  }
})

/** Alpha's statement gets to its receiver, or to a relay, and then its parts, as far as they go by themselves. */
async function sendAll({ alpha }: Pair, rounds = 6): Promise<void> {
  await alpha.round()
  for (let round = 0; round < rounds; round += 1) await alpha.partsRound()
}

test('directly: each part goes once, after its statement, and the last is answered with COMPLETE', async () => {
  const pair = straight
  const files = filesOf(4, 1)
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  expect(partIn(files, pair.posted[0]?.envelope ?? new Uint8Array(0))).toBeUndefined()
  expect([...partsAt(pair, files, 'beta')].sort()).toEqual(['0.0', '0.1', '0.2', '0.3', '1.0'])
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['COMPLETE 4', 'COMPLETE 1'])
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 4', 'COMPLETE 1'])
  expect(await isThere(pair, made)).toBe(true)
  // What the other side has is not kept twice.
  expect(await pair.alpha.desk.deps.blobs.list()).toEqual([])
})

test('by a relay while the receiver is away: parts go when the relay has the statement, and none twice after restarts', async () => {
  const pair = apart
  const files = filesOf(5)
  const made = await sendFiles(pair, files)
  await pair.alpha.partsRound()
  expect(pair.posted).toEqual([])
  await pair.alpha.round()
  await pair.alpha.partsRound()
  await pair.alpha.restart()
  await sendAll(pair)
  expect([...partsAt(pair, files, 'relay')].sort()).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4'])
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['WAITING 5'])
  expect(await fetchFrom(pair, 'relay')).toEqual([])
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 5'])
  expect(await isThere(pair, made)).toBe(true)
})

test('parts that come twice change nothing, before and after all are there', async () => {
  const pair = apart
  const { beta } = pair
  const files = filesOf(3)
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  const envelopes = pair.posted.filter(({ envelope }) => partIn(files, envelope) !== undefined)
  pair.posted.push(...envelopes)
  await fetchFrom(pair, 'relay')
  const { ledger } = beta.desk.deps.store
  const before = ledger.frontier.size
  pair.posted.push(...envelopes)
  await fetchFrom(pair, 'relay')
  expect(beta.desk.deps.store.ledger.frontier.size).toBe(before)
  expect(await statesOf(beta, 'incoming', made)).toEqual(['COMPLETE 3'])
})

test('a statement that is made while a file is sent goes before what is left of it', async () => {
  const pair = straight
  const { alpha, posted } = pair
  const files = filesOf(20)
  await sendFiles(pair, files)
  await alpha.round()
  let saidAt = 0
  let isSaid = false
  pair.meddle.by = async (_to, envelope) => {
    const found = partIn(files, envelope)
    if (isSaid || found === undefined || found.part < 5) return
    isSaid = true
    await alpha.say(disclosureUnder())
    saidAt = posted.length
    await alpha.round()
  }
  for (let round = 0; round < 12; round += 1) await alpha.partsRound()
  const sentAt = posted.findIndex(
    ({ to, envelope }, at) => at >= saidAt && to === 'beta' && partIn(files, envelope) === undefined,
  )
  expect(sentAt - saidAt).toBeLessThanOrEqual(maxPartsOnLane)
  expect(sentAt).toBeGreaterThan(0)
  expect(partsAt(pair, files, 'beta')).toHaveLength(20)
})

test('two files to one receiver take turns', async () => {
  const pair = straight
  const files = filesOf(6, 6)
  await sendFiles(pair, files)
  await sendAll(pair)
  const order = partsAt(pair, files, 'beta').map((name) => name[0])
  expect(new Set(order.slice(0, 4)).size).toBe(2)
  expect(order).toHaveLength(12)
})

test('a part that a relay never hands over is asked for, and sent alone, by another relay', async () => {
  const pair = apart
  const files = filesOf(4)
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  expect(partsAt(pair, files, 'relay-2')).toEqual([])
  await fetchFrom(pair, 'relay', { drop: (envelope) => partIn(files, envelope)?.part === 2 })
  expect(await askAll(pair)).toBe(0)
  pair.pass(minute)
  expect(await askAll(pair)).toBe(1)
  await sendAll(pair)
  expect(partsAt(pair, files, 'relay')).toEqual([])
  expect(partsAt(pair, files, 'relay-2')).toEqual(['0.2'])
  await fetchFrom(pair, 'relay-2')
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 4'])
  expect(await isThere(pair, made)).toBe(true)
})

test('what has left and is not noted yet is not sent again because others are asked for', async () => {
  // Of its own: two go at once, then four, then eight.
  await using pair = await openPair()
  const { alpha, beta } = pair
  const files = filesOf(20)
  const made = await sendFiles(pair, files)
  await alpha.round()
  let isAsked = false
  // Of the eight the last: seven others are confirmed, one fewer than are noted together.
  pair.meddle.by = async (_to, envelope) => {
    if (isAsked || partIn(files, envelope)?.part !== 13) return
    isAsked = true
    while ((await statesOf(beta, 'incoming', made))[0] !== 'WAITING 13') await setImmediate()
    pair.pass(minute)
    expect(await askAll(pair)).toBe(1)
    await alpha.partsRound()
  }
  for (let round = 0; round < 12; round += 1) await alpha.partsRound()
  expect(isAsked).toBe(true)
  const sent = partsAt(pair, files, 'beta')
  expect([...new Set(sent)]).toHaveLength(20)
  expect(sent).toHaveLength(20)
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 20'])
})

test('a question for parts that is handed over again sends nothing again', async () => {
  const pair = apart
  const files = filesOf(4)
  await sendFiles(pair, files)
  await sendAll(pair)
  await fetchFrom(pair, 'relay', { drop: (envelope) => partIn(files, envelope)?.part === 2 })
  pair.pass(minute)
  const questions: Uint8Array[] = []
  await pair.beta.desk.deps.arrivals.ask(({ receipt }) => questions.push(receipt))
  for (let time = 0; time < 3; time += 1) {
    for (const question of questions) await receive(pair.alpha.desk.deps, question)
    await sendAll(pair)
  }
  expect(partsAt(pair, files, 'relay-2')).toEqual(['0.2'])
  expect(partsAt(pair, files, 'relay')).toEqual([])
  await fetchFrom(pair, 'relay-2')
})

test('who asks for the same parts over and over has them sent ever more rarely, and for the next ones at once', async () => {
  const pair = apart
  const { alpha, beta } = pair
  const files = filesOf(3)
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  const isPart = (envelope: Uint8Array) => partIn(files, envelope) !== undefined
  await fetchFrom(pair, 'relay', { drop: isPart })
  const sent = () => [...partsAt(pair, files, 'relay'), ...partsAt(pair, files, 'relay-2')]
  for (let ask = 0; ask < 20; ask += 1) {
    await beta.restart({ pace: { ...askingPace, firstMs: 1 } })
    pair.pass(10_000)
    expect(await askAll(pair)).toBe(1)
    await sendAll(pair, 2)
  }
  // At once, after a minute, and two minutes later.
  expect(sent().filter((name) => name === '0.0')).toHaveLength(3)
  for (const relay of ['relay', 'relay-2'] as const)
    await fetchFrom(pair, relay, { drop: (envelope) => partIn(files, envelope)?.part === 2 })
  expect(await statesOf(beta, 'incoming', made)).toEqual(['WAITING 2'])
  await beta.restart({ pace: { ...askingPace, firstMs: 1 } })
  pair.pass(1000)
  expect(await askAll(pair)).toBe(1)
  await sendAll(pair, 2)
  expect(sent()).toEqual(['0.2'])
  for (const relay of ['relay', 'relay-2'] as const) await fetchFrom(pair, relay)
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 3'])
})

test('what is handed over in the place of a part is refused, and the true one still comes', async () => {
  const pair = apart
  const files = filesOf(4)
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  const first = pair.posted.find(({ envelope }) => partIn(files, envelope)?.part === 1)?.envelope
  // The header of part 2 over what part 1 has: they are of one length.
  const change = (envelope: Uint8Array) => {
    if (partIn(files, envelope)?.part !== 2 || first === undefined) return envelope
    const forged = first.slice()
    forged.set(envelope.subarray(0, 64))
    return forged
  }
  expect(await fetchFrom(pair, 'relay', { change })).toEqual(['ENVELOPE_CORRUPT'])
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['WAITING 3'])
  pair.pass(minute)
  await askAll(pair)
  await sendAll(pair)
  await fetchFrom(pair, 'relay-2')
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['COMPLETE 4'])
  expect(await isThere(pair, made)).toBe(true)
})

test('over the room of a relay the rest waits here, tried ever more rarely, and goes on when there is room', async () => {
  const pair = apart
  const { alpha, posted } = pair
  const files = filesOf(6)
  const made = await sendFiles(pair, files)
  let isFull = true
  let refused = 0
  pair.meddle.by = (to, envelope) => {
    const there = posted.filter((one) => one.to === to).length
    const isRoomy = to === 'relay' && (!isFull || there <= 3)
    if (partIn(files, envelope) === undefined || isRoomy) return
    posted.pop()
    if (to === 'relay') refused += 1
    throw busy()
  }
  await sendAll(pair)
  expect(partsAt(pair, files, 'relay')).toHaveLength(2)
  const atOnce = refused
  for (let second = 0; second < 3600; second += 10) {
    pair.pass(10_000)
    await alpha.partsRound()
  }
  // In an hour: twice as long after each, at most five minutes.
  expect(refused - atOnce).toBeLessThan(30)
  expect(refused - atOnce).toBeGreaterThan(12)
  isFull = false
  await fetchFrom(pair, 'relay')
  pair.pass(5 * minute)
  await sendAll(pair)
  await fetchFrom(pair, 'relay')
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 6'])
})

test('where one relay is full another takes the parts', async () => {
  const pair = apart
  const files = filesOf(4)
  const made = await sendFiles(pair, files)
  pair.meddle.by = (to, envelope) => {
    if (to !== 'relay' || partIn(files, envelope) === undefined) return
    pair.posted.pop()
    throw busy()
  }
  await sendAll(pair)
  expect([...partsAt(pair, files, 'relay-2')].sort()).toEqual(['0.0', '0.1', '0.2', '0.3'])
  await fetchFrom(pair, 'relay')
  await fetchFrom(pair, 'relay-2')
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 4'])
})

test('a receiver that starts again knows what it has, and gets the rest alone', async () => {
  const pair = straight
  const files = filesOf(12)
  const made = await sendFiles(pair, files)
  await pair.alpha.round()
  await pair.alpha.partsRound()
  const before = partsAt(pair, files, 'beta').length
  expect(before).toBeLessThan(12)
  await pair.beta.restart()
  await sendAll(pair)
  expect(partsAt(pair, files, 'beta')).toHaveLength(12)
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['COMPLETE 12'])
  expect(await isThere(pair, made)).toBe(true)
})

test('a sender that is cut off before it has noted what was confirmed sends no more than a few parts again', async () => {
  const pair = straight
  const { alpha } = pair
  const files = filesOf(24)
  const made = await sendFiles(pair, files)
  await alpha.round()
  for (let time = 0; time < 3; time += 1) {
    alpha.desk.crash.at = undefined
    await alpha.partsRound()
    // What is confirmed from now on is not noted: as if it was killed before it could.
    alpha.desk.crash.at = 'part-posted'
    await alpha.partsRound()
    await alpha.restart()
  }
  alpha.desk.crash.at = undefined
  await sendAll(pair, 12)
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 24'])
  expect(partsAt(pair, files, 'beta').length).toBeLessThanOrEqual(24 + 3 * maxUnconfirmed)
  expect(partsAt(pair, files, 'beta').length).toBeGreaterThan(24)
})

test('chunks that are not those the officer signed are the fault of their sender, and both sides say so', async () => {
  const pair = straight
  const files = filesOf(2)
  const made = await sendFiles(pair, files, () => ({ treeRoot: new Uint8Array(32).fill(7) }))
  await sendAll(pair)
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['GIVEN_UP 2'])
  expect((await keptOf(pair.alpha, 'outgoing', made)).map(({ state }) => state)).toEqual(['GIVEN_UP'])
  for (const { blob } of await keptOf(pair.beta, 'incoming', made))
    expect(await pair.beta.desk.deps.blobs.size(blob)).toBeUndefined()
})

test('without room the statement is stored, parts wait at their sender, and are asked for when there is some', async () => {
  const pair = straight
  const { alpha, beta } = pair
  const files = filesOf(3)
  await beta.restart({ quota: { peerBytes: 1_000_000, totalBytes: 1_000_000 } })
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  expect(await alpha.delivery(made)).toBe('delivered')
  expect(partsAt(pair, files, 'beta')).toEqual([])
  // Its own disk has room again; nobody else asked it to make some.
  await beta.restart()
  await askAll(pair)
  pair.pass(minute)
  expect(await askAll(pair)).toBe(1)
  await sendAll(pair)
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 3'])
})

test('a lost word that all is complete is asked for with the last part alone', async () => {
  const pair = apart
  const { alpha, beta } = pair
  const files = filesOf(3)
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  const deaf = { ...pair, alpha: { ...alpha, desk: { ...alpha.desk, deps: beta.desk.deps } } }
  await fetchFrom(deaf, 'relay')
  expect(await statesOf(beta, 'incoming', made)).toEqual(['COMPLETE 3'])
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['WAITING 3'])
  pair.posted.length = 0
  await alpha.restart()
  await beta.restart()
  pair.pass(6 * 60 * minute)
  await sendAll(pair)
  expect(partsAt(pair, files, 'relay-2')).toEqual(['0.2'])
  expect(partsAt(pair, files, 'relay')).toEqual([])
  await fetchFrom(pair, 'relay-2')
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 3'])
})

test('a part that is fetched together with its statement is taken in, and erased at the relay with it', async () => {
  const pair = apart
  const { alpha, beta } = pair
  const files = filesOf(2)
  const made = await sendFiles(pair, files)
  await sendAll(pair)
  // Before its statement, as two answers of a relay may cross.
  const waiting = pair.posted.map(({ envelope }) => envelope).reverse()
  const done: number[] = []
  const stop = new AbortController()
  const collecting: Partial<typeof beta.desk.deps.carrier> = {
    collect: (_route, request) => {
      done.push(request.done.length)
      if (done.length === 2) stop.abort()
      return Promise.resolve({ envelopes: done.length === 1 ? waiting : [], more: false })
    },
  }
  const { deps } = beta.desk
  const [relay] = homeRelays(deps, deps.self.memberships())
  if (relay === undefined) throw new Error('beta has no home relay')
  await collect(
    { ...deps, carrier: { ...deps.carrier, ...collecting }, wait: () => Promise.resolve(), restMs: 0 },
    { ...alpha.courier, handOver: () => Promise.resolve() },
    ...([relay, stop.signal, () => undefined] as const),
  )
  expect(done).toEqual([0, 3])
  expect(await statesOf(beta, 'incoming', made)).toEqual(['COMPLETE 2'])
})

test('a body that lists other files than its statement makes them wait for nothing', () => {
  const [file] = filesOf(1)
  if (file === undefined) throw new Error('one file was made')
  const statement = {
    attachments: [file.attachment],
    from: { networkId: file.partsKey, institutionId: file.partsKey },
  }
  const came = filesToCome(
    { indexKey: () => new Uint8Array(16).fill(9) },
    {
      placed: { statement, placement: { exchangeId: file.partsKey }, hash: '00'.repeat(32) } as never,
      ...{ body: new TextEncoder().encode('{}'), caseId: new Uint8Array(16) },
    },
  )
  expect(came.map(({ state, parts }) => [state, parts])).toEqual([['GIVEN_UP', 0]])
})
