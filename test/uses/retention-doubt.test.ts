// The node erases by itself only where nothing speaks against it, and never what nobody has decided on.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { heldBy } from '../../node/exchanges/own-words.ts'
import { statementKey } from '../../node/exchanges/statement-key.ts'
import { layout } from '../../node/store/index.ts'
import { eraseReceived } from '../../node/uses/erasing.ts'
import { eraseDue, retentionOf } from '../../node/uses/retention.ts'
import {
  defaultTimers,
  offeredOf,
  operationNumbers,
  refuse,
  retagModes,
  statementTypes,
  termsShapes,
  timeline,
} from '../../protocol/index.ts'
import { appoint } from '../desk/desk.ts'
import { said as saying } from '../exchange/matter-sayings.ts'
import { consented, tell } from '../exchanges/consenting.ts'
import { disclosureUnder } from '../exchanges/pair.ts'
import { saidTheTime } from '../exchanges/time-said.ts'
import { openTalk, type Talk } from '../matters/asking.ts'

const day = 24 * 60 * 60 * 1000
const head = { officer: 'head', passphrase: 'the tide comes in at five' }

let talk: Talk
beforeEach(async () => {
  talk = await openTalk({ tags: ['RET:DELETE(2026-12-18)'] })
})
afterEach(() => talk[Symbol.asyncDispose]())

/** Whether the text of the newest word of a type is here; of the disclosure where none is named. */
async function kept(type?: string): Promise<boolean> {
  const { caseId, state } = await talk.pair.beta.open(talk.said)
  const entry =
    type === undefined ? offeredOf(state).entry : timeline(state).findLast((one) => one.type === type)
  if (entry === undefined) throw new Error('no such word')
  const key = statementKey(entry.side, entry.seq, fromHex(entry.placement))
  return (await talk.pair.beta.desk.deps.store.get(layout.deskBodies.at(caseId, key))) !== undefined
}

/** So many days later the secretariat says the time, and the node looks. */
async function after(days: number): Promise<void> {
  talk.pair.pass(days * day)
  await saidTheTime(talk.pair.beta)
  await eraseDue(talk.pair.beta.desk.deps)
}

const owed = async () => (await talk.ask(talk.pair.beta, 'deadlines')).items.map(({ duty }) => duty)

test.each(['RET:DELETE(2020-01-01)', 'RET:REVIEW(2020-01-01)'])(
  'a later word with a day that is over, %s, erases nothing for a week after it came, and is shown meanwhile',
  async (tag) => {
    await talk[Symbol.asyncDispose]()
    talk = await openTalk({ tags: ['RET:DELETE(2099-01-01)'] })
    const { pair, said } = talk
    pair.pass(30 * day)
    const terms = termsShapes.RETAG.encode({ mode: retagModes.TIGHTEN, items: [] })
    const { conditions = new Uint8Array(0) } = disclosureUnder(tag)
    // What our own interface refuses is said by another one.
    await tell(pair, 'alpha', said, { type: statementTypes.RETAG, terms, conditions })
    await after(0)
    await after(6.9)
    expect(await kept()).toBe(true)
    expect(await owed()).toContain('BEFORE_ERASURE')
    await after(0.2)
    expect(await kept()).toBe(false)
  },
)

test('a disclosure whose day was over when it came is kept for a week', async () => {
  await talk[Symbol.asyncDispose]()
  talk = await openTalk({ tags: ['RET:DELETE(2020-01-01)'] })
  await after(6.9)
  expect(await kept()).toBe(true)
  await after(0.2)
  expect(await kept()).toBe(false)
})

test('a consent to RETAIN that is withdrawn after the day leaves a week', async () => {
  const { pair, said } = talk
  const scope = { operation: operationNumbers.RETAIN, proceeding: '', purpose: 0 }
  const expiresMs = Date.parse('2030-01-01')
  const ask = await consented(pair, said, { ...scope, uses: 0, expiresMs })
  await after(60)
  await pair.meet()
  expect(await kept()).toBe(true)
  await tell(pair, 'alpha', said, saying('WITHDRAW', { matter: fromHex(ask) }))
  await after(6.9)
  expect(await kept()).toBe(true)
  await after(0.2)
  expect(await kept()).toBe(false)
})

