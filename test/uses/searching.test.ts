// A search and a count give no text away, ask decide about every text they touch, and are in the ledger first.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { answerDepsOf, useFactsOf } from '../exchanges/answer-deps.ts'
import { routes, type Answer } from '../../node/api/contract.ts'
import { readMark } from '../../node/exchanges/facts.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { answerSearching } from '../../node/uses/searching.ts'
import { answerStatistics } from '../../node/uses/statistics.ts'
import { appoint, send, writeApproved } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { tell } from '../exchanges/consenting.ts'
import { disclosureUnder, openPair, type Pair } from '../exchanges/pair.ts'
import { changed, story } from '../messages/drafts.ts'
import { said as saying } from '../exchange/matter-sayings.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const context = { signal: new AbortController().signal }

let pair: Pair
let exchange: string
/** Disclosures of alpha, by their tag; each undertaken at beta. */
const said = new Map<string, Said>()
beforeAll(async () => {
  pair = await openPair()
  const { alpha, beta } = pair
  await appoint(beta.desk, head, { power: 'HEAD' })
  const told = changed(story, { '/summary/title': 'Straße of the Kestrel' })
  const { id } = await writeApproved(alpha.desk, {
    to: [toHex(beta.desk.deps.self.institutionId)],
    disclosure: told,
  })
  const { sent } = await send(alpha.desk, id)
  exchange = sent[0]?.exchange ?? ''
  for (const tag of ['SEC:PRIVILEGE', 'CONF:CONTENT CONF:EXISTENCE'])
    said.set(tag, await alpha.say(disclosureUnder(...tag.split(' '))))
  for (const _ of said) await alpha.round()
  await alpha.round()
})
afterAll(() => pair[Symbol.asyncDispose]())

async function search(words: string, as = head): Promise<Answer<'search'>> {
  const { search: ask } = answerSearching(answerDepsOf(pair.beta))
  const body = routes.search.body.parse({ as, words })
  return routes.search.response.parse(await ask({ params: {}, query: {}, body }, context))
}

async function count(options: object = {}): Promise<Answer<'statistics'>> {
  const { statistics } = answerStatistics(answerDepsOf(pair.beta))
  const body = routes.statistics.body.parse({ as: head, ...options })
  return routes.statistics.response.parse(await statistics({ params: {}, query: {}, body }, context))
}

const ledger = async () =>
  (await useFactsOf(pair.beta)).map(({ type, exchange: of, codes = [] }) =>
    [type, ...(of === undefined ? [] : [toHex(of).slice(0, 8)]), ...codes].join(' '),
  )

async function undertake(exchangeId: Uint8Array) {
  const { beta } = pair
  const there = await beta.desk.deps.registry.open(exchangeId)
  await beta.say(say.conditionsRead(there.state), there)
}

/** Whether beta counts the first text as opened. */
async function isOpened(): Promise<boolean> {
  const { store, registry } = pair.beta.desk.deps
  const { caseId, state } = await registry.open(fromHex(exchange))
  return (await readMark(store, caseId, state.opening.entry)) !== undefined
}

test('before anybody has undertaken the conditions nothing is searched, and that is said and in the ledger', async () => {
  expect(await search('kestrel')).toEqual({
    found: [],
    searched: { exchanges: 0, texts: 0 },
    unsearched: [{ reason: 'NOT_UNDERTAKEN', exchanges: 3 }],
  })
  const entries = await ledger()
  expect(entries[0]).toBe('searched CHECK EXCHANGES:0 TEXTS:0')
  expect(entries.slice(1).map((entry) => entry.replace(/\w{8}/, 'ID'))).toEqual(
    Array.from({ length: 3 }, () => 'denied ID CHECK'),
  )
})

test('what may be read and compared is found by its words; what a role or a person has to open is left out', async () => {
  await undertake(fromHex(exchange))
  for (const one of said.values()) await undertake(one.exchangeId)
  const answer = await search('KESTREL  strasse'.replace('strasse', 'straße'))
  expect(answer.found).toMatchObject([{ exchange, message: exchange, type: 'DISCLOSURE', side: 'theirs' }])
  expect(answer.searched.exchanges).toBe(1)
  // One waits for a role, and the text of another is none that can be read: it does not stop the rest.
  expect(answer.unsearched).toEqual([
    { reason: 'NOT_PERMITTED', exchanges: 1 },
    { reason: 'DAMAGED', exchanges: 1 },
  ])
  expect((await ledger()).slice(-5)).toEqual([
    expect.stringMatching(/^searched CHECK EXCHANGES:3 TEXTS:/),
    expect.stringMatching(/^searched \w+ CHECK$/),
    expect.stringMatching(/^searched \w+ CHECK$/),
    expect.stringMatching(/^searched \w+ CHECK$/),
    expect.stringMatching(/^denied \w+ CHECK$/),
  ])
  // All words in one text, or it is none.
  expect((await search('kestrel never-said')).found).toEqual([])
  // Nothing of the text, and nothing counts as opened by it.
  expect(JSON.stringify(answer)).not.toMatch(/kestrel/i)
  expect(await isOpened()).toBe(false)
})

test('what was called back is not searched any more', async () => {
  const of = { exchangeId: fromHex(exchange) } as Said
  const terms = {
    cascadeId: say.bytesFor('c', 16),
    mode: 1,
    replyByMs: pair.beta.desk.clock.nowMs + 9e8,
    items: [],
  }
  await tell(pair, 'alpha', of, saying('RECALL', terms))
  const { found, unsearched } = await search('kestrel')
  expect(found).toEqual([])
  expect(unsearched).toContainEqual({ reason: 'NOT_PERMITTED', exchanges: 2 })
})

test('an officer who was not given the key searches nothing of it, and is told so', async () => {
  const late = { officer: 'late', passphrase: 'a lamp stays on in the hall' }
  await appoint(pair.beta.desk, late)
  expect((await search('kestrel', late)).unsearched).toContainEqual({
    reason: 'KEY_NOT_SHARED',
    exchanges: 1,
  })
})

test('a count has nothing of a text, and leaves out what may be counted only in sums that do not show it', async () => {
  const { total, byMonth, byDirection, byPhase, byKind, acts } = await count()
  // Of three one is called back, and of one it is secret that it exists.
  expect([total, byDirection]).toEqual([{ count: 1 }, [{ name: 'incoming', count: 1 }]])
  for (const rows of [byMonth, byPhase, byKind])
    expect(rows.reduce((sum, { count: one = 0 }) => sum + one, 0)).toBe(1)
  expect(acts).toContainEqual({ name: 'denied', count: 5 })
  expect(await ledger()).toContainEqual('counted STAT')
  expect((await count({ to: '2001-01' })).total).toEqual({ count: 0 })
})

test('what is secret that it exists is in the total from five such on; published, small numbers are not said', async () => {
  for (let more = 0; more < 4; more++) await pair.alpha.say(disclosureUnder('CONF:CONTENT', 'CONF:EXISTENCE'))
  for (let more = 0; more < 4; more++) await pair.alpha.round()
  expect(await count()).toMatchObject({ total: { count: 6 }, byDirection: [{ count: 1 }] })
  expect(await count({ publish: true })).toMatchObject({
    ...{ published: true, total: { count: 5 } },
    byDirection: [{ name: 'incoming', fewerThan: 5 }],
  })
})
