// What was built on a disclosure: kept with what made it, and found by whatever the originator says later.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { answers } from '../../node/answers/index.ts'
import { routes, type Asked, type RouteName, type UseCases } from '../../node/api/contract.ts'
import { createDeskUseCases } from '../../node/desk/use-cases.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { recallModes, retagModes } from '../../protocol/index.ts'
import { appoint, send, writeApproved } from '../desk/desk.ts'
import { said as saying } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { day, tell } from '../exchanges/consenting.ts'
import { disclosureUnder, openPair, type Pair } from '../exchanges/pair.ts'
import { bytesOf } from './items.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const context = { signal: new AbortController().signal }

let pair: Pair
let doors: UseCases
let of: Said
let exchange: string
let items: readonly string[]
beforeAll(async () => {
  pair = await openPair()
  const { alpha, beta } = pair
  await appoint(beta.desk, head, { power: 'HEAD' })
  const { id } = await writeApproved(alpha.desk, { to: [toHex(beta.desk.deps.self.institutionId)] })
  const [sent] = (await send(alpha.desk, id)).sent
  const [exchangeId, timeMs] = [fromHex(sent?.exchange ?? ''), pair.alpha.desk.clock.nowMs]
  of = { exchangeId, statementHash: exchangeId, placementHash: exchangeId, timeMs }
  await alpha.round()
  const there = await beta.open(of)
  await beta.say(say.conditionsRead(there.state), there)
  await beta.round()
  exchange = toHex(of.exchangeId)
  items = there.state.disclosures?.latest.items.map(({ itemId }) => toHex(itemId)) ?? []
  const deps = answerDepsOf(beta)
  doors = answers({
    ...deps,
    contacts: () => [{ relay: {} as never, connected: true, lastContactMs: beta.desk.clock.nowMs }],
    sync: { with: () => Promise.resolve({ reached: true, objects: 0 }) },
    officerCount: () => Promise.resolve(3),
    draftCount: () => Promise.resolve(0),
    desk: createDeskUseCases(beta.desk.deps),
  })
})
afterAll(() => pair[Symbol.asyncDispose]())

async function door(name: RouteName, parts: object) {
  const use = doors[name] as unknown as (asked: Asked<RouteName>, context: object) => Promise<unknown>
  const asked = { params: { exchange }, query: {}, body: {}, ...parts } as Asked<RouteName>
  return routes[name].response.parse(await use(asked, context))
}
const show = async (query: object = {}) =>
  (await door('show', { query })) as { built: object[]; matters: object[] }
const kinds = (built: readonly object[]) => built.map((one) => ('kind' in one ? one.kind : ''))

test('whatever leaves through a door stands with the disclosure, in the order it was made', async () => {
  const [first = '', second = ''] = items
  expect([first.length, second.length]).toEqual([32, 32])
  const decided = { export: true, reason: 'for the file', decides: ['CONF:CONTENT'] }
  await door('draftNew', { params: {}, body: { from: [`${exchange}/${first}`] } })
  pair.pass(1000)
  await door('open', { body: { as: head, ...decided } })
  pair.pass(1000)
  await door('exportDossier', { body: { as: head, content: true, decides: decided.decides } })
  pair.pass(1000)
  await door('use', { body: { as: head, operation: 'LEAD', item: second, decides: [] } })
  pair.pass(1000)
  // To read is to build nothing.
  await door('open', { body: { as: head, decides: [] } })
  const { built } = await show()
  expect(kinds(built)).toEqual(['draft', 'taken-out', 'dossier', 'use'])
  expect(kinds((await show({ item: first })).built)).toEqual(['draft', 'taken-out', 'dossier'])
  expect(kinds((await show({ item: second })).built)).toEqual(['taken-out', 'dossier', 'use'])
})

test('a recall lists exactly what it reaches, and the draft stands among what is to be done', async () => {
  const [first = '', second = ''] = items
  const terms = { cascadeId: say.bytesFor('c', 16), mode: recallModes.DELETE, replyByMs: of.timeMs + 9 * day }
  const recall = await tell(pair, 'alpha', of, saying('RECALL', { ...terms, items: [fromHex(first)] }))
  const { matters } = await show()
  const reaches = matters.flatMap((one) => ('reaches' in one ? [one.reaches as object[]] : []))
  expect(reaches.map(kinds)).toEqual([['draft', 'taken-out', 'dossier']])
  const owed = (await door('deadlines', { params: {}, query: { limit: 50 } })) as {
    items: { duty: string }[]
  }
  expect(owed.items.filter(({ duty }) => duty === 'SETTLE_DRAFT')).toMatchObject([
    { exchange, message: recall, by: new Date(terms.replyByMs).toISOString(), side: 'ours' },
  ])
  await tell(pair, 'alpha', of, saying('CORRECT', { ...terms, itemId: fromHex(second) }))
  const all = (await show()).matters.flatMap((one) => ('reaches' in one ? [one.reaches as object[]] : []))
  expect(all.map(kinds)).toContainEqual(['taken-out', 'dossier', 'use'])
})

test('what is told of a party without a node stands with the rest, and a change of conditions reaches all of it', async () => {
  await tell(pair, 'beta', of, saying('PASSED_ON', { matter: undefined, items: [], recipient: 'org:court' }))
  await tell(pair, 'alpha', of, {
    ...saying('RETAG', { mode: retagModes.TIGHTEN, items: [] }),
    conditions: bytesOf(disclosureUnder()),
  })
  const { built, matters } = await show()
  expect(built.at(-1)).toMatchObject({ kind: 'passed-on', recipient: 'org:court' })
  const retag = matters.find((one) => 'kind' in one && one.kind === 'RETAG')
  expect(retag).toMatchObject({ reaches: built })
})
