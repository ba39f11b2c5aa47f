import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitOf, exits } from '../../cli/exit-codes.ts'
import { errorTexts } from '../../cli/texts/errors.ts'
import { apiErrorCodes } from '../../node/api/contract/problem.ts'
import { StartError, startErrorCodes } from '../../node/index.ts'
import { createFakeNode, FakeRefusal, ids } from '../api/fake-use-cases.ts'
import { openDesk } from './node.ts'
import { sponte } from './terminal.ts'

const exchange = ids.exchange.slice(0, 8)
const draft = ids.draft.slice(0, 8)

test.each(apiErrorCodes)(
  '%s from the node: its exit code, its sentence, and JSON for a script',
  async (code) => {
    await using desk = await openDesk({ status: () => Promise.reject(new FakeRefusal(code)) })
    const people = await desk.run('status')
    expect(people.exit).toBe(exitOf[code])
    expect(people.stdout).toBe('')
    expect(people.stderr).toContain(`sponte: ${errorTexts[code]}`)
    const script = await desk.run('status --json')
    expect(script.exit).toBe(exitOf[code])
    expect(JSON.parse(script.stderr)).toMatchObject({ schemaVersion: 1, error: { code, exit: exitOf[code] } })
  },
)

test.each(startErrorCodes)('%s at the start: its exit code and its sentence', async (code) => {
  const node = () =>
    Promise.resolve({
      StartError,
      startErrorCodes,
      initialise: () => Promise.reject(new StartError(code, 'why')),
      run: () => Promise.reject(new StartError(code, 'why')),
      recover: () => Promise.reject(new StartError(code, 'why')),
      backUpStopped: () => Promise.reject(new StartError(code, 'why')),
      restore: () => Promise.reject(new StartError(code, 'why')),
      rehearse: () => Promise.reject(new StartError(code, 'why')),
    })
  const ran = await sponte(['--data', '/nowhere/node', 'run'], { node })
  expect(ran.exit).toBe(exitOf[code])
  expect(ran.stderr).toContain(`sponte: ${errorTexts[code]}`)
})

test('0 when it is done', async () => {
  await using desk = await openDesk()
  expect((await desk.run('status')).exit).toBe(0)
})

test.each([
  ['no command', ''],
  ['an unknown command', 'frobnicate'],
  ['an unknown option', 'status --colour'],
  ['a missing argument', 'show'],
  ['a missing option', `decline ${exchange}`],
  ['one argument too many', 'status now'],
  ['an id that is none', 'show 9f3a'],
  ['a code that is none', `decline ${exchange} --reason no-time`],
  ['a time that is none', `undertake ${exchange} --until tomorrow`],
  ['a number out of range', `feedback give ${exchange} --outcome none --usefulness 6`],
  ['an amount that is none', `feedback give ${exchange} --outcome none --usefulness 1 --amount 5EUR`],
  ['an address that is not this machine', 'run --http 0.0.0.0:80'],
  ['a role where it is not chosen: it is fixed at init', 'run --relay'],
  ['a language that is not spoken', 'status --lang ar'],
  ['a group without its verb', 'network'],
])('64 for %s, before the node is asked anything', async (_what, args) => {
  await using desk = await openDesk()
  const ran = await desk.run(args)
  expect(ran).toMatchObject({ exit: exits.usage, stdout: '' })
  expect(ran.stderr).not.toBe('')
  expect(desk.asked).toEqual([])
})

test.each([
  `draft submit ${draft}`,
  `draft approve ${draft}`,
  `draft return ${draft}`,
  `send ${draft}`,
  `undertake ${exchange}`,
  `decline ${exchange} --reason other`,
  `open ${exchange}`,
  `ack ${exchange}`,
  `refuse ${exchange} --reason capacity`,
  `ask ${exchange}`,
  `answer ${exchange}`,
  `feedback ask ${exchange}`,
  `feedback give ${exchange} --outcome none --usefulness 1`,
  `directory verify ${exchange} --fingerprint ${'0'.repeat(60)}`,
])('64 for %s without an officer, before anybody reads or types anything', async (args) => {
  await using desk = await openDesk()
  const ran = await desk.run(args, { tty: true })
  expect(ran).toMatchObject({ exit: exits.usage, stdout: '' })
  expect(ran.stderr).toContain('--as OFFICER')
  expect(desk.asked).toEqual([])
})

test('64 for a passphrase that nobody can be asked for', async () => {
  const ran = await sponte(['--data', '/nowhere/node', '--as', 'amina', 'ack', exchange])
  expect(ran).toMatchObject({ exit: exits.usage })
  expect(ran.stderr).toContain('--passphrase-file')
})

test('64 for an admission without the fingerprint that was told; a person is asked for it', async () => {
  await using desk = await openDesk()
  await desk.file('application', 'application')
  const admit = 'network admit @application --out @membership'
  for (const left of [
    await desk.run(admit),
    await desk.run(`${admit} --no-input`, { tty: true, stdin: '1' }),
    await desk.run(admit, { tty: true, stdin: '' }),
  ]) {
    expect(left).toMatchObject({ exit: exits.usage, stdout: '' })
    expect(left.stderr).toContain('--fingerprint')
  }
  expect(desk.asked).toEqual([])
  const told = '01234 '.repeat(12).trim()
  const asked = await desk.run(admit, { tty: true, stdin: told })
  expect(asked).toMatchObject({ exit: exits.ok })
  expect(asked.stderr).toContain('by another channel: ')
  expect(desk.asked.at(-1)?.input.body).toMatchObject({ fingerprint: told })
})

