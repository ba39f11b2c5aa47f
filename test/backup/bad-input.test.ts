// A restore that must not happen, or is stopped in the middle: it is refused in a code, and what was there is untouched.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RestorePoint } from '../../node/backup/restore.ts'
import { readOfficers } from '../../node/desk/officers.ts'
import { entryBytes } from '../../node/erasures/index.ts'
import { readRecovery } from '../../node/recovery/recovery.ts'
import { openKeyring } from '../../node/keyring/index.ts'
import { layout, openStore } from '../../node/store/index.ts'
import { ask, openDesk, type TestDesk } from '../desk/desk.ts'
import { floorCost, identityPassphrase, passphrase } from '../store/support.ts'
import { testNow } from '../support/network.ts'
import { seededRandom } from '../support/random.ts'
import { journalOf, openSafe, type Safe } from './backing-up.ts'

let desk: TestDesk
let safe: Safe
beforeAll(async () => {
  desk = await openDesk()
  safe = await openSafe()
  await ask(desk, 'draftNew', { body: {} })
  await safe.backUp(desk.deps)
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await safe[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await rm(safe.target, { recursive: true, force: true })
})

/** What there is besides the backup and its key. */
const left = async () =>
  (await readdir(safe.path)).filter((name) => !['backup', 'backup.key', 'erased', 'other'].includes(name))

/** Opens what was restored, and closes it. */
async function look<T>(
  path: string,
  use: (found: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
): Promise<T> {
  const random = seededRandom('look')
  const keyring = await openKeyring({ random }, { path, passphrase, cost: floorCost })
  const world = { random, clock: () => testNow, log: () => undefined, origins: () => [] }
  await using store = await openStore({ path, keyring, ...world })
  return await use(store)
}

test.each([
  ['another passphrase of the key', { key: 'wrong' }, 'KEYRING_PASSPHRASE'],
  [
    'another passphrase of the identity key',
    { identityPassphrase: 'not this one, surely' },
    'KEYRING_PASSPHRASE',
  ],
  ['a disk without room', { freeBytes: () => Promise.resolve(1000) }, 'STORE_FULL'],
  ['a file that is not there', { file: '/nowhere/backup' }, 'NOT_FOUND'],
])('%s: nothing is left', async (_what, { key, ...change }: Record<string, unknown>, code) => {
  const keyChange =
    key === undefined ? {} : { key: { path: safe.key.path, passphrase: 'not this one, surely' } }
  await expect(safe.restore({ ...change, ...keyChange })).rejects.toMatchObject({ code })
  expect(await left()).toEqual([])
})

test('the backup of another institution does not open with this key, nor this one with theirs', async () => {
  await using other = await openSafe()
  await using theirs = await openDesk({ seed: 'theirs' })
  await other.backUp(theirs.deps)
  await expect(safe.restore({ file: other.file })).rejects.toMatchObject({ code: 'KEYRING_FOREIGN' })
  await expect(safe.restore({ key: other.key })).rejects.toMatchObject({ code: 'KEYRING_FOREIGN' })
  expect(await left()).toEqual([])
})

test('where a node is, or anything else, nothing is written over', async () => {
  await safe.restore()
  const before = await readFile(join(safe.target, 'keys', 'epoch'))
  await expect(safe.restore()).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
  expect(await readFile(join(safe.target, 'keys', 'epoch'))).toEqual(before)
  expect(await left()).toEqual(['node'])
  await rm(safe.target, { recursive: true })
  await mkdir(safe.target)
  await writeFile(join(safe.target, 'note'), 'mine')
  await expect(safe.restore()).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
  expect(await readdir(safe.target)).toEqual(['note'])
})

test('altered where the key of the stream is, or its header: refused as damaged', async () => {
  const whole = new Uint8Array(await readFile(safe.file))
  const file = join(safe.path, 'other')
  for (const at of [16 + 4 + 2 + 40, 16 + 4 + 2 + 1230, 16 + 4 + 2 + 1240 + 40]) {
    await writeFile(file, whole.with(at, (whole[at] ?? 0) ^ 1))
    await expect(safe.rehearse({ file })).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
  }
})

test('killed at any step there is no node or the whole one, and the next try makes it', async () => {
  const images = join(safe.path, 'images')
  const points: RestorePoint[] = []
  const fileNames = async (path: string) => (await readdir(path)).sort().join()
  await mkdir(images)
  await safe.restore({
    hook: async (point) => {
      points.push(point)
      const image = join(images, point)
      await mkdir(image)
      // As the disk is then: whoever comes next finds just this.
      for (const name of ['node', 'node.restoring'])
        await cp(join(safe.path, name), join(image, name), { recursive: true }).catch(() => undefined)
    },
  })
  expect(points).toEqual([
    ...['keys-written', 'records-written', 'files-written', 'proven', 'settled', 'recovered', 'moved'],
  ])
  for (const point of points.slice(0, -1)) expect(await fileNames(join(images, point))).toBe('node.restoring')
  const isWhole = async (path: string) => (await look(path, (store) => readRecovery(store)))?.phase
  expect(await isWhole(join(images, 'moved', 'node'))).toBe('reconciling')
  expect(await fileNames(join(images, 'moved'))).toBe('node')
  // The latest of those that were not done: all but its name.
  await rm(safe.target, { recursive: true })
  await safe.restore({ dataDir: join(images, 'recovered', 'node') })
  expect(await isWhole(join(images, 'recovered', 'node'))).toBe('reconciling')
  expect(await fileNames(join(images, 'recovered'))).toBe('node')
  await rm(images, { recursive: true })
})

test('a disk that is full in the middle: nothing is left', async () => {
  for (const full of ['keys-written', 'records-written'] as const) {
    const hook = (point: RestorePoint) => {
      if (point === full) throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
    }
    await expect(safe.restore({ hook })).rejects.toMatchObject({ code: 'STORE_FULL' })
    expect(await left()).toEqual([])
  }
})

test('a journal that is older than the backup, altered, or of another node is refused; half an entry is none', async () => {
  await using mine = await openSafe()
  const erasures = join(mine.path, 'erased')
  const { deps } = desk
  await deps.erasures.note([{ kind: 'blob', id: new Uint8Array(16) }])
  await safe.backUp(deps)
  const before = await readFile(journalOf(desk))
  await deps.erasures.note([1, 2, 3].map((id) => ({ kind: 'blob', id: new Uint8Array(16).fill(id) })))
  const whole = new Uint8Array(await readFile(journalOf(desk)))
  expect(whole.length).toBe(before.length + 3 * entryBytes)

  const found = async (bytes: Uint8Array) => {
    await writeFile(erasures, bytes)
    return safe.rehearse({ erasures })
  }
  expect(await found(whole)).toMatchObject({ erased: 0 })
  expect(await found(whole.subarray(0, whole.length - 5))).toMatchObject({ erased: 0 })
  await expect(found(whole.subarray(0, before.length - entryBytes))).rejects.toMatchObject({
    code: 'ERASURES_OLD',
  })
  await expect(found(new Uint8Array(0))).rejects.toMatchObject({ code: 'ERASURES_OLD' })
  for (const at of [0, 20, 50, whole.length - 1])
    await expect(found(whole.with(at, (whole[at] ?? 0) ^ 1))).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
  await expect(found(whole.subarray(entryBytes))).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
})

/** The case of the only draft: its record names it, in bytes 1 to 16. */
async function caseOfDraft({ store }: TestDesk['deps']): Promise<Uint8Array> {
  await using snapshot = store.snapshot()
  for await (const page of snapshot.pages())
    for (const [key, record] of page) if (key[0] === layout.drafts.code) return record.slice(1, 17)
  throw new Error('there is no draft')
}

test('a case and an officer that were erased since do not come back, and the ledger says why', async () => {
  const { deps } = desk
  const erasures = journalOf(desk)
  await safe.backUp(deps)
  const draftCase = await caseOfDraft(deps)
  await deps.erasures.note([{ kind: 'case', id: draftCase }])
  const [bo] = (await ask(desk, 'officerList', { query: { limit: 50 } })).items.filter(
    ({ name }) => name === 'bo',
  )
  await ask(desk, 'officerRevoke', {
    params: { officer: bo?.id ?? '' },
    body: { identityPassphrase, loseContent: false },
  })

  expect(await safe.restore({ erasures })).toMatchObject({ erased: 2, proof: { faults: 0 } })
  expect(await readdir(join(safe.target, 'keys', 'officers'))).not.toContain(bo?.id)
  expect(await readFile(join(safe.target, 'keys', 'erased'))).toEqual(await readFile(erasures))
  await look(safe.target, async (store) => {
    for await (const _draft of store.range(layout.drafts.all())) throw new Error('it has a draft')
    expect(await store.get(layout.erasedCases.at(draftCase))).toBeDefined()
    const officers = await readOfficers(store)
    expect(officers.filter(({ revoked }) => revoked !== undefined).map(({ name }) => name)).toEqual(['bo'])
  })
  await rm(safe.target, { recursive: true })
  // Where the journal is lost, both are back.
  expect(await safe.restore()).toMatchObject({ erased: 0 })
  expect(await readdir(join(safe.target, 'keys', 'officers'))).toContain(bo?.id)
})
