// The keys that arriving content is kept under: who can open them, and what is in no file.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hpkeSender, officerSigner, utf8 } from '../../crypto/index.ts'
import { openKeyring, type Keyring } from '../../node/keyring/keyring.ts'
import type { UnlockedOfficer } from '../../node/keyring/officers.ts'
import { wrapSeedFile } from '../../node/keyring/seed-file.ts'
import { floorCost, newKeys, passphrase, seededRandom, temporaryFolder } from './support.ts'

const random = seededRandom('desk keys')
const info = utf8('info')
const label = utf8('label')
const ana = { id: new Uint8Array(16).fill(1), passphrase: 'only hers to know' }
const bo = { id: new Uint8Array(16).fill(2), passphrase: 'a lamp in the mist' }
const cy = { id: new Uint8Array(16).fill(3), passphrase: 'an oar without a boat' }
type Person = typeof ana

const unlock = (path: string, hook?: (point: string) => void) =>
  openKeyring({ random, ...(hook && { hook }) }, { path, passphrase, cost: floorCost })

async function appoint(keyring: Keyring, person: Person): Promise<void> {
  const { openingKey } = await keyring.createOfficer(person.id, person.passphrase)
  await keyring.letIn(person.id, openingKey)
}

/** Something sealed to the desk as it is now. */
async function sealNow(keyring: Keyring) {
  const key = keyring.deskKey()
  if (key === undefined) throw new Error('nobody is at the desk')
  const sender = await hpkeSender(key.publicKey, info)
  return { keyId: key.id, enc: sender.enc, secret: await sender.exportSecret(label, 32) }
}

/** Whether an officer opens it; `undefined` where the key was not given. */
function opens(keyring: Keyring, person: Person, sealed: Awaited<ReturnType<typeof sealNow>>) {
  return keyring.withOfficer(person.id, person.passphrase, async ({ openAtDesk }) => {
    const context = await openAtDesk(sealed.keyId, sealed.enc, info)
    const secret = await context?.exportSecret(label, 32)
    return secret && Buffer.from(secret).equals(sealed.secret)
  })
}

test('there is no key before the first officer; then the node seals, and that officer alone opens', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  expect(keyring.deskKey()).toBeUndefined()
  await appoint(keyring, ana)
  const sealed = await sealNow(keyring)
  expect(await opens(keyring, ana, sealed)).toBe(true)
  const guess = { ...ana, passphrase: 'not her passphrase' }
  await expect(opens(keyring, guess, sealed)).rejects.toMatchObject({ code: 'KEYRING_PASSPHRASE' })

  const again = await unlock(folder.path)
  expect(again.deskKey()).toEqual(keyring.deskKey())
  expect(await opens(again, ana, sealed)).toBe(true)
  let kept: UnlockedOfficer | undefined
  await again.withOfficer(ana.id, ana.passphrase, (officer) => {
    kept = officer
    return Promise.resolve()
  })
  await expect(kept?.openAtDesk(sealed.keyId, sealed.enc, info)).rejects.toMatchObject({
    code: 'KEYRING_SPENT',
  })
})

test('an officer who comes later opens what comes later, and the rest once the first has signed anything', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await appoint(keyring, ana)
  const before = await sealNow(keyring)
  await appoint(keyring, bo)
  const after = await sealNow(keyring)
  expect(after.keyId).not.toEqual(before.keyId)
  expect([await opens(keyring, bo, before), await opens(keyring, bo, after)]).toEqual([undefined, true])
  expect(keyring.heldAlone(ana.id, [bo.id])).toEqual([before.keyId])

  await keyring.signAsOfficer(ana.id, ana.passphrase, label)
  const again = await unlock(folder.path)
  expect([await opens(again, bo, before), await opens(again, ana, after)]).toEqual([true, true])
  expect(again.heldAlone(ana.id, [bo.id])).toEqual([])
})

test('an officer who is removed opens nothing, and what comes later is under a key the others have', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await appoint(keyring, ana)
  await appoint(keyring, bo)
  const before = await sealNow(keyring)
  await keyring.leaveOut(ana.id)
  const after = await sealNow(keyring)
  expect(await opens(keyring, ana, before)).toBe(true)
  await keyring.removeOfficer(ana.id)
  for (const now of [keyring, await unlock(folder.path)]) {
    expect(now.heldAlone(ana.id, [])).toEqual([])
    await expect(opens(now, ana, before)).rejects.toMatchObject({ code: 'KEYRING_MISSING' })
    expect([await opens(now, bo, before), await opens(now, bo, after)]).toEqual([true, true])
  }
  await keyring.leaveOut(bo.id)
  await keyring.removeOfficer(bo.id)
  expect(keyring.deskKey()).toBeUndefined()
})

