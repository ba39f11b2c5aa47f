import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dataDirOf } from '../../cli/data-dir.ts'
import type { Terminal } from '../../cli/terminal.ts'
import { maxDraftBytes } from '../../node/api/client.ts'
import { ids } from '../api/fake-use-cases.ts'
import { openDesk } from './node.ts'
import { sponte } from './terminal.ts'

const exchange = ids.exchange.slice(0, 8)

test('an application goes from node to file to node to file to node, byte for byte', async () => {
  await using desk = await openDesk()
  const applied = await desk.run('network apply --out @application --json')
  expect(JSON.parse(applied.stdout)).toMatchObject({ role: 'MEMBER', file: join(desk.folder, 'application') })
  expect(await readFile(join(desk.folder, 'application'), 'utf8')).toBe('application')
  const admitted = await desk.run(
    `network admit @application --out @membership --fingerprint ${'7'.repeat(60)} --json`,
  )
  expect(JSON.parse(admitted.stdout)).toMatchObject({ admitted: { id: ids.them } })
  expect(desk.asked.at(-1)?.input.body).toMatchObject({
    application: Buffer.from('application').toString('base64'),
    fingerprint: '7'.repeat(60),
  })
  await desk.run('network join @membership')
  expect(desk.asked.at(-1)?.input.body).toMatchObject({
    membership: Buffer.from('membership').toString('base64'),
  })
})

test('a file can go through a pipe', async () => {
  await using desk = await openDesk()
  expect(await desk.run('network apply --out - --quiet')).toMatchObject({ stdout: 'application', stderr: '' })
  expect(await desk.run('network join -', { stdin: 'membership' })).toMatchObject({ exit: 0 })
})

test('what is written can be read by this user alone', async () => {
  await using desk = await openDesk()
  await desk.file('reason', 'for the prosecutor')
  const args = `open ${exchange} --as amina --save ${join(desk.folder, 'out')} --text-file @reason --json`
  const ran = await desk.run(args)
  const { file } = JSON.parse(ran.stdout) as { file: string }
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(join(desk.folder, 'out'))).mode & 0o777).toBe(0o700)
  expect(desk.asked.at(-1)?.input.body).toMatchObject({ export: true, reason: 'for the prosecutor' })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ body: { schema: 'sponte/disclosure/1' } })
  expect(ran.stdout).not.toContain('BLUE HERON')
})

test('nothing is taken out of the node without a reason', async () => {
  await using desk = await openDesk()
  expect(await desk.run(`open ${exchange} --as amina --save ${desk.folder}`)).toMatchObject({ exit: 64 })
  expect(desk.asked).toEqual([])
})

test('a file that is not JSON is said to be so with line and column, and not quoted', async () => {
  await using desk = await openDesk()
  await desk.file('draft.json', '{\n  "disclosure": SECRET\n}')
  const ran = await desk.run('draft import @draft.json')
  expect(ran.exit).toBe(65)
  expect(ran.stderr).toContain('line 2 column 17')
  expect(ran.stderr).not.toContain('SECRET')
})

test.each([
  ['{"a": 1,}', 'line 1 column 9'],
  ['{"a": "x', 'line 1 column 9'],
  ['{"a": [1, 2\n', 'line 2 column 1'],
  ['{"a": 1}\n\n}', 'line 3 column 1'],
  ['{"a": "\\x"}', 'line 1 column 9'],
  ["{'a': 1}", 'line 1 column 2'],
  ['', 'line 1 column 1'],
])('the fault of %j is at %s', async (text, place) => {
  await using desk = await openDesk()
  await desk.file('draft.json', text)
  expect((await desk.run('draft import @draft.json')).stderr).toContain(place)
})

test('a file with the fields of a disclosure alone is a draft too', async () => {
  await using desk = await openDesk()
  await desk.file('disclosure.json', '\ufeff{"schema":"sponte/disclosure/1"}')
  await desk.run('draft import @disclosure.json')
  expect(desk.asked[0]?.input.body).toEqual({
    document: { to: [], conditions: [], disclosure: { schema: 'sponte/disclosure/1' } },
  })
})

test('faults of the shape of a draft are named by their place', async () => {
  await using desk = await openDesk()
  await desk.file('draft.json', '{"to": ["x"], "conditions": "AUD:DESK", "condition": 1}')
  const ran = await desk.run('draft import @draft.json --json')
  expect(ran.exit).toBe(64)
  expect(JSON.parse(ran.stderr)).toMatchObject({
    error: {
      errors: [
        { pointer: '/document/to/0', code: 'WRONG_FORMAT' },
        { pointer: '/document/conditions', code: 'WRONG_TYPE' },
        { pointer: '/document/condition', code: 'UNKNOWN_FIELD' },
      ],
    },
  })
})

test('a file beyond all bounds is not read', async () => {
  await using desk = await openDesk()
  await desk.file('big', Buffer.alloc(maxDraftBytes + 1, 0x20))
  expect(await desk.run('draft import @big')).toMatchObject({ exit: 65 })
  expect(await desk.run('draft import -', { stdin: ' '.repeat(maxDraftBytes + 1) })).toMatchObject({
    exit: 65,
  })
  expect(await desk.run(`draft import ${desk.folder}`)).toMatchObject({ exit: 66 })
})

test('the data directory is the one that is named, then the one the system has for it', () => {
  const terminal = (env: Terminal['env'], platform: NodeJS.Platform = 'linux') =>
    ({ env, platform, home: '/home/amina' }) as Terminal
  const all = { SPONTE_DATA: '/by-name', STATE_DIRECTORY: '/by-service', XDG_DATA_HOME: '/by-xdg' }
  expect(dataDirOf(terminal(all), '/by-option')).toBe('/by-option')
  expect(dataDirOf(terminal(all), undefined)).toBe('/by-name')
  expect(dataDirOf(terminal({ ...all, SPONTE_DATA: '' }), undefined)).toBe('/by-service')
  expect(dataDirOf(terminal({ XDG_DATA_HOME: '/by-xdg' }), undefined)).toBe('/by-xdg/sponte')
  expect(dataDirOf(terminal({ XDG_DATA_HOME: 'relative' }), undefined)).toBe(
    '/home/amina/.local/share/sponte',
  )
  expect(dataDirOf(terminal({}, 'win32'), undefined)).toContain('Sponte')
})

test('a data directory whose socket would have no place is refused with what to do', async () => {
  const ran = await sponte(['--data', `/${'x'.repeat(120)}`, 'status'])
  expect(ran.exit).toBe(78)
  expect(ran.stderr).toContain('XDG_RUNTIME_DIR')
})
