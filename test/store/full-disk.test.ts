import { execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { utf8 } from '../../crypto/index.ts'
import { verifyLedger } from '../../node/ledger/verify.ts'
import type { Job } from '../../node/store/job.ts'
import { layout } from '../../node/store/layout.ts'
import { scrub } from '../../node/store/scrub.ts'
import { StoreError } from '../../node/store/store-error.ts'
import { newKeys, openTestStore, temporaryFolder } from './support.ts'

const MiB = 1024 * 1024

function put(name: string, bytes: number): Job<string> {
  return (turn) => {
    turn.put(layout.meta.at(utf8(name)), new Uint8Array(bytes).fill(1))
    return { kind: 'prepared', facts: [{ type: 'placed' }], finish: () => name }
  }
}

test('commits stop while there is still room, and go on when there is more', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring, reserveBytes: 2 ** 50 })
  const { ledger } = store
  await expect(store.commit(put('a', 10))).rejects.toMatchObject({ code: 'STORE_FULL' })
  expect(store.ledger).toBe(ledger)
  expect(await store.get(layout.meta.at(utf8('a')))).toBeUndefined()
})

/** Whether this process may mount a file system of its own; continuous integration mostly may not. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

test.skipIf(!canMount())('a disk that fills up loses nothing that was committed', async () => {
  await using folder = await temporaryFolder()
  const disk = join(folder.path, 'disk')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
  try {
    const keyring = await newKeys(disk)
    const committed: string[] = []
    const verify = async () => {
      await using store = await openTestStore({ path: disk, keyring, reserveBytes: 0 })
      for (const name of committed) expect(await store.get(layout.meta.at(utf8(name)))).toHaveLength(MiB / 4)
      expect(await scrub(store)).toMatchObject({ ok: true })
      const report = await verifyLedger({ store, keyring, logPublicKeys: [keyring.logPublicKey] })
      expect(report).toMatchObject({ ok: true, size: committed.length })
    }
    const ballast = join(disk, 'ballast')
    await writeFile(ballast, new Uint8Array(18 * MiB))
    {
      // Without a reserve LevelDB itself meets the end of the disk.
      await using store = await openTestStore({ path: disk, keyring, reserveBytes: 0 })
      const failure = await (async () => {
        for (let n = 0; n < 200; n++) {
          await store.commit(put(`${n}`, MiB / 4))
          committed.push(`${n}`)
        }
        return undefined
      })().catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'STORE_FULL' })
      expect(committed.length).toBeGreaterThan(3)
      await rm(ballast)
      // LevelDB may have met the end once more in the background: the store opens it again for the commit after.
      const codes: unknown[] = []
      for (let tries = 0; tries < 3 && !committed.includes('after'); tries++) {
        await store.commit(put('after', MiB / 4)).then(
          () => committed.push('after'),
          (error: unknown) => codes.push(error instanceof StoreError ? error.code : error),
        )
      }
      expect(codes.filter((code) => code !== 'STORE_FULL' && code !== 'STORE_STOPPED')).toEqual([])
      expect(codes.includes('STORE_STOPPED') || committed.includes('after')).toBe(true)
    }
    await verify()
  } finally {
    execFileSync('umount', [disk])
  }
})
