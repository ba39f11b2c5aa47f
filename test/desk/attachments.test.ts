import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { concat, fromHex, sha256, toHex, utf8 } from '../../crypto/index.ts'
import type { Answer, Asked } from '../../node/api/contract.ts'
import { allCarried, ownBlobId, type CarriedAttachment } from '../../node/attachments/carried.ts'
import { openFile } from '../../node/attachments/opening.ts'
import { carriedBlobs, sweepBlobs } from '../../node/attachments/sweep.ts'
import { draftBlobs } from '../../node/desk/draft-blobs.ts'
import { armedBlobs } from '../../node/exchanges/armed-blobs.ts'
import { readArmed } from '../../node/exchanges/armed.ts'
import { decodeBody, decodeStatement } from '../../node/exchanges/records.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { layout } from '../../node/store/index.ts'
import {
  attachedFiles,
  maxAttachments,
  parseBody,
  statementShape,
  termsShapes,
  type AttachedFile,
  type Disclosure,
  type Statement,
} from '../../protocol/index.ts'
import { changed, story, valueAt } from '../messages/drafts.ts'
import {
  ask,
  byLawBut,
  exchangesOf,
  neighbour,
  openDesk,
  send,
  write,
  writeApproved,
  type TestDesk,
} from './desk.ts'

const day = 24 * 60 * 60 * 1000
const letter = utf8('the letter of the bank, page 1\n'.repeat(4000))

type Attaching = Partial<Asked<'draftAttach'>['query']>

function attach(
  desk: TestDesk,
  draft: string,
  file: Uint8Array = letter,
  more: Attaching = {},
): Promise<Answer<'draftAttach'>> {
  const query = { name: 'letter.pdf', length: file.length, ...more }
  const body = Readable.from([file.subarray(0, 1000), file.subarray(1000)])
  return ask(desk, 'draftAttach', { params: { draft }, query, body })
}

/** A draft with the letter, submitted by Ana and approved by Bo. */
async function approvedWithLetter(desk: TestDesk, written: Parameters<typeof write>[1], more?: Attaching) {
  const { id } = await write(desk, written)
  const { attachments } = await attach(desk, id, letter, more)
  await ask(desk, 'draftSubmit', { params: { draft: id }, body: { as: desk.people.ana } })
  await ask(desk, 'draftApprove', { params: { draft: id }, body: { as: desk.people.bo } })
  return { id, attachment: attachments[0]?.id ?? '' }
}

const blobsOf = async ({ deps }: TestDesk) => (await deps.blobs.list()).map(toHex).sort()

async function carried({ deps }: TestDesk): Promise<readonly CarriedAttachment[]> {
  const found: CarriedAttachment[] = []
  for await (const one of allCarried(deps.store, 'outgoing')) found.push(one)
  return found
}

interface Said {
  readonly statement: Statement
  readonly body: Disclosure
  readonly files: readonly AttachedFile[]
}

/** The disclosures that were placed, with what their bodies say of files. */
async function disclosures(desk: TestDesk): Promise<readonly Said[]> {
  const said: Said[] = []
  for (const { id } of await exchangesOf(desk)) {
    const { caseId } = await desk.deps.registry.open(fromHex(id))
    for await (const row of desk.deps.store.range(layout.statements.all(caseId))) {
      const statement = statementShape.decode(decodeStatement(row.value).statement)
      const [kept] = await desk.deps.store.getMany([layout.bodies.at(caseId, row.key)])
      if (kept !== undefined) said.push(read(statement, decodeBody(kept).body))
    }
  }
  return said
}

function read(statement: Statement, bytes: Uint8Array): Said {
  const body = parseBody('DISCLOSURE', bytes)
  return { statement, body, files: attachedFiles(statement.attachments, body) }
}

async function contentOf({ deps }: TestDesk, { attachment, secret }: AttachedFile): Promise<Uint8Array> {
  const blob = ownBlobId(deps.store, attachment.attachmentId)
  const pieces: Uint8Array[] = []
  for await (const piece of openFile(deps.blobs, { blob, attachment, secret })) pieces.push(piece.slice())
  return concat(...pieces)
}

