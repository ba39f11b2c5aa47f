import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { concat, equalBytes, fromHex, toHex, utf8 } from '../../crypto/index.ts'
import { answerReceiving } from '../../node/answers/receiving.ts'
import {
  allCarried,
  putCarried,
  theirBlobId,
  type CarriedAttachment,
  type CarriedState,
} from '../../node/attachments/carried.ts'
import { decodeFacts } from '../../node/ledger/ledger.ts'
import { layout } from '../../node/store/index.ts'
import { decodeFact, mostFactBytes, readFields, type Fact } from '../../protocol/index.ts'
import { appoint, ask, send, write } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { answerDepsOf } from './answer-deps.ts'
import { openPair, type Pair, type PairNode } from './pair.ts'

const file = utf8('a page that was scanned\n'.repeat(20_000))
const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const taken = { reason: 'for the prosecutor', decides: ['CONF:CONTENT'] }
const context = { signal: new AbortController().signal }

interface Scene {
  readonly pair: Pair
  readonly exchange: string
  readonly attachment: string
  readonly answers: ReturnType<typeof answerReceiving>
}

/** Alpha has sent the file to beta, whose head of desk has undertaken the conditions. */
async function sent(pair: Pair): Promise<Scene> {
  const { alpha, beta } = pair
  await appoint(beta.desk, head, { power: 'HEAD' })
  const { id } = await write(alpha.desk, { to: [toHex(beta.desk.deps.self.institutionId)] })
  const { attachments } = await ask(alpha.desk, 'draftAttach', {
    params: { draft: id },
    query: { name: 'scan.pdf', length: file.length },
    body: Readable.from([file]),
  })
  await ask(alpha.desk, 'draftSubmit', { params: { draft: id }, body: { as: alpha.desk.people.ana } })
  await ask(alpha.desk, 'draftApprove', { params: { draft: id }, body: { as: alpha.desk.people.bo } })
  const { sent: said } = await send(alpha.desk, id)
  await alpha.round()
  const exchange = said[0]?.exchange ?? ''
  return { pair, exchange, attachment: attachments[0]?.id ?? '', answers: answersOf(beta) }
}

async function undertaken(pair: Pair): Promise<Scene> {
  const scene = await sent(pair)
  const there = await pair.beta.desk.deps.registry.open(fromHex(scene.exchange))
  await pair.beta.say(say.conditionsRead(there.state), there)
  return scene
}

const answersOf = (node: PairNode) => answerReceiving(answerDepsOf(node))

/** As if so many parts had come to beta: carriage is not what is tested here. */
async function arrived({ pair }: Scene, state: CarriedState, parts: number): Promise<CarriedAttachment> {
  const { alpha, beta } = pair
  const [out] = await all(allCarried(alpha.desk.deps.store, 'outgoing'))
  if (out === undefined) throw new Error('nothing was sent')
  const { store, blobs, registry, self } = beta.desk.deps
  const { caseId } = await registry.open(out.exchangeId)
  const blob = theirBlobId(store, out.placementHash, out.attachment.attachmentId)
  const size = (await alpha.desk.deps.blobs.size(out.blob)) ?? 0
  if ((await blobs.size(blob)) === undefined) await blobs.create(blob, size)
  await blobs.writeAt(blob, 0, await alpha.desk.deps.blobs.readRange(out.blob, 0, size))
  const from = alpha.desk.deps.self.institutionId
  expect(equalBytes(from, self.institutionId)).toBe(false)
  const incoming = { ...out, caseId, blob, state, parts, institutionId: from }
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'stored' }],
    finish: (turn) => {
      putCarried(turn, 'incoming', incoming)
      return undefined
    },
  }))
  return incoming
}

async function all<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const one of source) found.push(one)
  return found
}

function take({ exchange, attachment, answers }: Scene, as = head, more: Partial<typeof taken> = {}) {
  const params = { exchange, attachment: attachment.slice(0, 10) }
  return answers.openAttachment({ params, query: {}, body: { as, ...taken, ...more } }, context)
}

async function read(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return concat(...(await all(pieces)))
}

