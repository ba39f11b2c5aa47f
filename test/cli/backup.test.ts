// What the command line makes of a backup that the node gives: a file that is whole and new, or none.
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createFakeNode, FakeRefusal, ids } from '../api/fake-use-cases.ts'
import { openDesk } from './node.ts'

test('a backup is written whole, for this user alone, and the node is told its hash', async () => {
  await using desk = await openDesk()
  expect(await desk.run('backup create --to @night')).toMatchObject({ exit: 0 })
  const file = join(desk.folder, 'night')
  const sha256 = createHash('sha256').update('a backup').digest('hex')
  expect(await readFile(file, 'utf8')).toBe('a backup')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(desk.asked.at(-1)).toMatchObject({ name: 'backupKept', input: { body: { sha256 } } })
})

test('nothing is written over, and the node is not asked', async () => {
  await using desk = await openDesk()
  await desk.file('night', 'mine')
  await desk.file('text', 'a long enough passphrase')
  for (const command of ['create --to @night', 'key --out @night --new-passphrase-file @text'])
    expect(await desk.run(`backup ${command}`)).toMatchObject({ exit: 73, stdout: '' })
  expect(await readFile(join(desk.folder, 'night'), 'utf8')).toBe('mine')
  expect(desk.asked).toEqual([])
})

test('a backup that breaks off leaves no file, and is not noted', async () => {
  await using desk = await openDesk({
    backupGive: () =>
      Promise.resolve(
        Readable.from(
          // eslint-disable-next-line @typescript-eslint/require-await -- pieces come one after another
          (async function* () {
            yield Buffer.from('half ')
            throw new FakeRefusal('STORAGE_FAULT')
          })(),
        ),
      ),
  })
  expect(await desk.run('backup create --to @night')).toMatchObject({ exit: 74, stdout: '' })
  expect((await readdir(desk.folder)).filter((name) => name !== 'passphrase')).toEqual([])
  expect(desk.asked.map(({ name }) => name)).toEqual(['backupGive'])
})

test('a key is written to its file, which is its only copy', async () => {
  await using desk = await openDesk()
  await desk.file('text', 'a long enough passphrase')
  const made = await desk.run('backup key --out @key --only --new-passphrase-file @text')
  expect(made).toMatchObject({ exit: 0 })
  expect(await readFile(join(desk.folder, 'key'), 'utf8')).toBe('a key')
  expect(desk.asked.at(-1)?.input.body).toMatchObject({
    only: true,
    keyPassphrase: 'a long enough passphrase',
  })
})

test('status says when the last backup was, and how a recovery stands', async () => {
  const { useCases } = createFakeNode()
  await using desk = await openDesk({
    status: async (...asked) => ({
      ...(await useCases.status(...asked)),
      recovery: {
        phase: 'reconciling',
        since: '2026-11-21T07:15:00.000Z',
        pastUntil: '2026-11-20T22:00:00.000Z',
        waitingFor: [{ id: ids.them, name: '反贪局', country: 'CN', network: ids.network }],
        told: 1,
      },
    }),
  })
  const { stdout } = await desk.run('status')
  expect(stdout).toContain('last made 2026-11-21 07:15 UTC, last proven never')
  expect(stdout).toContain('asks others for what it has lost, since 2026-11-21 07:15 UTC')
  expect(stdout).toContain('反贪局')
})
