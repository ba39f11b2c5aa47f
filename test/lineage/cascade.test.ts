// A recall or a correction goes to everybody who got what was made from it, under one id; loops end, and silence shows.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { neighbour } from '../desk/desk.ts'
import { openTrio, told, type Trio, type TrioNode } from './trio.ts'

let trio: Trio
let silent: { readonly id: string }
beforeAll(async () => {
  trio = await openTrio()
  silent = await neighbour(trio.nodes.b.desk, 'silent', { name: 'Prosecutor', country: 'XB' })
})
afterAll(() => trio[Symbol.asyncDispose]())

const matters = async ({ ask }: TrioNode, exchange: string) =>
  (await ask('show', { params: { exchange } })).matters.map(({ kind, state }) => `${kind} ${state}`)
const about = async ({ ask }: TrioNode, exchange: string) =>
  (await ask('show', { params: { exchange } })).matters.map((one) => one.about)
const lastTerms = async ({ ask }: TrioNode, exchange: string) =>
  (await ask('show', { params: { exchange } })).messages.at(-1)?.terms
const toDo = async ({ ask }: TrioNode) =>
  (await ask('deadlines', { query: { limit: 50 } })).items
    .filter(({ side }) => side === 'ours')
    .map(({ duty, exchange }) => `${duty} ${exchange}`)

test('B to C to B: each passes it on once, the loop ends with what was answered, and all comes to its end', async () => {
  const { a, b, c } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const [second = ''] = await told(trio, b, [c], first)
  const [third = ''] = await told(trio, c, [b], second)
  await a.say('recall', first)
  await trio.deliver()
  expect(await toDo(b)).toContain(`PASS_ON ${first}`)
  // Nothing is answered over the head of somebody who was not told.
  await expect(b.say('recallResult', first, { result: 'DELETED' })).rejects.toMatchObject({ code: 'NOT_NOW' })

  const one = await b.say('recallPassOn', first)
  expect(one.passed.map(({ exchange, type }) => [exchange, type])).toEqual([[second, 'RECALL']])
  await trio.deliver()
  const other = await c.say('recallPassOn', second)
  expect([other.cascade, other.passed.map(({ exchange }) => exchange)]).toEqual([one.cascade, [third]])
  await trio.deliver()
  expect(await about(b, third)).toMatchObject([{ type: 'RECALL', cascade: one.cascade, mode: 'DELETE' }])
  // Here it began: what came back goes no further, and once more does no harm.
  expect(await b.say('recallPassOn', third)).toMatchObject({ passed: [], known: [] })
  expect(await b.say('recallPassOn', first)).toMatchObject({ passed: [], known: [{ exchange: second }] })
  expect(await toDo(b)).not.toContain(`PASS_ON ${first}`)

  // Each hop is to answer before the one above it.
  const dates = [await about(b, first), await about(c, second), await about(b, third)]
  const by = dates.slice(1).map(([terms]) => (terms && 'replyBy' in terms ? terms.replyBy : undefined))
  expect(by).toEqual([...by].sort().reverse())
  expect(by.every((time) => time !== undefined)).toBe(true)

  // What came back cannot be answered with what was never said.
  await expect(b.say('recallResult', third)).rejects.toMatchObject({ errors: [{ pointer: '/result' }] })
  await b.say('recallResult', first, { result: 'DELETED', complete: true })
  expect(await lastTerms(b, first)).toMatchObject({ complete: false, passed: 1, silent: 1 })
  await b.say('recallResult', third)
  expect(await lastTerms(b, third)).toMatchObject({ result: 'DELETED', complete: true, passed: 0, silent: 0 })
  await trio.deliver()
  await c.say('recallResult', second, { result: 'DELETED' })
  expect(await lastTerms(c, second)).toMatchObject({ complete: true, passed: 1, silent: 0 })
  await trio.deliver()
  await b.say('recallResult', first, { result: 'DELETED' })
  await trio.deliver()
  expect(await lastTerms(a, first)).toMatchObject({ complete: true, passed: 2, silent: 0 })
  for (const [node, exchange] of [
    [a, first],
    [c, second],
    [b, third],
  ] as const)
    expect(await matters(node, exchange)).toEqual([])
})