test('a file is attached with its hash and what it seems to be, and its key is shown to nobody', async () => {
  await using desk = await openDesk()
  const { id, revision } = await write(desk, { to: [] })
  const attached = await attach(desk, id, concat(utf8('%PDF-1.7'), letter), { tags: ['EV:LEAD'] })
  expect(attached.revision).not.toBe(revision)
  expect(attached.attachments).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      ...{ name: 'letter.pdf', mediaType: 'application/pdf', length: letter.length + 8, tags: ['EV:LEAD'] },
      sha256: toHex(sha256(utf8('%PDF-1.7'), letter)),
    },
  ])
  const shown = await ask(desk, 'draftShow', { params: { draft: id } })
  expect(shown.attachments).toEqual(attached.attachments)
  expect(shown.document.disclosure).toEqual(story)
})

test('64 files come along with one disclosure; a 65th is refused, also beside the 64th, and nothing of it stays', async () => {
  await using desk = await openDesk()
  const bank = await neighbour(desk, 'bank')
  const { id } = await write(desk, { to: [bank.id] })
  const attachNo = (number: number) =>
    attach(desk, id, letter.subarray(0, 10), { name: `page ${number}.pdf` })
  for (let number = 1; number < maxAttachments; number += 1) await attachNo(number)
  const last = await Promise.allSettled([attachNo(64), attachNo(65)])
  expect(last.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect(attachNo(66)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  expect(await blobsOf(desk)).toHaveLength(64)
  await ask(desk, 'draftSubmit', { params: { draft: id }, body: { as: desk.people.ana } })
  await ask(desk, 'draftApprove', { params: { draft: id }, body: { as: desk.people.bo } })
  await send(desk, id)
  const [said] = await disclosures(desk)
  expect(said?.files).toHaveLength(64)
  expect(await carried(desk)).toHaveLength(64)
})

test('what was approved was approved with these bytes: with any others it is not', async () => {
  await using desk = await openDesk()
  const bank = await neighbour(desk, 'bank')
  const { id } = await approvedWithLetter(desk, { to: [bank.id] })
  await attach(desk, id, letter)
  await expect(send(desk, id)).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  expect(await ask(desk, 'draftShow', { params: { draft: id } })).toMatchObject({ state: 'open' })

  // The same name and length, one byte other: another revision.
  const [one, other] = [await write(desk, { to: [] }), await write(desk, { to: [] })]
  const changedLetter = letter.slice()
  changedLetter[70_000] = 0
  const revisions = [await attach(desk, one.id), await attach(desk, other.id, changedLetter)]
  expect(revisions[0]?.revision).not.toBe(revisions[1]?.revision)
})

test('a file that was detached is gone from the draft and from the disk', async () => {
  await using desk = await openDesk()
  const { id, revision } = await write(desk, { to: [] })
  const { attachments } = await attach(desk, id)
  expect(await blobsOf(desk)).toHaveLength(1)
  const params = { draft: id, attachment: attachments[0]?.id.slice(0, 8) ?? '' }
  const left = await ask(desk, 'draftDetach', { params, body: {} })
  expect(left).toMatchObject({ attachments: [], revision })
  expect(await blobsOf(desk)).toEqual([])
})

test('a name that is a path or a trick is refused at its field, and nothing stays', async () => {
  await using desk = await openDesk()
  const { id } = await write(desk, { to: [] })
  for (const name of ['../../.ssh/authorized_keys', '..\\evil.exe', 'two\nlines', '\u202egpj.exe'])
    await expect(attach(desk, id, letter, { name })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/query/name' }],
    })
  expect(await blobsOf(desk)).toEqual([])
})

test('a file that does not come as announced changes nothing', async () => {
  await using desk = await openDesk()
  const { id, revision } = await write(desk, { to: [] })
  await expect(attach(desk, id, letter, { length: 10 })).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  expect(await ask(desk, 'draftShow', { params: { draft: id } })).toMatchObject({ revision, attachments: [] })
  expect(await blobsOf(desk)).toEqual([])
})

test('a document cannot list files by itself: their keys are not its to say', async () => {
  await using desk = await openDesk()
  const disclosure = { ...story, attachments: [] }
  await expect(write(desk, { to: [], disclosure })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    errors: [{ pointer: '/document/disclosure/attachments', code: 'UNKNOWN_FIELD' }],
  })
})

