// What a start does with keys, passphrases and databases that are not right: a code, an exit code and a sentence for
// who starts it, nothing changed on disk, and everything there again when the good file is back.
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorTexts } from '../../cli/texts/errors.ts'
import { createClient } from '../../node/api/client.ts'
import { initialise, run } from '../../node/index.ts'
import { sponte } from '../cli/terminal.ts'

const passphrase = 'correct horse battery staple'
const context = { signal: new AbortController().signal }
const title = 'HARBOUR LANTERN'
let folder: string
/** A node with a draft in it, stopped; never started itself, but copied. */
let ours: string
/** Another institution's. */
let theirs: string
let draft: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sponte-start-'))
  await writeFile(join(folder, 'good'), `${passphrase}\n`, { mode: 0o600 })
  await writeFile(join(folder, 'wrong'), 'correct horse battery stable\n', { mode: 0o600 })
  ours = await makeNode('ours')
  theirs = await makeNode('theirs')
  await using node = await start(ours)
  const made = await node.client.ask('draftNew', {
    body: {
      document: { to: [], conditions: [], disclosure: { summary: { title, facts: 'x'.repeat(9000) } } },
    },
  })
  draft = made.id
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function makeNode(name: string): Promise<string> {
  const dataDir = join(folder, name)
  const profile = { name, country: 'JO', kind: 'FIU', languages: ['en'], role: 'member' } as const
  await initialise({ dataDir, ...profile, passphrase, smallMachine: true }, context)
  return dataDir
}

async function start(dataDir: string, logged: Readonly<Record<string, unknown>>[] = []) {
  const socketPath = join(dataDir, 'control.sock')
  const plain = { listen: [], http: undefined, smallMachine: true }
  const log = (event: Readonly<Record<string, unknown>>) => logged.push(event)
  const node = await run({ dataDir, socketPath, passphrase, ...plain, log }, context)
  return Object.assign(node, { client: createClient({ socketPath }) })
}

/** A copy of our stopped node, to be damaged. */
async function copyOfOurs(): Promise<string> {
  const path = await mkdtemp(join(folder, 'copy-'))
  await cp(ours, path, { recursive: true })
  return path
}

/** `sponte run`, which ends at once where it starts at all. */
async function tryToRun(dataDir: string, passphraseFile = 'good', more: readonly string[] = []) {
  const words = [
    '--data',
    dataDir,
    'run',
    '--small-machine',
    '--passphrase-file',
    join(folder, passphraseFile),
    ...more,
  ]
  const situation = { signal: AbortSignal.abort() }
  const people = await sponte(words, situation)
  return { ...people, json: await sponte(['--json', ...words], situation) }
}

/** Every file of a data directory by its hash. */
async function filesOf(dataDir: string): Promise<ReadonlyMap<string, string>> {
  const found = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const entries = await Promise.all(
    paths.map(async (path) => {
      const hash = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
      return [path.slice(dataDir.length), hash] as const
    }),
  )
  // What LevelDB writes for people changes with every try.
  return new Map(entries.filter(([path]) => !/\/db\/(LOG|LOG\.old|LOCK)$/.test(path)).sort())
}

async function expectRefused(
  dataDir: string,
  code: keyof typeof errorTexts,
  exit: number,
  passphraseFile?: string,
) {
  const before = await filesOf(dataDir)
  const ran = await tryToRun(dataDir, passphraseFile)
  expect(ran.json.stderr).toContain(`"code":"${code}"`)
  expect(ran).toMatchObject({ exit, stdout: '', json: { exit } })
  expect(ran.stderr).toContain(errorTexts[code])
  expect(ran.stderr + ran.json.stderr).not.toContain('correct horse')
  expect(await filesOf(dataDir)).toEqual(before)
}

/** Starts and finds the draft, and a ledger that verifies. */
async function expectWhole(dataDir: string): Promise<void> {
  await using node = await start(dataDir)
  const shown = await node.client.ask('draftShow', { params: { draft } })
  expect(shown).toMatchObject({ title, state: 'open' })
  expect(await node.client.ask('ledgerVerify', {})).toMatchObject({ ok: true })
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file)
  const index = Math.floor(bytes.length * at)
  bytes[index] = (bytes[index] ?? 0) ^ 0x10
  await writeFile(file, bytes)
}

