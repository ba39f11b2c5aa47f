// A draft that is made from what another institution disclosed: its conditions, its consents, its recalls.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import type { Asked } from '../../node/api/contract.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { madeFrom } from '../../node/lineage/built.ts'
import { operationNumbers, purposeNumbers, retagModes } from '../../protocol/index.ts'
import { appoint, ask, byLaw, neighbour, send, type TestDesk } from '../desk/desk.ts'
import { said as saying } from '../exchange/matter-sayings.ts'
import { bytesFor } from '../exchange/sayings.ts'
import * as say from '../exchange/sayings.ts'
import { useFactsOf } from '../exchanges/answer-deps.ts'
import { consented, tell } from '../exchanges/consenting.ts'
import { disclosureUnder, openPair, type Pair } from '../exchanges/pair.ts'
import { bytesOf, withItems } from './items.ts'
import { story } from '../messages/drafts.ts'

let pair: Pair
let desk: TestDesk
let court: { readonly id: string }
const head = { officer: 'head', passphrase: 'the tide comes in at five' }
beforeAll(async () => {
  pair = await openPair()
  desk = pair.beta.desk
  court = await neighbour(desk, 'court', { name: 'Prosecutor', country: 'XC' })
  await appoint(desk, head, { power: 'HEAD' })
  desk.relays.fetchedMs = desk.clock.nowMs
})
afterAll(() => pair[Symbol.asyncDispose]())

/** Alpha tells beta something that may be passed on where alpha consents. */
async function received(...tags: readonly string[]): Promise<Said> {
  const of = await pair.alpha.say(withItems(disclosureUnder('AUD:DOM(court)', ...tags)))
  await pair.alpha.round()
  const there = await pair.beta.open(of)
  await pair.beta.say(say.conditionsRead(there.state), there)
  await pair.beta.round()
  return of
}

/** Beta's draft from sources, to the court, under what it begins with and some tags more. */
async function drafted(from: readonly string[], ...more: readonly string[]): Promise<string> {
  const { id } = await ask(desk, 'draftNew', { body: { from: [...from] } })
  const { document } = await ask(desk, 'draftShow', { params: { draft: id } })
  const families = more.map((tag) => tag.slice(0, tag.indexOf(':')))
  const kept = document.conditions.filter((tag) => !families.includes(tag.slice(0, tag.indexOf(':'))))
  const conditions = [...new Set([...kept, ...more, 'BIND:BY-LAW'])]
  const written = { to: [court.id], conditions, disclosure: story }
  await ask(desk, 'draftEdit', { params: { draft: id }, body: { document: written } })
  return id
}

async function approved(draft: string): Promise<string> {
  await ask(desk, 'draftSubmit', { params: { draft }, body: { as: desk.people.ana } })
  await ask(desk, 'draftApprove', { params: { draft }, body: { as: desk.people.bo } })
  return draft
}

const tagsOf = async (draft: string) =>
  (await ask(desk, 'draftShow', { params: { draft } })).document.conditions
const problems = async (draft: string) =>
  (await ask(desk, 'draftCheck', { params: { draft } })).problems.filter(({ code }) =>
    code.startsWith('SOURCE_'),
  )
const sendOnward = (draft: string, more: Partial<Asked<'send'>['body']> = {}) =>
  send(desk, draft, { purpose: 'CRIM-INV', ...more })
const onward = () => ({
  ...{ operation: operationNumbers.ONW, proceeding: '', recipient: court.id },
  purpose: purposeNumbers['CRIM-INV'],
})
const made = async (of: Said) => madeFrom(desk.deps.store, (await pair.beta.open(of)).caseId)

test('its conditions begin as what stands at all of its sources, with what was said since and what is our own', async () => {
  const [one, other] = [await received('EV:MLA-ONLY'), await received('OTHER("call us")', 'EV:OK')]
  const { id } = await ask(desk, 'draftNew', {
    body: { from: [toHex(one.exchangeId).slice(0, 8), toHex(other.exchangeId)] },
  })
  const tags = await tagsOf(id)
  expect(tags).toEqual(expect.arrayContaining(['AUD:DOM(court)', 'EV:MLA-ONLY', 'OTHER("call us")']))
  expect(tags.some((tag) => tag.startsWith('BIND'))).toBe(false)
  expect(await ask(desk, 'draftShow', { params: { draft: id } })).toMatchObject({
    from: [{ exchange: toHex(one.exchangeId) }, { exchange: toHex(other.exchangeId) }],
  })
  expect(await made(one)).toMatchObject([{ kind: 'draft', draft: id, items: [] }])
})