test('an edit of the document keeps its files', async () => {
  await using desk = await openDesk()
  const { id } = await write(desk, { to: [] })
  const { attachments } = await attach(desk, id)
  const { document } = await ask(desk, 'draftShow', { params: { draft: id } })
  await ask(desk, 'draftEdit', { params: { draft: id }, body: { document } })
  expect(await ask(desk, 'draftShow', { params: { draft: id } })).toMatchObject({ attachments })
})

test('for one institution the file goes as it was sealed: statement, body and record name it', async () => {
  await using desk = await openDesk()
  const bank = await neighbour(desk, 'bank')
  const { id, attachment } = await approvedWithLetter(desk, { to: [bank.id] }, { tags: ['DP:WITNESS'] })
  const blobs = await blobsOf(desk)
  await send(desk, id)
  expect(await blobsOf(desk)).toEqual(blobs)
  const [said] = await disclosures(desk)
  const [file] = said?.files ?? []
  expect(file?.listed).toMatchObject({ id: attachment, name: 'letter.pdf', length: letter.length })
  expect(file && (await contentOf(desk, file))).toEqual(letter)
  const [record, ...others] = await carried(desk)
  expect(others).toEqual([])
  expect(record).toMatchObject({ state: 'WAITING', parts: 0, place: 0, institutionId: fromHex(bank.id) })
  expect(record?.attachment).toEqual(said?.statement.attachments[0])
  // Its tags are conditions like those of any item.
  const { items } = termsShapes.DISCLOSURE.decode(said?.statement.terms ?? new Uint8Array(0))
  expect(items.find(({ itemId }) => toHex(itemId) === attachment)?.tags).toMatchObject([
    { code: 'DP:WITNESS' },
  ])
})

test('two institutions get ids and keys of their own, what names a file follows, and the common copy goes', async () => {
  await using desk = await openDesk()
  const [bank, court] = [await neighbour(desk, 'bank'), await neighbour(desk, 'court')]
  const { id } = await write(desk, { to: [bank.id, court.id] })
  const { attachments } = await attach(desk, id)
  const inDraft = attachments[0]?.id ?? ''
  const { document } = await ask(desk, 'draftShow', { params: { draft: id } })
  const disclosure = changed(document.disclosure, { '/requests/0/items': [inDraft] })
  await ask(desk, 'draftEdit', { params: { draft: id }, body: { document: { ...document, disclosure } } })
  await ask(desk, 'draftSubmit', { params: { draft: id }, body: { as: desk.people.ana } })
  await ask(desk, 'draftApprove', { params: { draft: id }, body: { as: desk.people.bo } })
  const before = await blobsOf(desk)
  await send(desk, id)

  const said = await disclosures(desk)
  const files = said.flatMap((one) => one.files)
  expect(files).toHaveLength(2)
  const ids = files.map(({ listed }) => listed.id)
  for (const field of ['id', 'key', 'salt'] as const)
    expect(new Set([inDraft, ...files.map(({ listed }) => listed[field])]).size).toBe(3)
  expect(files[0]?.attachment.treeRoot).not.toEqual(files[1]?.attachment.treeRoot)
  for (const file of files) expect(await contentOf(desk, file)).toEqual(letter)
  for (const { body, files: own } of said)
    expect(valueAt({ ...body }, '/requests/0/items')).toEqual([own[0]?.listed.id])
  const now = await blobsOf(desk)
  expect(now).toEqual(ids.map((one) => toHex(ownBlobId(desk.deps.store, fromHex(one)))).sort())
  expect(now).not.toContain(before[0])
})

test('a passphrase that is wrong leaves no copies behind', async () => {
  await using desk = await openDesk()
  const [bank, court] = [await neighbour(desk, 'bank'), await neighbour(desk, 'court')]
  const { id } = await approvedWithLetter(desk, { to: [bank.id, court.id] })
  const before = await blobsOf(desk)
  const as = { ...desk.people.ana, passphrase: 'not her passphrase' }
  await expect(send(desk, id, { as })).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  expect(await blobsOf(desk)).toEqual(before)
})

