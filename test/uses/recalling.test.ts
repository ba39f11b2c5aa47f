// What is called back and answered DELETED is gone from the disk, before the answer is signed.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import type { Asked } from '../../node/api/contract.ts'
import type { Erasure } from '../../node/erasures/index.ts'
import { decodeDeskBody } from '../../node/exchanges/desk-bodies.ts'
import { decodeStatement } from '../../node/exchanges/records.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { statementKey } from '../../node/exchanges/statement-key.ts'
import { layout } from '../../node/store/index.ts'
import { answerMatters } from '../../node/matters/index.ts'
import { eraseItems, eraseReceived } from '../../node/uses/erasing.ts'
import { answerOwnLaw } from '../../node/uses/own-law.ts'
import { carriedOut } from '../../node/uses/recalling.ts'
import { offeredOf, statementShape, viewOf, type Hash } from '../../protocol/index.ts'
import { filesOf, keptOf, sendFiles, statesOf } from '../attachments/carriage.ts'
import { said as saying } from '../exchange/matter-sayings.ts'
import { bytesFor } from '../exchange/sayings.ts'
import { answerDepsOf, useFactsOf } from '../exchanges/answer-deps.ts'
import { atBeta, tell } from '../exchanges/consenting.ts'
import { openPair, underWay, type Pair } from '../exchanges/pair.ts'

const context = { signal: new AbortController().signal }

let pair: Pair
let of: Said
let journal: Erasure[]
beforeEach(async () => {
  pair = await openPair()
  of = await underWay(pair)
  journal = []
})
afterEach(() => pair[Symbol.asyncDispose]())

const recall = (mode = 1): Promise<Hash> =>
  tell(
    pair,
    'alpha',
    of,
    saying('RECALL', { items: [], cascadeId: bytesFor('cascade', 16), mode, replyByMs: 0 }),
  )

function deps() {
  const plain = answerDepsOf(pair.beta)
  const note = (erased: readonly Erasure[]) => Promise.resolve(void journal.push(...erased))
  return { ...plain, exchange: { ...plain.exchange, erasures: { ...plain.exchange.erasures, note } } }
}

async function answer(result: Asked<'recallResult'>['body']['result'], passphrase?: string) {
  const { ana } = pair.beta.desk.people
  const { recallResult } = carriedOut(deps(), answerMatters(deps()))
  const body = {
    as: { ...ana, ...(passphrase === undefined ? {} : { passphrase }) },
    ...{ result, complete: true, used: false, passed: 0, silent: 0, usedIn: [], passedTo: [] },
  }
  return recallResult({ params: { exchange: toHex(of.exchangeId) }, query: {}, body }, context)
}

/** What beta keeps of the disclosure's text: sealed to its desk. */
async function kept() {
  const { caseId, state } = await atBeta(pair, of)
  const { side, seq, placement } = offeredOf(state).entry
  const at = layout.deskBodies.at(caseId, statementKey(side, seq, fromHex(placement)))
  return pair.beta.desk.deps.store.get(at)
}

/** What the disclosure, which stays, commits its text to. */
async function commitment() {
  const { caseId, state } = await atBeta(pair, of)
  const { side, seq, placement } = offeredOf(state).entry
  const at = layout.statements.at(caseId, statementKey(side, seq, fromHex(placement)))
  const record = await pair.beta.desk.deps.store.get(at)
  return record && statementShape.decode(decodeStatement(record).statement).bodyCommitment
}

/** Whether bytes stand where records do: in a table or a log. The manifest has keys that tables begin and end with. */
async function isOnDisk(bytes: Uint8Array): Promise<boolean> {
  const folder = join(pair.beta.desk.path, 'db')
  const names = (await readdir(folder)).filter((name) => /\.(?:ldb|log)$/.test(name))
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))))
  return files.some((file) => file.includes(Buffer.from(bytes)))
}

test('DELETED erases text after text, in the journal first, and the ledger has what each was committed to', async () => {
  const called = await recall()
  expect(await kept()).toBeDefined()
  expect(await answer('DELETED')).toMatchObject({ type: 'RECALL_RESULT' })
  expect(await kept()).toBeUndefined()
  expect(journal).toMatchObject([{ kind: 'body' }])
  const entered = (await useFactsOf(pair.beta)).filter(({ type }) => type === 'erased')
  expect(entered).toMatchObject([{ codes: ['BODY'], item: await commitment() }])
  const { state } = await atBeta(pair, of)
  expect(viewOf(state).matters.map(({ matter }) => matter.entry.statement)).not.toContain(called)
})

