import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFakeNode, FakeRefusal, ids, officerPassphrase } from '../api/fake-use-cases.ts'
import { openDesk, type Desk } from './node.ts'
import type { Ran } from './terminal.ts'

const exchange = ids.exchange.slice(0, 8)
const ack = `ack ${exchange} --as amina`
const nowhere = { SPONTE_PASSPHRASE_FILE: '/nowhere/passphrase' }

/** Nowhere but in the body that reached the use case. */
function expectUnseen(passphrase: string, ran: Ran, desk: Desk): void {
  expect(ran.stdout + ran.stderr).not.toContain(passphrase)
  expect(JSON.stringify(desk.door.events)).not.toContain(passphrase)
}

test('it comes from the file of the environment', async () => {
  await using desk = await openDesk()
  const ran = await desk.run(ack)
  expect(ran.exit).toBe(0)
  expect(desk.asked[0]?.input.body).toMatchObject({ as: { officer: 'amina', passphrase: officerPassphrase } })
  expectUnseen(officerPassphrase, ran, desk)
})

test('a named file goes before the environment, and its last newline is not part of it', async () => {
  await using desk = await openDesk()
  await desk.file('named', 'a named one \r\n')
  const ran = await desk.run(`${ack} --passphrase-file @named`, { env: nowhere })
  expect(desk.asked[0]?.input.body).toMatchObject({ as: { passphrase: 'a named one ' } })
  expectUnseen('a named one', ran, desk)
})

test('it comes from standard input for -', async () => {
  await using desk = await openDesk()
  await desk.run(`${ack} --passphrase-file -`, { stdin: 'from a pipe\n' })
  expect(desk.asked[0]?.input.body).toMatchObject({ as: { passphrase: 'from a pipe' } })
})

test("it comes from the officer's own systemd credential, and from no other's", async () => {
  await using desk = await openDesk()
  const credentials = join(desk.folder, 'credentials')
  await mkdir(credentials)
  await writeFile(join(credentials, 'passphrase.amina'), 'of amina')
  const env = { CREDENTIALS_DIRECTORY: credentials, SPONTE_PASSPHRASE_FILE: '' }
  await desk.run(ack, { env })
  expect(desk.asked[0]?.input.body).toMatchObject({ as: { passphrase: 'of amina' } })
  expect(await desk.run(`ack ${exchange} --as bashir`, { env })).toMatchObject({ exit: 64 })
})

test('a person is asked for it without it being shown', async () => {
  await using desk = await openDesk()
  const ran = await desk.run(ack, {
    tty: true,
    stdin: officerPassphrase,
    env: { SPONTE_PASSPHRASE_FILE: '' },
  })
  expect(ran).toMatchObject({ exit: 0, stderr: 'Passphrase of amina: \n' })
  expect(desk.asked[0]?.input.body).toMatchObject({ as: { passphrase: officerPassphrase } })
  expectUnseen(officerPassphrase, ran, desk)
})

test('with --no-input, and without a terminal, nobody is asked', async () => {
  await using desk = await openDesk()
  const env = { SPONTE_PASSPHRASE_FILE: '' }
  expect(await desk.run(`${ack} --no-input`, { tty: true, env })).toMatchObject({ exit: 64, stdout: '' })
  expect(await desk.run(ack, { env })).toMatchObject({ exit: 64, stdout: '' })
  expect(desk.asked).toEqual([])
})

test('a new one is asked for twice, and must be the same', async () => {
  await using desk = await openDesk()
  const add = (stdin: string) => desk.run('officer add bashir', { tty: true, stdin })
  expect(await add('one\nanother')).toMatchObject({ exit: 65 })
  expect(desk.asked).toEqual([])
  expect(await add('the new one\nthe new one')).toMatchObject({ exit: 0 })
  expect(desk.asked[0]?.input.body).toMatchObject({
    officerPassphrase: 'the new one',
    identityPassphrase: officerPassphrase,
  })
})

test('a new one is never the one that the environment has for the old', async () => {
  await using desk = await openDesk()
  expect(await desk.run('officer add bashir')).toMatchObject({ exit: 64 })
})

test('an empty one, and one beyond all bounds, is none', async () => {
  await using desk = await openDesk()
  await desk.file('empty', '\n')
  await desk.file('long', 'x'.repeat(2000))
  expect(await desk.run(`${ack} --passphrase-file @empty`)).toMatchObject({ exit: 64 })
  expect(await desk.run(`${ack} --passphrase-file @long`)).toMatchObject({ exit: 65 })
})

test('a wrong one is said to be wrong, and not what it was', async () => {
  await using desk = await openDesk()
  await desk.file('wrong', 'a wrong guess')
  const ran = await desk.run(`${ack} --passphrase-file @wrong --json`)
  expect(ran.exit).toBe(77)
  expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'WRONG_PASSPHRASE' } })
  expectUnseen('a wrong guess', ran, desk)
})

test('an option that would take it on the command line does not exist, and does not repeat it', async () => {
  await using desk = await openDesk()
  for (const option of [
    '--passphrase=hunter2',
    '--passphrase-file-is=hunter2',
    '--as=amina --pass=hunter2',
  ]) {
    const ran = await desk.run(`ack ${exchange} ${option}`)
    expect(ran.exit).toBe(64)
    expectUnseen('hunter2', ran, desk)
  }
})

test('neither a fault nor a refusal of the node repeats it', async () => {
  const script = createFakeNode().useCases
  await using desk = await openDesk({
    ack: ({ body }) => Promise.reject(new Error(`cannot use ${body.as.passphrase}`)),
    ask: async (input, context) => {
      await script.ask(input, context)
      throw new FakeRefusal('NOT_NOW')
    },
  })
  await desk.file('text', 'who?')
  expectUnseen(officerPassphrase, await desk.run(`${ack} --json`), {
    ...desk,
    door: { ...desk.door, events: [] },
  })
  expectUnseen(officerPassphrase, await desk.run(`ask ${exchange} --as amina --text-file @text`), {
    ...desk,
    door: { ...desk.door, events: [] },
  })
})

test('a person who leaves at the question ends the command', async () => {
  await using desk = await openDesk()
  const ran = await desk.run(ack, { tty: true, stdin: '\u0003', env: { SPONTE_PASSPHRASE_FILE: '' } })
  expect(ran.exit).toBe(130)
  expect(desk.asked).toEqual([])
})
