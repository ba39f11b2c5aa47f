// What cannot be taken back is fetched for first, over real sockets: at a relay, or of the other institution itself.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { startNode } from '../../node/node.ts'
import { officers } from '../faults/content.ts'
import { makeNetwork, withListeners, type MadeNetwork } from '../faults/network.ts'
import { disclosedOf } from '../../protocol/index.ts'
import { floorCost, passphrase, temporaryFolder } from '../store/support.ts'
import { isOutboxEmpty, openDesk, type Desk } from './desk.ts'

const scope = { purpose: 'CRIM-TRIAL', proceeding: 'case 44/2026' }
const court = { operation: 'EVID', ...scope }
const nobody = /withdrawal may be waiting, and neither a relay nor the originator answered/

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let network: MadeNetwork
beforeAll(async () => {
  folder = await temporaryFolder()
  const made = await makeNetwork(join(folder.path, 'made'), { disclosures: 1, offers: 0 })
  network = await withListeners(made, join(folder.path, 'network'))
}, 60_000)
afterAll(() => folder[Symbol.asyncDispose]())

const start = (name: 'alpha' | 'beta') => openDesk(join(network.folder, name), network.listen[name])

/** An item that could become evidence, by consent. */
async function evidenceIn({ node }: Desk, exchange: string): Promise<string> {
  const { state } = await node.exchange.registry.open(fromHex(exchange))
  const items = disclosedOf(state)?.items ?? []
  const found = items.find(({ tags }) => tags.every(({ code }) => !code.startsWith('EV:')))
  return toHex(found?.itemId ?? new Uint8Array(0))
}

test('an act that cannot be taken back waits for word of the originator, by a relay or from itself, and a withdrawal that waited is heard', async () => {
  let exchange = { exchange: '' }
  let consent = ''
  let item = ''
  const use = (beta: Desk) =>
    beta.ask('use', { params: exchange, body: { as: officers.beta, ...court, item } })
  {
    await using alpha = await start('alpha')
    await using beta = await start('beta')
    const params = { draft: network.drafts[0] ?? '' }
    const { sent } = await alpha.ask('send', { params, body: { as: officers.alpha } })
    exchange = { exchange: sent[0]?.exchange ?? '' }
    await alpha.once(() => isOutboxEmpty(alpha))
    await beta.ask('undertake', { params: exchange, body: { as: officers.beta } })
    item = await evidenceIn(beta, exchange.exchange)
    const asking = { as: officers.beta, ...court, items: [item] }
    const asked = await beta.ask('consentAsk', { params: exchange, body: asking })
    consent = asked.message
    await beta.once(() => isOutboxEmpty(beta))
    const until = '2099-01-01T00:00:00.000Z'
    const grant = { as: officers.alpha, matter: consent, ...scope, items: [item], uses: 0, until }
    await alpha.ask('consentGrant', { params: exchange, body: grant })
    await alpha.once(() => isOutboxEmpty(alpha))

    // No relay runs: the originator itself says that nothing is on its way.
    expect((await beta.ask('status')).relays.every(({ connected }) => !connected)).toBe(true)
    expect(await use(beta)).toMatchObject({ operation: 'EVID', consents: [consent] })
    await alpha[Symbol.asyncDispose]()
    await expect(use(beta)).rejects.toThrow(nobody)
  }

  await using relay = await startNode({
    ...{ dataDir: join(network.folder, 'relay-1'), passphrase, listen: network.listen['relay-1'] },
    ...{ cost: floorCost, log: () => undefined },
  })
  {
    await using beta = await start('beta')
    expect(await use(beta)).toMatchObject({ consents: [consent] })
  }
  {
    await using alpha = await start('alpha')
    const withdrawal = { as: officers.alpha, matter: consent }
    await alpha.ask('consentWithdraw', { params: exchange, body: withdrawal })
    await alpha.once(async () => {
      const { items } = await alpha.ask('outbox', { query: exchange })
      return items.some(({ state }) => state === 'handed-to-relay')
    })
  }
  await using beta = await start('beta')
  await expect(use(beta)).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    errors: expect.arrayContaining([expect.objectContaining({ code: 'CONSENT_NEEDED' })]) as unknown,
  })
  expect(relay.peerId).not.toBe('')
}, 60_000)
