import { afterEach, beforeEach, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { answers } from '../../node/answers/index.ts'
import { routes, type Answer, type Asked, type RouteName } from '../../node/api/contract.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { NodeError } from '../../node/node-error.ts'
import { stateHash, termsShapes } from '../../protocol/index.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { oneItem } from '../exchange/sayings.ts'
import { disclosureUnder, openPair, underWay, type Pair, type PairNode } from '../exchanges/pair.ts'

const day = 24 * 60 * 60 * 1000
const signal = new AbortController().signal

type MatterRoute = Parameters<typeof ask>[1]

let pair: Pair
let said: Said
let exchange = ''
beforeEach(async () => {
  pair = await openPair()
  said = await underWay(pair)
  exchange = toHex(said.exchangeId)
})
afterEach(() => pair[Symbol.asyncDispose]())

/** Asks a node as its API does: through the schema of the route. */
async function ask<Name extends RouteName>(
  node: PairNode,
  name: Name,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Answer<Name>> {
  const route = routes[name]
  const deps = { ...answerDepsOf(node), counts: undefined, sync: undefined, desk: {} }
  const asked = {
    params: route.params.parse(route.path.includes(':exchange') ? { exchange } : {}),
    query: route.query.parse(route.method === 'GET' ? body : {}),
    body: route.body.parse(route.method === 'GET' ? {} : { as: node.desk.people.ana, ...body }),
  }
  // Only what these verbs need of the dependencies is there.
  return answers(deps as never)[name](asked as Asked<never>, { signal })
}

/** Says something at one of the two, and lets it arrive. */
async function say<Name extends MatterRoute>(
  node: PairNode,
  name: Name,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Answer<Name>> {
  const answer = await ask(node, name, body)
  await node.round()
  await pair.settled()
  return answer
}

const inDays = (days: number) => new Date(pair.alpha.desk.clock.nowMs + days * day).toISOString()

/** What is open, as both see it; they see the same. */
async function open(): Promise<readonly string[]> {
  const [one, other] = [await pair.alpha.open(said), await pair.beta.open(said)]
  expect(stateHash(one.state)).toBe(stateHash(other.state))
  const [ours, theirs] = [await ask(pair.alpha, 'show'), await ask(pair.beta, 'show')]
  const line = ({ kind, state }: (typeof ours.matters)[number]) => `${kind} ${state}`
  expect(ours.matters.map(line)).toEqual(theirs.matters.map(line))
  return ours.matters.map(line)
}

test('a consent is asked for, given, used and withdrawn, and both ends show the same', async () => {
  const { alpha, beta } = pair
  const asked = await say(beta, 'consentAsk', {
    ...{ operation: 'EVID', purpose: 'CRIM-TRIAL', recipient: 'court', proceeding: '44/2026' },
    ...{ text: 'The hearing is in May.', authority: 'High Court' },
  })
  expect(asked).toMatchObject({ type: 'CONSENT_ASK', delivery: 'queued' })
  expect(await open()).toEqual(['CONSENT REQUESTED'])
  const [shown] = (await ask(alpha, 'show')).matters
  expect(shown).toMatchObject({
    ...{ id: asked.message, side: 'theirs' },
    about: { operation: 'EVID', purpose: 'CRIM-TRIAL', recipient: 'court', proceeding: '44/2026' },
    due: { duty: 'DECIDE_CONSENT', side: 'ours', overdue: false },
  })

  await say(alpha, 'consentGrant', { until: inDays(90), maxSilenceHours: 48, uses: 2 })
  expect(await open()).toEqual(['CONSENT GRANTED'])
  const granted = (await ask(beta, 'show')).messages.at(-1)
  expect(granted?.terms).toMatchObject({ type: 'GRANT', operation: 'EVID', uses: 2, maxSilenceHours: 48 })

  await say(beta, 'consentUsed', { text: 'Read out in court.' })
  await say(alpha, 'consentWithdraw')
  expect(await open()).toEqual([])
  // Lawful when it was made, and reported all the same.
  expect(await say(beta, 'consentUsed', { matter: asked.message.slice(0, 8) })).toMatchObject({
    type: 'USED',
  })
  await expect(ask(beta, 'consentUsed', { matter: asked.message.slice(0, 8) })).rejects.toMatchObject({
    rule: 'used.often',
  })
})

test('a consent wider than what was asked for is refused with its rule, and the exchange goes on', async () => {
  const { alpha, beta } = pair
  await say(beta, 'consentAsk', { operation: 'EVID', proceeding: '44/2026' })
  await expect(ask(alpha, 'consentGrant', { until: inDays(1), proceeding: '45/2026' })).rejects.toMatchObject(
    { code: 'NOT_NOW', reason: 'TERMS_INVALID', rule: 'grant.scope' },
  )
  const other = await say(beta, 'consentAsk', { operation: 'TIPOFF' })
  await expect(ask(alpha, 'consentDeny', { reason: 'PURPOSE' })).rejects.toMatchObject({
    code: 'AMBIGUOUS_ID',
  })
  await say(alpha, 'consentDeny', { reason: 'PURPOSE', matter: other.message.slice(0, 8) })
  expect(await open()).toEqual(['CONSENT REQUESTED'])
  await say(alpha, 'consentDeny', { reason: 'PURPOSE' })
  expect(await open()).toEqual([])
  await expect(ask(alpha, 'consentGrant', { until: inDays(1), matter: other.message })).rejects.toMatchObject(
    { code: 'NOT_NOW', rule: 'matter.state' },
  )
  await expect(ask(alpha, 'consentWithdraw', { matter: 'abcdef' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

const faults: readonly (readonly [string, MatterRoute, Readonly<Record<string, unknown>>, object])[] = [
  ['an end that has passed', 'consentGrant', { until: '2020-01-01T00:00:00Z' }, { pointer: '/until' }],
  [
    'a tag that is none',
    'consentGrant',
    { until: '2099-01-01T00:00:00Z', tags: ['NO:SUCH'] },
    { pointer: '/tags/0', code: 'UNKNOWN_TAG' },
  ],
  [
    'a recipient nobody writes so',
    'consentGrant',
    { until: '2099-01-01T00:00:00Z', recipient: 'the court' },
    { pointer: '/recipient', code: 'WRONG_FORMAT' },
  ],
  [
    'a file number without a word',
    'consentGrant',
    { until: '2099-01-01T00:00:00Z', reference: 'A-1' },
    { pointer: '/text', code: 'MISSING' },
  ],
  ['an item that is not there', 'recall', { items: ['abcdef'] }, { pointer: '/items/0', code: 'NOT_FOUND' }],
  [
    'conditions that contradict what they add',
    'retag',
    { conditions: ['AUD:DESK', 'AUD:NAMED'] },
    { pointer: '/conditions' },
  ],
  [
    'a date to come of what was done',
    'exceptionNotice',
    { kind: 'life', doneAt: '2099-01-01T00:00:00Z', reason: 'OTHER' },
    { pointer: '/doneAt', code: 'TOO_LARGE' },
  ],
  [
    'a compelled disclosure that keeps every tag',
    'exceptionNotice',
    { kind: 'compelled' },
    { pointer: '/tags', code: 'MISSING' },
  ],
  ['a text that no message holds', 'close', { text: 'a\u202eb' }, { pointer: '/text', code: 'BIDI_CONTROL' }],
]

test('what does not fit is a fault at its field, and nothing is said', async () => {
  await say(pair.beta, 'consentAsk', { operation: 'EVID' })
  for (const [what, name, body, fault] of faults) {
    const thrown: unknown = await ask(pair.alpha, name, body).catch((error: unknown) => error)
    const errors = thrown instanceof NodeError ? (thrown.errors ?? []) : []
    expect(errors[0], what).toMatchObject(fault)
  }
  expect((await ask(pair.alpha, 'show')).messages.length).toBe(3)
})

test('a recall goes to its end in parts, and what is told of it adds up', async () => {
  const { alpha, beta } = pair
  await say(alpha, 'recall', { text: 'Sent by mistake.', replyBy: inDays(0.01) })
  expect(await open()).toEqual(['RECALL ASKED'])
  const all = (await ask(beta, 'deadlines')).items
  const [owed] = all
  expect(all.map(({ duty }) => duty)).toEqual(['CARRY_OUT_RECALL', 'ACKNOWLEDGE'])
  expect((await ask(beta, 'deadlines', { days: 1 })).items).toEqual([owed])
  expect((await ask(alpha, 'deadlines', { days: 0 })).items).toEqual([])
  expect(owed).toMatchObject({ exchange, duty: 'CARRY_OUT_RECALL', side: 'ours' })

  await expect(ask(beta, 'recallResult', { result: 'DELETED', passed: 1, silent: 1 })).rejects.toMatchObject({
    rule: 'form.result-complete',
  })
  await say(beta, 'recallResult', { result: 'DELETED', complete: false, passed: 1, silent: 1 })
  expect(await open()).toEqual(['RECALL PARTIAL'])
  await say(beta, 'recallResult', {
    ...{ result: 'DELETED', passed: 1, text: 'All of it.' },
    passedTo: [{ recipient: 'Court', result: 'deleted' }],
  })
  expect(await open()).toEqual([])
})

test('what exculpates is told, consulted about and disclosed: the originator delays it, and cannot forbid it', async () => {
  const { alpha, beta } = pair
  await expect(ask(beta, 'exceptionNotice', { kind: 'life' })).rejects.toMatchObject({
    rule: 'form.exception-time',
  })
  const tomorrow = { kind: 'exculpatory', plannedAt: inDays(1) }
  await expect(ask(beta, 'exceptionNotice', tomorrow)).rejects.toMatchObject({ rule: 'form.consultation' })
  const noticed = await say(beta, 'exceptionNotice', {
    ...{ kind: 'exculpatory', plannedAt: inDays(10), text: 'The defence has a right to it.' },
  })
  expect(noticed.type).toBe('EXCULP_NOTICE')
  await expect(ask(alpha, 'consultAsk', { by: inDays(11) })).rejects.toMatchObject({ rule: 'consult.delay' })
  await say(alpha, 'consultAsk', { by: inDays(5) })
  expect(await open()).toEqual(['EXCEPTION CONSULTING'])
  await say(alpha, 'consultDone')
  // Once a matter.
  await expect(ask(alpha, 'consultAsk', { by: inDays(6) })).rejects.toMatchObject({ rule: 'matter.state' })
  await say(beta, 'exceptionDone')
  expect(await open()).toEqual([])
  expect(
    await ask(beta, 'exceptionNotice', { kind: 'life', doneAt: inDays(-1), reason: 'IMMINENT_THREAT' }),
  ).toMatchObject({
    type: 'LIFE_NOTICE',
  })
})

test('a consultation that nobody dates has the time of the network, and a hurried one its reason', async () => {
  const { alpha, beta } = pair
  const lastTerms = async (node: typeof alpha) => (await ask(node, 'show')).messages.at(-1)?.terms
  await say(beta, 'exceptionNotice', { kind: 'exculpatory' })
  expect(await lastTerms(beta)).toMatchObject({ plannedAt: inDays(7) })
  await say(alpha, 'consultAsk')
  expect(await lastTerms(alpha)).toMatchObject({ type: 'CONSULT_ASK', by: inDays(7) })
  await say(beta, 'notNeeded')
  expect(
    await say(beta, 'exceptionNotice', { kind: 'exculpatory', plannedAt: inDays(1), reason: 'COURT_ORDER' }),
  ).toMatchObject({ type: 'EXCULP_NOTICE' })
})

test('stricter conditions are applied and then undertaken, and only those that were read', async () => {
  const { alpha, beta } = pair
  await say(alpha, 'retag', { conditions: ['CONF:EXISTENCE'] })
  const [shown] = (await ask(beta, 'show')).matters
  expect(shown).toMatchObject({ kind: 'RETAG', state: 'APPLIED', due: { duty: 'UNDERTAKE_TIGHTENED' } })
  expect(shown?.conditions?.tags.map(({ code }) => code)).toContain('CONF:EXISTENCE')
  const conditions = (await ask(beta, 'conditions')).hash
  await expect(ask(beta, 'undertake', { retag: shown?.id, conditions })).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
  })
  await say(beta, 'undertake', { retag: shown?.id, conditions: shown?.conditions?.hash })
  expect(await open()).toEqual([])
})

test('to loosen, all the conditions are said: none is loosened unsaid', async () => {
  await expect(ask(pair.alpha, 'retag', { mode: 'LOOSEN', conditions: ['EV:LEAD'] })).rejects.toMatchObject({
    code: 'CONDITIONS_INVALID',
  })
})

test('what somebody still waits for is dropped, a state is reported, and the exchange closes and opens', async () => {
  const { alpha, beta } = pair
  await say(alpha, 'statusAsk')
  expect(await open()).toEqual(['STATUS OPEN'])
  await say(beta, 'statusGive', { stage: 'IN_COURT' })
  await say(beta, 'consentAsk', { operation: 'EVID' })
  await say(beta, 'notNeeded')
  expect(await open()).toEqual([])
  expect(await say(beta, 'statusGive', { stage: 'CONCLUDED' })).toMatchObject({ type: 'STATUS' })
  expect((await ask(alpha, 'deadlines')).items.length).toBeGreaterThan(0)
  await say(alpha, 'close')
  expect((await ask(alpha, 'deadlines')).items).toEqual([])
  expect(await say(beta, 'passedOn', { recipient: 'org:example', text: 'For the file.' })).toMatchObject({
    type: 'PASSED_ON',
  })
})

test('items are named by the beginnings of their ids, and what is corrected says why', async () => {
  const { alpha, beta } = pair
  const { itemId } = oneItem
  const item = toHex(itemId)
  const disclosed = await alpha.say({
    ...disclosureUnder(),
    terms: termsShapes.DISCLOSURE.encode({ items: [oneItem] }),
  })
  await alpha.round()
  exchange = toHex(disclosed.exchangeId)
  said = disclosed
  // That it is wrong can be said before anybody has undertaken anything; what is right is content.
  const text = 'The account is another one.'
  await expect(ask(alpha, 'correct', { item: item.slice(0, 6), text })).rejects.toMatchObject({
    errors: [{ pointer: '/reason', code: 'MISSING' }],
  })
  await expect(
    ask(alpha, 'correct', { item: item.slice(0, 6), text, reason: 'A slip.', field: 'iban' }),
  ).rejects.toMatchObject({ code: 'NOT_NOW', rule: 'content.covered' })
  await say(alpha, 'correct', { item: item.slice(0, 6) })
  expect(await open()).toEqual(['CORRECTION ASKED'])
  await say(beta, 'undertake')
  await expect(ask(beta, 'recallResult', { result: 'CORRECTED', text: 'Done.' })).rejects.toMatchObject({
    ...{ code: 'NOT_NOW', rule: 'content.mutual' },
  })
  await say(beta, 'recallResult', { result: 'CORRECTED' })
  await say(alpha, 'recall', { items: [item.slice(0, 8), item], mode: 'RESTRICT' })
  const [recall] = (await ask(beta, 'show')).matters
  expect(recall?.about).toMatchObject({ type: 'RECALL', items: [item], mode: 'RESTRICT' })

  const { message: matter } = await say(beta, 'consentAsk', { operation: 'EVID', items: [item] })
  await say(alpha, 'consentGrant', { until: inDays(1), matter })
  await say(beta, 'consentUsed', { matter })
  const inConsent = (await ask(alpha, 'show')).messages.slice(-2)
  expect(inConsent.map(({ terms }) => terms)).toMatchObject([
    { type: 'GRANT', items: [item] },
    { type: 'USED', items: [item], operation: 'EVID' },
  ])
})
