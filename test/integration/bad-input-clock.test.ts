// A clock that is wrong by a year, at who receives and at who sends: it is said, nothing is lost, and all goes on when
// it is put right.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { statementTypes, termsShapes } from '../../protocol/index.ts'
import { speak, type Saying } from '../../node/exchanges/speak.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { openDoor, type OpenDoor } from '../api/door.ts'
import { conditionsOf, createDrafts, goodTags } from '../corpus/draft.ts'
import { random } from '../corpus/world.ts'
import { until } from '../network/support/hosts.ts'
import { testNow } from '../support/network.ts'
import { appointOfficer, openReceiver, stateOf, type LiveReceiver } from './live-receiver.ts'

const yearMs = 365 * 24 * 60 * 60 * 1000
const stored = { kind: 'receipt', status: 'STORED', code: '' }
let live: LiveReceiver
let door: OpenDoor
let officer: Saying['officer']
beforeEach(async () => {
  live = await openReceiver()
  officer = await appointOfficer(live.node, testNow)
  door = await openDoor(useCasesOf(live.node))
})
afterEach(async () => {
  await door[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

/** Turns the clock, and lets the node look after itself once. */
async function turnTo(nowMs: number): Promise<void> {
  live.clock.nowMs = nowMs
  const said = live.logged.length
  live.node.network.publish()
  if (nowMs !== testNow)
    await until(() => live.logged.slice(said).some(({ event }) => event === 'clock-wrong'))
}

const clockCheck = async () => {
  const { checks } = await door.client.ask('doctor', {})
  return checks.find(({ check }) => check === 'CLOCK')?.state
}

const prekeys = () =>
  live.node.exchange.keyring
    .prekeys()
    .map(({ id }) => toHex(id))
    .sort()
const bundle = () => live.node.self.member(live.world.network.networkId)?.bundle?.hash

const disclosure = (): Saying => {
  const { a, network } = live.world
  const to = live.node.keeper.directory.member(network.networkId, a.party.institutionId)
  if (to === undefined) throw new Error('nobody to send to')
  return {
    ...{ exchangeId: undefined, to, type: 'DISCLOSURE', refs: [], officer, body: random(100) },
    terms: termsShapes.DISCLOSURE.encode({ items: [] }),
    conditions: conditionsOf(goodTags),
  }
}

test.each([
  ['behind', -yearMs, 'fault'],
  ['ahead', yearMs, 'warning'],
] as const)(
  'a clock a year %s: said, and nothing taken in, sent or erased by it',
  async (standing, by, state) => {
    const { draft, begin } = await createDrafts(live.world, undefined)
    const envelope = draft({ begun: await begin(), statement: { statementId: random(16) } })
    const before = { state: await stateOf(live.node), prekeys: prekeys(), bundle: bundle() }
    expect(await clockCheck()).toBe('ok')
    expect(await door.client.ask('readyz', {})).toEqual({ ready: true })

    await turnTo(testNow + by)
    expect(await clockCheck()).toBe(state)
    await expect(door.client.ask('readyz', {})).rejects.toMatchObject({ code: 'CLOCK_WRONG' })
    expect(live.logged.find(({ event }) => event === 'clock-wrong')?.fields).toMatchObject({ standing })
    const status = await door.client.ask('status', {})
    expect(status.now).toBe(new Date(testNow + by).toISOString())
    await expect(speak(live.node.exchange, disclosure())).rejects.toMatchObject({ code: 'CLOCK_WRONG' })
    {
      await using sender = await live.connect('a')
      // By that clock its certificate may be over, and then it does not even get in.
      expect((await sender.post(envelope)).kind).toMatch(/^(refused|lost)$/)
    }
    expect({ state: await stateOf(live.node), prekeys: prekeys(), bundle: bundle() }).toEqual(before)

    await turnTo(testNow)
    expect(await clockCheck()).toBe('ok')
    await using sender = await live.connect('a')
    expect(await sender.post(envelope)).toEqual(stored)
    await speak(live.node.exchange, disclosure())
    expect(Object.keys((await stateOf(live.node)).exchanges)).toHaveLength(2)
  },
)

test('a sender whose clock is a year off is refused before anybody reads it, and heard when it is put right', async () => {
  const { draft, begin } = await createDrafts(live.world, undefined)
  await using sender = await live.connect('a')
  const before = await stateOf(live.node)
  for (const timeMs of [testNow - yearMs, testNow + yearMs]) {
    const said = live.logged.length
    const statement = { statementId: random(16), type: statementTypes.DISCLOSURE, createdMs: timeMs }
    const envelope = draft({ begun: await begin(), statement, timeMs })
    expect(await sender.post(envelope)).toEqual({ kind: 'refused', code: 'UNREADABLE' })
    const codes = live.logged.slice(said).map(({ fields }) => fields['code'])
    expect(codes).toContain(timeMs < testNow ? 'CERTIFICATE_EXPIRED' : 'SIGNATURE_INVALID')
  }
  expect(await stateOf(live.node)).toEqual(before)
  const again = draft({ begun: await begin(), statement: { statementId: random(16) } })
  expect(await sender.post(again)).toEqual(stored)
})
