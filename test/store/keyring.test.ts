import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  hpkeSender,
  officerSigner,
  utf8,
  verifyComposite,
  verifyLog,
  verifyOfficer,
  type CompositeSigner,
} from '../../crypto/index.ts'
import { createKeyring, openKeyring } from '../../node/keyring/keyring.ts'
import { openSeedFile, readSeedPublicKey, wrapSeedFile } from '../../node/keyring/seed-file.ts'
import { contexts } from '../../protocol/index.ts'
import {
  floorCost,
  identityPassphrase,
  newKeys,
  passphrase,
  seededRandom,
  startMs,
  temporaryFolder,
} from './support.ts'

const random = seededRandom('test')
const officerId = new Uint8Array(16).fill(7)
const message = utf8('message')

test('the node signs, and its keys are the same after unlocking again', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const signature = await keyring.signBatch(message, contexts.batch)
  const again = await openKeyring({ random }, { path: folder.path, passphrase, cost: floorCost })
  expect(verifyComposite(again.nodePublicKey, message, signature, contexts.batch)).toBe(true)
  expect(verifyComposite(again.nodePublicKey, message, signature, contexts.prekeys)).toBe(false)
  expect(verifyLog(again.logPublicKey, message, keyring.signLog(message))).toBe(true)
  expect(again.identityPublicKey).toEqual(keyring.identityPublicKey)
  expect(await again.withPeerSeed((seed) => seed.slice())).toEqual(
    await keyring.withPeerSeed((seed) => seed.slice()),
  )
})

test('a wrong passphrase opens nothing: node, identity, officer', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await keyring.createOfficer(officerId, 'only hers to know')
  const wrong = { code: 'KEYRING_PASSPHRASE' }
  await expect(
    openKeyring({ random }, { path: folder.path, passphrase: 'guess', cost: floorCost }),
  ).rejects.toMatchObject(wrong)
  await expect(keyring.withIdentity(passphrase, () => 'opened')).rejects.toMatchObject(wrong)
  await expect(keyring.signAsOfficer(officerId, passphrase, message)).rejects.toMatchObject(wrong)
})

test('a passphrase is one, however its accents are typed', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await keyring.createOfficer(officerId, 'a caf\u00e9 by the quay')
  await expect(keyring.signAsOfficer(officerId, 'a cafe\u0301 by the quay', message)).resolves.toHaveLength(
    64,
  )
})

test('one unlock is one signature of an officer', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const { publicKey } = await keyring.createOfficer(officerId, 'only hers to know')
  const signature = await keyring.signAsOfficer(officerId, 'only hers to know', message)
  expect(verifyOfficer(publicKey, message, signature)).toBe(true)
  await expect(keyring.createOfficer(officerId, 'one of another')).rejects.toMatchObject({
    code: 'KEYRING_EXISTS',
  })
  await expect(keyring.signAsOfficer(new Uint8Array(16), 'only hers to know', message)).rejects.toMatchObject(
    {
      code: 'KEYRING_MISSING',
    },
  )
})

test('the identity key signs inside its operation and not after it', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  let kept: CompositeSigner | undefined
  const signature = await keyring.withIdentity(identityPassphrase, (identity) => {
    kept = identity
    return identity.sign(message, contexts.node)
  })
  expect(verifyComposite(keyring.identityPublicKey, message, signature, contexts.node)).toBe(true)
  expect(() => kept?.sign(message, contexts.node)).toThrow(expect.objectContaining({ code: 'KEYRING_SPENT' }))
})

test('more passphrases than can wait are refused', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const results = await Promise.allSettled(
    Array.from({ length: 18 }, () => keyring.signAsOfficer(officerId, 'only hers to know', message)),
  )
  const codes = results.map((result) => (result.status === 'rejected' ? codeOf(result.reason) : 'signed'))
  expect(codes.filter((code) => code === 'KEYRING_BUSY')).toHaveLength(2)
  expect(codes.filter((code) => code === 'KEYRING_MISSING')).toHaveLength(16)
})

test('a prekey opens what was sealed to it, until it is erased; then it is in no file', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const [weekly, oneTime] = await keyring.newPrekeys([
    { kind: 'weekly', startsAtMs: startMs },
    { kind: 'one-time', startsAtMs: startMs + 1 },
  ])
  if (weekly === undefined || oneTime === undefined) throw new Error('two were asked for')
  const again = await openKeyring({ random }, { path: folder.path, passphrase, cost: floorCost })
  const info = utf8('info')
  const sender = await hpkeSender(oneTime.publicKey, info)
  const secret = await sender.exportSecret(message, 32)
  const receiver = await again.openWithPrekey(oneTime.id, sender.enc, info)
  expect(await receiver?.exportSecret(message, 32)).toEqual(secret)
  expect(again.prekeyPublic(oneTime.id)).toEqual(oneTime)

  await again.erasePrekeys([oneTime.id, officerId])
  expect(await again.openWithPrekey(oneTime.id, sender.enc, info)).toBeUndefined()
  const later = await openKeyring({ random }, { path: folder.path, passphrase, cost: floorCost })
  expect(later.prekeys().map(({ id }) => id)).toEqual([weekly.id])
  expect(await later.openWithPrekey(oneTime.id, sender.enc, info)).toBeUndefined()
})

test('prekeys made and erased at the same time are all done', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const wanted = [{ kind: 'one-time', startsAtMs: startMs }] as const
  const [first] = await keyring.newPrekeys(wanted)
  if (first === undefined) throw new Error('one was asked for')
  await Promise.all([
    keyring.newPrekeys(wanted),
    keyring.erasePrekeys([first.id]),
    keyring.newPrekeys(wanted),
  ])
  const again = await openKeyring({ random }, { path: folder.path, passphrase, cost: floorCost })
  expect(again.prekeys()).toHaveLength(2)
  expect(again.prekeyPublic(first.id)).toBeUndefined()
})

