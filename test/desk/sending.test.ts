import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { putDocument, putHead, readDraft } from '../../node/desk/drafts.ts'
import { readArmed } from '../../node/exchanges/armed.ts'
import { decodeBody, decodeStatement } from '../../node/exchanges/records.ts'
import { layout, type FinishingTurn } from '../../node/store/index.ts'
import {
  bodyCommitment,
  conditionsShape,
  formatTag,
  parseBody,
  statementShape,
  tagScopes,
  termsShapes,
  viewOf,
  weekMs,
} from '../../protocol/index.ts'
import { changed, story } from '../messages/drafts.ts'
import {
  appoint,
  ask,
  byLaw,
  byLawBut,
  exchangesOf,
  identityPassphrase,
  neighbour,
  openDesk,
  rebundle,
  send,
  write,
  writeApproved,
  type TestDesk,
} from './desk.ts'

let desk: TestDesk
let bank: { readonly id: string }
let court: { readonly id: string }
beforeAll(async () => {
  desk = await openDesk()
  bank = await neighbour(desk, 'bank', { name: 'Financial Intelligence Unit', country: 'XB' })
  court = await neighbour(desk, 'court', { name: 'Prosecutor', country: 'XB' })
})
afterAll(() => desk[Symbol.asyncDispose]())
afterEach(() => {
  desk.crash.at = undefined
})

const eve = { officer: 'eve', passphrase: 'salt on the windowsill' }

const exchangesWith = async (id: string) => (await exchangesOf(desk)).filter(({ to }) => to === id)
const show = (draft: string) => ask(desk, 'draftShow', { params: { draft } })

/** Changes what is stored, as whoever holds the node's keys could. */
const forge = (change: (turn: FinishingTurn) => void) =>
  desk.deps.store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'draft-changed' }],
    finish: (turn) => {
      change(turn)
      return undefined
    },
  }))

/** The one statement of an exchange that was just begun, and its body. */
async function saidIn(exchange: string) {
  const { store, registry } = desk.deps
  const { caseId } = await registry.open(fromHex(exchange))
  for await (const row of store.range(layout.statements.all(caseId))) {
    const statement = statementShape.decode(decodeStatement(row.value).statement)
    const kept = await store.get(layout.bodies.at(caseId, row.key))
    if (kept === undefined) throw new Error('a disclosure has a body')
    return { statement, ...decodeBody(kept) }
  }
  throw new Error('an exchange has a statement')
}

test('an approved draft is said to each addressee in an exchange of its own, and is then sent', async () => {
  const { id } = await writeApproved(desk, { to: [bank.id, court.id] })
  const { sent } = await send(desk, id)
  expect(sent).toMatchObject([
    { to: { id: bank.id }, by: { name: 'ana' }, type: 'DISCLOSURE', delivery: 'queued' },
    { to: { id: court.id }, by: { name: 'ana' }, type: 'DISCLOSURE', delivery: 'queued' },
  ])
  expect(await show(id)).toMatchObject({ state: 'sent', exchanges: sent.map(({ exchange }) => exchange) })
  expect(new Set(sent.map(({ exchange }) => exchange)).size).toBe(2)
  await expect(send(desk, id)).rejects.toMatchObject({ code: 'NOT_NOW' })
})

