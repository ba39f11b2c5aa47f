import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/index.ts'
import { readDraft } from '../../node/desk/drafts.ts'
import { changed, faultyStory, story } from '../messages/drafts.ts'
import { appoint, ask, byLaw, byLawBut, neighbour, openDesk, rebundle, write, type TestDesk } from './desk.ts'

let desk: TestDesk
let bank: { readonly id: string }
beforeAll(async () => {
  desk = await openDesk()
  bank = await neighbour(desk, 'bank', { name: 'Financial Intelligence Unit', country: 'XB' })
})
afterAll(() => desk[Symbol.asyncDispose]())

const dayMs = 24 * 60 * 60 * 1000
const problemsOf = async (draft: string) => (await ask(desk, 'draftCheck', { params: { draft } })).problems
const act = (name: 'draftSubmit' | 'draftApprove', draft: string, as = desk.people.ana, more: object = {}) =>
  ask(desk, name, { params: { draft }, body: { as, ...more } })
const edit = (draft: string, more: object = {}) =>
  ask(desk, 'draftEdit', {
    params: { draft },
    body: { document: { to: [bank.id], conditions: byLaw, disclosure: story }, ...more },
  })

test('a new draft without a document has everything to fill in, and every default written out', async () => {
  const { id, to, title } = await ask(desk, 'draftNew', { body: {} })
  expect({ to, title }).toEqual({ to: [], title: undefined })
  const { document } = await ask(desk, 'draftShow', { params: { draft: id } })
  expect(document.conditions).toContain('RET:REVIEW(3y)')
  const problems = await problemsOf(id)
  const shape = problems.filter(({ code }) => ['INVALID', 'UNKNOWN_FIELD'].includes(code))
  expect(shape.filter(({ pointer }) => pointer.startsWith('/conditions'))).toEqual([])
  expect(problems).toContainEqual(
    expect.objectContaining({ pointer: '/disclosure/reference', code: 'REQUIRED' }),
  )
  expect(problems.filter(({ code }) => code === 'UNKNOWN_FIELD')).toEqual([])
  expect(problems.filter(({ pointer }) => pointer.startsWith('/conditions'))).toMatchObject([
    { code: 'MISSING', severity: 'warning', params: { tag: 'BIND' } },
  ])
})

test('a draft keeps the codename and whom it is for, and lists show it by state, last changed first', async () => {
  const { id, title, to } = await write(desk, { to: [bank.id.slice(0, 6)] })
  expect(title).toBe('HARBOUR LANTERN')
  expect(to).toMatchObject([{ id: bank.id, name: 'Financial Intelligence Unit', country: 'XB' }])
  desk.clock.nowMs += 1000
  const older = await write(desk, { to: [] })
  desk.clock.nowMs += 1000
  await edit(id)
  const open = await ask(desk, 'draftList', { query: { limit: 50, state: 'open' } })
  const ids = open.items.map((draft) => draft.id)
  expect(ids.indexOf(id)).toBeLessThan(ids.indexOf(older.id))
  const sent = await ask(desk, 'draftList', { query: { limit: 50, state: 'sent' } })
  expect(sent.items).toEqual([])
})

test('a revision names exactly content, addressees and conditions', async () => {
  const { id, revision } = await write(desk, { to: [bank.id] })
  expect((await edit(id)).revision).toBe(revision)
  const others = [
    { to: [], conditions: byLaw, disclosure: story },
    { to: [bank.id], conditions: byLaw.slice(1), disclosure: story },
    { to: [bank.id], conditions: byLaw, disclosure: changed(story, { '/reference': 'another' }) },
  ]
  for (const document of others) expect((await edit(id, { document })).revision).not.toBe(revision)
})

test('a text is kept in NFC and with plain line feeds, however an editor wrote it', async () => {
  const facts = 'Cafe\u0301\r\nLine two\rLine three'
  const { id } = await write(desk, {
    to: [bank.id],
    disclosure: changed(story, { '/summary/facts': facts, '/subjects/0/names/0/text': 'Jose\u0301' }),
  })
  const { document } = await ask(desk, 'draftShow', { params: { draft: id } })
  expect(document.disclosure).toMatchObject({ summary: { facts: 'Caf\u00e9\nLine two\nLine three' } })
  const codes = (await problemsOf(id)).map(({ code }) => code)
  expect(codes).not.toContain('NOT_NFC')
  expect(codes).not.toContain('CONTROL_CHARACTER')
})

test('a document nested without end is refused, and nothing is kept of it', async () => {
  const before = (await ask(desk, 'draftList', { query: { limit: 200 } })).items.length
  const nested: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
  const made = ask(desk, 'draftNew', {
    body: { document: { to: [], conditions: [], disclosure: { nested } } },
  })
  await expect(made).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  expect((await ask(desk, 'draftList', { query: { limit: 200 } })).items).toHaveLength(before)
})

