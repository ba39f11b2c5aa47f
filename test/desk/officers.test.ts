import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { createOfficerBook } from '../../node/desk/officer-book.ts'
import { findOfficer, isNamed, isSamePerson, readOfficers } from '../../node/desk/officers.ts'
import { readOfficerCertificate } from '../../protocol/index.ts'
import { appoint, ask, identityPassphrase, openDesk, type TestDesk } from './desk.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

const cy = { officer: 'Cy', passphrase: 'seven stones under the bridge' }
const dayMs = 24 * 60 * 60 * 1000

test('an officer is certified by the institution for a year, is in the directory and is published', async () => {
  const before = desk.published.times
  const added = await appoint(desk, cy, { power: 'HEAD' })
  expect(added).toMatchObject({ name: 'Cy', power: 'HEAD', standing: 'active' })
  expect(Date.parse(added.until) - desk.clock.nowMs).toBe(365 * dayMs)
  const member = desk.deps.self.member(desk.network.networkId)
  const known = [...(member?.officers.values() ?? [])].find(({ tbs }) => toHex(tbs.officerId) === added.id)
  if (member === undefined || known === undefined) throw new Error('the officer is not in the directory')
  expect(readOfficerCertificate(member.credential, known.bytes).tbs.ceiling).toBe(1)
  expect(desk.published.times).toBe(before + 1)
})

test('a name belongs to one active officer, however it is typed', async () => {
  await expect(appoint(desk, { ...cy, officer: 'ANA' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
})

test('a wrong passphrase of the institution makes no officer', async () => {
  const count = (await readOfficers(desk.deps.store)).length
  const wrong = appoint(desk, { officer: 'nobody', passphrase: 'x' }, { identityPassphrase: 'guess' })
  await expect(wrong).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  expect(await readOfficers(desk.deps.store)).toHaveLength(count)
})

test('an officer is found by name or by the beginning of the id, and only while active', async () => {
  const book = createOfficerBook(desk.deps)
  const ana = await book.find('Ana')
  expect((await book.find(toHex(ana.id).slice(0, 8))).name).toBe('ana')
  expect((await book.byCertHash(ana.certHash))?.name).toBe('ana')
  expect((await book.byId(ana.id))?.name).toBe('ana')
  await expect(book.find('000000')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const officers = (await readOfficers(desk.deps.store)).flatMap((one) => [one, { ...one, name: 'twin' }])
  const ambiguous = () => findOfficer(officers, toHex(ana.id).slice(0, 8))
  expect(ambiguous).toThrow(expect.objectContaining({ code: 'AMBIGUOUS_ID' }))
})

test('a passphrase of fewer than 12 characters makes no officer', async () => {
  const before = (await readOfficers(desk.deps.store)).length
  await expect(appoint(desk, { officer: 'short', passphrase: 'eleven char' })).rejects.toMatchObject({
    code: 'PASSPHRASE_WEAK',
  })
  expect(await readOfficers(desk.deps.store)).toHaveLength(before)
})

test('a passphrase is proven without a statement', async () => {
  const book = createOfficerBook(desk.deps)
  const ana = await book.find('ana')
  await book.prove(ana, desk.people.ana.passphrase)
  await expect(book.prove(ana, 'guess')).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' })
})

test('a revoked officer acts no more, is listed last, and leaves the name to another', async () => {
  const di = { officer: 'di', passphrase: 'a kettle and two cups' }
  await appoint(desk, di)
  const revoke = (more: object = {}) =>
    ask(desk, 'officerRevoke', {
      params: { officer: 'di' },
      body: { identityPassphrase, loseContent: false, ...more },
    })
  await expect(revoke({ identityPassphrase: 'guess' })).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  const later = new Date(desk.clock.nowMs + dayMs).toISOString()
  await expect(revoke({ invalidFrom: later })).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  const { keyring, store } = desk.deps
  const { id } = findOfficer(await readOfficers(store), 'di')
  const isDestroyed = async () => {
    await expect(keyring.signAsOfficer(id, di.passphrase, id)).rejects.toMatchObject({
      code: 'KEYRING_MISSING',
    })
    expect(keyring.heldAlone(id, [])).toEqual([])
  }
  expect(await revoke()).toMatchObject({ standing: 'revoked' })
  await isDestroyed()
  await expect(revoke()).rejects.toMatchObject({ code: 'OFFICER_REVOKED' })
  await expect(createOfficerBook(desk.deps).find('di')).rejects.toMatchObject({ code: 'OFFICER_REVOKED' })
  // As if it had crashed before the key was destroyed: asked for again, it is.
  await keyring.letIn(id, (await keyring.createOfficer(id, di.passphrase)).openingKey)
  await expect(revoke()).rejects.toMatchObject({ code: 'OFFICER_REVOKED' })
  await isDestroyed()
  const { items } = await ask(desk, 'officerList', { query: { limit: 50 } })
  expect(items.at(-1)).toMatchObject({ name: 'di', standing: 'revoked' })
  await appoint(desk, di)
  expect(await createOfficerBook(desk.deps).find('di')).toMatchObject({ name: 'di' })
  const [before, after] = (await readOfficers(desk.deps.store)).filter((officer) => isNamed(officer, 'di'))
  if (before === undefined || after === undefined) throw new Error('two officers had this name')
  // Under a new key too, nobody is a second officer beside herself.
  expect(isSamePerson(before, after)).toBe(true)
})

test('a list comes in pages that end', async () => {
  const first = await ask(desk, 'officerList', { query: { limit: 2 } })
  const rest = await ask(desk, 'officerList', { query: { limit: 50, cursor: first.next } })
  const all = await ask(desk, 'officerList', { query: { limit: 50 } })
  expect([...first.items, ...rest.items]).toEqual(all.items)
  expect(rest.next).toBeUndefined()
})

test('a certificate runs out', async () => {
  const { nowMs } = desk.clock
  const { keyring } = desk.deps
  const ids = async (name: string) =>
    (await readOfficers(desk.deps.store))
      .filter((officer) => isNamed(officer, name))
      .sort((a, b) => a.fromMs - b.fromMs)
      .map(({ id }) => id)
  desk.clock.nowMs = nowMs + 366 * dayMs
  await expect(createOfficerBook(desk.deps).find('ana')).rejects.toMatchObject({ code: 'OFFICER_REVOKED' })
  const { items } = await ask(desk, 'officerList', { query: { limit: 50 } })
  expect(items[0]).toMatchObject({ standing: 'expired' })
  // Appointed again under the same passphrase, she opens what she could open before; under another one she cannot yet.
  await appoint(desk, desk.people.ana)
  await appoint(desk, { ...desk.people.bo, passphrase: 'another lamp, another harbour' })
  const [[ana, anaNow], [, boNow]] = [await ids('ana'), await ids('bo')]
  if (ana === undefined || anaNow === undefined || boNow === undefined)
    throw new Error('three were appointed')
  expect(keyring.heldAlone(ana, [anaNow])).toEqual([])
  expect(keyring.heldAlone(ana, [boNow])).not.toEqual([])
  desk.clock.nowMs = nowMs
})