test('every line of the log has its time in UTC and a name in one style', async () => {
  const logged: Readonly<Record<string, unknown>>[] = []
  {
    await using node = await start(await copyOfOurs(), logged)
    await node.client.ask('status', {})
  }
  const names = logged.map(({ event }) => event)
  expect(names).toEqual(expect.arrayContaining(['node-started', 'api-answered']))
  for (const { time, event } of logged) {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(event).toMatch(/^[a-z]+(-[a-z]+)*$/)
  }
})

test('a wrong passphrase', async () => {
  const copy = await copyOfOurs()
  await expectRefused(copy, 'WRONG_PASSPHRASE', 77, 'wrong')
  await expectWhole(copy)
})

test.each(['slots', 'epoch', 'identity', 'anchor'])('a truncated or altered key file: %s', async (name) => {
  const copy = await copyOfOurs()
  const file = join(copy, 'keys', name)
  const good = await readFile(file)
  for (const damage of [
    () => writeFile(file, good.subarray(0, good.length / 2)),
    () => writeFile(file, ''),
    () => flip(file, 0.6),
    async () => writeFile(file, await readFile(join(theirs, 'keys', name === 'epoch' ? 'slots' : 'epoch'))),
  ]) {
    await damage()
    await expectRefused(copy, 'KEYS_CORRUPT', 65)
    await writeFile(file, good)
  }
  await expectWhole(copy)
})

/** The largest file of a database of that kind. */
async function fileOf(dataDir: string, kind: RegExp): Promise<string> {
  const db = join(dataDir, 'db')
  const files = (await readdir(db)).filter((name) => kind.test(name))
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(db, name))).size))
  return join(db, files[sizes.indexOf(Math.max(...sizes))] ?? 'none')
}

test.each([
  ['the log, early', /\.log$/, 0.2, 'ROLLED_BACK'],
  ['the log, late', /\.log$/, 0.9, 'ROLLED_BACK'],
  ['MANIFEST', /^MANIFEST-/, 0.5, 'DATABASE_CORRUPT'],
  ['CURRENT', /^CURRENT$/, 0.5, 'DATABASE_CORRUPT'],
] as const)('an altered database file: %s', async (_name, kind, at, code) => {
  const copy = await copyOfOurs()
  const file = await fileOf(copy, kind)
  const good = await readFile(file)
  await flip(file, at)
  await expectRefused(copy, code, 65)
  await expectRefused(copy, code, 65)
  await writeFile(file, good)
  await expectWhole(copy)
})

test('an altered table of the database, whose records are read first', async () => {
  const copy = await copyOfOurs()
  const file = await fileOf(copy, /\.ldb$/)
  const good = await readFile(file)
  await flip(file, 0.3)
  const ran = await tryToRun(copy)
  expect(ran).toMatchObject({ exit: 65, json: { exit: 65 } })
  expect(ran.json.stderr).toContain('"code":"DATABASE_CORRUPT"')
  await writeFile(file, good)
  await expectWhole(copy)
})

test.each(['bogus', '/ip4/0.0.0.0', '/ip4/0.0.0.0/udp/4001', '/ip4/300.0.0.1/tcp/4001', ''])(
  'an address that nobody can listen on: %j',
  async (address) => {
    const copy = await copyOfOurs()
    const ran = await tryToRun(copy, 'good', ['--listen', address])
    expect(ran).toMatchObject({ exit: 64, stdout: '', json: { exit: 64 } })
    expect(ran.json.stderr).toContain('"code":"ADDRESS_INVALID"')
    expect(ran.stderr).toContain(errorTexts.ADDRESS_INVALID)
  },
)

test('the database of another institution under these keys', async () => {
  const copy = await copyOfOurs()
  await rm(join(copy, 'db'), { recursive: true })
  await cp(join(theirs, 'db'), join(copy, 'db'), { recursive: true })
  await expectRefused(copy, 'DATABASE_CORRUPT', 65)
  await rm(join(copy, 'db'), { recursive: true })
  await cp(join(ours, 'db'), join(copy, 'db'), { recursive: true })
  await expectWhole(copy)
})

test('no database under keys that had one', async () => {
  const copy = await copyOfOurs()
  await rm(join(copy, 'db'), { recursive: true })
  const ran = await tryToRun(copy)
  expect(ran).toMatchObject({ exit: 65 })
  expect(ran.json.stderr).toContain('"code":"ROLLED_BACK"')
  await rm(join(copy, 'db'), { recursive: true })
  await cp(join(ours, 'db'), join(copy, 'db'), { recursive: true })
  await expectWhole(copy)
})
