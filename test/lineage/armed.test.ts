// What was made from another's disclosure waits, as an offer, for an undertaking: everything is asked again then.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { releaseQuestions } from '../../node/desk/releasing.ts'
import { release } from '../../node/exchanges/release.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { useFactsOf } from '../exchanges/answer-deps.ts'
import { story } from '../messages/drafts.ts'
import { openTrio, told, type Trio } from './trio.ts'

let trio: Trio
beforeAll(async () => {
  trio = await openTrio()
})
afterAll(() => trio[Symbol.asyncDispose]())

const iso = (days: number) =>
  new Date(trio.nodes.b.desk.clock.nowMs + days * 24 * 60 * 60 * 1000).toISOString()

/** A tells B what may go on with consent, which it gives for C; B offers to C what it made from it, and C undertakes it. */
async function offered(): Promise<{ readonly source: string; readonly onward: string }> {
  const { a, b, c } = trio.nodes
  const [source = ''] = await told(trio, a, [b], undefined, { tags: ['ONW:CONSENT'] })
  await b.say('consentAsk', source, { operation: 'ONW', purpose: 'CRIM-INV', recipient: c.id })
  await trio.deliver()
  await a.say('consentGrant', source, { until: iso(30) })
  await trio.deliver()
  const [onward = ''] = await told(trio, b, [c], source, { binding: 'OFFER' })
  return { source, onward }
}

/** What B's node does by itself. */
async function orders(): Promise<void> {
  const { deps } = trio.nodes.b.desk
  await createStandingOrders({
    ...deps,
    ...releaseQuestions(deps),
    wait: () => Promise.resolve(),
  }).attendAll()
}
const shownAt = ({ onward }: { readonly onward: string }) =>
  trio.nodes.b.ask('show', { params: { exchange: onward } })
const built = async ({ source }: { readonly source: string }) =>
  (await trio.nodes.b.ask('show', { params: { exchange: source } })).built.map(({ kind }) => kind)
const used = async () => (await useFactsOf(trio.nodes.b.node)).filter(({ type }) => type === 'used').length

test('where nothing has changed it is released, and only then it was passed on, counted and in the ledger', async () => {
  const both = await offered()
  expect(await shownAt(both)).toMatchObject({ phase: 'AGREED', armed: { state: 'armed' } })
  expect([await built(both), await used()]).toEqual([['draft'], 0])
  await orders()
  expect((await shownAt(both)).armed).toBeUndefined()
  expect([await built(both), await used()]).toEqual([['draft', 'sent'], 1])
  const { b } = trio.nodes
  expect((await b.ask('uses', { params: { exchange: both.source } })).uses).toMatchObject([
    { operation: 'ONW', recipient: trio.nodes.c.id },
  ])
})

test('one consent for one use lets one of two offers go, and holds the other', async () => {
  const { b, c } = trio.nodes
  const one = await offered()
  const [second = ''] = await told(trio, b, [c], one.source, { binding: 'OFFER' })
  await orders()
  const states = await Promise.all(
    [one.onward, second].map(async (onward) => (await shownAt({ onward })).armed),
  )
  expect(states.filter((armed) => armed === undefined)).toHaveLength(1)
  expect(states.find((armed) => armed !== undefined)).toEqual({ state: 'held', reason: 'SOURCE_CHANGED' })
})

