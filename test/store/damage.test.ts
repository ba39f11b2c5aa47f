import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { utf8 } from '../../crypto/index.ts'
import { KeyringError } from '../../node/keyring/keyring-error.ts'
import type { Keyring } from '../../node/keyring/keyring.ts'
import { verifyLedger } from '../../node/ledger/verify.ts'
import { layout } from '../../node/store/layout.ts'
import { scrub } from '../../node/store/scrub.ts'
import { StoreError } from '../../node/store/store-error.ts'
import type { Store } from '../../node/store/store.ts'
import { newKeys, openTestStore, seededRandom, temporaryFolder } from './support.ts'

const commits = 40

async function commitBody(store: Store, n: number): Promise<void> {
  await store.commit((turn) => {
    const caseId = turn.newCase()
    turn.put(layout.bodies.at(caseId, utf8('body')), utf8(`body ${n} `.repeat(40)))
    turn.put(layout.exchangeIndex.at(utf8(`${n}`)), caseId)
    return { kind: 'prepared', facts: [{ fact: { type: 'placed' }, caseId }], finish: () => n }
  })
}

/** A closed node with some commits, whose files can be damaged and put back. */
async function closedNode(path: string, { inTable }: { readonly inTable: boolean }) {
  const keyring = await newKeys(path)
  {
    await using store = await openTestStore({ path, keyring })
    for (let n = 0; n < commits; n++) await commitBody(store, n)
  }
  // Opening again moves LevelDB's log into a table.
  if (inTable) await (await openTestStore({ path, keyring, random: seededRandom('2') })).close()
  const [db, saved] = [join(path, 'db'), join(path, 'saved')]
  await cp(db, saved, { recursive: true })
  const restore = async () => {
    await rm(db, { recursive: true })
    await cp(saved, db, { recursive: true })
  }
  const files = await readdir(db)
  const sizes = await Promise.all(files.map(async (name) => (await readFile(join(db, name))).length))
  const largest = files[sizes.indexOf(Math.max(...sizes))] ?? ''
  expect(largest).toMatch(inTable ? /\.ldb$/ : /\.log$/)
  return { keyring, restore, file: join(db, largest), size: Math.max(...sizes) }
}

type Found = { readonly kind: 'whole' } | { readonly kind: 'detected'; readonly by: string }

/** Opens a damaged node and looks at everything: either something says so, or nothing is missing or other. */
async function inspect(path: string, keyring: Keyring): Promise<Found> {
  try {
    await using store = await openTestStore({ path, keyring, random: seededRandom('inspect') })
    const report = await verifyLedger({ store, keyring, logPublicKeys: [keyring.logPublicKey] })
    if (!report.ok) return { kind: 'detected', by: report.problems[0]?.code ?? '' }
    const scrubbed = await scrub(store)
    if (!scrubbed.ok) return { kind: 'detected', by: 'STORE_CORRUPT' }
    for (let n = 0; n < commits; n++) {
      const caseId = await store.get(layout.exchangeIndex.at(utf8(`${n}`)))
      const body = caseId && (await store.get(layout.bodies.at(caseId, utf8('body'))))
      expect(body, `body ${n} is gone, and nothing said so`).toEqual(utf8(`body ${n} `.repeat(40)))
    }
    return { kind: 'whole' }
  } catch (error) {
    if (error instanceof StoreError || error instanceof KeyringError) {
      return { kind: 'detected', by: error.code }
    }
    throw error
  }
}

async function flipByte(file: string, at: number): Promise<void> {
  const bytes = await readFile(file)
  bytes[at] = (bytes[at] ?? 0) ^ 0x10
  await writeFile(file, bytes)
}

for (const inTable of [false, true]) {
  const where = inTable ? 'a table file' : 'the log'
  test(`a flipped bit in ${where} is detected, or has changed nothing`, { timeout: 120_000 }, async () => {
    await using folder = await temporaryFolder()
    const { keyring, restore, file, size } = await closedNode(folder.path, { inTable })
    const found: Found[] = []
    // A step that is no divisor of any block size, so that all kinds of bytes are met.
    for (let at = 5; at < size; at += Math.floor(size / 37)) {
      await flipByte(file, at)
      found.push(await inspect(folder.path, keyring))
      await restore()
    }
    const detected = found.filter(({ kind }) => kind === 'detected')
    expect(detected.length).toBeGreaterThan(found.length / 2)
    for (const item of detected) {
      expect(item).toMatchObject({ by: expect.stringMatching(/^(STORE_CORRUPT|LEDGER_[A-Z]+)$/) as string })
    }
    expect(await inspect(folder.path, keyring)).toEqual({ kind: 'whole' })
  })
}

