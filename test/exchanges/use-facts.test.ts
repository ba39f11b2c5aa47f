// What `decide` is asked with, at a receiver: joined from what both have said, and from what was counted here.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { countUses } from '../../node/exchanges/consent-uses.ts'
import { useFacts } from '../../node/exchanges/facts.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import {
  decide,
  maxSkewMs,
  offeredOf,
  timeline,
  type Decision,
  type Hash,
  type KnownNetwork,
  type UseRequest,
} from '../../protocol/index.ts'
import { retag, said as saying, sayInMatter } from '../exchange/matter-sayings.ts'
import { bytesFor } from '../exchange/sayings.ts'
import { atBeta, consented, tell } from './consenting.ts'
import { openingOf } from './opening-of.ts'
import { openPair, underWay, type Pair } from './pair.ts'

let pair: Pair
let of: Said
beforeAll(async () => {
  pair = await openPair()
  of = await underWay(pair)
})
afterAll(() => pair[Symbol.asyncDispose]())

const evidence: UseRequest = {
  ...{ operation: 'EVID', proceeding: 'case 44/2026', purpose: 'CRIM-TRIAL' },
  actor: { officerId: 'ab'.repeat(16), roles: ['desk'] },
}

async function facts(by: 'alpha' | 'beta' = 'beta', message?: Hash) {
  const { deps } = pair[by].desk
  const exchange = await pair[by].open(of)
  const entries = timeline(exchange.state)
  const entry = entries.find(({ statement }) => statement === message) ?? offeredOf(exchange.state).entry
  return useFacts(deps, exchange, entry, deps.clock())
}

async function decided(request: UseRequest = evidence): Promise<Decision> {
  return decide(await facts(), request, pair.beta.desk.clock.nowMs)
}

async function count(ask: Hash): Promise<void> {
  const exchange = await atBeta(pair, of)
  await pair.beta.desk.deps.store.commit<undefined>(async (turn) => {
    await countUses(turn, exchange, [ask])
    return { kind: 'prepared', facts: [{ type: 'verified' }], finish: () => undefined }
  })
}

test('a consent permits as often as it says, counted here before the originator has heard of a use', async () => {
  expect((await decided()).consents).toMatchObject([{ operation: 'EVID', proceeding: 'case 44/2026' }])
  const ask = await consented(pair, of)
  expect(await decided()).toMatchObject({ effect: 'allow', grants: [ask] })
  expect((await facts('alpha')).grants).toEqual([])
  await count(ask)
  expect((await facts()).grants).toMatchObject([{ usesLeft: 0 }])
  expect((await decided()).effect).toBe('needs')
  await expect(count(ask)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
  const terms = { matter: fromHex(ask), operation: 9, items: [], usedMs: pair.beta.desk.clock.nowMs }
  await tell(pair, 'beta', of, saying('USED', terms))
  // The report is of the use that was counted: it is no second one.
  expect((await facts()).grants).toMatchObject([{ usesLeft: 0 }])
})

test('a consent of many uses that is withdrawn permits none, and cannot be counted either', async () => {
  const ask = await consented(pair, of, { uses: 2 })
  await count(ask)
  expect((await facts()).grants).toContainEqual(expect.objectContaining({ ask, usesLeft: 1 }))
  await tell(pair, 'alpha', of, saying('WITHDRAW', { matter: fromHex(ask) }))
  expect((await facts()).grants.map((grant) => grant.ask)).not.toContain(ask)
  await expect(count(ask)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
})

test('a tightening is applied before anybody has undertaken it', async () => {
  const lead: UseRequest = { operation: 'LEAD', actor: evidence.actor }
  expect((await decided(lead)).effect).toBe('allow')
  const exchange = await atBeta(pair, of)
  const tags = offeredOf(exchange.state).conditions.tags.filter(({ code }) => !code.startsWith('EV:'))
  const no = { code: 'EV:MLA-ONLY', args: [], scope: 0 }
  const conditions = { vocabulary: 1, tags: [...tags, no].sort((a, b) => (a.code < b.code ? -1 : 1)) }
  await tell(pair, 'alpha', of, retag(exchange.state, { conditions }))
  expect((await facts()).retags).toMatchObject([{ mode: 'TIGHTEN', undertaken: false }])
  expect(await decided(lead)).toMatchObject({
    effect: 'deny',
    because: [{ tag: 'EV:MLA-ONLY', word: 'not-undertaken' }],
  })
})

test('an exception that was noticed is among the facts, with its wait', async () => {
  await tell(pair, 'beta', of, (exchange) => sayInMatter('EXCULP_NOTICE', exchange))
  expect((await facts()).exceptions).toMatchObject([{ code: 'X:EXCULP', state: 'NOTICED' }])
  const exculpatory: UseRequest = { ...evidence, operation: 'EXCULP' }
  expect((await decided(exculpatory)).needs).toContain('consultation')
})

test('a recall stops everything but its own words', async () => {
  const terms = { items: [], cascadeId: bytesFor('cascade', 16), mode: 1, replyByMs: 0 }
  const recall = await tell(pair, 'alpha', of, saying('RECALL', terms))
  const reading: UseRequest = { operation: 'READ', actor: evidence.actor }
  expect((await decided(reading)).because).toMatchObject([{ tag: 'RECALLED' }])
  await expect(openingOf(pair.beta)(of.exchangeId)).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    because: [{ tag: 'RECALLED' }],
  })
  expect((await facts('beta', recall)).recalled).toEqual([])
})