test('a review that kept it stands though the originator refuses it', async () => {
  await talk[Symbol.asyncDispose]()
  talk = await openTalk({ tags: ['RET:REVIEW(2027-01-01)'] })
  const { pair, say, said, inDays } = talk
  await appoint(pair.beta.desk, head, { power: 'HEAD' })
  await say(pair.beta, 'retentionReview', {
    ...{ as: head, decision: 'KEEP', until: inDays(900), reason: 'LEGAL_CLAIM' },
  })
  const there = await pair.alpha.open(said)
  const review = timeline(there.state).findLast(({ type }) => type === 'RETENTION_REVIEW')
  const refused = { placementHash: fromHex(review?.placement ?? ''), code: 1 }
  const state = refuse(there.state, 'originator', refused)
  if (state === undefined) throw new Error('it can be refused')
  pair.alpha.desk.deps.registry.remember({ ...there, state })
  await say(pair.alpha, 'ask', { text: 'Is it still needed?', language: 'en' })
  await after(60)
  expect(await kept()).toBe(true)
})

test('what is said after an erasure is not erased with it, and has a day of its own', async () => {
  const { pair, say } = talk
  await say(pair.beta, 'retentionReview', { decision: 'ERASE' })
  await pair.beta.round()
  await pair.settled()
  expect(await kept()).toBe(false)
  pair.pass(40 * day)
  await say(pair.alpha, 'ask', { text: 'Did the restraint hold?', language: 'en' })
  await after(0)
  await after(6.9)
  expect(await kept('QUESTION')).toBe(true)
  expect(await owed()).toContain('BEFORE_ERASURE')
  await after(0.2)
  expect(await kept('QUESTION')).toBe(false)
})

test('what came after the day is not erased with what was here on it', async () => {
  const { pair, say } = talk
  pair.pass(31 * day)
  await say(pair.alpha, 'ask', { text: 'Did the restraint hold?', language: 'en' })
  await after(1)
  expect(await kept()).toBe(false)
  expect(await kept('QUESTION')).toBe(true)
})

test('by the own clock alone nothing is erased: the secretariat has to have said that it is so late', async () => {
  const { pair } = talk
  pair.pass(60 * day)
  await eraseDue(pair.beta.desk.deps)
  expect(await kept()).toBe(true)
  await after(0)
  expect(await kept()).toBe(false)
})

test('in a forked exchange nothing is erased by itself', async () => {
  const { registry } = talk.pair.beta.desk.deps
  const there = await talk.pair.beta.open(talk.said)
  const fork = { side: 'originator', seq: 2, prev: undefined, evidence: [] } as const
  registry.remember({ ...there, state: { ...there.state, fork } })
  await after(60)
  expect(await kept()).toBe(true)
  registry.remember(there)
  await after(0)
  expect(await kept()).toBe(false)
})

test('a network has it kept longer without a review, and never has it erased sooner than in three years', async () => {
  await talk[Symbol.asyncDispose]()
  talk = await openTalk({ tags: ['RET:DELETE(2099-01-01)'] })
  const { state } = await talk.pair.beta.open(talk.said)
  const { timeMs } = offeredOf(state).entry
  const eraseMs = (retentionReview: number) =>
    retentionOf(state, { ...defaultTimers, retentionReview })?.eraseMs
  expect(eraseMs(5 * 365 * day)).toBe(timeMs + (5 * 365 + 7) * day)
  expect(eraseMs(60 * 60 * 1000)).toBe(timeMs + (3 * 365 + 7) * day)
})

test('a hold is asked for again where it is erased, before anything is noted', async () => {
  const { pair, say, said, inDays } = talk
  const before = await pair.beta.open(said)
  await say(pair.beta, 'retentionReview', { decision: 'HOLD', until: inDays(40), reason: 'LEGAL_CLAIM' })
  const { deps } = pair.beta.desk
  expect(await heldBy(deps.store, before.caseId)).toBe('RET:HOLD(legal-claim)')
  await expect(eraseReceived(deps, before, { upTo: 9, officer: undefined })).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
  })
  expect(await kept()).toBe(true)
})

test('a hold is written while nothing else is done with the exchange', async () => {
  const { pair, say, said, inDays } = talk
  const { registry, store } = pair.beta.desk.deps
  const { caseId } = await pair.beta.open(said)
  const isHeld = async () => (await heldBy(store, caseId)) !== undefined
  const { alone } = registry
  const turns: (readonly boolean[])[] = []
  const watched: typeof alone = (id, work) =>
    alone(id, async () => {
      const before = await isHeld()
      const value = await work()
      turns.push([before, await isHeld()])
      return value
    })
  Object.assign(registry, { alone: watched })
  await say(pair.beta, 'retentionReview', { decision: 'HOLD', until: inDays(40), reason: 'LEGAL_CLAIM' })
  expect(turns[0]).toEqual([false, true])
})