test('a flipped bit is reported with its space and the start of its key', async () => {
  await using folder = await temporaryFolder()
  const { keyring, file } = await closedNode(folder.path, { inTable: true })
  const bytes = await readFile(file)
  // A case record starts with version 1 and its case id, which is also in its key.
  await using before = await openTestStore({ path: folder.path, keyring, random: seededRandom('3') })
  const caseId = await before.get(layout.exchangeIndex.at(utf8('7')))
  if (caseId === undefined) throw new Error('commit 7 is missing')
  await before.close()
  const header = Buffer.concat([Uint8Array.of(1), caseId])
  await flipByte(file, bytes.lastIndexOf(header) + 100)
  await using store = await openTestStore({ path: folder.path, keyring, random: seededRandom('4') })
  const reads = await Promise.allSettled([
    store.get(layout.bodies.at(caseId, utf8('body'))),
    scrub(store).then(({ problems }) => Promise.reject(new Error(problems[0] ?? 'no problem'))),
  ])
  const messages = reads.map((read) => (read.status === 'rejected' ? String(read.reason) : 'read'))
  expect(messages.join('\n')).toMatch(/the record [0-9a-f]{8}… of (bodies|cases|ledger facts)/)
})

test('a record moved to another key does not open there', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const { Level } = await import('level')
  {
    await using store = await openTestStore({ path: folder.path, keyring })
    await commitBody(store, 1)
    await commitBody(store, 2)
  }
  const level = new Level<Uint8Array, Uint8Array>(join(folder.path, 'db'), {
    ...{ keyEncoding: 'view', valueEncoding: 'view', compression: false },
  })
  const [one, two] = [layout.exchangeIndex.at(utf8('1')).key, layout.exchangeIndex.at(utf8('2')).key]
  await level.put(one, await level.get(two))
  await level.close()
  await using store = await openTestStore({ path: folder.path, keyring, random: seededRandom('2') })
  await expect(store.get(layout.exchangeIndex.at(utf8('1')))).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
})

test('a torn tail after the anchor loses the last commit as a whole', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const anchorFile = join(folder.path, 'keys', 'anchor')
  const anchor = await readFile(anchorFile)
  {
    await using store = await openTestStore({ path: folder.path, keyring })
    for (let n = 0; n < 5; n++) await commitBody(store, n)
  }
  // As after a crash: the anchor is from before the commits.
  await writeFile(anchorFile, anchor)
  const log = await logFile(folder.path)
  await truncate(log, (await readFile(log)).length - 100)
  await using store = await openTestStore({ path: folder.path, keyring, random: seededRandom('2') })
  expect(store.ledger.commits).toBe(4)
  expect(await store.get(layout.exchangeIndex.at(utf8('4')))).toBeUndefined()
  expect(await scrub(store)).toMatchObject({ ok: true, erased: 0 })
  expect(await verifyLedger({ store, keyring, logPublicKeys: [keyring.logPublicKey] })).toMatchObject({
    ok: true,
  })
  await commitBody(store, 4)
  expect(await verifyLedger({ store, keyring, logPublicKeys: [keyring.logPublicKey] })).toMatchObject({
    ok: true,
  })
})

test('a torn tail before the anchor is a rollback', async () => {
  await using folder = await temporaryFolder()
  const { keyring, file, size } = await closedNode(folder.path, { inTable: false })
  await truncate(file, size - 100)
  expect(await inspect(folder.path, keyring)).toEqual({ kind: 'detected', by: 'LEDGER_ROLLBACK' })
})

test('a case key that is lost is not taken for an erased one', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  {
    await using store = await openTestStore({ path: folder.path, keyring })
    await commitBody(store, 1)
    const caseId = await store.get(layout.exchangeIndex.at(utf8('1')))
    if (caseId === undefined) throw new Error('commit 1 is missing')
    await store.commit((turn) => {
      turn.delete(layout.bucketKeys.at(caseId))
      return { kind: 'prepared', facts: [{ type: 'erased' }], finish: () => undefined }
    })
  }
  await using store = await openTestStore({ path: folder.path, keyring, random: seededRandom('2') })
  expect(await scrub(store)).toMatchObject({ ok: false, erased: 0 })
})

test('a database without its node key is refused, not taken for a new one', async () => {
  await using folder = await temporaryFolder()
  const { keyring } = await closedNode(folder.path, { inTable: false })
  const { Level } = await import('level')
  const level = new Level<Uint8Array, Uint8Array>(join(folder.path, 'db'), { keyEncoding: 'view' })
  await level.del(layout.bucketKeys.at(new Uint8Array(16)).key)
  await level.close()
  expect(await inspect(folder.path, keyring)).toEqual({ kind: 'detected', by: 'STORE_CORRUPT' })
})

async function logFile(path: string): Promise<string> {
  const files = await readdir(join(path, 'db'))
  return join(path, 'db', files.find((name) => name.endsWith('.log')) ?? '')
}
