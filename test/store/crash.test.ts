import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { utf8 } from '../../crypto/index.ts'
import { openKeyring } from '../../node/keyring/keyring.ts'
import { verifyLedger } from '../../node/ledger/verify.ts'
import { type FaultPoint, faultPoints } from '../../node/store/fault-points.ts'
import { layout } from '../../node/store/layout.ts'
import { scrub } from '../../node/store/scrub.ts'
import type { Store } from '../../node/store/store.ts'
import { floorCost, newKeys, openTestStore, passphrase, seededRandom, temporaryFolder } from './support.ts'

interface Ended {
  readonly signal: string | undefined
  /** Numbers of the commits that were acknowledged. */
  readonly acknowledged: readonly number[]
}

const writer = fileURLToPath(import.meta.resolve('./crash-writer.ts'))

/** Runs the writer until it is killed at the nth hit of a fault point. */
function runWriter(path: string, point: FaultPoint | 'never', nth: number): Promise<Ended> {
  const program = ['--disable-warning=ExperimentalWarning', writer, path, point, `${nth}`]
  return new Promise((resolve) => {
    execFile(process.execPath, program, (error, stdout) => {
      const acknowledged = stdout.split('\n').filter(Boolean).map(Number)
      resolve({ signal: error?.signal ?? undefined, acknowledged })
    })
  })
}

/** What is stored of the writer's commits; each is whole, or the test fails. */
async function storedCommits(store: Store): Promise<number[]> {
  const found: number[] = []
  for (let n = 0; n < 12; n++) {
    const caseId = await store.get(layout.exchangeIndex.at(utf8(`${n}`)))
    if (caseId === undefined) continue
    expect(await store.get(layout.bodies.at(caseId, utf8('body')))).toEqual(utf8(`body ${n}`))
    const batchKey = await store.get(layout.receipts.at(caseId, utf8('receipt')))
    expect(batchKey && (await store.get({ space: layout.batches, key: batchKey }))).toBeDefined()
    found.push(n)
  }
  return found
}

const reopen = (path: string) =>
  openKeyring({ random: seededRandom('again') }, { path, passphrase, cost: floorCost })

/** Every point early, and later when files and database have a past. */
const hits = [1, 4] as const

for (const point of Object.keys(faultPoints) as FaultPoint[]) {
  test(`killed at ${point}: what was acknowledged is there, whole, and the ledger verifies`, async () => {
    await using folder = await temporaryFolder()
    await newKeys(folder.path)
    let known: readonly number[] = []
    for (const nth of hits) {
      const { signal, acknowledged } = await runWriter(folder.path, point, nth)
      expect(signal, 'the fault point was not hit').toBe('SIGKILL')
      known = [...new Set([...known, ...acknowledged])]
      const keyring = await reopen(folder.path)
      await using store = await openTestStore({ path: folder.path, keyring })
      expect(await storedCommits(store)).toEqual(expect.arrayContaining([...known]))
      expect(await verifyLedger({ store, keyring, logPublicKeys: [keyring.logPublicKey] })).toMatchObject({
        ok: true,
        problems: [],
      })
      expect(await scrub(store)).toMatchObject({ ok: true, erased: 0 })
    }
  })
}

test('a writer that nobody kills ends well, and everything it wrote is there', async () => {
  await using folder = await temporaryFolder()
  await newKeys(folder.path)
  const { signal, acknowledged } = await runWriter(folder.path, 'never', 1)
  expect(signal).toBeUndefined()
  expect(acknowledged).toHaveLength(12)
  await using store = await openTestStore({ path: folder.path, keyring: await reopen(folder.path) })
  expect(await storedCommits(store)).toEqual(acknowledged.toSorted((a, b) => a - b))
})

test('only one process at a time has the database', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await using _store = await openTestStore({ path: folder.path, keyring })
  await expect(openTestStore({ path: folder.path, keyring })).rejects.toMatchObject({ code: 'STORE_LOCKED' })
})