test('what ends is measured by all that was signed, in any exchange and here; what begins by what others signed', async () => {
  const { store, clock } = pair.beta.desk.deps
  pair.pass(3_600_000)
  await store.commit(() => ({
    kind: 'prepared',
    facts: [{ type: 'verified' }],
    finish: () => undefined,
  }))
  const own = await facts()
  expect(own.highestSignedTimeMs).toBe(clock())
  expect(own.othersSignedTimeMs).toBeLessThan(clock())
  pair.pass(3_600_000)
  await underWay(pair)
  expect((await facts()).othersSignedTimeMs).toBe(clock())
})

test('of the secretariats that of the own network ends what has a date, and no further ahead than both clocks can be', async () => {
  const { keeper, clock } = pair.beta.desk.deps
  const networks = keeper.directory.networks as Map<string, KnownNetwork>
  const [own] = networks.values()
  const before = own?.status
  if (own === undefined || before === undefined) throw new Error('the network says who is revoked')
  const year = 365 * 24 * 3_600_000
  const signedAt = (timeMs: number) => ({ ...before, tbs: { ...before.tbs, timeMs } })
  const other = { ...own, id: 'ff'.repeat(32), status: signedAt(clock() + year) }
  const was = (await facts()).highestSignedTimeMs
  try {
    networks.set(other.id, other)
    expect((await facts()).highestSignedTimeMs).toBe(was)
    own.status = signedAt(clock() + maxSkewMs)
    expect((await facts()).highestSignedTimeMs).toBe(clock() + maxSkewMs)
    other.status = before
    own.status = signedAt(clock() + year)
    expect((await facts()).highestSignedTimeMs).toBe(clock() + maxSkewMs)
    // Both say that the own clock is behind: what both have signed counts, and no more.
    other.status = signedAt(clock() + year / 2)
    expect((await facts()).highestSignedTimeMs).toBe(clock() + year / 2)
  } finally {
    own.status = before
    networks.delete(other.id)
  }
})

test('the Conditions of an exchange are read once, and anew where they are others', async () => {
  const [one, again] = [await facts(), await facts()]
  expect(one.conditions).toBeDefined()
  expect(again.conditions).toBe(one.conditions)
  expect(again.items).toBe(one.items)
  const { deps } = pair.beta.desk
  const exchange = await atBeta(pair, of)
  const { conditions } = offeredOf(exchange.state)
  // Equal bytes in another state are another object: nothing is taken for what it only resembles.
  const { disclosures } = exchange.state
  if (disclosures === undefined) throw new Error('it was disclosed')
  const { latest } = disclosures
  const stricter = { ...conditions, tags: conditions.tags.filter(({ code }) => code !== 'ONW:CONSENT') }
  const state = {
    ...exchange.state,
    disclosures: { ...disclosures, latest: { ...latest, conditions: stricter } },
  }
  const other = await useFacts(deps, { ...exchange, state }, latest.entry, deps.clock())
  expect(other.conditions).not.toBe(one.conditions)
})