test('an officer who is left out is given no later key, whoever unlocks or comes meanwhile', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await appoint(keyring, ana)
  await appoint(keyring, bo)
  await keyring.leaveOut(ana.id)
  const after = await sealNow(keyring)
  await keyring.signAsOfficer(bo.id, bo.passphrase, label)
  await keyring.signAsOfficer(ana.id, ana.passphrase, label)
  await appoint(keyring, cy)
  const later = await sealNow(keyring)
  await keyring.signAsOfficer(bo.id, bo.passphrase, label)
  for (const sealed of [after, later]) {
    expect(await opens(keyring, ana, sealed)).toBeUndefined()
    expect(await opens(keyring, bo, sealed)).toBe(true)
  }

  // Whose revocation did not come about is given what the others have.
  keyring.letStay(ana.id)
  await keyring.signAsOfficer(bo.id, bo.passphrase, label)
  expect([await opens(keyring, ana, after), await opens(keyring, ana, later)]).toEqual([true, true])
})

test('the one officer there is, left out, is let in by no unlock of hers', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await appoint(keyring, ana)
  await keyring.leaveOut(ana.id)
  await keyring.signAsOfficer(ana.id, ana.passphrase, label)
  expect(keyring.deskKey()).toBeUndefined()
})

test.each(['file-flushed', 'file-renamed'])(
  'whoever is let in when it crashes at %s: the desk is the one of before or of after',
  async (point) => {
    await using folder = await temporaryFolder()
    const keyring = await newKeys(folder.path)
    await appoint(keyring, ana)
    const sealed = await sealNow(keyring)
    const { openingKey } = await keyring.createOfficer(bo.id, bo.passphrase)
    const crashing = await unlock(folder.path, (at) => {
      if (at === point) throw new Error('crashed')
    })
    await expect(crashing.letIn(bo.id, openingKey)).rejects.toThrow('crashed')
    const again = await unlock(folder.path)
    const later = await sealNow(again)
    expect(await opens(again, ana, sealed)).toBe(true)
    expect(await opens(again, ana, later)).toBe(true)
    // Whether the crash kept him out or not, his first unlock lets him in.
    await opens(again, bo, later)
    expect(await opens(again, bo, await sealNow(again))).toBe(true)
  },
)

test('a data directory of an earlier release has no key until an officer of it signs, and then has one', async () => {
  await using folder = await temporaryFolder()
  await newKeys(folder.path)
  const seed = random(32)
  const path = join(folder.path, 'keys', 'officers', Buffer.from(ana.id).toString('hex'))
  const { publicKey } = officerSigner(seed)
  await wrapSeedFile(
    { random },
    { path, purpose: 'officer', seed, publicKey, passphrase: ana.passphrase, cost: floorCost },
  )
  await rm(join(folder.path, 'keys', 'desk'))
  const keyring = await unlock(folder.path)
  expect(keyring.deskKey()).toBeUndefined()
  const signature = await keyring.signAsOfficer(ana.id, ana.passphrase, label)
  expect(signature).toEqual(officerSigner(seed).sign(label))
  const sealed = await sealNow(keyring)
  const again = await unlock(folder.path)
  expect(await opens(again, ana, sealed)).toBe(true)
  expect(await again.signAsOfficer(ana.id, ana.passphrase, label)).toEqual(signature)
})

test('keys/desk that is lost is not taken for one that was never there', async () => {
  await using folder = await temporaryFolder()
  await appoint(await newKeys(folder.path), ana)
  await rm(join(folder.path, 'keys', 'desk'))
  await expect(unlock(folder.path)).rejects.toMatchObject({
    code: 'KEYRING_MISSING',
    message: expect.stringContaining('desk') as string,
  })
})

test('nobody puts the desk of another node in its place', async () => {
  await using one = await temporaryFolder()
  await using two = await temporaryFolder()
  await newKeys(one.path)
  await newKeys(two.path, seededRandom('another'))
  await writeFile(join(one.path, 'keys', 'desk'), await readFile(join(two.path, 'keys', 'desk')))
  await expect(unlock(one.path)).rejects.toMatchObject({ code: 'KEYRING_CORRUPT' })
})

test('no seed of an officer or of the desk stands in any key file', async () => {
  await using folder = await temporaryFolder()
  const drawn: Uint8Array[] = []
  const source = seededRandom('watched')
  const keyring = await newKeys(folder.path, (length) => {
    const bytes = source(length)
    drawn.push(bytes.slice())
    return bytes
  })
  drawn.length = 0
  await appoint(keyring, ana)
  await appoint(keyring, bo)
  await keyring.signAsOfficer(ana.id, ana.passphrase, label)
  const seeds = drawn.filter(({ length }) => length === 32)
  // Two officers with two each, and the desk's two.
  expect(seeds).toHaveLength(6)
  const names = await readdir(join(folder.path, 'keys'), { recursive: true, withFileTypes: true })
  for (const entry of names.filter((one) => one.isFile())) {
    const file = await readFile(join(entry.parentPath, entry.name))
    for (const seed of seeds) expect(file.includes(Buffer.from(seed))).toBe(false)
  }
})