test('an offer waits as long as its officer says, and is renewed in its exchange by another draft', async () => {
  const day = 24 * 60 * 60 * 1000
  const conditions = byLawBut('BIND:OFFER')
  const { id } = await writeApproved(desk, { to: [bank.id], conditions })
  const answerBy = new Date(desk.clock.nowMs + 3 * day).toISOString()
  const passed = send(desk, id, { answerBy: new Date(desk.clock.nowMs - day).toISOString() })
  await expect(passed).rejects.toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/answerBy' }] })
  const [first] = (await send(desk, id, { answerBy })).sent
  const exchange = first?.exchange ?? ''
  const noticeOf = async () => viewOf((await desk.deps.registry.open(fromHex(exchange))).state).notice
  expect((await noticeOf())?.validUntilMs).toBe(Date.parse(answerBy))

  const stricter = await writeApproved(desk, { to: [], conditions: byLawBut('BIND:OFFER', 'EV:OK') })
  const elsewhere = send(desk, stricter.id, { exchange, to: [court.id] })
  await expect(elsewhere).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  const [again] = (await send(desk, stricter.id, { exchange, to: [bank.id] })).sent
  expect(again).toMatchObject({ exchange, type: 'PRIOR_NOTICE' })
  expect((await noticeOf())?.entry.statement).toBe(again?.message)
  const { caseId } = await desk.deps.registry.open(fromHex(exchange))
  const armed = await readArmed(desk.deps.store, caseId)
  expect(toHex(armed?.notice ?? new Uint8Array(0))).toBe(again?.message)

  const byLawDraft = await writeApproved(desk, { to: [bank.id] })
  await expect(send(desk, byLawDraft.id, { exchange })).rejects.toMatchObject({ code: 'NOT_NOW' })
})

test('what is signed is the approved content, under conditions that name every tag of its items', async () => {
  const { id, submittedAt = '' } = await writeApproved(desk, { to: [bank.id] })
  desk.clock.nowMs += 2 * 24 * 60 * 60 * 1000
  const [first] = (await send(desk, id)).sent
  const { statement, body, salt } = await saidIn(first?.exchange ?? '')
  expect(parseBody('DISCLOSURE', body)).toEqual(story)
  expect(statement.bodyCommitment).toEqual(bodyCommitment(salt, body))
  const { tags } = conditionsShape.decode(statement.conditions)
  const some = tags.filter(({ scope }) => scope === tagScopes.SOME).map(formatTag)
  expect(some).toEqual(['DP:WITNESS', 'EV:MLA-ONLY', 'SEC:BANK', 'SEC:FIU'])
  // Three years from the submission, not from the sending.
  const until = `${Number(submittedAt.slice(0, 4)) + 3}${submittedAt.slice(4, 10)}`
  expect(tags.map(formatTag)).toContain(`RET:REVIEW(${until})`)
  const { items } = termsShapes.DISCLOSURE.decode(statement.terms)
  const witness = items.find((item) => item.tags.some(({ code }) => code === 'DP:WITNESS'))
  expect(witness?.tags.map(formatTag)).toEqual(['DP:WITNESS', 'EV:MLA-ONLY'])
})

test('nothing is sent that is not approved in this revision', async () => {
  const { id, revision } = await write(desk, { to: [bank.id] })
  await expect(send(desk, id)).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  const approved = await writeApproved(desk, { to: [bank.id], conditions: byLawBut('URG:NORMAL') })
  const other = send(desk, approved.id, { revision })
  await expect(other).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' })
})

test('who may not send an approved draft says nothing; the approver may', async () => {
  const clerk = { officer: 'clerk', passphrase: 'only acknowledgements' }
  await appoint(desk, eve)
  await appoint(desk, clerk, { statementTypes: ['ACK'] })
  const { id } = await writeApproved(desk, { to: [bank.id] })
  const before = await exchangesOf(desk)
  await expect(send(desk, id, { as: clerk })).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  await expect(send(desk, id, { as: eve })).rejects.toMatchObject({ code: 'NOT_YOUR_DRAFT' })
  const wrong = send(desk, id, { as: { officer: 'ana', passphrase: 'guess' } })
  await expect(wrong).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  expect(await exchangesOf(desk)).toEqual(before)
  const { sent } = await send(desk, id, { as: desk.people.bo })
  expect(sent).toMatchObject([{ by: { name: 'bo' } }])
})