test.each([
  ['the consent was withdrawn', (source: string) => trio.nodes.a.say('consentWithdraw', source)],
  ['the source was called back', (source: string) => trio.nodes.a.say('recall', source)],
  [
    'the conditions of the source were tightened',
    (source: string) => trio.nodes.a.say('retag', source, { conditions: ['ONW:NO'] }),
  ],
])(
  'where %s between notice and release a person has to look, and cannot let it go',
  async (_what, change) => {
    const both = await offered()
    const before = await used()
    const { b } = trio.nodes
    // It waits at a relay: the release fetches before it asks.
    await change(both.source)
    b.desk.relays.fetch = () => trio.deliver()
    await orders()
    b.desk.relays.fetch = () => Promise.resolve()
    expect(await shownAt(both)).toMatchObject({
      phase: 'AGREED',
      armed: { state: 'held', reason: 'SOURCE_CHANGED' },
    })
    const { deps } = b.desk
    const open = await deps.registry.open(Buffer.from(both.onward, 'hex'))
    const byHand = await release({ ...deps, ...releaseQuestions(deps) }, open, { confirmed: true })
    expect(byHand).toEqual({ state: 'held', reason: 'SOURCE_CHANGED' })
    expect([await built(both), await used()]).toEqual([['draft'], before])
  },
)

test('where no relay answers it is held, and let go by an officer when one does', async () => {
  const both = await offered()
  const { desk } = trio.nodes.b
  desk.relays.fetchedMs = undefined
  await orders()
  expect((await shownAt(both)).armed).toEqual({ state: 'held', reason: 'SOURCE_CHANGED' })
  desk.relays.fetchedMs = desk.clock.nowMs
  const open = await desk.deps.registry.open(Buffer.from(both.onward, 'hex'))
  const byHand = await release({ ...desk.deps, ...releaseQuestions(desk.deps) }, open, { confirmed: true })
  expect(byHand).toEqual({ state: 'released' })
})

test('a node that cannot ask the desk holds it', async () => {
  const both = await offered()
  const { deps } = trio.nodes.b.desk
  const open = await deps.registry.open(Buffer.from(both.onward, 'hex'))
  const requireApproved = () => Promise.resolve()
  expect(await release({ ...deps, requireApproved }, open)).toEqual({
    ...{ state: 'held', reason: 'SOURCE_CHANGED' },
  })
})

test.each([
  ['consentUsed', {}],
  ['passedOn', { recipient: 'org:court' }],
] as const)('what was passed on under a consent is owed until it is said with %s', async (name, body) => {
  const both = await offered()
  const { a, b } = trio.nodes
  const owed = async () =>
    (await b.ask('deadlines', { query: { limit: 200 } })).items.filter(
      ({ duty, exchange }) => duty === 'REPORT_USE' && exchange === both.source,
    )
  expect(await owed()).toEqual([])
  await orders()
  const [one] = await owed()
  expect(one).toMatchObject({ side: 'ours', overdue: false })
  // What was lawful when it was done is reported all the same.
  await a.say('consentWithdraw', both.source)
  await trio.deliver()
  expect(await owed()).toEqual([one])
  await b.say(name, both.source, { ...body, matter: one?.message })
  expect(await owed()).toEqual([])
})

test('what was made from a disclosure does not renew the exchange that it came in: nothing waits, nothing is said', async () => {
  const { a, b } = trio.nodes
  const [source = ''] = await told(trio, a, [b])
  const begun = await b.ask('draftNew', { body: { from: [source] } })
  const params = { draft: begun.id }
  const { document } = await b.ask('draftShow', { params })
  const written = { to: [a.id], conditions: [...document.conditions, 'BIND:OFFER'], disclosure: story }
  await b.ask('draftEdit', { params, body: { document: written } })
  await b.ask('draftSubmit', { params, body: { as: b.desk.people.ana } })
  await b.ask('draftApprove', { params, body: { as: b.desk.people.bo } })
  const body = { as: b.desk.people.ana, purpose: 'CRIM-INV', exchange: source }
  await expect(b.ask('send', { params, body })).rejects.toMatchObject({
    code: 'NOT_NOW',
    message: expect.stringContaining('the other institution began this exchange') as unknown,
  })
  expect(await b.ask('draftShow', { params })).toMatchObject({ state: 'approved' })
  // Without it, it begins one of its own.
  const { exchange: _, ...alone } = body
  expect((await b.ask('send', { params, body: alone })).sent).toHaveLength(1)
})