test('nothing weaker is submitted, approved or sent, and the refusal names source and tag', async () => {
  const of = await received('EV:MLA-ONLY')
  const source = toHex(of.exchangeId).slice(0, 8)
  const weaker = await drafted([source], 'EV:LEAD')
  expect(await problems(weaker)).toMatchObject([
    { pointer: `/from/${source}`, code: 'SOURCE_WEAKENED', severity: 'error', detail: 'EV:MLA-ONLY' },
  ])
  await expect(approved(weaker)).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })

  const good = await drafted([source])
  expect(await problems(good)).toEqual([])
  await ask(desk, 'draftSubmit', { params: { draft: good }, body: { as: desk.people.ana } })
  const ready = await approved(await drafted([source]))
  // What the originator tightens after the submission counts at the approval, and after that at the sending.
  await tell(pair, 'alpha', of, {
    ...saying('RETAG', { mode: retagModes.TIGHTEN, items: [] }),
    conditions: bytesOf(disclosureUnder('AUD:DOM(court)', 'EV:MLA-ONLY', 'ACT:NONE')),
  })
  const weakened = {
    code: 'CONDITIONS_INVALID',
    errors: [{ pointer: `/from/${source}`, code: 'SOURCE_WEAKENED', detail: 'ACT:NONE' }],
  }
  const approval = ask(desk, 'draftApprove', { params: { draft: good }, body: { as: desk.people.bo } })
  await expect(approval).rejects.toMatchObject(weakened)
  await expect(sendOnward(ready)).rejects.toMatchObject(weakened)
})

test('a draft that existed takes a source too, and what it then lacks is found', async () => {
  const of = await received()
  const document = { to: [court.id], conditions: byLaw, disclosure: story }
  const { id, revision } = await ask(desk, 'draftNew', { body: { document } })
  const body = { from: [toHex(of.exchangeId)] }
  const added = await ask(desk, 'draftFrom', { params: { draft: id }, body })
  expect(added).toMatchObject({ state: 'open', from: [{ exchange: toHex(of.exchangeId) }] })
  // Who approves a revision approves what it was made from.
  expect(added.revision).not.toBe(revision)
  expect((await problems(id)).map(({ detail }) => detail)).toEqual(expect.arrayContaining(['SEC:BANK']))
  // Our own disclosures have no conditions for us.
  const own = await ask(desk, 'draftNew', { body: { document: { ...document, conditions: byLaw } } })
  await approved(own.id)
  const [sent] = (await send(desk, own.id)).sent
  const ours = ask(desk, 'draftFrom', { params: { draft: id }, body: { from: [sent?.exchange ?? ''] } })
  await expect(ours).rejects.toMatchObject({ code: 'NOT_NOW' })
})

test('without consent nothing goes on, and exactly the consent to ask for is said, once for all items of an exchange', async () => {
  const of = await received()
  const exchange = toHex(of.exchangeId)
  const [one, other] = [toHex(bytesFor('another', 16)), toHex(bytesFor('item', 16))].sort()
  const from = [`${exchange}/${other ?? ''}`, `${exchange}/${one ?? ''}`]
  const draft = await approved(await drafted(from, 'SEC:BANK'))
  await expect(sendOnward(draft)).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    because: expect.arrayContaining([{ tag: 'ONW:CONSENT' }]) as unknown,
    errors: [
      {
        code: 'CONSENT_NEEDED',
        params: { exchange, operation: 'ONW', items: [one, other], recipient: court.id, purpose: 'CRIM-INV' },
      },
    ],
  })
  // Of an item that is in no list nothing can be asked: then it is the whole.
  const unlisted = await approved(await drafted([`${exchange}/${'0'.repeat(32)}`], 'SEC:BANK'))
  await expect(sendOnward(unlisted)).rejects.toMatchObject({ errors: [{ params: { items: [] } }] })
  expect((await useFactsOf(pair.beta)).at(-1)).toMatchObject({ type: 'denied', codes: ['ONW'] })
})

