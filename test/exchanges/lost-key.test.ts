import { afterAll, beforeAll, expect, test } from 'vitest'
import { finishEnvelope, readEnvelope } from '../../protocol/index.ts'
import { maintainPrekeys } from '../../node/directory/prekeys.ts'
import { carriedOf } from '../../node/exchanges/carried.ts'
import { isKeyLost } from '../../node/exchanges/lost-key.ts'
import { decodeOutbox, type OutboxEntry } from '../../node/exchanges/outbox.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { sealAgain } from '../../node/exchanges/sealing.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { layout } from '../../node/store/index.ts'
import { disclosureUnder, openPair, type Pair, type PairNode } from './pair.ts'

const minute = 60_000
const hour = 60 * minute

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
})
afterAll(() => pair[Symbol.asyncDispose]())

/** A node whose seeds are gone makes others, and says so to all. */
async function loseSeeds({ desk }: PairNode) {
  const { keyring } = desk.deps
  await keyring.erasePrekeys(keyring.prekeys().map(({ id }) => id))
  pair.pass(1)
  await maintainPrekeys(desk.deps, [])
  await pair.meet()
}

const entryOf = async ({ desk }: PairNode, { placementHash }: Said): Promise<OutboxEntry> => {
  const { store } = desk.deps
  const record = await store.get(layout.outbox.at(store.indexKey(placementHash)))
  if (record === undefined) throw new Error('it is not in the outbox')
  return decodeOutbox(record)
}

const peerOf = ({ desk }: PairNode, { networkId, institutionId }: OutboxEntry) => {
  const member = desk.deps.keeper.directory.member(networkId, institutionId)
  if (member === undefined) throw new Error('the other is not known')
  return member
}

test('what was sealed to a burnt prekey is sealed again at once, in its place, and arrives', async () => {
  const { alpha, beta, line } = pair
  line.direct = false
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  expect(await alpha.delivery(said)).toBe('handed-to-relay')
  const before = await entryOf(alpha, said)
  await loseSeeds(beta)
  line.direct = true
  await alpha.round()
  expect(await alpha.delivery(said)).toBe('delivered')
  const [stored] = [...(await statementsOf(beta, said))]
  expect(stored).toEqual([...(await statementsOf(alpha, said))][0])
  expect(before.sealedTo.times).toBe(0)
})

test('however often it is sealed again, the statement and its placement are the same bytes, and are stored once', async () => {
  const { alpha, beta, line } = pair
  line.direct = false
  const said = await alpha.say(disclosureUnder())
  const own = alpha.desk.deps.self.member(alpha.desk.network.networkId)
  if (own === undefined) throw new Error('alpha is a member')
  const envelopes: Uint8Array[] = []
  const placed = new Set<string>()
  let entry = await entryOf(alpha, said)
  const { envelope } = entry
  for (let time = 0; time < 5; time += 1) {
    const carried = await carriedOf(alpha.desk.deps.store, own, entry)
    placed.add([carried.statement, carried.placement.item, ...carried.placement.path].join())
    envelopes.push(finishEnvelope(entry.envelope, { carried }))
    entry = await sealAgain(alpha.desk.deps, entry, peerOf(alpha, entry))
  }
  expect(placed.size).toBe(1)
  const ids = envelopes.map((bytes) => readEnvelope(bytes).outer)
  expect(new Set(ids.map(({ envelopeId }) => envelopeId.join())).size).toBe(5)
  // Not one day longer at a relay than the first.
  expect(new Set(ids.map(({ expiryDay }) => expiryDay)).size).toBe(1)
  expect(entry.envelope).not.toEqual(envelope)
  const stati: string[] = []
  for (const bytes of envelopes.reverse()) {
    const received = await receive(beta.desk.deps, bytes)
    if (received.kind === 'statement') stati.push(received.status)
  }
  expect(stati).toEqual(['STORED', 'DUPLICATE', 'DUPLICATE', 'DUPLICATE', 'DUPLICATE'])
  line.direct = true
})

test('whoever burns its prekeys again and again makes its peers seal again ever more rarely', async () => {
  const { alpha, beta, line } = pair
  line.direct = false
  line.relay = false
  const said = await alpha.say(disclosureUnder())
  for (let time = 0; time < 30; time += 1) {
    await loseSeeds(beta)
    await alpha.round()
    pair.pass(4 * minute)
  }
  // Two hours: at once, after 10 and after 40 minutes more.
  expect((await entryOf(alpha, said)).sealedTo.times).toBe(3)
  line.direct = line.relay = true
})

test('a new week is no lost key; another node key is one, and a reply prekey without a receipt for a week', async () => {
  const { alpha, beta, line } = pair
  line.direct = false
  const said = await alpha.say(disclosureUnder())
  const entry = await entryOf(alpha, said)
  pair.pass(8 * 24 * hour)
  await pair.meet()
  const member = peerOf(alpha, entry)
  const now = alpha.desk.clock.nowMs
  expect(isKeyLost(entry, member, now)).toBe(false)
  const reply = { ...entry, sealedTo: { ...entry.sealedTo, week: undefined } }
  expect(isKeyLost(reply, member, entry.sealedTo.sealedMs + 6 * 24 * hour)).toBe(false)
  expect(isKeyLost(reply, member, now)).toBe(true)
  const { node } = peerOf(beta, { ...entry, institutionId: alpha.desk.deps.self.institutionId })
  expect(isKeyLost(entry, { bundle: member.bundle, node }, now)).toBe(true)
  line.direct = true
})

async function statementsOf({ desk, open }: PairNode, said: Said) {
  const { caseId } = await open(said)
  const rows: string[] = []
  for await (const { key } of desk.deps.store.range(layout.statements.all(caseId))) rows.push(key.join())
  return rows
}
