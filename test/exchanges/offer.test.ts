import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compositeSigner, fromHex, toHex } from '../../crypto/index.ts'
import { requireStillApproved } from '../../node/desk/releasing.ts'
import { holdReasonOf } from '../../node/answers/shapes.ts'
import { answerUndertaking } from '../../node/answers/undertaking.ts'
import { readArmed } from '../../node/exchanges/armed.ts'
import { release, type ReleaseDeps } from '../../node/exchanges/release.ts'
import { counterpart, disclosureHash, reply } from '../../node/exchanges/reply.ts'
import { place } from '../../node/exchanges/placing.ts'
import { receive } from '../../node/exchanges/receive.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { nextStatus } from '../../node/networks/status.ts'
import { NodeError } from '../../node/node-error.ts'
import {
  certify,
  contexts,
  directoryKinds,
  phaseOf,
  rekeyKinds,
  stateHash,
  viewOf,
  type DirectoryObject,
} from '../../protocol/index.ts'
import { ask, byLawBut, exchangesOf, identityPassphrase, send, writeApproved } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { answerDepsOf } from './answer-deps.ts'
import * as offering from './offering.ts'
import { openPair, type Pair, type PairNode } from './pair.ts'

const hour = 60 * 60 * 1000
const day = 24 * hour

let pair: Pair
let isApproved = true
beforeEach(async () => {
  pair = await openPair()
  isApproved = true
})
afterEach(() => pair[Symbol.asyncDispose]())

function ordersOf({ desk }: PairNode) {
  const requireApproved = () =>
    isApproved ? Promise.resolve() : Promise.reject(new NodeError('FOUR_EYES', 'one no longer counts'))
  const wait = () => Promise.resolve()
  return { ...desk.deps, requireApproved, wait }
}

const noticed = (answerWithinMs?: number) => offering.noticed(pair, answerWithinMs)
const agree = (said: Said, forMs?: number) => offering.agree(pair, said, forMs)

/** Alpha has no address of its own: it collects at the relay, and its receipts go straight to beta. */
async function collected(): Promise<void> {
  await pair.beta.round()
  for (const { to, envelope } of pair.posted.splice(0)) {
    if (to !== 'relay') continue
    const received = await receive(pair.alpha.desk.deps, envelope)
    if (received.kind === 'statement') await receive(pair.beta.desk.deps, received.receipt)
  }
}

const phases = async (said: Said) =>
  [(await pair.alpha.open(said)).state, (await pair.beta.open(said)).state].map(phaseOf)
const armed = async (said: Said) =>
  readArmed(pair.alpha.desk.deps.store, (await pair.alpha.open(said)).caseId)

