// Opening on the screen takes what taking out takes: an exception of the law, a decision of the head, and a reason.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { answerExporting } from '../../node/answers/exporting.ts'
import { answerPolicy } from '../../node/answers/policy.ts'
import { routes } from '../../node/api/contract.ts'
import { answerUsing } from '../../node/uses/using.ts'
import { termsShapes } from '../../protocol/index.ts'
import { appoint, byLawBut, send, writeApproved } from '../desk/desk.ts'
import { said, sayInMatter } from '../exchange/matter-sayings.ts'
import { conditionsRead } from '../exchange/sayings.ts'
import { answerDepsOf, useFactsOf } from './answer-deps.ts'
import { openingOf } from './opening-of.ts'
import { openPair, type Pair } from './pair.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const context = { signal: new AbortController().signal }
const someoneElse = `AUD:NAMED(${'0'.repeat(32)})`
const why = 'A witness is to be moved tonight.'

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
  await appoint(pair.beta.desk, head, { power: 'HEAD' })
})
afterAll(() => pair[Symbol.asyncDispose]())

/** A disclosure that came to beta under these tags, undertaken. */
async function undertaken(...tags: readonly string[]): Promise<string> {
  const { alpha, beta } = pair
  const { id } = await writeApproved(alpha.desk, {
    ...{ to: [toHex(beta.desk.deps.self.institutionId)], conditions: byLawBut(...tags) },
  })
  const { sent } = await send(alpha.desk, id)
  await alpha.round()
  const exchange = sent[0]?.exchange ?? ''
  const there = await beta.desk.deps.registry.open(fromHex(exchange))
  await beta.say(conditionsRead(there.state), there)
  return exchange
}

const usesOf = async (exchange: string) => {
  const asked = { params: { exchange }, query: {}, body: {} }
  return (await answerUsing(answerDepsOf(pair.beta)).uses(asked, context)).uses
}

const may = (exchange: string, query: object) =>
  answerPolicy(answerDepsOf(pair.beta)).may(
    { params: { exchange }, query: routes.may.query.parse({ operation: 'EXPORT', ...query }), body: {} },
    context,
  )

test('content that the conditions close is opened by an exception of the law that was noticed, and what is owed is said', async () => {
  const exchange = await undertaken(someoneElse)
  const open = openingOf(pair.beta)
  const byLife = { exception: 'X:LIFE', reason: why } as const
  await expect(open(fromHex(exchange), byLife)).rejects.toMatchObject({ because: [{ tag: 'X:LIFE' }] })
  const there = await pair.beta.desk.deps.registry.open(fromHex(exchange))
  const plain = termsShapes.LIFE_NOTICE.decode(sayInMatter('LIFE_NOTICE', there.state).terms)
  const planned = { ...plain, plannedMs: pair.beta.desk.clock.nowMs + 60_000, doneMs: 0, reason: 0 }
  await pair.beta.say(said('LIFE_NOTICE', planned), there)
  const closed = { because: expect.arrayContaining([{ tag: someoneElse }]) as unknown }
  await expect(open(fromHex(exchange))).rejects.toMatchObject(closed)
  const opened = routes.open.response.parse(await open(fromHex(exchange), byLife))
  expect(opened).toMatchObject({
    body: { schema: 'sponte/disclosure/1' },
    setAside: expect.arrayContaining([someoneElse]) as unknown,
    duties: expect.arrayContaining([expect.objectContaining({ duty: 'REPORT_EXCEPTION' })]) as unknown,
  })
  expect((await useFactsOf(pair.beta)).at(-1)).toMatchObject({ type: 'opened', codes: ['READ', 'X:LIFE'] })
  expect(await usesOf(exchange)).toMatchObject([{ operation: 'READ', exception: 'X:LIFE', reason: why }])
})

test('what a tag leaves to a person is read on the screen when the head of the desk decides it', async () => {
  const exchange = fromHex(await undertaken('SEC:PRIVILEGE'))
  const open = openingOf(pair.beta)
  const decides = ['SEC:PRIVILEGE']
  const closed = { because: expect.arrayContaining([{ tag: 'SEC:PRIVILEGE' }]) as unknown }
  await expect(open(exchange, { as: head })).rejects.toMatchObject(closed)
  // Of another officer it decides nothing: that is said, and the try is in the ledger.
  await expect(open(exchange, { decides })).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  expect((await useFactsOf(pair.beta)).at(-1)).toMatchObject({ type: 'denied', codes: ['READ'] })
  expect(await open(exchange, { as: head, decides })).toMatchObject({ message: toHex(exchange) })
  const facts = (await useFactsOf(pair.beta)).slice(-2)
  expect(facts.map(({ type, codes = [] }) => [type, ...codes].join(' '))).toEqual([
    'decided READ SEC:PRIVILEGE',
    'opened READ',
  ])
  // Only what was said is kept beside the ledger.
  expect(await usesOf(toHex(exchange))).toEqual([])
})

test('the reason for taking something out is kept with the uses, whichever way it leaves; the ledger has none', async () => {
  const exchange = await undertaken()
  const taking = { as: head, decides: ['CONF:CONTENT'], reason: why }
  expect(routes.open.body.safeParse({ ...taking, reason: undefined, export: true }).success).toBe(false)
  await openingOf(pair.beta)(fromHex(exchange), { ...taking, export: true })
  pair.pass(1000)
  const { exportDossier } = answerExporting(answerDepsOf(pair.beta))
  const body = { ...taking, content: true, proceeding: 'case 44/2026' }
  await exportDossier({ params: { exchange }, query: {}, body }, context)
  expect(await usesOf(exchange)).toMatchObject([
    { operation: 'EXPORT', reason: why },
    { operation: 'EXPORT', reason: why, proceeding: 'case 44/2026' },
  ])
  expect(await usesOf(exchange)).toHaveLength(2)
  expect(JSON.stringify(await useFactsOf(pair.beta))).not.toContain('witness')
})

test('whether something may be taken out is answered for all that it takes: to export it, and to read it', async () => {
  const exchange = await undertaken(someoneElse, 'SEC:BANK')
  expect(await may(exchange, { officer: 'head' })).toMatchObject({
    ...{ effect: 'deny', because: [{ tag: someoneElse }], ask: { whom: 'originator' } },
  })
  const open = await undertaken('SEC:PRIVILEGE')
  const { effect, because, needs } = await may(open, { officer: 'head' })
  expect({ effect, needs }).toEqual({ effect: 'needs', needs: ['human'] })
  expect(because.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['CONF:CONTENT', 'SEC:PRIVILEGE']))
})
