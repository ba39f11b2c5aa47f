// What an institution says by itself: who may read more than the desk, and tags of its own that two officers take back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { answerReceiving } from '../../node/answers/receiving.ts'
import { routes, type Asked } from '../../node/api/contract.ts'
import { answerPolicy } from '../../node/answers/policy.ts'
import { answerOwnLaw } from '../../node/uses/own-law.ts'
import { leftToErase } from '../../node/uses/retention.ts'
import { decodeFacts } from '../../node/ledger/ledger.ts'
import { layout } from '../../node/store/index.ts'
import { decodeFact, mostFactBytes, readFields } from '../../protocol/index.ts'
import { appoint, ask, byLaw, send, writeApproved } from '../desk/desk.ts'
import * as say from '../exchange/sayings.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'

const head = { officer: 'head', passphrase: 'the tide comes in at five' }
const context = { signal: new AbortController().signal }
const day = 24 * 60 * 60 * 1000

let pair: Pair
let exchange: string
beforeAll(async () => {
  pair = await openPair()
  const { alpha, beta } = pair
  await appoint(beta.desk, head, { power: 'HEAD' })
  const { id } = await writeApproved(alpha.desk, {
    to: [toHex(beta.desk.deps.self.institutionId)],
    conditions: [...byLaw, 'SEC:PRIVILEGE'],
  })
  const { sent } = await send(alpha.desk, id)
  exchange = sent[0]?.exchange ?? ''
  await alpha.round()
  const there = await beta.desk.deps.registry.open(fromHex(exchange))
  await beta.say(say.conditionsRead(there.state), there)
})
afterAll(() => pair[Symbol.asyncDispose]())

type Person = typeof head
const people = () => pair.beta.desk.people
const lift = (as: Person, tag: string) =>
  answerOwnLaw(answerDepsOf(pair.beta)).lift({ params: { exchange }, query: {}, body: { as, tag } }, context)
const tighten = (as: Person, ...tags: string[]) =>
  answerOwnLaw(answerDepsOf(pair.beta)).tighten(
    { params: { exchange }, query: {}, body: { as, tags } },
    context,
  )
const open = (as: Person) =>
  answerReceiving(answerDepsOf(pair.beta)).open(
    { params: { exchange }, query: {}, body: routes.open.body.parse({ as }) },
    context,
  )
const role = (as: Person, officer: string, roles: Asked<'officerRole'>['body']['roles']) =>
  ask(pair.beta.desk, 'officerRole', { params: { officer }, body: { as, roles } })

async function may(operation: 'DOM' | 'LEAD' | 'RETAIN'): Promise<readonly string[]> {
  const query = { operation, purpose: 'CRIM-INV' } as const
  const asked = { params: { exchange }, query, body: {} }
  const { because } = await answerPolicy(answerDepsOf(pair.beta)).may(asked, context)
  return because.map(({ tag }) => tag)
}

async function ledger(): Promise<readonly string[]> {
  const found: string[] = []
  for await (const { key, value } of pair.beta.desk.deps.store.range(layout.ledgerFacts.all()))
    for (const { record } of decodeFacts(readFields(key).u64(), value, mostFactBytes)) {
      const { type, codes = [] } = decodeFact(record).fact
      found.push([type, ...codes].join(' '))
    }
  return found
}

test('what a privilege covers opens for the officer whom the head put in the filter, and for no other', async () => {
  const { ana, bo } = people()
  const privileged = { because: expect.arrayContaining([{ tag: 'SEC:PRIVILEGE' }]) as unknown }
  for (const as of [ana, bo, head]) await expect(open(as)).rejects.toMatchObject(privileged)
  await expect(role(bo, ana.officer, ['privilege-filter'])).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  await expect(role({ ...head, passphrase: 'another' }, ana.officer, ['privilege-filter'])).rejects.toThrow()
  expect(await role(head, ana.officer, ['privilege-filter'])).toMatchObject({ roles: ['privilege-filter'] })
  expect((await ledger()).at(-1)).toBe('role-changed ROLES PRIVILEGE-FILTER')
  // One of its items is about a witness, and that is another role.
  await expect(open(ana)).rejects.toMatchObject({ because: [{ tag: 'DP:WITNESS' }] })
  await role(head, ana.officer, ['privilege-filter', 'protected-data'])
  expect(await open(ana)).toMatchObject({ body: { schema: 'sponte/disclosure/1' } })
  await expect(open(bo)).rejects.toMatchObject(privileged)
  // Taken away again; another role is not this one.
  await role(head, ana.officer, ['protected-data'])
  await expect(open(ana)).rejects.toMatchObject(privileged)
})

test('a head of the desk puts nobody in the filter under its own name: another head does', async () => {
  const other = { officer: 'other head', passphrase: 'the moon goes down at six' }
  await expect(role(head, head.officer, ['privilege-filter'])).rejects.toMatchObject({
    code: 'NOT_EMPOWERED',
  })
  await expect(role(head, head.officer.toUpperCase(), [])).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  await appoint(pair.beta.desk, other, { power: 'HEAD' })
  expect(await role(other, head.officer, ['privilege-filter'])).toMatchObject({ roles: ['privilege-filter'] })
  expect(await role(other, head.officer, [])).toMatchObject({ roles: [] })
})

test('a tag of our own is taken back by two officers, one of whom is not enough', async () => {
  const { ana, bo } = people()
  await tighten(ana, 'ACT:NONE')
  expect(await may('LEAD')).toContain('ACT:NONE')
  expect(await lift(ana, 'ACT:NONE')).toMatchObject({ lifted: false })
  await expect(lift(ana, 'ACT:NONE')).rejects.toMatchObject({ code: 'FOUR_EYES' })
  expect(await may('LEAD')).toContain('ACT:NONE')
  // Said anew meanwhile: the first has to ask again.
  await tighten(bo, 'ACT:NONE')
  expect(await lift(bo, 'ACT:NONE')).toMatchObject({ lifted: false })
  expect(await lift(ana, 'ACT:NONE')).toMatchObject({ lifted: true, tag: 'ACT:NONE' })
  expect(await may('LEAD')).not.toContain('ACT:NONE')
  const said = (await ledger()).filter((entry) => /^(loosened|decided)/.test(entry))
  expect(said).toEqual(['decided LIFT ACT:NONE', 'decided LIFT ACT:NONE', 'loosened ACT:NONE'])
})

test('what the originator says stands, though we said the same and took ours back', async () => {
  const { ana, bo } = people()
  await expect(lift(ana, 'ONW:CONSENT')).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  await tighten(ana, 'SEC:PRIVILEGE')
  await lift(ana, 'SEC:PRIVILEGE')
  expect(await lift(bo, 'SEC:PRIVILEGE')).toMatchObject({ lifted: true })
  await expect(open(bo)).rejects.toMatchObject({
    because: expect.arrayContaining([{ tag: 'SEC:PRIVILEGE' }]) as unknown,
  })
  await expect(lift(bo, 'SEC:PRIVILEGE')).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
})

test('a hold is taken back so too, and then it is erased on its day as before', async () => {
  const { ana, bo } = people()
  const { deps } = pair.beta.desk
  const left = async () => leftToErase(deps, await deps.registry.open(fromHex(exchange)))
  const before = await left()
  await tighten(ana, 'RET:HOLD(legal-claim)')
  expect(await left()).toBeUndefined()
  await lift(ana, 'RET:HOLD(legal-claim)')
  expect(await left()).toBeUndefined()
  pair.pass(day)
  await lift(bo, 'RET:HOLD(legal-claim)')
  expect(await left()).toEqual(before)
})
