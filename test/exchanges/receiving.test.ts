import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { receive } from '../../node/exchanges/receive.ts'
import { createRegistry } from '../../node/exchanges/registry.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { layout } from '../../node/store/index.ts'
import { phaseOf, stateHash, viewOf } from '../../protocol/index.ts'
import { appoint } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { disclosureUnder, openPair, underWay, type Pair } from './pair.ts'

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
})
afterAll(() => pair[Symbol.asyncDispose]())

const ledgerOf = ({ desk }: Pair['beta']) => desk.deps.store.ledger.frontier.size
function ordersOf({ desk }: Pair['alpha']) {
  const nothing = () => Promise.resolve()
  return createStandingOrders({ ...desk.deps, requireApproved: nothing, wait: nothing })
}

/** What an officer says who is entitled to disclose, and to nothing else. */
const clerk = { officer: 'clerk', passphrase: 'one stamp, one drawer' }

describe('a placement that comes again', () => {
  test('gets the receipt it got for a minute, without a commit, and then one a minute', async () => {
    await pair.alpha.say(disclosureUnder())
    await pair.alpha.round()
    const [sent] = pair.posted.filter(({ to }) => to === 'beta')
    const again = () => receive(pair.beta.desk.deps, sent?.envelope ?? new Uint8Array(0))
    const before = ledgerOf(pair.beta)
    for (let time = 0; time < 5; time += 1) expect(await again()).toMatchObject({ status: 'DUPLICATE' })
    expect(ledgerOf(pair.beta)).toBe(before)

    pair.pass(60_000)
    await again()
    const after = ledgerOf(pair.beta)
    expect(after).toBeGreaterThan(before)
    pair.pass(59_000)
    await again()
    expect(ledgerOf(pair.beta)).toBe(after)
  })

  test('and was refused is answered so again, not as if it was stored', async () => {
    const said = await underWay(pair)
    await appoint(pair.alpha.desk, { ...clerk, officer: 'usher' }, { statementTypes: ['DISCLOSURE'] })
    const exchange = await pair.alpha.open(said)
    await pair.alpha.say(say.question(exchange.state), exchange, { ...clerk, officer: 'usher' })
    pair.posted.length = 0
    await pair.alpha.round()
    const again = () => receive(pair.beta.desk.deps, pair.posted[0]?.envelope ?? new Uint8Array(0))
    expect(await again()).toMatchObject({ status: 'REJECTED' })
    pair.pass(60_000)
    expect(await again()).toMatchObject({ status: 'REJECTED' })
  })
})

describe('a statement of an officer who was not entitled', () => {
  test('keeps its place without effect, so that what follows is taken in, at both sides', async () => {
    const { alpha, beta } = pair
    const said = await underWay(pair)
    await appoint(alpha.desk, clerk, { statementTypes: ['DISCLOSURE'] })
    const there = await alpha.open(said)
    const refused = await alpha.say(say.question(there.state), there, clerk)
    const next = await alpha.open(said)
    const asked = await alpha.say(say.question(next.state), next)
    await alpha.round()
    // Both went at once: if the second was there first, it is asked for again.
    pair.pass(5_000)
    await alpha.round()
    expect(await alpha.delivery(refused)).toBe('rejected: NOT_TRUSTED')
    expect(await alpha.delivery(asked)).toBe('delivered')

    const owedAt = async ({ open }: Pair['beta']) =>
      viewOf((await open(said)).state).owed.map(({ entry }) => entry.statement)
    const onlyTheSecond = [Buffer.from(asked.statementHash).toString('hex')]
    expect(await owedAt(beta)).toEqual(onlyTheSecond)
    // The refusal is on disk: another start of the node has it too.
    const restarted = await createRegistry(beta.desk.deps.store).open(said.exchangeId)
    expect(viewOf(restarted.state).owed).toHaveLength(1)

    const exchange = await beta.open(said)
    await beta.say(say.ack(exchange.state), exchange)
    await beta.round()
    await alpha.round()
    expect(await owedAt(alpha)).toEqual(onlyTheSecond)
    const [here, other] = [await alpha.open(said), await beta.open(said)]
    expect(stateHash(here.state)).toBe(stateHash(other.state))
    const again = await createRegistry(beta.desk.deps.store).open(said.exchangeId)
    expect(stateHash(again.state)).toBe(stateHash(other.state))
  })

  test('is listed by the node itself where nobody has anything to say, and both come to the same', async () => {
    const { alpha, beta } = pair
    const said = await alpha.say(disclosureUnder())
    await alpha.round()
    await appoint(beta.desk, clerk, { statementTypes: ['DISCLOSURE'] })
    const there = await beta.open(said)
    const undertaken = await beta.say(say.conditionsRead(there.state), there, clerk)
    await beta.round()
    expect(await beta.delivery(undertaken)).toBe('rejected: NOT_TRUSTED')
    expect(phaseOf((await beta.open(said)).state)).toBe('UNDERTAKEN')

    const orders = ordersOf(alpha)
    await orders.attendAll()
    await orders.attendAll()
    await alpha.round()
    const both = [(await alpha.open(said)).state, (await beta.open(said)).state]
    expect(both.map(phaseOf)).toEqual(['DISCLOSED', 'DISCLOSED'])
    expect(both.map(({ chains }) => chains.originator.head?.seq)).toEqual([2, 2])
    expect(new Set(both.map(stateHash)).size).toBe(1)

    const again = await beta.open(said)
    const entitled = await beta.say(say.conditionsRead(again.state), again)
    await beta.round()
    expect(await beta.delivery(entitled)).toBe('delivered')
    expect(phaseOf((await alpha.open(said)).state)).toBe('UNDERTAKEN')
  })

  test('has no body at the side that refuses it', async () => {
    const bodies = await bodiesOf(pair.beta)
    const said = await underWay(pair)
    const there = await pair.alpha.open(said)
    await pair.alpha.say(say.question(there.state), there, clerk)
    await pair.alpha.round()
    expect(await bodiesOf(pair.beta)).toBe(bodies + 1)
  })

  test('begins no exchange where it is a disclosure', async () => {
    const acks = { officer: 'acks', passphrase: 'received with thanks' }
    await appoint(pair.alpha.desk, acks, { statementTypes: ['ACK'] })
    const said = await pair.alpha.say(disclosureUnder(), undefined, acks)
    await pair.alpha.round()
    expect(await pair.alpha.delivery(said)).toBe('rejected: NOT_TRUSTED')
    await expect(pair.beta.open(said)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

/** Bodies that a node took in, of all its exchanges. */
async function bodiesOf({ desk }: Pair['beta']): Promise<number> {
  let count = 0
  for await (const { caseId } of desk.deps.registry.all()) {
    for await (const row of desk.deps.store.range(layout.deskBodies.all(caseId)))
      count += row.key.length > 0 ? 1 : 0
  }
  return count
}
