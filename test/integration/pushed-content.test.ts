// A member of the network that sends content which it may only send once its Conditions are undertaken (rules C3), to a
// node over real sockets: nothing of it is kept, and people hear of it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { conditionsHash, statementTypes, termsShapes, type Statement } from '../../protocol/index.ts'
import type { UseCases } from '../../node/api/contract.ts'
import { speak } from '../../node/exchanges/speak.ts'
import { layout } from '../../node/store/index.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { conditionsOf, createDrafts, goodTags, type Bend, type ShortTag } from '../corpus/draft.ts'
import { day, random, withLaterFamilies, type Speaker } from '../corpus/world.ts'
import { callUseCase } from '../faults/use-case.ts'
import { testNow } from '../support/network.ts'
import {
  appointOfficer,
  newestFact,
  openReceiver,
  stateOf,
  type LiveReceiver,
  type Poster,
} from './live-receiver.ts'

let live: LiveReceiver
let hostile: Poster
let from: Speaker
let drafts: Awaited<ReturnType<typeof createDrafts>>
beforeEach(async () => {
  live = await openReceiver()
  drafts = await createDrafts(live.world, undefined)
  from = await withLaterFamilies(live.world)
  await live.node.keeper.take(from.objects)
  hostile = await live.connect('a', from)
}, 60_000)
afterEach(async () => {
  await hostile[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

const under = (binding: string) =>
  conditionsOf(
    goodTags.map((tag) => (tag[0] === 'BIND:BY-LAW' ? ([binding, [], 0] satisfies ShortTag) : tag)),
  )

const ask = (name: keyof UseCases, parts = {}) => callUseCase(useCasesOf(live.node), name, parts)

async function draft(statement: Partial<Statement>, placement: Bend['placement'] = {}) {
  const bend: Bend = { from, statement: { statementId: random(16), ...statement }, placement }
  return drafts.draft({ begun: await drafts.begin(), ...bend })
}

/** Whether any text of another institution is kept. */
async function bodies(): Promise<number> {
  let count = 0
  for await (const { state } of live.node.exchange.registry.all()) {
    const { caseId } = await live.node.exchange.registry.open(fromHex(state.id))
    for await (const row of live.node.store.range(layout.deskBodies.all(caseId)))
      count += row.key.length > 0 ? 1 : 0
  }
  return count
}

// What its sender is told: what it broke is its own affair.
const rejected = { kind: 'receipt', status: 'REJECTED', code: 'NOT_ACCEPTED' }
const alarms = async () => {
  const { node } = live
  const { alarms } = (await ask('status')) as Awaited<ReturnType<UseCases['status']>>
  expect(await ask('inbox', { query: { limit: 10 } })).toMatchObject({ alarms })
  const { checks } = (await ask('doctor')) as Awaited<ReturnType<UseCases['doctor']>>
  expect(checks.find(({ check }) => check === 'ALARMS')).toMatchObject({
    state: alarms.length === 0 ? 'ok' : 'warning',
    facts: { institutions: alarms.length },
  })
  expect(live.logged.filter(({ event }) => event === 'content-pushed')).toHaveLength(alarms[0]?.times ?? 0)
  for (const { from } of alarms) expect(from.id).not.toBe(toHex(node.self.institutionId))
  return alarms.map(({ times, exchange }) => ({ times, exchange }))
}

test.each(['BIND:OFFER', 'BIND:PRIOR-NOTICE'])(
  'a disclosure under %s that comes first is not kept, and people are told',
  async (binding) => {
    expect(await alarms()).toEqual([])
    const before = await stateOf(live.node)
    expect(await hostile.post(await draft({ conditions: under(binding) }))).toEqual(rejected)
    expect(await newestFact(live.node, 'refused')).toBe('content-pushed DISCLOSURE')
    expect((await stateOf(live.node)).exchanges).toEqual(before.exchanges)
    expect(await bodies()).toBe(0)
    expect(await alarms()).toMatchObject([{ times: 1 }])
    // By law content comes first, and whoever sends it so has done nothing that anybody has to hear of.
    expect(await hostile.post(await draft({}))).toMatchObject({ status: 'STORED' })
    expect(await alarms()).toMatchObject([{ times: 1 }])
  },
)

test('content that follows a notice before anybody has undertaken it is neither kept nor opened by any door', async () => {
  const conditions = under('BIND:OFFER')
  const terms = termsShapes.PRIOR_NOTICE.encode({ validUntilMs: testNow + 14 * day })
  const noticed = await draft({ type: statementTypes.PRIOR_NOTICE, conditions, terms })
  expect(await hostile.post(noticed)).toMatchObject({ status: 'STORED' })
  const [id = ''] = Object.keys((await stateOf(live.node)).exchanges)
  const state = async () => (await live.node.exchange.registry.open(fromHex(id))).state
  const after = fromHex((await state()).chains.originator.head?.placement ?? '')
  const before = await stateOf(live.node)
  const next = { exchangeId: fromHex(id), seq: 2, prev: after }
  const pushed = { exchangeId: fromHex(id), conditions, refs: [fromHex(id)] }
  const question = {
    ...{ ...pushed, type: statementTypes.QUESTION, conditions: new Uint8Array(0) },
    terms: termsShapes.QUESTION.encode({ itemId: undefined, replyByMs: 0 }),
  }
  const all: readonly (readonly [string, Partial<Statement>, Bend['placement']])[] = [
    ['without an undertaking', pushed, next],
    ['with one that nobody gave', pushed, { ...next, undertaking: random(32) }],
    ['as a question', question, next],
    ['by law all at once', { ...pushed, conditions: conditionsOf(goodTags) }, next],
  ]
  for (const [index, [how, statement, placement]] of all.entries()) {
    expect([how, await hostile.post(await draft(statement, placement))]).toEqual([
      how,
      expect.objectContaining({ kind: 'receipt', status: 'REJECTED' }),
    ])
    expect(await alarms()).toEqual([{ times: index + 1, exchange: id }])
  }
  expect((await stateOf(live.node)).exchanges).toEqual(before.exchanges)
  // The words of the notice itself, and nothing else.
  expect(await bodies()).toBe(1)
  const shown = (await ask('show', { params: { exchange: id } })) as Awaited<ReturnType<UseCases['show']>>
  expect(shown).toMatchObject({ phase: 'NOTICED', alarms: [{ code: 'CONTENT_PUSHED', times: all.length }] })
  expect(shown.messages.map(({ id: message }) => message)).toEqual([id])

  // It outlasts the process, and is told for thirty days after the last time.
  await live.restart()
  expect(((await ask('status')) as { alarms: unknown[] }).alarms).toHaveLength(1)
  live.clock.nowMs += 31 * day
  expect(((await ask('status')) as { alarms: unknown[] }).alarms).toEqual([])
})

test('what comes under its undertaking raises no alarm, and is refused where it asks for more than was undertaken', async () => {
  const conditions = under('BIND:OFFER')
  const terms = termsShapes.PRIOR_NOTICE.encode({ validUntilMs: testNow + 14 * day })
  const noticed = await draft({ type: statementTypes.PRIOR_NOTICE, conditions, terms })
  expect(await hostile.post(noticed)).toMatchObject({ status: 'STORED' })
  const [id = ''] = Object.keys((await stateOf(live.node)).exchanges)
  const exchangeId = fromHex(id)
  const to = live.node.keeper.directory.member(from.party.networkId, from.party.institutionId)
  if (to === undefined) throw new Error('the hostile member is not known')
  const agreed = await speak(live.node.exchange, {
    ...{ exchangeId, to, type: 'AGREE', conditions: new Uint8Array(0), refs: [], body: undefined },
    officer: await appointOfficer(live.node, testNow),
    terms: termsShapes.AGREE.encode({
      ...{ notice: exchangeId, conditionsHash: conditionsHash(conditions) },
      ...{ validUntilMs: testNow + 30 * day, power: 2, mutual: false },
    }),
  })
  const { chains } = (await live.node.exchange.registry.open(exchangeId)).state
  const placement = {
    ...{ exchangeId, seq: 2, undertaking: agreed.statementHash },
    prev: fromHex(chains.originator.head?.placement ?? ''),
    seen: fromHex(chains.receiver.head?.placement ?? ''),
  }
  const release = { exchangeId, conditions, refs: [exchangeId] }
  const item = { itemId: random(16), tags: [{ code: 'AUD:NAMED', args: ['a'], scope: 0 }] }
  const before = await stateOf(live.node)
  for (const [statement, reason] of [
    [{ ...release, terms: termsShapes.DISCLOSURE.encode({ items: [item] }) }, 'CONDITIONS_INVALID'],
    [{ ...release, conditions: under('BIND:PRIOR-NOTICE') }, 'CONDITIONS_INVALID'],
    [{ ...release, refs: [] }, 'REFERENCE_INVALID'],
  ] as const) {
    expect(await hostile.post(await draft(statement, placement))).toMatchObject({ status: 'REJECTED' })
    expect(await newestFact(live.node)).toBe(`refused ${reason}`)
  }
  expect((await stateOf(live.node)).exchanges).toEqual(before.exchanges)
  expect(await alarms()).toEqual([])
  expect(await hostile.post(await draft(release, placement))).toMatchObject({ status: 'STORED' })
  expect(await alarms()).toEqual([])
})