test('after a crash between two statements the same draft goes on, and nobody loses a file', async () => {
  await using desk = await openDesk()
  const [bank, court] = [await neighbour(desk, 'bank'), await neighbour(desk, 'court')]
  const { id } = await approvedWithLetter(desk, { to: [bank.id, court.id] })
  desk.crash.at = 'speak-placed'
  await expect(send(desk, id)).rejects.toThrow('crashed')
  desk.crash.at = undefined
  await sweep(desk)
  await send(desk, id)
  const files = (await disclosures(desk)).flatMap((one) => one.files)
  expect(files).toHaveLength(2)
  for (const file of files) expect(await contentOf(desk, file)).toEqual(letter)
  await sweep(desk)
  expect(await blobsOf(desk)).toHaveLength(2)
})

test('a file whose blob the disk lost is not sent, and nobody signs', async () => {
  await using desk = await openDesk()
  const bank = await neighbour(desk, 'bank')
  const { id, attachment } = await approvedWithLetter(desk, { to: [bank.id] })
  await desk.deps.blobs.remove(ownBlobId(desk.deps.store, fromHex(attachment)))
  await expect(send(desk, id)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  expect(await exchangesOf(desk)).toEqual([])
})

test('an offer holds its files until it is released or disarmed; then they go', async () => {
  await using desk = await openDesk()
  const bank = await neighbour(desk, 'bank')
  const { id } = await approvedWithLetter(desk, { to: [bank.id], conditions: byLawBut('BIND:OFFER') })
  await send(desk, id, { answerBy: new Date(desk.clock.nowMs + 60_000).toISOString() })
  expect(await carried(desk)).toEqual([])
  const [exchange] = await exchangesOf(desk)
  const { caseId } = await desk.deps.registry.open(fromHex(exchange?.id ?? ''))
  const armed = await readArmed(desk.deps.store, caseId)
  const [file] =
    armed === undefined ? [] : read(statementShape.decode(armed.statement), armed.content.body).files
  await sweep(desk)
  expect(file && (await contentOf(desk, file))).toEqual(letter)

  desk.clock.nowMs += 120_000
  await createStandingOrders({
    ...desk.deps,
    wait: () => Promise.resolve(),
    requireApproved: () => Promise.resolve(),
  }).attendAll()
  expect(await readArmed(desk.deps.store, caseId)).toBeUndefined()
  expect(await blobsOf(desk)).toEqual([])
})

test('what a crash left between a file and its record is swept at the start, and nothing else', async () => {
  await using desk = await openDesk()
  const bank = await neighbour(desk, 'bank')
  const { id } = await write(desk, { to: [] })
  await attach(desk, id)
  const sent = await approvedWithLetter(desk, { to: [bank.id] })
  await send(desk, sent.id)
  const named = await blobsOf(desk)
  expect(named).toHaveLength(2)
  await desk.deps.blobs.create(desk.deps.random(16), 100)
  // The files that came after a database's copy have no record when it is put back: they get a month.
  expect(await sweep(desk, 30 * day - 1)).toBe(0)
  const { recovery } = desk.deps
  for (const phase of ['stopped', 'renewing', 'reconciling'] as const) {
    Object.assign(desk.deps, { recovery: { ...recovery, phase: () => phase } })
    expect(await sweep(desk)).toBe(0)
  }
  Object.assign(desk.deps, { recovery })
  expect(await sweep(desk)).toBe(1)
  expect(await blobsOf(desk)).toEqual(named)
})

/** @param ageMs - how long ago every blob was written last */
async function sweep({ deps, path }: TestDesk, ageMs = 30 * day): Promise<number> {
  const writtenAt = new Date(deps.clock() - ageMs)
  for (const id of await deps.blobs.list()) await utimes(join(path, 'blobs', toHex(id)), writtenAt, writtenAt)
  return sweepBlobs(deps, [
    () => carriedBlobs(deps.store),
    () => draftBlobs(deps.store),
    () => armedBlobs(deps),
  ])
}

test('without files a revision is what it was in earlier releases', async () => {
  await using desk = await openDesk()
  const bank = await neighbour(desk, 'bank')
  const plain = await writeApproved(desk, { to: [bank.id] })
  const { attachments } = await attach(desk, plain.id)
  const params = { draft: plain.id, attachment: attachments[0]?.id ?? '' }
  expect(await ask(desk, 'draftDetach', { params, body: {} })).toMatchObject({ revision: plain.revision })
})
