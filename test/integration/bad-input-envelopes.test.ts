// A member of the network that means harm, on a connection of its own, and what it gets for each fault; beside it an
// honest member, who is served all the while.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import {
  conditionsHash,
  statementTypes,
  termsShapes,
  type Exchange,
  type Placement,
  type Statement,
} from '../../protocol/index.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { speak } from '../../node/exchanges/speak.ts'
import { maxChunkBytes } from '../../node/network/frame.ts'
import { protocols } from '../../node/network/protocols.ts'
import type { Row, Store } from '../../node/store/index.ts'
import { conditionsOf, createDrafts, goodTags, type Bend } from '../corpus/draft.ts'
import type { Draft } from '../corpus/drafting.ts'
import { draftEnvelopes } from '../corpus/envelopes/index.ts'
import { random } from '../corpus/world.ts'
import { startRawPeer } from '../network/support/hosts.ts'
import { testNow } from '../support/network.ts'
import {
  appointOfficer,
  newestFact,
  openReceiver,
  stateOf,
  type LiveReceiver,
  type Poster,
} from './live-receiver.ts'

let live: LiveReceiver
let hostile: Poster
let honest: Poster
let drafts: Awaited<ReturnType<typeof createDrafts>>
let faults: readonly Draft[]
beforeAll(async () => {
  live = await openReceiver()
  drafts = await createDrafts(live.world, undefined)
  // Replays and receipts need what came before them, what waits for its beginning is held and no fault, one statement
  // differs from another case only in the status that revokes its officer, one is of a member whose prekeys this node
  // does not know, so that no receipt can say why, and two bring what changes the standing of a member for good, as
  // the questions and answers of a recovery do, which test/exchanges/recovery.test.ts asks of a node.
  faults = (await draftEnvelopes(live.world, undefined)).filter(
    ({ name, code, after = [] }) =>
      code !== undefined &&
      after.length === 0 &&
      !/^(?:receipt|lookback|recollection)-/.test(name) &&
      ![
        'later-without-its-beginning',
        'officer-revoked-from-after-it-signed',
        'notice-of-what-comes-by-law',
        'credential-revoked',
        'certificates-from-before-a-rollover',
      ].includes(name),
  )
  hostile = await live.connect('a')
  honest = await live.connect('c')
}, 120_000)
afterAll(async () => {
  await hostile[Symbol.asyncDispose]()
  await honest[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

const ofWhoHasNoPrekeys = new Set([
  'credential-without-the-type',
  'institution-not-cleared',
  'exception-both-planned-and-done',
  'result-complete-and-one-is-silent',
  'freeze-prolonged-that-is-not-named',
  'reasons-after-the-lifting',
  'kept-without-a-reason',
  'exception-done-without-a-reason',
  'reasons-a-day-after-the-lifting',
  'kept-for-a-year-without-a-reason',
  'consultation-without-time',
  'reply-wanted-yesterday',
  'tags-of-a-notice-out-of-order',
])

const stored = { kind: 'receipt', status: 'STORED', code: '' }

/** A good disclosure of the honest member, another one each time. */
async function honestDisclosure(): Promise<Uint8Array> {
  const begun = await drafts.begin()
  return drafts.draft({ from: live.world.c, begun, statement: { statementId: random(16) } })
}

/** What the hostile member is answered, and what the node says of it to its own people: log, or else ledger. */
async function post(bytes: Uint8Array, { by = hostile, leftOut = '' } = {}) {
  const from = live.logged.length
  const answer = await by.post(bytes)
  const refused = live.logged.slice(from).find(({ event }) => event === 'request-refused')
  return { answer, found: String(refused?.fields['code'] ?? (await newestFact(live.node, leftOut))) }
}

test('every faulty envelope is answered with a code and changes nothing, and the honest member is served', async () => {
  const before = await stateOf(live.node)
  const expected: unknown[] = []
  const found: unknown[] = []
  const honestly: unknown[] = []
  let refusedByRule = 0
  for (const [number, { name, code = '', bytes, zeros = 0 }] of faults.entries()) {
    const served = number % 8 === 0 ? honestDisclosure().then((one) => honest.post(one)) : undefined
    const sent = new Uint8Array(bytes.length + (zeros > 0 ? 1024 * 1024 - bytes.length + 1 : 0))
    sent.set(bytes)
    const posted = await post(sent, { leftOut: 'stored' })
    if (served !== undefined) honestly.push(await served)
    const isRefused = posted.answer.kind === 'refused'
    // The refusal is in the ledger, and nobody can seal it to an institution that has published no prekeys.
    const isMute = ofWhoHasNoPrekeys.has(name)
    if (!isRefused || isMute) refusedByRule += 1
    // Only the receiver could sign what it says to itself, and nobody has its keys.
    const wanted = name === 'to-itself' ? 'SIGNATURE_INVALID' : isMute ? 'BUNDLE_STALE' : code
    expected.push([name, isRefused ? wanted : expect.stringContaining(wanted)])
    found.push([name, posted.found])
    // Before the sender is known, one word for everything.
    if (isRefused) expect(posted.answer).toEqual({ kind: 'refused', code: 'UNREADABLE' })
    else expect(posted.answer).toMatchObject({ kind: 'receipt', status: 'REJECTED' })
  }
  expect(faults.length).toBeGreaterThan(80)
  expect(found).toEqual(expected)
  expect(new Set(honestly.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(stored)]))
  const after = await stateOf(live.node)
  expect(Object.keys(after.exchanges)).toHaveLength(Object.keys(before.exchanges).length + honestly.length)
  // A statement whose sender is known gets a signed answer, and that answer is an entry of the ledger.
  const pushed = live.logged.filter(({ event }) => event === 'content-pushed').length
  expect(pushed).toBeGreaterThan(0)
  expect(after.leaves - before.leaves).toBe(honestly.length + refusedByRule + pushed)
}, 60_000)

test('a placement that forks, back-dates or skips, and the same once more', async () => {
  const sent = drafts.draft({ begun: await drafts.begin(), statement: { statementId: random(16) } })
  const known = new Set(Object.keys((await stateOf(live.node)).exchanges))
  expect((await post(sent)).answer).toEqual(stored)
  const id = Object.keys((await stateOf(live.node)).exchanges).find((one) => !known.has(one)) ?? ''
  const state = async (): Promise<Exchange> => (await live.node.exchange.registry.open(fromHex(id))).state
  const undertaken = await undertake(await state())
  const others = { ...(await stateOf(live.node)).exchanges }

  const disclosed = fromHex((await state()).chains.originator.head?.placement ?? '')
  const read = fromHex((await state()).chains.receiver.head?.placement ?? '')
  const question = async (
    placement: Partial<Placement>,
    statement: Partial<Statement> = {},
    more: Bend = {},
  ) =>
    drafts.draft({
      ...{ begun: await drafts.begin(), ...more },
      statement: {
        ...{ statementId: random(16), exchangeId: fromHex(id), type: statementTypes.QUESTION },
        ...{ conditions: new Uint8Array(0), refs: [undertaken] },
        terms: termsShapes.QUESTION.encode({ itemId: undefined, replyByMs: 0 }),
        ...statement,
      },
      placement: { exchangeId: fromHex(id), seq: 2, prev: disclosed, seen: read, ...placement },
    })
  const first = await question({})
  expect((await post(first)).answer).toEqual(stored)
  const second = fromHex((await state()).chains.originator.head?.placement ?? '')
  const next = { seq: 3, prev: second }
  const changed = await stateOf(live.node)

  // Within a minute it gets the receipt it got, and nothing is committed.
  for (const again of [first, sent])
    expect(await post(again)).toEqual({ answer: stored, found: 'stored QUESTION' })
  expect(await stateOf(live.node)).toEqual(changed)

  const nobody = new Uint8Array(32).fill(9)
  const bad: readonly (readonly [string, Uint8Array, string, string])[] = [
    ['skips a number', await question({ ...next, seq: 7 }), 'REJECTED', 'refused SEQ_GAP'],
    ['skips a link', await question({ ...next, prev: nobody }), 'HELD', 'held SEQ_GAP'],
    [
      'has not seen what it saw',
      await question({ ...next, seen: undefined }),
      'REJECTED',
      'refused BACK_DATED',
    ],
    ['saw what nobody wrote', await question({ ...next, seen: nobody }), 'REJECTED', 'refused SEEN_UNKNOWN'],
    ['saw its own', await question({ ...next, seen: second }), 'REJECTED', 'refused SEEN_UNKNOWN'],
    ['refers to nothing', await question(next, { refs: [nobody] }), 'REJECTED', 'refused REFERENCE_INVALID'],
    ['acknowledges itself', await question(next, ack(id)), 'REJECTED', 'refused NOT_YOURS'],
  ]
  for (const [name, bytes, status, fact] of bad) {
    const posted = await post(bytes)
    expect([name, posted.answer, posted.found]).toEqual([
      name,
      expect.objectContaining({ kind: 'receipt', status }),
      fact,
    ])
  }
  // Another member places in an exchange that is not its own: the answer is for that member.
  const ofAnother = await post(await question(next, {}, { from: live.world.c }), { by: honest })
  expect(ofAnother).toMatchObject({ answer: { status: 'REJECTED' }, found: 'refused PARTIES_INVALID' })
  const unchanged = await stateOf(live.node)
  expect(unchanged.exchanges).toEqual(changed.exchanges)
  expect(unchanged.leaves).toBe(changed.leaves + bad.length + 1)

  // Two after one: kept as the proof that it is, and nothing more is taken in this exchange.
  expect(await post(await question({}))).toMatchObject({ found: 'stored QUESTION' })
  expect((await state()).fork).toBeDefined()
  // Folded again, as after a restart, the chain goes on where the first of the two stands: in which order they lie in
  // the store is by their hashes, so both are tried.
  const standing = (await state()).chains.originator.head?.placement
  expect(standing).toBe(toHex(second))
  for (const isTurned of [false, true]) {
    const { store } = live.node
    const range: Store['range'] = async function* (span, options) {
      const rows: Row[] = []
      for await (const row of store.range(span, options)) rows.push(row)
      // Those of one place in turn: places, a side and a number, stay in their order.
      const placeOf = ({ key }: Row) => key.subarray(0, 9)
      if (isTurned) rows.reverse().sort((one, other) => Buffer.compare(placeOf(one), placeOf(other)))
      yield* rows
    }
    const again = await createRegistry(Object.assign(Object.create(store) as Store, { range })).open(
      fromHex(id),
    )
    expect(again.state.chains.originator.head?.placement).toBe(standing)
  }
  expect(await post(await question(next))).toMatchObject({ found: 'refused FORK' })
  for (const [other, hash] of Object.entries(others))
    if (other !== id) expect((await stateOf(live.node)).exchanges[other]).toBe(hash)
  expect(await honest.post(await honestDisclosure())).toEqual(stored)
})

/** What only the receiver of a disclosure may say. */
function ack(exchangeId: string): Partial<Statement> {
  const terms = { competence: 1, languageOk: true, gaps: [], nextStep: 1, nextNewsByMs: 0 }
  return {
    type: statementTypes.ACK,
    terms: termsShapes.ACK.encode({ disclosure: fromHex(exchangeId), ...terms }),
  }
}

/** An officer of the receiver undertakes the conditions; gives the statement's hash. */
async function undertake(state: Exchange): Promise<Uint8Array> {
  const { node, world } = live
  const officer = await appointOfficer(node, testNow)
  const to = node.keeper.directory.member(world.network.networkId, world.a.party.institutionId)
  if (to === undefined) throw new Error('the hostile member is not known')
  const said = await speak(node.exchange, {
    exchangeId: fromHex(state.id),
    ...{ to, type: 'CONDITIONS_READ', conditions: new Uint8Array(0), refs: [], body: undefined, officer },
    terms: termsShapes.CONDITIONS_READ.encode({
      ...{ disclosure: fromHex(state.id), conditionsHash: conditionsHash(conditionsOf(goodTags)) },
      ...{ validUntilMs: testNow + 86_400_000, power: 2, mutual: false },
    }),
  })
  return said.statementHash
}

test('a statement that is no envelope, and frames that are no protocol, cost the connection at most', async () => {
  const before = await stateOf(live.node)
  for (const bytes of [
    new Uint8Array(0),
    Uint8Array.of(0),
    random(70_000),
    new Uint8Array(1024 * 1024 + 1),
  ]) {
    const { answer, found } = await post(bytes)
    expect(answer).toEqual({ kind: 'refused', code: 'UNREADABLE' })
    expect(found).toMatch(/^(MALFORMED|NOT_CANONICAL|OVERSIZE)$/)
  }
  const frame = (kind: number, last: number, length: number, id: number) =>
    Uint8Array.of(kind, last, length >> 8, length & 255, 0, 0, 0, id)
  const full = Buffer.concat([frame(1, 0, maxChunkBytes, 1), new Uint8Array(maxChunkBytes)])
  const streams: readonly (readonly [string, Uint8Array, string])[] = [
    ['noise', random(4096), 'FRAME_INVALID'],
    ['an answer to nothing', frame(2, 1, 0, 1), 'FRAME_INVALID'],
    ['a request out of sequence', frame(1, 1, 0, 9), 'ID_INVALID'],
    ['a request without end', Buffer.concat(Array<Buffer>(17).fill(full)), 'MESSAGE_TOO_LARGE'],
  ]
  await hostile[Symbol.asyncDispose]()
  const raw = await startRawPeer(21)
  for (const [name, bytes, code] of streams) {
    const from = live.logged.length
    const addresses = () => live.node.addresses().map((address) => `${address}/p2p/${live.node.peerId}`)
    const { stream, ended } = await raw.open({ addresses }, protocols.post)
    stream.send(bytes)
    await ended
    const closed = live.logged.slice(from).filter(({ event }) => event === 'network-stream-closed')
    expect([name, closed.map(({ fields }) => fields['code'])]).toEqual([name, [code]])
  }
  await raw[Symbol.asyncDispose]()
  hostile = await live.connect('a')
  expect(await stateOf(live.node)).toEqual(before)
  expect(await honest.post(await honestDisclosure())).toEqual(stored)
})

test('who is not admitted is cut off at the gate', async () => {
  const before = await stateOf(live.node)
  await using stranger = await live.connect('nobody')
  const isDenied = () => live.logged.some(({ event }) => event === 'network-peer-denied')
  // Too many connections in one second are dropped before anybody asks who it is.
  do expect(await stranger.post(await honestDisclosure())).toMatchObject({ kind: 'lost' })
  while (!isDenied())
  expect(await stateOf(live.node)).toEqual(before)
  expect(await honest.post(await honestDisclosure())).toEqual(stored)
})