test('an approval does not count whose officer was revoked from before it on, nor one that nobody signed', async () => {
  const { id } = await write(desk, { to: [bank.id] })
  await ask(desk, 'draftSubmit', { params: { draft: id }, body: { as: desk.people.ana } })
  await ask(desk, 'draftApprove', { params: { draft: id }, body: { as: eve } })
  const invalidFrom = new Date(desk.clock.nowMs - 1000).toISOString()
  const body = { identityPassphrase, invalidFrom, loseContent: false }
  await ask(desk, 'officerRevoke', { params: { officer: 'eve' }, body })
  await expect(send(desk, id)).rejects.toMatchObject({ code: 'FOUR_EYES' })

  const forged = await write(desk, { to: [bank.id] })
  await ask(desk, 'draftSubmit', { params: { draft: forged.id }, body: { as: desk.people.ana } })
  const draft = await readDraft(desk.deps.store, fromHex(forged.id))
  if (draft.head.state !== 'submitted') throw new Error('not submitted')
  const bo = await createOfficerBook(desk.deps).find('bo')
  const { submission } = draft.head
  const approval = { officer: toHex(bo.id), timeMs: submission.timeMs, signature: submission.signature }
  const head = { ...draft.head, state: 'approved', approval } as const
  await forge((turn) => putHead(turn, { id: draft.id, head }))
  await expect(send(desk, forged.id)).rejects.toMatchObject({ code: 'FOUR_EYES' })
})

test('an approval is for one document: another in its place is not said', async () => {
  const { id } = await writeApproved(desk, { to: [bank.id] })
  const before = await exchangesOf(desk)
  const disclosure = changed(story, { '/reference': 'another' })
  await forge((turn) => putDocument(turn, fromHex(id), { to: [bank.id], conditions: byLaw, disclosure }))
  await expect(send(desk, id)).rejects.toThrow('not the one')
  expect(await exchangesOf(desk)).toEqual(before)
})

