import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { answerExporting } from '../../node/answers/exporting.ts'
import { permitted } from '../../node/answers/permitting.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { exportDossier } from '../../node/exchanges/dossier.ts'
import { timeline, verifyDossier } from '../../protocol/index.ts'
import { appoint } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { answerDepsOf, useFactsOf } from '../exchanges/answer-deps.ts'
import { disclosureUnder, openPair, underWay, type Pair, type PairNode } from '../exchanges/pair.ts'
import { asAna, contentsOf, resealed } from './exported.ts'

const head = { officer: 'head', passphrase: 'the last word of the day' }

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
  for (const { desk } of [pair.alpha, pair.beta]) await appoint(desk, head, { power: 'HEAD' })
})
afterAll(() => pair[Symbol.asyncDispose]())

interface Wish {
  readonly content?: boolean
  readonly decides?: readonly string[]
  readonly as?: { readonly officer: string; readonly passphrase: string }
}

/** By the head of the desk, who decides what every disclosure leaves to a person. */
async function exported(node: PairNode, exchange: Uint8Array, wish: Wish = {}) {
  const { as = head, content = false, decides = ['CONF:CONTENT'] } = wish
  const { dossier, ...made } = await answerExporting(answerDepsOf(node)).exportDossier(
    { params: { exchange: toHex(exchange) }, query: {}, body: { as, content, decides } },
    { signal: new AbortController().signal },
  )
  return { ...made, file: new Uint8Array(Buffer.from(dossier, 'base64')) }
}

const officerOf = async ({ desk }: PairNode) => (await createOfficerBook(desk.deps).find('head')).id

test('nothing of a disclosure is exported before its conditions are undertaken, and the try is in the ledger', async () => {
  const { alpha, beta } = pair
  const said = await alpha.say(disclosureUnder())
  await alpha.round()
  await expect(exported(beta, said.exchangeId)).rejects.toMatchObject({ code: 'NOT_UNDERTAKEN' })
  expect((await useFactsOf(beta)).at(-1)).toMatchObject({ type: 'denied', codes: ['EXPORT'] })
})

test('an export is in the ledger before it is handed out, with the officer who made it', async () => {
  const { beta } = pair
  const said = await underWay(pair)
  const { store } = beta.desk.deps
  const { file, ...made } = await exported(beta, said.exchangeId)
  expect(made).toMatchObject({ exchange: toHex(said.exchangeId), statements: 2, contents: 0 })
  expect((await useFactsOf(beta)).at(-1)).toEqual({
    ...{ type: 'exported', officer: await officerOf(beta), exchange: said.exchangeId },
    codes: ['EXPORT', 'DOSSIER'],
  })
  const verdict = verifyDossier(file, [])
  expect(verdict).toMatchObject({
    result: 'CONSISTENT',
    story: { ledger: { size: store.ledger.frontier.size - 1 } },
  })
})

test('where the ledger cannot be written, nothing is handed out', async () => {
  const said = await underWay(pair)
  const { deps } = pair.beta.desk
  const stopped = {
    ...deps,
    store: { ...deps.store, commit: () => Promise.reject(new Error('the disk is full')) },
  }
  const node = { ...pair.beta, desk: { ...pair.beta.desk, deps: stopped } }
  await expect(exported(node, said.exchangeId)).rejects.toThrow('the disk is full')
})

test('a wrong passphrase exports nothing', async () => {
  const said = await underWay(pair)
  await expect(
    exported(pair.beta, said.exchangeId, { as: { ...head, passphrase: 'another one' } }),
  ).rejects.toMatchObject({
    code: 'KEYRING_PASSPHRASE',
  })
})