test('with consent it is sent once, in the ledger with its use, and the originator is owed the report', async () => {
  const of = await received()
  const draft = await approved(await drafted([toHex(of.exchangeId)]))
  const grant = await consented(pair, of, onward())
  await expect(sendOnward(draft, { purpose: 'TAX' })).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
  const { sent, owed } = await sendOnward(draft)
  expect(owed).toContainEqual({ exchange: toHex(of.exchangeId), duty: 'REPORT_USE' })
  expect((await useFactsOf(pair.beta)).at(-1)).toMatchObject({ type: 'used', codes: ['ONW'] })
  expect(await made(of)).toMatchObject([
    { kind: 'draft', draft },
    { kind: 'sent', draft, exchange: sent[0]?.exchange, recipient: court.id, consents: [grant] },
  ])
  const again = await approved(await drafted([toHex(of.exchangeId)]))
  await expect(sendOnward(again)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
})

test('a withdrawal that waited at a relay is fetched before anything is passed on', async () => {
  const of = await received()
  const draft = await approved(await drafted([toHex(of.exchangeId)]))
  const grant = await consented(pair, of, onward())
  desk.relays.fetch = () => tell(pair, 'alpha', of, saying('WITHDRAW', { matter: Buffer.from(grant, 'hex') }))
  await expect(sendOnward(draft)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
  desk.relays.fetch = () => Promise.resolve()
})

test('where no relay answered nothing is passed on', async () => {
  const of = await received()
  const draft = await approved(await drafted([toHex(of.exchangeId)]))
  await consented(pair, of, onward())
  desk.relays.fetchedMs = undefined
  await expect(sendOnward(draft)).rejects.toThrow(/withdrawal may be waiting/)
  desk.relays.fetchedMs = desk.clock.nowMs
})

test('what a consent binds the recipient to has to stand in the conditions', async () => {
  const of = await received()
  const draft = await approved(await drafted([toHex(of.exchangeId)]))
  await consented(pair, of, { ...onward(), tags: [{ code: 'SEC:FIU', args: [], scope: 0 }] })
  await expect(sendOnward(draft)).rejects.toMatchObject({
    code: 'CONDITIONS_INVALID',
    errors: [{ code: 'SOURCE_WEAKENED', detail: 'SEC:FIU' }],
  })
})

test('a source that is called back stops the draft, until an officer says that nothing of it is left', async () => {
  const [of, other] = [await received(), await received()]
  const draft = await approved(await drafted([toHex(of.exchangeId), toHex(other.exchangeId)]))
  const waiting = await drafted([toHex(of.exchangeId)])
  await ask(desk, 'draftSubmit', { params: { draft: waiting }, body: { as: desk.people.ana } })
  await consented(pair, other, onward())
  await tell(
    pair,
    'alpha',
    of,
    saying('RECALL', { items: [], cascadeId: bytesFor('cascade', 16), mode: 1, replyByMs: 0 }),
  )
  const exchange = toHex(of.exchangeId)
  expect(await ask(desk, 'draftShow', { params: { draft } })).toMatchObject({
    stopped: [{ exchange, because: 'RECALLED' }],
  })
  const recalled = { code: 'CONDITIONS_INVALID', errors: [{ code: 'SOURCE_RECALLED' }] }
  await expect(sendOnward(draft)).rejects.toMatchObject(recalled)
  const approval = ask(desk, 'draftApprove', { params: { draft: waiting }, body: { as: desk.people.bo } })
  await expect(approval).rejects.toMatchObject(recalled)

  const settle = (as: typeof head, decision: 'REMOVED' | 'FOLLOWED') =>
    ask(desk, 'draftSettle', { params: { draft }, body: { as, source: exchange, decision } })
  await expect(settle({ ...head, passphrase: 'something else' }, 'REMOVED')).rejects.toThrow()
  await expect(settle(head, 'FOLLOWED')).rejects.toMatchObject({ code: 'NOT_NOW' })
  const settled = await settle(head, 'REMOVED')
  // The second officer sees that it was taken out, and approves it anew.
  expect(settled).toMatchObject({
    state: 'open',
    left: [{ exchange }],
    from: [{ exchange: toHex(other.exchangeId) }],
  })
  expect(await made(of)).toMatchObject([{ kind: 'draft', draft: waiting }])
  await approved(draft)
  expect((await sendOnward(draft)).sent).toHaveLength(1)
})

test('a correction stops the draft until an officer says that it follows; the next correction stops it again', async () => {
  const of = await received()
  const exchange = toHex(of.exchangeId)
  const draft = await drafted([exchange], 'SEC:BANK')
  const correct = (cascade: string) =>
    tell(
      pair,
      'alpha',
      of,
      saying('CORRECT', { itemId: bytesFor('item', 16), cascadeId: bytesFor(cascade, 16), replyByMs: 0 }),
    )
  await correct('first')
  expect(await problems(draft)).toMatchObject([{ code: 'SOURCE_CORRECTED' }])
  const body = { as: head, source: exchange, decision: 'FOLLOWED' } as const
  await ask(desk, 'draftSettle', { params: { draft }, body })
  expect(await problems(draft)).toEqual([])
  await correct('second')
  expect(await problems(draft)).toMatchObject([{ code: 'SOURCE_CORRECTED' }])
})
