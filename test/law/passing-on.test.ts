// What is made from a disclosure, and what becomes of it (docs/law.md).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrio, told, type Trio } from '../lineage/trio.ts'

let trio: Trio
beforeAll(async () => {
  trio = await openTrio()
})
afterAll(() => trio[Symbol.asyncDispose]())

test('UNCAC 46(5): what is made from a disclosure goes on under no weaker restrictions', async () => {
  const { a, b, c } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const { id } = await b.ask('draftNew', { body: { from: [first] } })
  const params = { draft: id }
  const { document } = await b.ask('draftShow', { params })
  const weaker = document.conditions.filter((tag) => !tag.startsWith('ONW:'))
  const conditions = [...weaker, 'ONW:LIST(XA,XB,XC)', 'BIND:BY-LAW']
  await b.ask('draftEdit', { params, body: { document: { ...document, to: [c.id], conditions } } })
  const { problems } = await b.ask('draftCheck', { params })
  expect(problems.filter(({ code }) => code === 'SOURCE_WEAKENED')).toMatchObject([
    { detail: 'ONW:LIST(XA,XB)', severity: 'error' },
  ])
})

test('Directive (EU) 2016/680 art. 7(3): a recall goes on to everyone who got what was made from it', async () => {
  const { a, b, c } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const [second = ''] = await told(trio, b, [c], first)
  await a.say('recall', first)
  await trio.deliver()
  await b.say('recallPassOn', first)
  await trio.deliver()
  await b.say('recallResult', first, { result: 'DELETED' })
  await c.say('recallResult', second, { result: 'DELETED' })
  await trio.deliver()
  expect((await a.ask('show', { params: { exchange: first } })).matters).toMatchObject([{ state: 'PARTIAL' }])
  await b.say('recallResult', first, { result: 'DELETED' })
  await trio.deliver()
  expect((await a.ask('show', { params: { exchange: first } })).matters).toEqual([])
})