test('what a tag leaves to a person is decided by the head of the desk or not at all, tag by tag, and recorded', async () => {
  const { alpha, beta } = pair
  const said = await underWay(pair)
  const denied = { code: 'NOT_PERMITTED', because: [{ tag: 'CONF:CONTENT' }] }
  await expect(exported(beta, said.exchangeId, { decides: [] })).rejects.toMatchObject(denied)
  expect((await useFactsOf(beta)).at(-1)).toMatchObject({ type: 'denied', codes: ['EXPORT'] })
  await expect(exported(beta, said.exchangeId, { decides: ['RET:REVIEW'] })).rejects.toMatchObject(denied)
  await expect(exported(beta, said.exchangeId, { as: beta.desk.people.bo })).rejects.toMatchObject({
    code: 'NOT_EMPOWERED',
  })
  await exported(beta, said.exchangeId)
  expect((await useFactsOf(beta)).slice(-2)).toEqual([
    {
      ...{ type: 'decided', officer: await officerOf(beta), exchange: said.exchangeId },
      codes: ['EXPORT', 'CONF:CONTENT'],
    },
    expect.objectContaining({ type: 'exported' }),
  ])
  // It is alpha's own content.
  expect((await exported(alpha, said.exchangeId, { decides: [] })).statements).toBe(2)
})

test('with the content, every text is decided on, entered in the ledger, and the one that was signed', async () => {
  const { alpha, beta } = pair
  const said = await underWay(pair)
  const here = await alpha.open(said)
  await alpha.say(say.question(here.state), here)
  await alpha.round()
  const { file, contents } = await exported(beta, said.exchangeId, { content: true })
  expect(contents).toBe(2)
  expect((await useFactsOf(beta)).slice(-3).map(({ type, codes }) => [type, codes])).toEqual([
    ['exported', ['EXPORT']],
    ['exported', ['EXPORT']],
    ['exported', ['EXPORT', 'DOSSIER']],
  ])
  const verdict = verifyDossier(file, [])
  if (verdict.result === 'REFUSED') throw new Error(verdict.fault.code)
  const bodies = [...verdict.story.statements.values()].map(({ body }) => body)
  expect(bodies).toEqual([say.bytesFor('a body', 200), undefined, say.bytesFor('a body', 200)])

  // Text and salt of one message beside another: both are real, and do not belong together.
  const all = contentsOf(file)
  const [first] = all.statements
  if (first === undefined) throw new Error('it has statements')
  const swapped = all.statements.map((one, at) =>
    at === 2 ? { ...one, body: first.body, salt: first.salt } : one,
  )
  expect(verifyDossier(await resealed(beta, file, { ...all, statements: swapped }), [])).toMatchObject({
    fault: { code: 'COMMITMENT_INVALID', part: 'STATEMENT', number: 3 },
  })
})

test('an officer who was not given the key to what arrived takes no text out, until somebody who has it hands it on', async () => {
  const { beta } = pair
  const said = await underWay(pair)
  const late = { officer: 'late', passphrase: 'came after the letter' }
  await appoint(beta.desk, late, { power: 'HEAD' })
  const wish = { as: late, content: true }
  await expect(exported(beta, said.exchangeId, wish)).rejects.toMatchObject({ code: 'KEY_NOT_SHARED' })
  expect((await useFactsOf(beta)).at(-1)).toMatchObject({ type: 'decided' })
  // Without the texts nothing is opened.
  expect((await exported(beta, said.exchangeId, { as: late })).contents).toBe(0)
  await exported(beta, said.exchangeId)
  expect((await exported(beta, said.exchangeId, wish)).contents).toBe(1)
})

test('a permit for another use, or for the content of another message, takes no dossier out', async () => {
  const { alpha } = pair
  const { deps } = alpha.desk
  const said = await underWay(pair)
  const here = await alpha.open(said)
  const asked = await alpha.say(say.question(here.state), here)
  const exchange = await alpha.open(said)
  const [disclosed, question] = [said, asked].map(({ placementHash }) =>
    timeline(exchange.state).find(({ placement }) => placement === toHex(placementHash)),
  )
  if (disclosed === undefined || question === undefined) throw new Error('both are in the exchange')
  for (const [entry, operation] of [
    [disclosed, 'READ'],
    [question, 'EXPORT'],
  ] as const) {
    const taken = asAna(alpha, async (ana) => {
      const use = await permitted(answerDepsOf(alpha), exchange, entry, { ...ana, operation, decisions: [] })
      return exportDossier(deps, said.exchangeId, () => Promise.resolve({ use, permit: undefined }))
    })
    await expect(taken).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
  }
})