test('more prekeys than the file holds are refused, and the old ones stay', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const wanted = (count: number) =>
    Array.from({ length: count }, () => ({ kind: 'one-time', startsAtMs: 1 }) as const)
  await keyring.newPrekeys(wanted(1024))
  expect((await readFile(join(folder.path, 'keys', 'epoch'))).length).toBeLessThanOrEqual(64 * 1024)
  await expect(keyring.newPrekeys(wanted(1))).rejects.toMatchObject({ code: 'KEYRING_FULL' })
  expect(keyring.prekeys()).toHaveLength(1024)
})

test('keys are made once: a second time is refused', async () => {
  await using folder = await temporaryFolder()
  await newKeys(folder.path)
  await expect(newKeys(folder.path)).rejects.toMatchObject({ code: 'KEYRING_EXISTS' })
})

test('a passphrase of fewer than 12 characters and a cost below the floor of argon2id are refused', async () => {
  await using folder = await temporaryFolder()
  const options = { path: folder.path, passphrase, identityPassphrase, cost: floorCost }
  const weak = { code: 'KEYRING_WEAK' }
  for (const short of ['', 'eleven char', '\u{1f511}'.repeat(11), 'e\u0301'.repeat(11)]) {
    await expect(createKeyring({ random }, { ...options, identityPassphrase: short })).rejects.toMatchObject(
      weak,
    )
    await expect(createKeyring({ random }, { ...options, passphrase: short })).rejects.toMatchObject(weak)
  }
  const cost = { memoryKiB: 1024, passes: 1, lanes: 1 }
  await expect(createKeyring({ random }, { ...options, cost })).rejects.toMatchObject(weak)
  const keyring = await newKeys(folder.path)
  await expect(keyring.createOfficer(officerId, 'eleven char')).rejects.toMatchObject(weak)
  await expect(keyring.createOfficer(officerId, 'twelve chars')).resolves.toBeDefined()
})

test('a damaged key file is told from a wrong passphrase, and named', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await keyring.createOfficer(officerId, 'only hers to know')
  const open = () => openKeyring({ random }, { path: folder.path, passphrase, cost: floorCost })
  const attempts: Record<string, () => Promise<unknown>> = {
    slots: open,
    epoch: open,
    desk: open,
    identity: () => keyring.withIdentity(identityPassphrase, () => 'opened'),
    anchor: () => keyring.readAnchor(),
    'officers/07070707070707070707070707070707': () =>
      keyring.signAsOfficer(officerId, 'only hers to know', message),
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    const path = join(folder.path, 'keys', name)
    const whole = await readFile(path)
    const damages = [
      whole.subarray(0, whole.length / 2),
      new Uint8Array(0),
      new Uint8Array(70_000),
      ...[0, 30, whole.length >> 1, whole.length - 1].map((at) => {
        const flipped = Uint8Array.from(whole)
        flipped[at] = (flipped[at] ?? 0) ^ 1
        return flipped
      }),
    ]
    for (const damaged of damages) {
      await writeFile(path, damaged)
      await expect(attempt()).rejects.toMatchObject({
        code: 'KEYRING_CORRUPT',
        message: expect.stringContaining(path) as string,
      })
    }
    await writeFile(path, whole)
  }
  await expect(open()).resolves.toBeDefined()
})

test('a missing key file is named', async () => {
  await using folder = await temporaryFolder()
  await expect(
    openKeyring({ random }, { path: folder.path, passphrase, cost: floorCost }),
  ).rejects.toMatchObject({
    code: 'KEYRING_MISSING',
    message: expect.stringContaining(join(folder.path, 'keys', 'slots')) as string,
  })
})

test('key files of one node do not open those of another', async () => {
  await using one = await temporaryFolder()
  await using two = await temporaryFolder()
  await newKeys(one.path)
  await newKeys(two.path, seededRandom('another'))
  await writeFile(join(one.path, 'keys', 'epoch'), await readFile(join(two.path, 'keys', 'epoch')))
  await expect(
    openKeyring({ random }, { path: one.path, passphrase, cost: floorCost }),
  ).rejects.toMatchObject({ code: 'KEYRING_CORRUPT' })
})

test('no seed stands in any key file', async () => {
  await using folder = await temporaryFolder()
  const drawn: Uint8Array[] = []
  const source = seededRandom('watched')
  const keyring = await newKeys(folder.path, (length) => {
    const bytes = source(length)
    drawn.push(bytes.slice())
    return bytes
  })
  await keyring.newPrekeys([{ kind: 'weekly', startsAtMs: startMs }])
  const seeds = drawn.filter(({ length }) => length === 32 || length === 64)
  expect(seeds.length).toBeGreaterThan(5)
  for (const name of await readdir(join(folder.path, 'keys'))) {
    const file = await readFile(join(folder.path, 'keys', name))
    for (const seed of seeds) expect(file.includes(Buffer.from(seed))).toBe(false)
  }
})

test('a custodian carries a root key away in a file of its own', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'elsewhere', 'custodian-1')
  const seed = random(32)
  const { publicKey } = officerSigner(seed)
  await wrapSeedFile(
    { random },
    { path, purpose: 'network-root', seed, publicKey, passphrase, cost: floorCost },
  )
  expect(await readSeedPublicKey(path, 'network-root')).toEqual(publicKey)
  const opened = await openSeedFile({ path, purpose: 'network-root', passphrase }, (bytes) => bytes.slice())
  expect(opened).toEqual(seed)
  await expect(openSeedFile({ path, purpose: 'officer', passphrase }, () => 1)).rejects.toMatchObject({
    code: 'KEYRING_CORRUPT',
  })
})

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