test('a draft is found by the beginning of its id; a beginning of none is not found', async () => {
  const { id } = await write(desk, { to: [] })
  expect((await ask(desk, 'draftShow', { params: { draft: id.slice(0, 12) } })).id).toBe(id)
  const none = ask(desk, 'draftShow', { params: { draft: 'f'.repeat(32) } })
  await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' })
  // Shorter than the API lets pass: every id begins so.
  const any = ask(desk, 'draftShow', { params: { draft: '' } })
  await expect(any).rejects.toMatchObject({ code: 'AMBIGUOUS_ID' })
})

test('the check reports content, conditions and addressees at once, each at its place', async () => {
  const conditions = [...byLaw, 'AUD:ORG', 'RET', 'SECRET:YES', 'no tag']
  const draft = await write(desk, {
    to: ['0123456789ab', bank.id, bank.id],
    conditions,
    disclosure: faultyStory,
  })
  const { ok, problems } = await ask(desk, 'draftCheck', { params: { draft: draft.id } })
  expect(ok).toBe(false)
  const errors = problems.filter(({ severity }) => severity === 'error')
  const at = (pointer: string) => errors.filter((one) => one.pointer === pointer).map(({ code }) => code)
  expect(at('/to/0')).toEqual(['NOT_FOUND'])
  expect(at('/to/2')).toEqual(['REPEATED'])
  expect(at(`/conditions/${conditions.indexOf('AUD:ORG')}`)).toEqual(['CONTRADICTORY'])
  expect(at(`/conditions/${conditions.indexOf('SECRET:YES')}`)).toEqual(['UNKNOWN_TAG'])
  expect(at(`/conditions/${conditions.indexOf('no tag')}`)).toEqual(['UNREADABLE'])
  expect(errors.filter(({ pointer }) => pointer.startsWith('/disclosure/')).length).toBeGreaterThan(3)
})

test('tags of items are entered in the conditions, and shown', async () => {
  const { id } = await write(desk, { to: [bank.id], conditions: byLawBut('DP:WITNESS') })
  const added = (await problemsOf(id)).filter(({ code }) => code === 'TAG_ADDED')
  expect(added).toEqual(
    ['EV:MLA-ONLY', 'SEC:BANK', 'SEC:FIU'].map((detail) => ({
      ...{
        pointer: '/conditions/-',
        code: 'TAG_ADDED',
        severity: 'warning',
        detail,
        params: { tag: detail },
      },
    })),
  )
})

test('what is wrong with the tag of an item is said at the item, also in a disclosure that is not whole', async () => {
  const disclosure = changed(story, {
    '/subjects/2/tags': ['EV:MLA-ONLY', 'REL:DIRECT'],
    '/reference': undefined,
  })
  const { id } = await write(desk, { to: [bank.id], disclosure })
  expect(await problemsOf(id)).toContainEqual(
    expect.objectContaining({
      pointer: '/disclosure/subjects/2/tags/1',
      code: 'WHOLE_ONLY',
      severity: 'error',
    }),
  )
})

test('addressees that are unknown, ambiguous, ourselves, expired or without a prekey are told apart', async () => {
  const [one, two] = [await neighbour(desk, 'one'), await neighbour(desk, 'two')]
  const expired = await neighbour(desk, 'expired', { notAfterMs: desk.clock.nowMs - dayMs })
  await rebundle(desk, two, { weekly: [{ week: 1, publicKey: two.prekey }] })
  const own = toHex(desk.deps.self.institutionId)
  const { id } = await write(desk, { to: [one.id, two.id, expired.id, own, '000000000000', ''] })
  const found = (await problemsOf(id)).filter(({ pointer }) => pointer.startsWith('/to/'))
  const at = (index: number) => found.filter(({ pointer }) => pointer === `/to/${index}`)
  expect(at(0)).toEqual([{ pointer: '/to/0', code: 'NOT_COMPARED', severity: 'warning' }])
  expect(at(1).map(({ code }) => code)).toEqual(['NOT_COMPARED', 'NO_PREKEY'])
  expect(at(2)).toMatchObject([
    { code: 'NOT_TRUSTED', severity: 'error', params: { reason: 'CERTIFICATE_EXPIRED' } },
  ])
  expect(at(3).map(({ code }) => code)).toEqual(['OWN_INSTITUTION'])
  expect(at(4).map(({ code }) => code)).toEqual(['NOT_FOUND'])
  // Shorter than the API lets pass: everybody's id begins so.
  expect(at(5).map(({ code }) => code)).toEqual(['AMBIGUOUS_ID'])
})

