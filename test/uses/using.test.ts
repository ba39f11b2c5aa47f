// What is done outside of the node is fetched for, decided, and in the ledger, in that order.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { answerPolicy } from '../../node/answers/policy.ts'
import type { Asked } from '../../node/api/contract.ts'
import { routes } from '../../node/api/contract.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { answerOwnLaw } from '../../node/uses/own-law.ts'
import { answerUsing } from '../../node/uses/using.ts'
import { appoint } from '../desk/desk.ts'
import { said as saying } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { answerDepsOf, useFactsOf } from '../exchanges/answer-deps.ts'
import { consented, tell } from '../exchanges/consenting.ts'
import { disclosureUnder, openPair, type Pair } from '../exchanges/pair.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const context = { signal: new AbortController().signal }
const court = { operation: 'EVID', purpose: 'CRIM-TRIAL', proceeding: 'case 44/2026' } as const

let pair: Pair
let of: Said
/** What happens while beta fetches. */
let arriving: () => Promise<unknown>
let fetched: number | undefined
beforeAll(async () => {
  pair = await openPair()
  const { alpha, beta } = pair
  await appoint(beta.desk, head, { power: 'HEAD' })
  of = await alpha.say(disclosureUnder('OTHER("not in August")'))
  await alpha.round()
  const there = await beta.open(of)
  await beta.say(say.conditionsRead(there.state), there)
  await beta.round()
  arriving = () => Promise.resolve()
  fetched = beta.desk.clock.nowMs
})
afterAll(() => pair[Symbol.asyncDispose]())

function deps() {
  return {
    ...answerDepsOf(pair.beta),
    fetch: async () => {
      await arriving()
    },
    contacts: () => [{ relay: {} as never, connected: true, lastContactMs: fetched }],
  }
}

type Body = Asked<'use'>['body']

async function use(body: Partial<Body>, as = head) {
  const asked = { ...court, as, decides: [], ...body }
  const answer = await answerUsing(deps()).use(
    { params: { exchange: toHex(of.exchangeId) }, query: {}, body: asked },
    context,
  )
  return routes.use.response.parse(answer)
}

const ledger = async () =>
  (await useFactsOf(pair.beta)).map(({ type, codes = [] }) => [type, ...codes].join(' '))

test('a tag that no machine reads waits for the head of the desk, and the originator is asked to confirm', async () => {
  const { interpret } = answerOwnLaw(deps())
  const asked = (as: typeof head, tag: string) =>
    interpret(
      {
        params: { exchange: toHex(of.exchangeId) },
        query: {},
        body: { as, tag, means: 'No hearing in August.', operations: ['EVID', 'LEAD'] },
      },
      context,
    )
  const { ana } = pair.beta.desk.people
  const blocked = { because: expect.arrayContaining([{ tag: 'OTHER("not in August")' }]) as unknown }
  // For one act nobody can say it: what it means is told to the originator first.
  await expect(use({ decides: ['OTHER("not in August")'] })).rejects.toMatchObject(blocked)
  await expect(asked(ana, 'OTHER("not in August")')).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  await expect(asked(head, 'ONW:CONSENT')).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  await expect(asked(head, 'OTHER("never said")')).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  expect(await asked(head, 'OTHER("not in August")')).toMatchObject({ type: 'QUESTION' })
  await pair.beta.round()
  await expect(use({})).rejects.not.toMatchObject(blocked)
})

test('a denial says which consent to ask for, with its scope, and is in the ledger', async () => {
  await expect(use({})).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    errors: [
      {
        code: 'CONSENT_NEEDED',
        params: { operation: 'EVID', purpose: 'CRIM-TRIAL', proceeding: 'case 44/2026', items: [] },
      },
    ],
  })
  expect((await ledger()).at(-1)).toBe('denied EVID')
})

test('a consent for one court is used once: ledger and count are one, and the second time is denied', async () => {
  const ask = await consented(pair, of)
  expect(await use({})).toMatchObject({
    consents: [ask],
    duties: expect.arrayContaining([{ duty: 'REPORT_USE' }]) as unknown,
  })
  expect((await ledger()).at(-1)).toBe('used EVID')
  const params = { exchange: toHex(of.exchangeId) }
  const { uses } = await answerUsing(deps()).uses({ params, query: {}, body: {} }, context)
  expect(uses.at(-1)).toMatchObject({ operation: 'EVID', proceeding: 'case 44/2026', consents: [ask] })
  await expect(use({})).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
  await expect(use({ proceeding: 'case 45/2026' })).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
})

test('a withdrawal that waited at a relay is fetched before it is decided', async () => {
  const ask = await consented(pair, of)
  arriving = () => tell(pair, 'alpha', of, saying('WITHDRAW', { matter: fromHex(ask) }))
  await expect(use({})).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
  arriving = () => Promise.resolve()
})

test('where neither a relay nor the originator answered nothing irreversible is done, and the reason is said', async () => {
  await consented(pair, of)
  fetched = undefined
  pair.line.direct = false
  await expect(use({})).rejects.toThrow(/withdrawal may be waiting/)
  pair.line.direct = true
  fetched = pair.beta.desk.clock.nowMs
  expect(await use({})).toMatchObject({ operation: 'EVID' })
})

test('who has no home relay asks the originator itself, and waits for what that has said', async () => {
  const { alpha, line } = pair
  const ask = await consented(pair, of, { uses: 0 })
  fetched = undefined
  expect(await use({})).toMatchObject({ consents: [ask] })
  // A receipt is made again once a minute; what is said now reaches nobody yet.
  pair.pass(61_000)
  Object.assign(line, { direct: false, relay: false })
  const there = await alpha.open(of)
  await alpha.say(saying('WITHDRAW', { matter: fromHex(ask) }), there)
  await alpha.round()
  Object.assign(line, { direct: true, relay: true })
  await expect(use({})).rejects.toThrow(/withdrawal may be waiting/)
  fetched = pair.beta.desk.clock.nowMs
  expect(await use({})).toMatchObject({ consents: [ask] })
  pair.pass(60 * 60_000)
  await alpha.round()
  fetched = undefined
  await expect(use({})).rejects.toMatchObject({ errors: [{ code: 'CONSENT_NEEDED' }] })
  fetched = pair.beta.desk.clock.nowMs
})

test('without the passphrase nothing is decided and nothing recorded', async () => {
  const before = await ledger()
  await expect(use({}, { ...head, passphrase: 'something else entirely' })).rejects.toThrow()
  expect(await ledger()).toEqual(before)
})

test('an own tag only ever narrows, whoever consents; what is not an institution’s to say is refused', async () => {
  const { tighten } = answerOwnLaw(deps())
  const add = (...tags: readonly string[]) =>
    tighten(
      { params: { exchange: toHex(of.exchangeId) }, query: {}, body: { as: head, tags: [...tags] } },
      context,
    )
  for (const tag of ['BIND:MOU(x)', 'XX:NEW', 'REL:DIRECT', 'not a tag'])
    await expect(add(tag)).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  await consented(pair, of)
  expect(await add('EV:MLA-ONLY')).toMatchObject({ tags: ['EV:MLA-ONLY'] })
  const { may } = answerPolicy(deps())
  const query = { ...court, officer: 'head' }
  const answer = await may({ params: { exchange: toHex(of.exchangeId) }, query, body: {} }, context)
  expect(answer).toMatchObject({ effect: 'deny' })
  expect(answer.because.map(({ tag }) => tag)).toContain('EV:MLA-ONLY')
})