test('who does not answer is counted, there and beyond, and completed when it does', async () => {
  const { a, b, c } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const [second = '', unheard = ''] = await told(trio, b, [c, silent], first)
  await a.say('recall', first, { mode: 'RESTRICT' })
  await trio.deliver()
  expect((await b.say('recallPassOn', first)).passed.map(({ exchange }) => exchange).sort()).toEqual(
    [second, unheard].sort(),
  )
  await trio.deliver()
  await b.say('recallResult', first, { result: 'RESTRICTED' })
  expect(await lastTerms(b, first)).toMatchObject({ complete: false, passed: 2, silent: 2 })
  // C has three beyond it that are silent.
  await c.say('recallResult', second, { result: 'RESTRICTED', complete: false, passed: 3, silent: 3 })
  await trio.deliver()
  await b.say('recallResult', first, { result: 'RESTRICTED' })
  expect(await lastTerms(b, first)).toMatchObject({ complete: false, passed: 5, silent: 4 })
  await c.say('recallResult', second, { result: 'RESTRICTED', passed: 3 })
  await trio.deliver()
  await b.say('recallResult', first, { result: 'RESTRICTED' })
  await trio.deliver()
  expect(await lastTerms(a, first)).toMatchObject({ complete: false, passed: 5, silent: 1 })
  expect(await matters(a, first)).toEqual(['RECALL PARTIAL'])
})

test('a correction goes around three receivers once, for the item it is about', async () => {
  const { a, b, c } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const [second = ''] = await told(trio, b, [c], first)
  const [third = ''] = await told(trio, c, [b], second)
  const { state } = await a.desk.deps.registry.open(Buffer.from(first, 'hex'))
  const item = Buffer.from(state.disclosures?.latest.items[0]?.itemId ?? []).toString('hex')
  await a.say('correct', first, { item })
  await trio.deliver()
  const { cascade } = await b.say('recallPassOn', first)
  await trio.deliver()
  expect(await about(c, second)).toMatchObject([{ type: 'CORRECT', item, cascade }])
  await c.say('recallPassOn', second)
  await trio.deliver()
  expect((await b.say('recallPassOn', third)).passed).toEqual([])
  await b.say('recallResult', first, { result: 'CORRECTED' })
  await b.say('recallResult', third)
  await trio.deliver()
  await c.say('recallResult', second, { result: 'CORRECTED' })
  await trio.deliver()
  await b.say('recallResult', first, { result: 'CORRECTED' })
  await trio.deliver()
  expect(await matters(a, first)).toEqual([])
})

const itemsOf = async ({ desk }: TrioNode, exchange: string) => {
  const { state } = await desk.deps.registry.open(Buffer.from(exchange, 'hex'))
  return (state.disclosures?.latest.items ?? []).map(({ itemId }) => Buffer.from(itemId).toString('hex'))
}

test('what is known is the cascade and the item: the same id about another item is answered anew', async () => {
  const { a, b } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const [second = ''] = await told(trio, a, [b])
  const [third = ''] = await told(trio, a, [b])
  const [one = '', other = ''] = await itemsOf(a, first)
  await a.say('correct', first, { item: one })
  await trio.deliver()
  const [terms] = await about(b, first)
  const cascade = terms && 'cascade' in terms ? terms.cascade : ''
  await b.say('recallResult', first, { result: 'CORRECTED' })
  await a.say('correct', second, { item: other, cascade })
  await a.say('correct', third, { item: one, cascade })
  await trio.deliver()
  await expect(b.say('recallResult', second)).rejects.toMatchObject({ errors: [{ pointer: '/result' }] })
  await b.say('recallResult', third)
  expect(await lastTerms(b, third)).toMatchObject({ result: 'CORRECTED', complete: true })
})

test('to pass on some items is not to pass on the others', async () => {
  const { a, b, c } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const [second = ''] = await told(trio, b, [c], first)
  const [one = '', other = ''] = (await itemsOf(a, first)).toSorted()
  await a.say('recall', first, { items: [one, other] })
  await trio.deliver()
  await b.say('recallPassOn', first, { to: second, items: [other] })
  expect(await toDo(b)).toContain(`PASS_ON ${first}`)
  await expect(b.say('recallResult', first, { result: 'RESTRICTED' })).rejects.toMatchObject({
    code: 'NOT_NOW',
  })
  expect((await b.say('recallPassOn', first)).passed).toHaveLength(1)
  await trio.deliver()
  expect((await about(c, second)).map((terms) => 'items' in terms && terms.items)).toEqual([[other], [one]])
  expect(await toDo(b)).not.toContain(`PASS_ON ${first}`)
  expect((await b.say('recallPassOn', first)).passed).toEqual([])
})

