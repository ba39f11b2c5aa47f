// A disk that is full under a running node: it says so, confirms nothing it has not stored, goes on serving reads, and
// goes on with everything when there is room again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { termsShapes } from '../../protocol/index.ts'
import { speak, type Saying } from '../../node/exchanges/speak.ts'
import { StoreError } from '../../node/store/index.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { openDoor, type OpenDoor } from '../api/door.ts'
import { conditionsOf, createDrafts, goodTags } from '../corpus/draft.ts'
import { random } from '../corpus/world.ts'
import { passphrase } from '../store/support.ts'
import { testNow } from '../support/network.ts'
import { appointOfficer, openReceiver, stateOf, type LiveReceiver, type Poster } from './live-receiver.ts'

const stored = { kind: 'receipt', status: 'STORED', code: '' }
const disk = { isFull: false }
let live: LiveReceiver
let door: OpenDoor
let sender: Poster
let officer: Saying['officer']
let draft: string
beforeAll(async () => {
  // Where LevelDB would write: what it does on a disk that really fills up is in test/store/full-disk.test.ts.
  const fault = (point: string) => {
    if (disk.isFull && point === 'batch-sealed') throw new StoreError('STORE_FULL', 'the disk is full')
  }
  live = await openReceiver({ fault })
  officer = await appointOfficer(live.node, testNow)
  door = await openDoor(useCasesOf(live.node))
  sender = await live.connect('a')
  draft = (await door.client.ask('draftNew', { body: {} })).id
  expect(await sender.post(await envelope())).toEqual(stored)
}, 120_000)
afterAll(async () => {
  await sender[Symbol.asyncDispose]()
  await door[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

async function envelope(): Promise<Uint8Array> {
  const { draft: make, begin } = await createDrafts(live.world, undefined)
  return make({ begun: await begin(), statement: { statementId: random(16) } })
}

function disclosure(): Saying {
  const { a, network } = live.world
  const to = live.node.keeper.directory.member(network.networkId, a.party.institutionId)
  if (to === undefined) throw new Error('nobody to send to')
  return {
    ...{ exchangeId: undefined, to, type: 'DISCLOSURE', refs: [], officer, body: random(100) },
    terms: termsShapes.DISCLOSURE.encode({ items: [] }),
    conditions: conditionsOf(goodTags),
  }
}

test('while the disk is full nothing is confirmed, everything can be read, and then all goes on', async () => {
  const waiting = await envelope()
  const before = await stateOf(live.node)
  const [exchange = ''] = Object.keys(before.exchanges)
  const { ask } = door.client
  disk.isFull = true

  // What comes in: no receipt, and a word that means "later".
  const said = live.logged.length
  expect(await sender.post(waiting)).toEqual({ kind: 'refused', code: 'BUSY' })
  expect(live.logged.slice(said)).toContainEqual({ event: 'request-refused', fields: { code: 'STORE_FULL' } })
  // What people do: a code, and nothing done.
  await expect(speak(live.node.exchange, disclosure())).rejects.toMatchObject({ code: 'STORE_FULL' })
  const full = { code: 'STORAGE_FULL' }
  await expect(ask('draftNew', { body: {} })).rejects.toMatchObject(full)
  const edited = { document: { to: [], conditions: [], disclosure: {} } }
  await expect(ask('draftEdit', { params: { draft }, body: edited })).rejects.toMatchObject(full)
  const added = { name: 'amina', officerPassphrase: passphrase, identityPassphrase: passphrase }
  await expect(ask('officerAdd', { body: added })).rejects.toMatchObject(full)
  // What people read.
  expect(await ask('show', { params: { exchange } })).toMatchObject({ stateHash: before.exchanges[exchange] })
  expect((await ask('conditions', { params: { exchange } })).items).toBe(0)
  expect((await ask('inbox', {})).items).toHaveLength(1)
  expect(await ask('draftShow', { params: { draft } })).toMatchObject({ state: 'open' })
  expect((await ask('status', {})).outbox).toBe(0)
  expect(await ask('ledgerVerify', {})).toMatchObject({ ok: true })
  expect(await stateOf(live.node)).toEqual(before)

  disk.isFull = false
  expect(await sender.post(waiting)).toEqual(stored)
  const { exchangeId } = await speak(live.node.exchange, disclosure())
  await ask('draftEdit', { params: { draft }, body: edited })
  const { id } = await ask('officerAdd', { body: added })
  const after = await stateOf(live.node)
  expect(Object.keys(after.exchanges)).toHaveLength(3)
  expect(after.exchanges).toMatchObject(before.exchanges)

  // Nothing of it was only in memory.
  const again = await live.restart()
  const { leaves, exchanges } = await stateOf(again)
  expect(exchanges).toEqual(after.exchanges)
  expect(leaves).toBeGreaterThanOrEqual(after.leaves)
  expect((await again.exchange.registry.open(exchangeId)).id).toEqual(exchangeId)
  const uses = useCasesOf(again)
  const signal = AbortSignal.timeout(60_000)
  expect(await uses.officerList({ params: {}, query: { limit: 50 }, body: {} }, { signal })).toMatchObject({
    items: [{ id }],
  })
  expect(await uses.ledgerVerify({ params: {}, query: {}, body: {} }, { signal })).toMatchObject({ ok: true })
  expect(fromHex(exchange)).toHaveLength(32)
})