describe('a disclosure that waits for an undertaking', () => {
  it('is released by the node alone, once, when the undertaking has come', async () => {
    const said = await noticed()
    await pair.alpha.round()
    expect(await phases(said)).toEqual(['NOTICED', 'NOTICED'])
    expect((await armed(said))?.state).toBe('ARMED')
    await agree(said)
    await collected()
    const orders = createStandingOrders(ordersOf(pair.alpha))
    await orders.attendAll()
    await orders.attendAll()
    expect(await armed(said)).toBeUndefined()
    await pair.alpha.round()
    await pair.beta.round()
    expect(await phases(said)).toEqual(['UNDERTAKEN', 'UNDERTAKEN'])
    const [ours, theirs] = [await pair.alpha.open(said), await pair.beta.open(said)]
    expect(stateHash(ours.state)).toBe(stateHash(theirs.state))
    expect(ours.state.chains.originator.head?.seq).toBe(2)
  })

  it('does not leave before: nothing that is posted without an undertaking holds it', async () => {
    const said = await noticed()
    await createStandingOrders(ordersOf(pair.alpha)).attendAll()
    await pair.alpha.round()
    expect(pair.posted.length).toBe(1)
    expect(await release(ordersOf(pair.alpha), await pair.alpha.open(said))).toEqual({ state: 'waiting' })
  })

  it.each([
    ['an officer who approved it no longer counts', 'FOUR_EYES', () => (isApproved = false)],
    [
      'the list of revocations is old',
      'STATUS_STALE',
      () => {
        pair.pass(8 * day)
      },
    ],
    [
      'the undertaking ends within the hour',
      'UNDERTAKING_ENDS',
      () => {
        pair.pass(6 * day + 23.5 * hour)
      },
    ],
  ])('is held for a person when %s', async (_what, reason, spoil) => {
    const said = await noticed(40 * day)
    await pair.alpha.round()
    await agree(said, reason === 'UNDERTAKING_ENDS' ? 7 * day : 40 * day)
    await collected()
    spoil()
    await pair.meet()
    await createStandingOrders(ordersOf(pair.alpha)).attendAll()
    expect(await armed(said)).toMatchObject({ state: 'HELD', reason })
    expect(await phases(said)).toEqual(['AGREED', 'NOTICED'].with(1, 'AGREED'))
    // Only an officer lets it go, and only where the doubt was the age of the list.
    const outcome = await release(ordersOf(pair.alpha), await pair.alpha.open(said), { confirmed: true })
    expect(outcome.state).toBe(reason === 'STATUS_STALE' ? 'released' : 'held')
  })

  /** What the secretariat, or their identity key, says while the undertaking is on its way. */
  const news: Readonly<Record<string, () => Promise<DirectoryObject>>> = {
    'their officer': async () => revoking((await offering.officerOf(pair.beta)).certHash),
    'their node': () => revoking(currentNode(pair.beta)?.tbs.serial),
    'their credential': () => revoking(memberOf(pair.beta)?.credential.tbs.serial),
    'the key that they were known by': async () => {
      const { network, deps } = pair.beta.desk
      const next = compositeSigner(new Uint8Array(64).fill(5))
      const sign = (key: Uint8Array) =>
        deps.keyring.withIdentity(identityPassphrase, (iik) => iik.sign(key, contexts.rollover))
      return network.admit(next, {
        institutionId: deps.self.institutionId,
        rekey: { kind: rekeyKinds.ROLLOVER, proof: await sign(next.publicKey) },
        ...{ notBeforeMs: deps.clock(), notAfterMs: deps.clock() + 40 * day },
      })
    },
    'our own node': () => revoking(currentNode(pair.alpha)?.tbs.serial),
    'our own credential': () => revoking(memberOf(pair.alpha)?.credential.tbs.serial),
  }

  const networkOf = ({ desk }: PairNode) => [...desk.deps.keeper.directory.networks.values()][0]
  const memberOf = (whose: PairNode) =>
    networkOf(pair.alpha)?.members.get(toHex(whose.desk.deps.self.institutionId))
  const currentNode = (whose: PairNode) => [...(memberOf(whose)?.nodes.values() ?? [])][0]

  async function revoking(serial: Uint8Array | undefined): Promise<DirectoryObject> {
    const { network, clock } = pair.alpha.desk
    if (serial === undefined) throw new Error('it is not in the directory')
    const tbs = nextStatus(network.networkId, networkOf(pair.alpha)?.status?.tbs, clock.nowMs, [
      { serial, invalidFromMs: clock.nowMs, listedMs: clock.nowMs },
    ])
    const object = await certify(tbs, contexts.status, network.issuing.sign)
    return { kind: directoryKinds.STATUS, object }
  }

  it.each(Object.keys(news))(
    'is held for a person when %s counts no more, and let go by nobody',
    async (what) => {
      const said = await noticed()
      await pair.alpha.round()
      await agree(said)
      await collected()
      const object = await news[what]?.()
      if (object === undefined) throw new Error('no such news')
      await pair.alpha.desk.deps.keeper.take([object])
      await createStandingOrders(ordersOf(pair.alpha)).attendAll()
      const { state, reason = '' } = (await armed(said)) ?? {}
      expect([state, holdReasonOf(reason)]).toEqual(['HELD', 'NOT_TRUSTED'])
      const outcome = await release(ordersOf(pair.alpha), await pair.alpha.open(said), { confirmed: true })
      expect(outcome).toEqual({ state: 'held', reason })
      expect(await phases(said)).toEqual(['AGREED', 'AGREED'])
    },
  )

  it.each([
    ['both officers', ['ana', 'bo']],
    ['who submitted and signed it', ['ana']],
    ['who approved it', ['bo']],
    ['nobody', []],
  ] as const)('is held where %s of ours was revoked since, from now on', async (_who, revoked) => {
    const { desk } = pair.alpha
    const to = toHex(pair.beta.desk.deps.self.institutionId)
    const { id } = await writeApproved(desk, { to: [to], conditions: byLawBut('BIND:OFFER') })
    await send(desk, id)
    const [exchange] = await exchangesOf(desk)
    const exchangeId = fromHex(exchange?.id ?? '')
    const said = { exchangeId } as Said
    await pair.alpha.round()
    pair.pass(hour)
    for (const officer of revoked)
      await ask(desk, 'officerRevoke', {
        params: { officer },
        body: { loseContent: true, identityPassphrase },
      })
    pair.pass(hour)
    await agree(said)
    await collected()
    // As the node itself asks, and not the stub of the other tests.
    const requireApproved: ReleaseDeps['requireApproved'] = (turn, draft) =>
      requireStillApproved(desk.deps, turn, draft)
    const deps = { ...ordersOf(pair.alpha), requireApproved }
    await createStandingOrders(deps).attendAll()
    if (revoked.length === 0) {
      expect(await armed(said)).toBeUndefined()
      return
    }
    expect(await armed(said)).toMatchObject({ state: 'HELD' })
    const open = await pair.alpha.open(said)
    expect(await release(deps, open, { confirmed: true })).toEqual({ state: 'held', reason: 'FOUR_EYES' })
    expect(await phases(said)).toEqual(['AGREED', 'AGREED'])
  })

  it('is released on the eighth day, where the secretariat has said anew who is revoked', async () => {
    const said = await noticed(40 * day)
    await pair.alpha.round()
    await agree(said, 40 * day)
    await collected()
    pair.pass(8 * day)
    await pair.meet()
    const { network, deps, clock } = pair.alpha.desk
    const before = deps.keeper.directory.networks.get(toHex(network.networkId))?.status?.tbs
    const tbs = nextStatus(network.networkId, before, clock.nowMs - day)
    const object = await certify(tbs, contexts.status, network.issuing.sign)
    await deps.keeper.take([{ kind: directoryKinds.STATUS, object }])
    await createStandingOrders(ordersOf(pair.alpha)).attendAll()
    expect(await armed(said)).toBeUndefined()
  })

  it('that was held for the age of the list is asked everything again under the next one, and any other doubt stays', async () => {
    const said = await noticed(60 * day)
    await pair.alpha.round()
    await agree(said, 60 * day)
    await collected()
    pair.pass(8 * day)
    await pair.meet()
    const orders = createStandingOrders(ordersOf(pair.alpha))
    await orders.attendAll()
    await orders.attendAll()
    expect(await armed(said)).toMatchObject({ state: 'HELD', reason: 'STATUS_STALE' })
    isApproved = false
    await pair.alpha.desk.deps.keeper.take([await revoking(new Uint8Array(16))])
    await orders.attendAll()
    expect(await armed(said)).toMatchObject({ state: 'HELD', reason: 'FOUR_EYES' })
    // Once it is another doubt than the age of the list, a person decides, though it has gone.
    isApproved = true
    await orders.attendAll()
    expect(await armed(said)).toMatchObject({ state: 'HELD', reason: 'FOUR_EYES' })
  })

  it('that was held for the age of the list is released under the next one', async () => {
    const said = await noticed(60 * day)
    await pair.alpha.round()
    await agree(said, 60 * day)
    await collected()
    pair.pass(8 * day)
    await pair.meet()
    const orders = createStandingOrders(ordersOf(pair.alpha))
    await orders.attendAll()
    expect(await armed(said)).toMatchObject({ state: 'HELD', reason: 'STATUS_STALE' })
    await pair.alpha.desk.deps.keeper.take([await revoking(new Uint8Array(16))])
    await orders.attendAll()
    expect(await armed(said)).toBeUndefined()
    expect(phaseOf((await pair.alpha.open(said)).state)).toBe('UNDERTAKEN')
  })

  it.each([
    ['held for a person, whenever it was signed,', 'after', 'HELD'],
    ['released, however late the node looks,', 'before', undefined],
  ] as const)('is %s where the undertaking arrived %s the date of the notice', async (_what, when, state) => {
    const said = await noticed(day)
    await pair.alpha.round()
    await agree(said)
    if (when === 'after') pair.pass(2 * day)
    await collected()
    if (when === 'before') pair.pass(2 * day)
    await pair.meet()
    await createStandingOrders(ordersOf(pair.alpha)).attendAll()
    expect((await armed(said))?.state).toBe(state)
    if (state === undefined) return
    expect(await armed(said)).toMatchObject({ reason: 'NOTICE_OVER' })
    expect(await phases(said)).toEqual(['AGREED', 'AGREED'])
    // The date was ours, so an officer of ours may take the answer all the same.
    const outcome = await release(ordersOf(pair.alpha), await pair.alpha.open(said), { confirmed: true })
    expect(outcome).toEqual({ state: 'released' })
  })

  it('is not undertaken by a node that sees the date of the notice has passed', async () => {
    const said = await noticed(day)
    await pair.alpha.round()
    const { undertake } = answerUndertaking(answerDepsOf(pair.beta))
    const params = { exchange: toHex(said.exchangeId) }
    const asked = { params, query: {}, body: { as: pair.beta.desk.people.ana, mutual: false } }
    const { signal } = new AbortController()
    pair.pass(day + 1)
    await expect(undertake(asked, { signal })).rejects.toMatchObject({ code: 'NOTICE_OVER' })
    pair.pass(-1)
    expect(await undertake(asked, { signal })).toMatchObject({ type: 'AGREE' })
  })

  it.each(['withdrawn', 'released'] as const)(
    'that is withdrawn and released at the same moment is %s alone, at both ends',
    async (first) => {
      const said = await noticed()
      await pair.alpha.round()
      await agree(said)
      await collected()
      const open = await pair.alpha.open(said)
      const deps = ordersOf(pair.alpha)
      const { registry } = deps
      // Both have looked before either has placed anything; signing a withdrawal takes its officer's passphrase.
      const withdrawal = pair.alpha.say(say.withdrawNotice(open.state), open)
      const alone: typeof registry.alone = async (id, job) => {
        if (first === 'withdrawn') await withdrawal
        return registry.alone(id, job)
      }
      const letGo = release({ ...deps, registry: { ...registry, alone } }, open)
      const [withdrawn, released] = await Promise.allSettled([withdrawal, letGo])
      expect(withdrawn.status).toBe(first === 'withdrawn' ? 'fulfilled' : 'rejected')
      expect(released).toMatchObject({ value: { state: first === 'withdrawn' ? 'waiting' : 'released' } })
      await createStandingOrders(deps).attendAll()
      expect(await armed(said)).toBeUndefined()
      await pair.alpha.round()
      await pair.beta.round()
      const phase = first === 'withdrawn' ? 'WITHDRAWN' : 'UNDERTAKEN'
      expect(await phases(said)).toEqual([phase, phase])
      expect((await pair.beta.open(said)).state.chains.originator.head?.seq).toBe(2)
    },
  )

  it('of an exchange that is kept apart is left as it is, and released once it is back among the others', async () => {
    const said = await noticed()
    await pair.alpha.round()
    await agree(said)
    await collected()
    const { recovery } = pair.alpha.desk.deps
    const orders = createStandingOrders(ordersOf(pair.alpha))
    await recovery.setApart(said.exchangeId, true)
    await orders.attendAll()
    expect(await armed(said)).toMatchObject({ state: 'ARMED' })
    await recovery.setApart(said.exchangeId, false)
    await orders.attendAll()
    expect(await armed(said)).toBeUndefined()
  })

  it('that a new notice has replaced is not held by the release of the old one', async () => {
    const said = await noticed()
    await pair.alpha.round()
    await agree(said)
    await collected()
    const before = await pair.alpha.open(said)
    await offering.noticed(pair, 14 * day, said)
    expect(await release(ordersOf(pair.alpha), before)).toEqual({ state: 'waiting' })
    expect((await armed(said))?.state).toBe('ARMED')
  })

  it('is disarmed when the notice is declined, and when its date has passed', async () => {
    const declined = await noticed()
    await pair.alpha.round()
    const exchange = await pair.beta.open(declined)
    await reply(pair.beta.desk.deps, exchange, {
      ...{ type: 'DECLINE' as const, terms: { notice: disclosureHash(exchange), reason: 5 } },
      ...{ body: undefined, officer: await offering.officerOf(pair.beta) },
    })
    await collected()
    const lapsed = await noticed(day)
    pair.pass(2 * day)
    await createStandingOrders(ordersOf(pair.alpha)).attendAll()
    expect([await armed(declined), await armed(lapsed)]).toEqual([undefined, undefined])
    expect(phaseOf((await pair.alpha.open(lapsed)).state)).toBe('LAPSED')
  })

  it('that comes after the undertaking has run out is said to be late, and stays closed', async () => {
    const said = await noticed()
    await pair.alpha.round()
    await agree(said, 3 * hour)
    await collected()
    const { deps } = pair.alpha.desk
    const open = await pair.alpha.open(said)
    const waiting = await armed(said)
    const undertaking = viewOf(open.state).undertaking?.entry.statement
    if (waiting === undefined || undertaking === undefined) throw new Error('it was agreed to')
    pair.pass(4 * hour)
    // A node that does not look at dates: ours would have held it.
    const { statement, content, officer } = waiting
    const to = counterpart(deps, open)
    await place(deps, {
      ...({ type: 'DISCLOSURE', to, exchangeId: open.id, statement, content, officer } as const),
      ...{ undertaking: fromHex(undertaking) },
    })
    await pair.alpha.round()
    await createStandingOrders(ordersOf(pair.beta)).attendAll()
    expect(phaseOf((await pair.beta.open(said)).state)).toBe('DISCLOSED')
  })
})