const named = async ({ ask }: TrioNode, exchange: string, mode: string) => {
  const { matters: all } = await ask('show', { params: { exchange } })
  return all.find(({ about: terms }) => 'mode' in terms && terms.mode === mode)?.id ?? ''
}

test('who was told to keep it and not use it is not told to delete it: the stricter recall goes on too', async () => {
  const { a, b, c } = trio.nodes
  const [first = ''] = await told(trio, a, [b])
  const [second = ''] = await told(trio, b, [c], first)
  const cascade = 'ab'.repeat(16)
  await a.say('recall', first, { mode: 'RESTRICT', cascade })
  await trio.deliver()
  await b.say('recallPassOn', first)
  await b.say('recallResult', first, { result: 'RESTRICTED' })
  await a.say('recall', first, { mode: 'DELETE', cascade })
  await trio.deliver()
  const matter = await named(b, first, 'DELETE')
  expect(await toDo(b)).toContain(`PASS_ON ${first}`)
  // What was answered to the restriction answers nothing of this.
  await expect(b.say('recallResult', first, { matter })).rejects.toMatchObject({
    errors: [{ pointer: '/result' }],
  })
  await expect(b.say('recallResult', first, { matter, result: 'DELETED' })).rejects.toMatchObject({
    code: 'NOT_NOW',
  })
  expect((await b.say('recallPassOn', first, { matter })).passed).toMatchObject([{ exchange: second }])
  expect(await toDo(b)).not.toContain(`PASS_ON ${first}`)
  await trio.deliver()
  expect(await about(c, second)).toMatchObject([{ mode: 'RESTRICT' }, { mode: 'DELETE' }])
  await b.say('recallResult', first, { matter, result: 'DELETED' })
  expect(await lastTerms(b, first)).toMatchObject({ complete: false, passed: 1, silent: 1 })
})

test('who recalls something else under the id of a cascade is not answered out of it', async () => {
  const { a, b, c } = trio.nodes
  const [one = ''] = await told(trio, a, [b])
  const [other = ''] = await told(trio, c, [b])
  const [more = ''] = await told(trio, a, [b])
  const cascade = 'cd'.repeat(16)
  await a.say('recall', one, { cascade })
  await trio.deliver()
  await b.say('recallResult', one, { result: 'DELETED', used: true })
  await c.say('recall', other, { cascade })
  await a.say('recall', more, { cascade })
  await trio.deliver()
  // Nobody here has looked at what C recalls, nor at the other disclosure of A.
  for (const exchange of [other, more])
    await expect(b.say('recallResult', exchange)).rejects.toMatchObject({ errors: [{ pointer: '/result' }] })
})

test('whose date has passed is counted as silent, and when it answers the whole answer is owed', async () => {
  const { a, b, c } = trio.nodes
  const hour = 60 * 60 * 1000
  const [first = ''] = await told(trio, a, [b])
  const [second = ''] = await told(trio, b, [c], first)
  const replyBy = new Date(a.desk.clock.nowMs + 4 * hour).toISOString()
  await a.say('recall', first, { mode: 'RESTRICT', replyBy })
  await trio.deliver()
  await b.say('recallPassOn', first)
  await trio.deliver()
  const owed = `REPORT_ANSWERS ${first}`
  expect(await toDo(b)).not.toContain(owed)
  for (const { desk } of [a, b, c]) desk.clock.nowMs += 3 * hour
  expect(await toDo(b)).toContain(owed)
  await b.say('recallResult', first, { result: 'RESTRICTED' })
  expect(await lastTerms(b, first)).toMatchObject({ complete: false, passed: 1, silent: 1 })
  expect(await toDo(b)).not.toContain(owed)
  await c.say('recallResult', second, { result: 'RESTRICTED' })
  await trio.deliver()
  expect(await toDo(b)).toContain(owed)
  await b.say('recallResult', first, { result: 'RESTRICTED' })
  expect(await lastTerms(b, first)).toMatchObject({ complete: true, passed: 1, silent: 0 })
  expect(await toDo(b)).not.toContain(owed)
})