test('an institution whose fingerprint was compared needs no warning', async () => {
  const known = await neighbour(desk, 'known')
  const member = desk.deps.keeper.directory.member(desk.network.networkId, known.id)
  if (member === undefined) throw new Error('not in the directory')
  await desk.deps.keeper.confirmPin(member, new Uint8Array(16))
  const { id } = await write(desk, { to: [known.id] })
  expect((await problemsOf(id)).filter(({ pointer }) => pointer.startsWith('/to'))).toEqual([])
})

test('a draft with faults is not submitted; the faults are listed', async () => {
  const content = await write(desk, { to: [bank.id], disclosure: changed(story, { '/reference': '' }) })
  await expect(act('draftSubmit', content.id)).rejects.toMatchObject({
    ...{ code: 'DRAFT_INVALID', errors: [{ pointer: '/disclosure/reference', code: 'REQUIRED' }] },
  })
  const conditions = await write(desk, { to: [bank.id], conditions: byLaw.slice(1) })
  await expect(act('draftSubmit', conditions.id)).rejects.toMatchObject({
    ...{ code: 'CONDITIONS_INVALID', errors: [{ pointer: '/conditions', code: 'MISSING' }] },
  })
})

test('one officer submits and another approves, each by a signature under the same matter', async () => {
  const { id, revision } = await write(desk, { to: [bank.id] })
  const submitted = await act('draftSubmit', id, desk.people.ana, { revision })
  expect(submitted).toMatchObject({ state: 'submitted', revision, drafter: { name: 'ana' } })
  await expect(act('draftSubmit', id)).rejects.toMatchObject({ code: 'NOT_NOW' })
  const approved = await act('draftApprove', id, desk.people.bo, { revision })
  expect(approved).toMatchObject({ state: 'approved', revision, approver: { name: 'bo' } })
  const { head } = await readDraft(desk.deps.store, fromHex(id))
  if (head.state !== 'approved') throw new Error('not approved')
  expect(head.submission.to).toEqual([{ network: toHex(desk.network.networkId), institution: bank.id }])
  expect(head.approval.signature).not.toBe(head.submission.signature)
})

test('nobody approves or returns what the same person submitted', async () => {
  const { id } = await write(desk, { to: [bank.id] })
  await act('draftSubmit', id)
  await expect(act('draftApprove', id)).rejects.toMatchObject({ code: 'FOUR_EYES' })
  const returned = ask(desk, 'draftReturn', {
    params: { draft: id },
    body: { as: desk.people.ana, note: 'no' },
  })
  await expect(returned).rejects.toMatchObject({ code: 'FOUR_EYES' })
})

test('a wrong passphrase, an unknown officer and one without the power change nothing', async () => {
  const clerk = { officer: 'clerk', passphrase: 'only acknowledgements' }
  await appoint(desk, clerk, { statementTypes: ['ACK'] })
  const { id } = await write(desk, { to: [bank.id] })
  const guess = { officer: 'ana', passphrase: 'guess' }
  await expect(act('draftSubmit', id, guess)).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  await expect(act('draftSubmit', id, clerk)).rejects.toMatchObject({ code: 'NOT_EMPOWERED' })
  const nobody = { officer: 'nobody', passphrase: 'guess' }
  await expect(act('draftSubmit', id, nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await ask(desk, 'draftShow', { params: { draft: id } })).state).toBe('open')
})

test('what was looked at must be what is there', async () => {
  const { id, revision } = await write(desk, { to: [] })
  await edit(id)
  const stale = { code: 'CHANGED_MEANWHILE' }
  await expect(act('draftSubmit', id, desk.people.ana, { revision })).rejects.toMatchObject(stale)
  await expect(edit(id, { revision })).rejects.toMatchObject(stale)
  await act('draftSubmit', id)
  await expect(act('draftApprove', id, desk.people.bo, { revision })).rejects.toMatchObject(stale)
})

test('an edit opens an approved draft again, and takes the approval away', async () => {
  const { id } = await write(desk, { to: [bank.id] })
  await act('draftSubmit', id)
  await act('draftApprove', id, desk.people.bo)
  const edited = await edit(id)
  expect(edited).toMatchObject({ state: 'open' })
  expect(edited.approver).toBeUndefined()
  await expect(act('draftApprove', id, desk.people.bo)).rejects.toMatchObject({ code: 'NOT_NOW' })
})

test('a second officer returns a draft with a note, and it can be submitted again', async () => {
  const { id } = await write(desk, { to: [bank.id] })
  const give = () =>
    ask(desk, 'draftReturn', { params: { draft: id }, body: { as: desk.people.bo, note: 'Name the nexus.' } })
  await expect(give()).rejects.toMatchObject({ code: 'NOT_NOW' })
  await act('draftSubmit', id)
  expect(await give()).toMatchObject({ state: 'returned', note: 'Name the nexus.' })
  const again = await act('draftSubmit', id)
  expect(again).toMatchObject({ state: 'submitted' })
  expect(again.note).toBeUndefined()
})
