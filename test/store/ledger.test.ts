import { existsSync } from 'node:fs'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leafHash, merkleRoot, u64, utf8, verifyLog } from '../../crypto/index.ts'
import type { Keyring } from '../../node/keyring/keyring.ts'
import { decodePage } from '../../node/ledger/ledger.ts'
import { verifyLedger } from '../../node/ledger/verify.ts'
import { layout } from '../../node/store/layout.ts'
import { scrub } from '../../node/store/scrub.ts'
import type { CaseId } from '../../node/store/space.ts'
import type { Store } from '../../node/store/store.ts'
import {
  decodeFact,
  encodeFact,
  factTypes,
  verifyLedgerCheckpoint,
  type Fact,
  type FactType,
} from '../../protocol/index.ts'
import { newKeys, openTestStore, seededRandom, startMs, temporaryFolder } from './support.ts'

const origin = 'sponte/test/one'
const hourMs = 3_600_000

const verify = (store: Store, keyring: Keyring) =>
  verifyLedger({ store, keyring, logPublicKeys: [keyring.logPublicKey] })

test('every fact has a number of its own, and is read back as what was written', () => {
  const types = Object.keys(factTypes) as FactType[]
  const read = types.map((type) => decodeFact(encodeFact({ type }, startMs)).fact.type)
  expect(read).toEqual(types)
})

/** Commits a fact of a case, or of the node. */
function record(store: Store, fact: Fact, caseId?: CaseId) {
  return store.commit(() => {
    const stated = caseId === undefined ? fact : { fact, caseId }
    return { kind: 'prepared', facts: [stated], finish: () => undefined }
  })
}

async function newCase(store: Store): Promise<CaseId> {
  const { value } = await store.commit((turn) => {
    const caseId = turn.newCase()
    turn.put(layout.statements.at(caseId, utf8('statement')), utf8('parties'))
    return { kind: 'prepared', facts: [{ fact: { type: 'case-created' }, caseId }], finish: () => caseId }
  })
  return value
}

test('every commit is in the tree, whose root is that of RFC 9162 over its leaves', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring })
  const caseId = await newCase(store)
  for (let i = 0; i < 10; i++) await record(store, { type: 'placed' }, i % 2 === 0 ? caseId : undefined)
  const leaves: Uint8Array[] = []
  for await (const row of store.range(layout.ledgerPages.all())) leaves.push(...decodePage(row).leaves)
  expect(leaves).toHaveLength(11)
  expect(store.ledger.frontier.root()).toEqual(merkleRoot(leaves.map(leafHash)))
  expect(await verify(store, keyring)).toMatchObject({ ok: true, size: 11, erased: 0, problems: [] })
})

test('a ledger goes on where it was, and verifies from its first leaf', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  for (let run = 0; run < 3; run++) {
    await using store = await openTestStore({ path: folder.path, keyring, random: seededRandom(`${run}`) })
    await Promise.all([record(store, { type: 'placed' }), record(store, { type: 'stored' })])
    expect(await verify(store, keyring)).toMatchObject({ ok: true, size: 2 * (run + 1) })
  }
})

test('a checkpoint is the same for the same ledger, and is verified with the log key', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring })
  await record(store, { type: 'placed' })
  const note = store.checkpoint(origin)
  expect(store.checkpoint(origin)).toBe(note)
  const { logPublicKey } = keyring
  expect(verifyLedgerCheckpoint(note, { origin, logPublicKey }, verifyLog)).toEqual({
    origin,
    size: 1,
    root: store.ledger.frontier.root(),
  })
  await record(store, { type: 'placed' })
  expect(store.checkpoint(origin)).not.toBe(note)
})

test('a checkpoint is stored with the first commit of an hour', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  let timeMs = startMs
  const sizes: number[] = []
  for (let run = 0; run < 2; run++) {
    const random = seededRandom(`${run}`)
    await using store = await openTestStore({ path: folder.path, keyring, random, clock: () => timeMs })
    for (let i = 0; i < 4; i++) {
      await record(store, { type: 'placed' })
      timeMs += hourMs / 2
    }
    expect(await verify(store, keyring)).toMatchObject({ ok: true })
  }
  await using store = await openTestStore({ path: folder.path, keyring })
  for await (const { key } of store.range(layout.checkpoints.all())) sizes.push(key.at(-1) ?? -1)
  expect(sizes).toEqual([1, 3, 5, 7])
})

test('a database that is older than the anchor is refused', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const open = (seed: string) => openTestStore({ path: folder.path, keyring, random: seededRandom(seed) })
  {
    await using store = await open('1')
    await record(store, { type: 'placed' })
  }
  const [db, old] = [join(folder.path, 'db'), join(folder.path, 'old')]
  await cp(db, old, { recursive: true })
  {
    await using store = await open('2')
    await record(store, { type: 'stored' })
  }
  await replace(db, old)
  await expect(open('3')).rejects.toMatchObject({
    code: 'LEDGER_ROLLBACK',
    message: expect.stringMatching(/put back the newest copy of the whole data directory$/) as string,
  })
  await replace(db, join(folder.path, 'nothing'))
  await expect(open('3')).rejects.toMatchObject({ code: 'LEDGER_ROLLBACK' })
})

