// What the doctor says is what it has looked at: everything that it calls well is made ill once.
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { native } from '../../crypto/native/index.ts'
import { initialiseNode } from '../../node/initialise.ts'
import { startNode } from '../../node/node.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { layout, StoreError, type Store } from '../../node/store/index.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { floorCost, passphrase, temporaryFolder } from '../store/support.ts'

const context = { signal: new AbortController().signal }
const asked = { params: {}, query: {}, body: {} }
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let node: RunningNode
beforeAll(async () => {
  folder = await temporaryFolder()
  const profile = { role: 'member', name: 'A', country: 'XA', kind: 'ARO', languages: ['en'] } as const
  const keys = { dataDir: folder.path, passphrase, identityPassphrase: passphrase }
  await initialiseNode({ ...profile, ...keys }, { cost: floorCost })
  const listen = ['/ip4/127.0.0.1/tcp/0']
  node = await startNode({ ...keys, listen, cost: floorCost, log: () => undefined })
  await node.exchange.keyring.createOfficer(new Uint8Array(16).fill(7), passphrase)
})
afterAll(async () => {
  await node[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function found(check: string, asNode = node) {
  const { ok, checks } = await useCasesOf(asNode).doctor(asked, context)
  const state = checks.find((one) => one.check === check)?.state
  if (state === 'fault') expect(ok).toBe(false)
  return state
}

/** The node over a store that a test has its hands in. */
function withStore(change: Partial<Store>): RunningNode {
  const store = Object.assign(Object.create(node.store) as Store, change)
  return { ...node, store, exchange: { ...node.exchange, store } }
}

test.each(['SELF_TEST', 'DATA_FOLDER', 'KEYS', 'DATABASE', 'LEDGER'])('%s is well', async (check) => {
  expect(await found(check)).toBe('ok')
})

test.each([
  [0o750, 'warning'],
  [0o770, 'fault'],
] as const)('a data directory of mode %o', async (mode, state) => {
  await chmod(folder.path, mode)
  expect(await found('DATA_FOLDER')).toBe(state)
  await chmod(folder.path, 0o700)
})

test.each(['slots', 'epoch', 'anchor', 'desk', 'identity', 'officers/07070707070707070707070707070707'])(
  'a key file that is altered or gone: %s',
  async (name) => {
    const path = join(folder.path, 'keys', name)
    const good = await readFile(path)
    await writeFile(path, good.with(60, (good[60] ?? 0) ^ 1))
    expect(await found('KEYS')).toBe('fault')
    if (!name.startsWith('officers')) {
      await rm(path)
      expect(await found('KEYS')).toBe('fault')
    }
    await writeFile(path, good)
    expect(await found('KEYS')).toBe('ok')
  },
)

test('a record that does not open', async () => {
  const range: Store['range'] = (span, options) => {
    options?.onUnreadable?.(new StoreError('STORE_CORRUPT', 'altered'), new Uint8Array(0))
    return node.store.range(span, options)
  }
  expect(await found('DATABASE', withStore({ range }))).toBe('fault')
})

test('a ledger that has lost its pages', async () => {
  const [lost] = layout.ledgerPages.all().from
  const range: Store['range'] = (span, options) =>
    node.store.range(span, span.from[0] === lost ? { ...options, limit: 0 } : options)
  expect(await found('LEDGER', withStore({ range }))).toBe('fault')
})

test('a construction that does not reproduce its vector', async () => {
  const argon2id = vi.spyOn(native, 'argon2id').mockResolvedValue(new Uint8Array(32))
  expect(await found('SELF_TEST')).toBe('fault')
  argon2id.mockRestore()
  expect(await found('SELF_TEST')).toBe('ok')
})

test('readyz says that the node takes work', async () => {
  expect(await useCasesOf(node).readyz(asked, context)).toEqual({ ready: true })
})

test.each([
  ['STORE_STOPPED', 'STORAGE_FAULT'],
  ['STORE_FULL', 'STORAGE_FULL'],
] as const)('readyz says that it takes none while its store takes none: %s', async (reason, code) => {
  const requireReady = () => {
    throw new StoreError(reason, 'it takes nothing')
  }
  const asStopped = useCasesOf(withStore({ requireReady })).readyz(asked, context)
  await expect(asStopped).rejects.toMatchObject({ code })
})

test('officers who could open nothing that arrives are a fault', async () => {
  const officerPassphrase = 'the heron stands in the reeds'
  const body = { name: 'ana', power: 'DELEGATED', officerPassphrase, identityPassphrase: passphrase } as const
  await useCasesOf(node).officerAdd({ ...asked, body }, context)
  expect(await found('OFFICERS')).toBe('warning')
  const keyring = { ...node.exchange.keyring, deskKey: () => undefined }
  expect(await found('OFFICERS', { ...node, exchange: { ...node.exchange, keyring } })).toBe('fault')
})

test('a node whose cryptography does not reproduce its vectors does not start', async () => {
  const argon2id = vi.spyOn(native, 'argon2id').mockResolvedValue(new Uint8Array(32))
  const other = { dataDir: folder.path, passphrase, listen: [], cost: floorCost, log: () => undefined }
  await expect(startNode(other)).rejects.toMatchObject({ code: 'SELF_TEST' })
  argon2id.mockRestore()
})
