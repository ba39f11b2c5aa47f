import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { maxDossierBytes } from '../../protocol/index.ts'
import { ids } from '../api/fake-use-cases.ts'
import { openDesk, type Desk } from './node.ts'
import { sponte } from './terminal.ts'

const exchange = ids.exchange.slice(0, 8)

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

test('a dossier is written whole, for this user alone', async () => {
  const ran = await desk.run(`export ${exchange} --format dossier --out @one.sponte --as amina --json`)
  const file = join(desk.folder, 'one.sponte')
  expect(ran).toMatchObject({ exit: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toMatchObject({ exchange: ids.exchange, statements: 3, contents: 0, file })
  expect(await readFile(file, 'utf8')).toBe('a dossier')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a dossier goes through a pipe, byte for byte', async () => {
  const args = `export ${exchange} --format dossier --as amina --with-content --decide CONF:CONTENT --decide EV:LEAD`
  expect(await desk.run(args)).toMatchObject({ exit: 0, stdout: 'a dossier' })
  expect(desk.asked.at(-1)?.input.body).toMatchObject({
    content: true,
    decides: ['CONF:CONTENT', 'EV:LEAD'],
  })
})

test('nothing is exported where the file is there already', async () => {
  await desk.file('there.sponte', 'what somebody keeps')
  const asked = desk.asked.length
  const ran = await desk.run(`export ${exchange} --format dossier --out @there.sponte --as amina`)
  expect(ran.exit).toBe(73)
  expect(desk.asked.length).toBe(asked)
  expect(await readFile(join(desk.folder, 'there.sponte'), 'utf8')).toBe('what somebody keeps')
})

test('an export needs an officer and a format', async () => {
  expect(await desk.run(`export ${exchange} --format dossier`)).toMatchObject({ exit: 64 })
  expect(await desk.run(`export ${exchange} --as amina`)).toMatchObject({ exit: 64 })
  expect(await desk.run(`export ${exchange} --format papyrus --as amina`)).toMatchObject({ exit: 64 })
})

test('what is no dossier is said to be none, with its place, to people and to scripts', async () => {
  const file = await desk.file('letter', 'Dear colleague,\n')
  const ran = await sponte(['verify', file])
  expect(ran).toMatchObject({ exit: 65, stderr: '' })
  expect(ran.stdout).toMatch(
    /^Result +NOT VERIFIED\nBecause +the file is no dossier \(NOT_A_DOSSIER\)\nWhere +the file\n$/,
  )
  const json = await sponte(['verify', '--json', '-'], { stdin: 'sponte dossier 7\n' })
  expect(json.exit).toBe(65)
  expect(JSON.parse(json.stdout)).toEqual({
    schemaVersion: 1,
    result: 'REFUSED',
    fault: { code: 'UPGRADE_NEEDED', part: 'FILE' },
  })
})

test('two files of which one is none are no history', async () => {
  const file = await desk.file('letter', 'Dear colleague,\n')
  const ran = await sponte(['verify', file, file])
  expect(ran.exit).toBe(65)
  expect(ran.stdout).toMatch(/^Both +NOT ONE VERIFIED HISTORY\n/)
})

test('a file that is not there, is larger than any dossier, or a fingerprint that is none, has its own exit code', async () => {
  expect(await sponte(['verify', join(desk.folder, 'nowhere')])).toMatchObject({ exit: 66 })
  const large = await desk.file('large', new Uint8Array(maxDossierBytes + 1))
  expect(await sponte(['verify', large])).toMatchObject({ exit: 65, stdout: '' })
  expect(await sponte(['verify', large, '--trust', '12345'])).toMatchObject({ exit: 64 })
})