test('what is erased stands in no table and no log of the database any more', async () => {
  const { caseId, state } = await atBeta(pair, of)
  const { side, seq, placement } = offeredOf(state).entry
  const { key } = layout.deskBodies.at(caseId, statementKey(side, seq, fromHex(placement)))
  const sealed = await kept()
  expect(sealed && decodeDeskBody(sealed).sealed.length).toBeGreaterThan(0)
  await recall()
  // The control: a key is found while its record is there.
  await pair.beta.desk.deps.store.compact(layout.deskBodies.all(caseId))
  expect(await isOnDisk(key)).toBe(true)
  await answer('DELETED')
  expect(await isOnDisk(key)).toBe(false)
})

test('what the law holds is not erased, and the answer has to say so', async () => {
  await recall()
  await answerOwnLaw(deps()).tighten(
    {
      ...{ params: { exchange: toHex(of.exchangeId) }, query: {} },
      body: { as: pair.beta.desk.people.ana, tags: ['RET:HOLD(legal-claim)'] },
    },
    context,
  )
  await expect(answer('DELETED')).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    because: [{ tag: 'RET:HOLD(legal-claim)' }],
  })
  expect(await kept()).toBeDefined()
  expect(await answer('RESTRICTED')).toMatchObject({ type: 'RECALL_RESULT' })
  expect([await kept(), journal]).toEqual([expect.anything(), []])
})

test('nothing is erased with a wrong passphrase, nor where nothing was called back, nor a second time', async () => {
  await expect(answer('DELETED')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await recall()
  await expect(answer('DELETED', 'something else entirely')).rejects.toThrow()
  expect([await kept(), journal]).toEqual([expect.anything(), []])
  await answer('DELETED')
  await expect(answer('DELETED')).rejects.toMatchObject({ code: 'NOT_NOW' })
  expect(journal).toHaveLength(1)
})

test('files go with the texts: out of the folder, in the journal, and named as given up', async () => {
  const made = await sendFiles(pair, filesOf(2))
  for (let round = 0; round < 4; round += 1) {
    pair.pass(20 * 60_000)
    await pair.alpha.round()
    await pair.alpha.partsRound()
  }
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['COMPLETE 2'])
  const [kept] = await keptOf(pair.beta, 'incoming', made)
  const there = () => readdir(join(pair.beta.desk.path, 'blobs'))
  expect(await there()).toContain(toHex(kept?.blob ?? new Uint8Array(0)))
  const { exchange } = deps()
  const erased = await eraseReceived(exchange, await pair.beta.open(made), {
    ...{ upTo: 2, officer: new Uint8Array(16) },
  })
  expect(erased).toMatchObject({ files: 1 })
  expect(await there()).not.toContain(toHex(kept?.blob ?? new Uint8Array(0)))
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['GIVEN_UP 2'])
  expect(journal.map(({ kind }) => kind)).toEqual(['body', 'blob'])
})

test('of single items their own files are erased, off the disk; the other files and the text stay', async () => {
  const made = await sendFiles(pair, filesOf(1, 1))
  for (let round = 0; round < 4; round += 1) {
    pair.pass(20 * 60_000)
    await pair.alpha.round()
    await pair.alpha.partsRound()
  }
  const [gone, stays] = await keptOf(pair.beta, 'incoming', made)
  const names = [gone, stays].map((file) => toHex(file?.blob ?? new Uint8Array(0)))
  const there = async () => {
    const found = await readdir(join(pair.beta.desk.path, 'blobs'))
    return names.map((name) => found.includes(name))
  }
  expect(await there()).toEqual([true, true])
  const { exchange } = deps()
  const open = await pair.beta.open(made)
  const ids = new Set([toHex(gone?.attachment.attachmentId ?? new Uint8Array(0))])
  const by = { upTo: 9, officer: new Uint8Array(16) }
  expect(await eraseItems(exchange, open, { ...by, ids })).toEqual({ bodies: [], files: 1 })
  expect(await there()).toEqual([false, true])
  expect(journal.map(({ kind }) => kind)).toEqual(['blob'])
  // Once more there is nothing left of it to erase.
  expect(await eraseItems(exchange, open, { ...by, ids })).toEqual({ bodies: [], files: 0 })
})