/** What the ledger of beta says of content, oldest first. */
async function factsOf({ pair }: Scene): Promise<readonly Fact[]> {
  const found: Fact[] = []
  for await (const { key, value } of pair.beta.desk.deps.store.range(layout.ledgerFacts.all())) {
    for (const { record } of decodeFacts(readFields(key).u64(), value, mostFactBytes))
      found.push(decodeFact(record).fact)
  }
  return found.filter(({ type }) => ['denied', 'decided', 'opened', 'exported'].includes(type))
}

test('a file leaves the node whole, after an undertaking and a decision, and the ledger says which', async () => {
  await using pair = await openPair()
  const scene = await sent(pair)
  await arrived(scene, 'COMPLETE', 2)
  await expect(take(scene)).rejects.toMatchObject({ code: 'NOT_UNDERTAKEN' })
  const there = await pair.beta.desk.deps.registry.open(fromHex(scene.exchange))
  await pair.beta.say(say.conditionsRead(there.state), there)
  expect(await read(await take(scene))).toEqual(file)
  const facts = await factsOf(scene)
  expect(facts.map(({ type }) => type)).toEqual(['decided', 'denied', 'decided', 'exported'])
  expect(facts.at(-1)?.codes).toEqual(['EXPORT', `ITEM:${scene.attachment.toUpperCase()}`])
})

test('conditions that leave it to a person are decided by the head of the desk alone', async () => {
  await using pair = await openPair()
  const scene = await undertaken(pair)
  await arrived(scene, 'COMPLETE', 2)
  const refused = { code: 'NOT_PERMITTED', because: [{ tag: 'CONF:CONTENT' }] }
  await expect(take(scene, head, { decides: [] })).rejects.toMatchObject(refused)
  const byAnother = take(scene, pair.beta.desk.people.ana)
  await expect(byAnother).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  expect((await factsOf(scene)).map(({ type }) => type)).toEqual(['denied', 'denied'])
})

test('a file of which parts are missing is refused, saying how many are here; given up, it is not found', async () => {
  await using pair = await openPair()
  const scene = await undertaken(pair)
  await arrived(scene, 'WAITING', 0)
  await expect(take(scene)).rejects.toMatchObject({
    code: 'FILE_INCOMPLETE',
    message: '0 of 1 parts are here',
  })
  await arrived(scene, 'GIVEN_UP', 0)
  await expect(take(scene)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await factsOf(scene)).map(({ type }) => type)).not.toContain('exported')
})

test('a blob that the disk has changed is found out before its end is given', async () => {
  await using pair = await openPair()
  const scene = await undertaken(pair)
  const { blob } = await arrived(scene, 'COMPLETE', 2)
  const byte = await pair.beta.desk.deps.blobs.readRange(blob, 300_000, 300_001)
  await pair.beta.desk.deps.blobs.writeAt(blob, 300_000, Uint8Array.of((byte[0] ?? 0) ^ 1))
  const pieces = await take(scene)
  await expect(read(pieces)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
})

test('who opens the disclosure sees its files and how far they are, and no key', async () => {
  await using pair = await openPair()
  const scene = await undertaken(pair)
  await arrived(scene, 'COMPLETE', 2)
  const opened = await scene.answers.open(
    {
      params: { exchange: scene.exchange },
      query: {},
      body: { as: head, ...{ decides: [], export: false } },
    },
    context,
  )
  expect(opened.attachments).toMatchObject([
    { id: scene.attachment, name: 'scan.pdf', length: file.length, state: 'complete', parts: 2 },
  ])
  expect(JSON.stringify(opened)).not.toMatch(/"(key|salt)"/)
  const shown = await scene.answers.show(
    { params: { exchange: scene.exchange }, query: {}, body: {} },
    context,
  )
  const [first] = shown.messages
  expect(first?.attachments).toMatchObject([{ id: scene.attachment, state: 'complete', parts: 2 }])
  expect(JSON.stringify(shown)).not.toContain('scan.pdf')
})

test('our own file can be taken out while it is on its way', async () => {
  await using pair = await openPair()
  const scene = await sent(pair)
  const own = { ...scene, answers: answersOf(pair.alpha) }
  expect(await read(await take(own, pair.alpha.desk.people.ana, { decides: [] }))).toEqual(file)
})