test('addressees can be named at sending where the draft names none, and only then', async () => {
  const open = await writeApproved(desk, { to: [] })
  await expect(send(desk, open.id)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  const unknown = send(desk, open.id, { to: ['000000000000'] })
  await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND', errors: [{ pointer: '/to/0' }] })
  // Shorter than the API lets pass: everybody's id begins so.
  await expect(send(desk, open.id, { to: [''] })).rejects.toMatchObject({ code: 'AMBIGUOUS_ID' })
  const { sent } = await send(desk, open.id, { to: [court.id.slice(0, 8), court.id] })
  expect(sent).toMatchObject([{ to: { id: court.id } }])

  const named = await writeApproved(desk, { to: [bank.id, court.id] })
  await expect(send(desk, named.id, { to: [court.id] })).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  expect((await send(desk, named.id, { to: [court.id, bank.id] })).sent).toHaveLength(2)
})

test('binding mode and urgency can be named at sending where the conditions leave them open, and only then', async () => {
  const conditions = byLaw.filter((tag) => !/^(BIND|URG):/.test(tag))
  const { id } = await writeApproved(desk, { to: [bank.id], conditions })
  await expect(send(desk, id)).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  // A memorandum has to be named, which only the conditions can do.
  await expect(send(desk, id, { binding: 'MOU' })).rejects.toMatchObject({ code: 'CONDITIONS_INVALID' })
  const [first] = (await send(desk, id, { binding: 'BY-LAW', urgency: 'IMMEDIATE' })).sent
  const { tags } = conditionsShape.decode((await saidIn(first?.exchange ?? '')).statement.conditions)
  expect(tags.map(formatTag)).toEqual(expect.arrayContaining(['BIND:BY-LAW', 'URG:IMMEDIATE']))

  const named = await writeApproved(desk, { to: [bank.id], conditions: byLawBut('BIND:MOU(XA-XB-2024)') })
  await expect(send(desk, named.id, { binding: 'BY-LAW' })).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  await expect(send(desk, named.id, { urgency: 'NORMAL' })).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  expect((await send(desk, named.id, { binding: 'MOU', urgency: 'URGENT' })).sent).toHaveLength(1)
})

test('a date that has passed since the approval stops it', async () => {
  const { nowMs } = desk.clock
  const tomorrow = new Date(nowMs + 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
  const conditions = byLawBut(`RET:DELETE(${tomorrow})`)
  const { id } = await writeApproved(desk, { to: [bank.id], conditions })
  desk.clock.nowMs = nowMs + 2 * 24 * 60 * 60 * 1000
  await expect(send(desk, id)).rejects.toMatchObject({
    ...{ code: 'CONDITIONS_INVALID', errors: [{ code: 'DATE_PAST' }] },
  })
  desk.clock.nowMs = nowMs
})

test('a tag that forbids relays needs a direct way', async () => {
  const far = await neighbour(desk, 'far')
  const { id } = await writeApproved(desk, { to: [far.id], conditions: byLawBut('REL:DIRECT') })
  await expect(send(desk, id)).rejects.toMatchObject({
    ...{ code: 'NOT_PERMITTED', because: [{ tag: 'REL:DIRECT' }] },
  })
  await rebundle(desk, far, { addresses: ['/ip4/192.0.2.7/tcp/4001'] })
  expect((await send(desk, id)).sent).toHaveLength(1)
})

test('an addressee that is no longer entitled, or cannot be sealed to, keeps all of it back', async () => {
  const { nowMs } = desk.clock
  const brief = await neighbour(desk, 'brief', { notAfterMs: nowMs + 1000 })
  const before = await exchangesWith(bank.id)
  const expiring = await writeApproved(desk, { to: [bank.id, brief.id] })
  desk.clock.nowMs = nowMs + 2000
  await expect(send(desk, expiring.id)).rejects.toMatchObject({
    ...{ code: 'NOT_TRUSTED', reason: 'CERTIFICATE_EXPIRED' },
  })
  const mute = await neighbour(desk, 'mute')
  await rebundle(desk, mute, { weekly: [{ week: Math.floor(nowMs / weekMs) - 3, publicKey: mute.prekey }] })
  const unsealable = await writeApproved(desk, { to: [bank.id, mute.id] })
  await expect(send(desk, unsealable.id)).rejects.toMatchObject({ code: 'NO_PREKEY' })
  expect(await exchangesWith(bank.id)).toEqual(before)
  desk.clock.nowMs = nowMs
})

test('after a crash between addressees the same draft goes on, and says nothing twice', async () => {
  const [one, two] = [await neighbour(desk, 'first'), await neighbour(desk, 'second')]
  const { id } = await writeApproved(desk, { to: [] })
  desk.crash.at = 'speak-placed'
  await expect(send(desk, id, { to: [one.id, two.id] })).rejects.toThrow('crashed at speak-placed')
  expect(await exchangesWith(one.id)).toHaveLength(1)
  const begun = await show(id)
  expect(begun).toMatchObject({ state: 'approved', exchanges: [expect.any(String)] })
  const document = { to: [], conditions: byLaw, disclosure: story }
  const edited = ask(desk, 'draftEdit', { params: { draft: id }, body: { document } })
  await expect(edited).rejects.toMatchObject({ code: 'NOT_NOW' })

  desk.crash.at = undefined
  await expect(send(desk, id, { to: [two.id] })).rejects.toMatchObject({ code: 'NOT_APPROVED' })
  const { sent } = await send(desk, id)
  expect(sent.map(({ to }) => to.id)).toEqual([one.id, two.id])
  expect(await exchangesWith(one.id)).toHaveLength(1)
  expect(await exchangesWith(two.id)).toHaveLength(1)
})

test('a crash before anything is placed leaves a draft that can be edited or sent', async () => {
  const near = await neighbour(desk, 'near')
  const { id } = await writeApproved(desk, { to: [near.id] })
  desk.crash.at = 'speak-signed'
  await expect(send(desk, id)).rejects.toThrow('crashed at speak-signed')
  expect(await exchangesWith(near.id)).toEqual([])
  desk.crash.at = undefined
  await send(desk, id)
  expect(await exchangesWith(near.id)).toHaveLength(1)
})

test('two officers who send the same draft at once send it once', async () => {
  const busy = await neighbour(desk, 'busy')
  const { id } = await writeApproved(desk, { to: [busy.id] })
  const results = await Promise.allSettled([send(desk, id), send(desk, id, { as: desk.people.bo })])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await exchangesWith(busy.id)).toHaveLength(1)
})