test('65 for a draft that is not complete, a file that is not JSON, a broken ledger', async () => {
  await using desk = await openDesk({
    ledgerVerify: () =>
      Promise.resolve({
        ok: false,
        entries: 3,
        root: ids.message,
        faults: [{ code: 'LEAF_MISMATCH' as const }],
      }),
  })
  await desk.file('broken.json', '{"to": [,]}')
  await desk.file('list.json', '[]')
  expect((await desk.run(`draft check ${draft}`)).exit).toBe(exits.badData)
  expect((await desk.run('draft import @broken.json')).exit).toBe(exits.badData)
  expect((await desk.run('draft import @list.json')).exit).toBe(exits.badData)
  expect(await desk.run('ledger verify')).toMatchObject({ exit: exits.badData })
})

test('66 for a file that is not there', async () => {
  await using desk = await openDesk()
  for (const args of [
    'draft import @gone.json',
    'network join @gone',
    `ask ${exchange} --as amina --text-file @gone`,
  ])
    expect(await desk.run(args)).toMatchObject({ exit: exits.noInput, stdout: '' })
  const ran = await desk.run(`ack ${exchange} --as amina --passphrase-file @gone`)
  expect(ran.exit).toBe(exits.noInput)
})

test('69 where the node does not run, with what to do', async () => {
  const ran = await sponte(['--data', '/nowhere/node', 'status'])
  expect(ran.exit).toBe(exits.notRunning)
  expect(ran.stderr).toContain('sponte run')
})

test('70 for a fault, without what the fault said', async () => {
  await using desk = await openDesk({ status: () => Promise.reject(new Error('a secret')) })
  const ran = await desk.run('status')
  expect(ran.exit).toBe(exits.internal)
  expect(ran.stderr).not.toContain('secret')
  const broken = await sponte(['--data', '/nowhere/node', 'run'], {
    node: () => Promise.reject(new Error('a secret')),
  })
  expect(broken.exit).toBe(exits.internal)
  expect(broken.stderr).not.toContain('secret')
})

test('73 for a file that is there already, which stays as it was', async () => {
  await using desk = await openDesk()
  await desk.file('application', 'application')
  await desk.file('taken', 'mine')
  expect(
    (await desk.run(`network admit @application --out @taken --fingerprint ${'0'.repeat(60)}`)).exit,
  ).toBe(exits.cannotCreate)
  expect((await desk.run(`network apply --out ${join(desk.folder, 'no', 'folder')}`)).exit).toBe(
    exits.cannotCreate,
  )
})

test('74 where the disk is full', async () => {
  await using desk = await openDesk({ send: () => Promise.reject(new FakeRefusal('STORAGE_FULL')) })
  expect((await desk.run(`send ${draft} --as amina`)).exit).toBe(exits.io)
})

test('75 where it is still queued when the wait is over, and 0 without a wait', async () => {
  await using desk = await openDesk()
  expect((await desk.run(`send ${draft} --as amina`)).exit).toBe(exits.ok)
  const waited = await desk.run(`send ${draft} --as amina --wait 1 --json`)
  expect(waited.exit).toBe(exits.tryLater)
  expect(JSON.parse(waited.stdout)).toMatchObject({ sent: [{ delivery: 'handed-to-relay' }] })
  expect(JSON.parse(waited.stderr)).toMatchObject({ error: { code: 'STILL_QUEUED' } })
})

test('0 where the wait ends in delivery', async () => {
  const script = createFakeNode().useCases
  await using desk = await openDesk({
    async outbox(input, context) {
      const { items } = await script.outbox(input, context)
      return { items: items.map((item) => ({ ...item, state: 'delivered' as const })) }
    },
  })
  const ran = await desk.run(`send ${draft} --as amina --wait 60`)
  expect(ran.exit).toBe(exits.ok)
  expect(ran.stdout).toContain("stored by the other institution's node")
})

test('76 where the other side broke the protocol', async () => {
  const refusal = Object.assign(new FakeRefusal('PEER_FAULT'), { reason: 'SIGNATURE_INVALID' as const })
  await using desk = await openDesk({ directoryUpdate: () => Promise.reject(refusal) })
  const ran = await desk.run('directory update')
  expect(ran.exit).toBe(exits.protocol)
  expect(ran.stderr).toContain('a signature is wrong')
})

test('77 where a tag forbids it, naming the tag and whom to ask', async () => {
  await using desk = await openDesk()
  const ran = await desk.run(`may dom ${exchange} --purpose crim-inv`)
  expect(ran.exit).toBe(exits.notPermitted)
  expect(ran.stdout).toContain('AUD:DESK')
  expect(ran.stdout).toContain('反贪局')
  expect((await desk.run(`draft approve ${draft} --as amina`)).exit).toBe(exits.notPermitted)
})

test('78 where there is no node to run', async () => {
  expect((await sponte(['--data', '/nowhere/node', 'run'])).exit).toBe(exits.configuration)
})

test('130 when it is interrupted', async () => {
  const ending = new AbortController()
  await using desk = await openDesk({
    status: (_input, { signal }) =>
      new Promise((_settle, fail) => {
        signal.addEventListener('abort', () => fail(new FakeRefusal('NOT_READY')))
        ending.abort()
      }),
  })
  const ran = await desk.run('status', { signal: ending.signal })
  expect(ran.exit).toBe(exits.interrupted)
})

test('130 when the officer says no', async () => {
  await using desk = await openDesk()
  const ran = await desk.run(`undertake ${exchange} --as amina`, { tty: true, stdin: 'n' })
  expect(ran).toMatchObject({ exit: exits.interrupted, stdout: '' })
  expect(desk.asked.map(({ name }) => name)).toEqual(['conditions'])
  expect(ran.stderr).toContain('Can your institution comply')
})
