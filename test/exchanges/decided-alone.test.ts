// What takes content from the node is decided when the passphrase is proven, and nothing comes between that and the ledger.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import type { RouteName } from '../../node/api/contract.ts'
import { appoint } from '../desk/desk.ts'
import { openTrio, told, type Trio } from '../lineage/trio.ts'
import { story } from '../messages/drafts.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const reason = 'for the prosecutor'

let trio: Trio
let first: string
/** What happens while a passphrase of B is tried. */
let meanwhile: () => Promise<unknown>
beforeAll(async () => {
  trio = await openTrio()
  const { a, b } = trio.nodes
  await appoint(b.desk, head, { power: 'HEAD' })
  ;[first = ''] = await told(trio, a, [b])
  const { keyring } = b.desk.deps
  const withOfficer = keyring.withOfficer.bind(keyring)
  meanwhile = () => Promise.resolve()
  Object.assign(keyring, {
    withOfficer: async (...args: Parameters<typeof withOfficer>) => {
      await meanwhile()
      return withOfficer(...args)
    },
  })
})
afterAll(() => trio[Symbol.asyncDispose]())

const decided = { as: head, reason, decides: ['CONF:CONTENT'] }
const ways: readonly (readonly [RouteName, object])[] = [
  ['print', decided],
  ['open', { as: head, decides: [] }],
  ['open', { ...decided, export: true }],
  ['exportDossier', { ...decided, content: true }],
]

test('an officer who opens what somebody makes a draft of keeps nobody waiting, whoever is first', async () => {
  const { b, c } = trio.nodes
  const { id } = await b.ask('draftNew', { body: { from: [first] } })
  const params = { draft: id }
  const { document } = await b.ask('draftShow', { params })
  const written = { to: [c.id], conditions: [...document.conditions, 'BIND:BY-LAW'], disclosure: story }
  await b.ask('draftEdit', { params, body: { document: written } })
  await b.ask('draftSubmit', { params, body: { as: b.desk.people.ana } })
  await b.ask('draftApprove', { params, body: { as: b.desk.people.bo } })
  const [opened, { sent }] = await Promise.all([
    b.say('open', first, { as: head }),
    b.ask('send', { params, body: { as: b.desk.people.ana, purpose: 'CRIM-INV' } }),
  ])
  expect([opened.exchange, sent.length]).toEqual([first, 1])
})

test.each(ways)('%s is denied by a recall that came while the passphrase was tried', async (way, body) => {
  const { a, b } = trio.nodes
  const [exchange = ''] = await told(trio, a, [b])
  await b.say(way, exchange, body)
  meanwhile = async () => {
    meanwhile = () => Promise.resolve()
    await a.say('recall', exchange, { mode: 'DELETE' })
    await trio.deliver()
  }
  await expect(b.say(way, exchange, body)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
  expect((await b.ask('show', { params: { exchange } })).matters).not.toEqual([])
})

test('what is put on paper is decided and entered in one turn with its exchange', async () => {
  const { a, b } = trio.nodes
  const [exchange = ''] = await told(trio, a, [b])
  const { registry } = b.desk.deps
  const asked: string[] = []
  const alone = registry.alone.bind(registry)
  Object.assign(registry, {
    alone: (id: Uint8Array, work: () => Promise<unknown>) => {
      asked.push(toHex(id))
      return alone(id, work)
    },
  })
  await b.say('print', exchange, decided)
  Object.assign(registry, { alone })
  expect(asked).toEqual([exchange])
})