test('a database of another history does not meet the anchor', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const db = join(folder.path, 'db')
  const run = async (seed: string, facts: number) => {
    await using store = await openTestStore({ path: folder.path, keyring, random: seededRandom(seed) })
    for (let i = 0; i < facts; i++) {
      await store.commit(() => ({
        kind: 'prepared',
        facts: [{ type: 'placed' }, ...Array.from({ length: facts }, (): Fact => ({ type: 'sealed' }))],
        finish: () => undefined,
      }))
    }
  }
  const anchor = join(folder.path, 'keys', 'anchor')
  const start = await readFile(anchor)
  await run('one', 3)
  const after = await readFile(anchor)
  await replace(db, join(folder.path, 'nothing'))
  await writeFile(anchor, start)
  await run('two', 5)
  await writeFile(anchor, after)
  await expect(openTestStore({ path: folder.path, keyring })).rejects.toMatchObject({
    code: 'LEDGER_ROLLBACK',
  })
})

test('a history of the same shape and other leaves is found by verifying', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  const [db, anchor] = [join(folder.path, 'db'), join(folder.path, 'keys', 'anchor')]
  const run = async (seed: string, type: Fact['type']) => {
    await using store = await openTestStore({
      ...{ path: folder.path, keyring, random: seededRandom(seed), origins: () => [] },
    })
    await record(store, { type })
  }
  const start = await readFile(anchor)
  await run('one', 'placed')
  const after = await readFile(anchor)
  await replace(db, join(folder.path, 'nothing'))
  await writeFile(anchor, start)
  await run('two', 'refused')
  await writeFile(anchor, after)
  await using store = await openTestStore({ path: folder.path, keyring })
  const report = await verify(store, keyring)
  expect(report.ok).toBe(false)
  expect(report.problems.map(({ code }) => code)).toContain('LEDGER_ROLLBACK')
})

test('an erased case leaves valid leaves without meaning', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  {
    await using store = await openTestStore({ path: folder.path, keyring })
    const caseId = await newCase(store)
    await record(store, { type: 'placed' }, caseId)
    await store.commit((turn) => {
      turn.delete(layout.bucketKeys.at(caseId))
      turn.put(layout.erasedCases.at(caseId), u64(startMs))
      return { kind: 'prepared', facts: [{ type: 'erased' }], finish: () => undefined }
    })
  }
  await using store = await openTestStore({ path: folder.path, keyring, random: seededRandom('later') })
  expect(await verify(store, keyring)).toMatchObject({ ok: true, size: 3, erased: 2 })
  expect(await scrub(store)).toMatchObject({ ok: true, erased: 3 })
})

test('a checkpoint by another key is a problem', async () => {
  await using folder = await temporaryFolder()
  const keyring = await newKeys(folder.path)
  await using store = await openTestStore({ path: folder.path, keyring })
  await record(store, { type: 'placed' })
  const report = await verifyLedger({ store, keyring, logPublicKeys: [] })
  expect(report.problems.map(({ code }) => code)).toEqual(['LEDGER_CHECKPOINT'])
})

test('a fact carries ids and codes, and no sentence', () => {
  const fact: Fact = {
    type: 'denied',
    officer: new Uint8Array(16).fill(1),
    exchange: new Uint8Array(32).fill(2),
    item: new Uint8Array(32).fill(3),
    codes: ['USE:NOT-EVIDENCE', 'R12'],
  }
  expect(decodeFact(encodeFact(fact, startMs))).toEqual({ fact, timeMs: startMs })
  expect(decodeFact(encodeFact({ type: 'opened' }, 0))).toEqual({ fact: { type: 'opened' }, timeMs: 0 })
  for (const codes of [['he was paid'], ['ÉTÉ'], [''], Array.from({ length: 9 }, () => 'A')]) {
    expect(() => encodeFact({ type: 'denied', codes }, 0)).toThrow(expect.objectContaining({ code: 'FACT' }))
  }
  const short = new Uint8Array(3)
  expect(() => encodeFact({ type: 'denied', officer: short }, 0)).toThrow(
    expect.objectContaining({ code: 'FACT' }),
  )
})

test('a fact is read to its last byte', () => {
  const record = encodeFact({ type: 'placed', codes: ['A'] }, startMs)
  for (let length = 0; length < record.length; length++) {
    expect(() => decodeFact(record.subarray(0, length))).toThrow(
      expect.objectContaining({ name: 'LedgerError' }),
    )
  }
  expect(() => decodeFact(Uint8Array.from([...record, 0]))).toThrow(
    expect.objectContaining({ code: 'FIELDS' }),
  )
})

async function replace(folder: string, by: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  if (existsSync(by)) await cp(by, folder, { recursive: true })
}
