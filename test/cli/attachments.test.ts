import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256, toHex } from '../../crypto/index.ts'
import { saveFile } from '../../cli/saved-file.ts'
import { openSteadily } from '../../cli/steady-file.ts'
import type { Answer } from '../../node/api/contract.ts'
import { createFakeNode, FakeRefusal, ids } from '../api/fake-use-cases.ts'
import { temporaryFolder } from '../store/support.ts'
import { openDesk } from './node.ts'

const exchange = ids.exchange.slice(0, 8)
const step = 256 * 1024

/** Whatever the scripted node answers, with files. */
async function opened(files: readonly { readonly name: string; readonly state?: 'waiting' }[]) {
  const answer = await createFakeNode().useCases.open(
    {
      params: { exchange: ids.exchange },
      query: {},
      body: {
        as: { officer: 'amina', passphrase: 'a passphrase that must never be seen' },
        ...{ decides: [], export: false },
      },
    },
    { signal: new AbortController().signal },
  )
  const attachments = files.map(({ name, state }, at) => ({
    id: `f${at}`.padEnd(32, '0'),
    ...{ name, mediaType: 'application/pdf', length: 9, paddedLength: 65_536, parts: 1, ofParts: 3 },
    state: state ?? ('complete' as const),
  }))
  return { ...answer, attachments } satisfies Answer<'open'>
}

/** A desk whose disclosure has these files, with so many bytes in each. */
async function deskWith(files: Parameters<typeof opened>[0], bytes?: () => AsyncIterable<Uint8Array>) {
  const answer = await opened(files)
  const given = bytes ?? (() => pieces('all of ', 'it'))
  const desk = await openDesk({
    open: () => Promise.resolve(answer),
    openAttachment: () => Promise.resolve(given()),
  })
  await desk.file('reason', 'for the prosecutor')
  const out = join(desk.folder, 'out')
  const save = (which: string) =>
    desk.run(`open ${exchange} --as amina --save ${out} --text-file @reason --attachment ${which} --json`)
  return { desk, out, save }
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    await Promise.resolve()
    yield Buffer.from(text)
  }
}

test('files are streamed to the node with what is said of them, and it never gets a path', async () => {
  await using desk = await openDesk()
  const file = await desk.file('Konten März.xlsx', Buffer.alloc(3 * step + 5, 7))
  const words = ['draft', 'attach', ids.draft.slice(0, 6), file, '--title', 'Konten', '--tags', 'EV:LEAD']
  const ran = await desk.runWords([...words, 'DP:WITNESS', '--secrecy', 'bank', '--json'])
  expect(JSON.parse(ran.stdout)).toMatchObject({ attachments: [{ length: 3 * step + 5 }] })
  const { input } = desk.asked.at(-1) ?? {}
  expect(input?.query).toMatchObject({ name: 'Konten März.xlsx', length: 3 * step + 5, title: 'Konten' })
  expect(input?.query).toMatchObject({ tags: ['EV:LEAD', 'DP:WITNESS'] })
  expect(JSON.stringify(input?.query)).not.toContain(desk.folder)
})

test.each([
  ['grows', (path: string) => appendFile(path, 'more')],
  ['shrinks', (path: string) => truncate(path, step)],
  ['is written to, at the same length', (path: string) => utimes(path, 1, 1)],
  [
    'is replaced by another',
    async (path: string) => {
      await writeFile(`${path}.new`, Buffer.alloc(3 * step))
      await rename(`${path}.new`, path)
    },
  ],
])('a file that %s while it is read is found out before its end is given', async (_what, change) => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'file')
  await writeFile(path, Buffer.alloc(3 * step))
  await using file = await openSteadily(path)
  let given = 0
  const reading = (async () => {
    for await (const piece of file.pieces()) {
      if (given === 0) await change(path)
      given += piece.length
    }
  })()
  await expect(reading).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  expect(given).toBeLessThan(3 * step)
})

test('a file that changes while it is sent ends the command, and the node keeps nothing', async () => {
  const ended = Promise.withResolvers<unknown>()
  await using desk = await openDesk({
    draftAttach: async ({ body }) => {
      try {
        for await (const _piece of body) await appendFile(file, 'more')
      } catch (error) {
        ended.resolve(error)
        throw error
      }
      throw new Error('all of it came')
    },
  })
  const file = await desk.file('growing', Buffer.alloc(20 * step))
  const ran = await desk.run(`draft attach ${ids.draft.slice(0, 6)} @growing --json`)
  expect(ran).toMatchObject({ exit: 65 })
  expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'FILE_CHANGED' } })
  expect(await ended.promise).toBeInstanceOf(Error)
})

test('a folder, a pipe and what is not there are no files', async () => {
  await using desk = await openDesk()
  for (const path of [desk.folder, '/dev/null', join(desk.folder, 'nothing')])
    expect(await desk.run(`draft attach ${ids.draft.slice(0, 6)} ${path}`)).toMatchObject({ exit: 66 })
  expect(desk.asked).toEqual([])
})

test('what others named is saved in the folder and nowhere else, for this user alone, with its hash', async () => {
  const { desk, out, save } = await deskWith([{ name: '../../etc/passwd' }, { name: 'CON' }, { name: 'CON' }])
  await using _desk = desk
  const ran = await save('all')
  const { attachments } = JSON.parse(ran.stdout) as { attachments: { file: string; sha256: string }[] }
  expect(attachments.map(({ file }) => file)).toEqual([
    join(out, '_.._etc_passwd'),
    join(out, '_CON'),
    join(out, '_CON (2)'),
  ])
  for (const { file, sha256: hash } of attachments) {
    expect(await readFile(file, 'utf8')).toBe('all of it')
    expect(hash).toBe(toHex(sha256(Buffer.from('all of it'))))
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  }
  expect(await readdir(out)).toHaveLength(4)
})

test('nothing is written over, and no link is followed', async () => {
  const { desk, out, save } = await deskWith([{ name: 'scan.pdf' }, { name: 'map.png' }])
  await using _desk = desk
  await mkdir(out)
  const elsewhere = await desk.file('elsewhere', 'mine')
  await symlink(elsewhere, join(out, 'scan.pdf'))
  await symlink(join(desk.folder, 'not there yet'), join(out, 'map.png'))
  await save('all')
  expect(await readFile(elsewhere, 'utf8')).toBe('mine')
  expect(await readdir(desk.folder)).not.toContain('not there yet')
  expect(await readFile(join(out, 'scan (2).pdf'), 'utf8')).toBe('all of it')
  expect(await readFile(join(out, 'map (2).png'), 'utf8')).toBe('all of it')
})

test('a file that appears while another of its name is saved is left as it is', async () => {
  await using folder = await temporaryFolder()
  const target = join(folder.path, 'scan.pdf')
  async function* late(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('all')
    await writeFile(target, 'mine')
  }
  const { file } = await saveFile(folder.path, 'scan.pdf', late())
  expect(file).toBe(join(folder.path, 'scan (2).pdf'))
  expect(await readFile(target, 'utf8')).toBe('mine')
})

test('an incomplete file is refused before anything is written, and says how much is here', async () => {
  const { desk, out, save } = await deskWith([{ name: 'a' }, { name: 'b', state: 'waiting' }])
  await using _desk = desk
  const ran = await save('all')
  expect(ran.exit).toBe(75)
  expect(JSON.parse(ran.stderr)).toMatchObject({
    error: { code: 'FILE_INCOMPLETE', detail: 'under way: 1 of 3 parts' },
  })
  await expect(readdir(out)).rejects.toThrow()
  expect(await save('f0000000')).toMatchObject({ exit: 0 })
})

test('a file that turns out damaged on the way leaves nothing but its code', async () => {
  async function* damaged(): AsyncGenerator<Uint8Array> {
    yield* pieces('the beginning ', 'and more ')
    throw new FakeRefusal('FILE_DAMAGED')
  }
  const { desk, out, save } = await deskWith([{ name: 'scan.pdf' }], damaged)
  await using _desk = desk
  const ran = await save('all')
  expect(ran.exit).toBe(74)
  expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'FILE_DAMAGED' } })
  // The text alone: it was whole.
  expect(await readdir(out)).toEqual([expect.stringMatching(/\.json$/)])
})

test('a file of some megabytes goes through the door in both directions as it is', async () => {
  const large = Buffer.alloc(5 * 1024 * 1024 + 3, 'x')
  async function* inPieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < large.length; at += step) {
      await Promise.resolve()
      yield large.subarray(at, at + step)
    }
  }
  const { desk, out, save } = await deskWith([{ name: 'ledger.csv' }], inPieces)
  await using _desk = desk
  await save('all')
  expect((await readFile(join(out, 'ledger.csv'))).equals(large)).toBe(true)
  const sent = await desk.run(`draft attach ${ids.draft.slice(0, 6)} ${join(out, 'ledger.csv')} --json`)
  expect(JSON.parse(sent.stdout)).toMatchObject({ attachments: [{ length: large.length }] })
})

test('who sits before a long attaching or saving sees how far it is; a pipe, a script and a quiet user do not', async () => {
  const size = 5 * 1024 * 1024
  const { desk, out } = await deskWith([{ name: 'a' }, { name: 'b' }])
  await using _desk = desk
  const path = await desk.file('large', Buffer.alloc(size))
  let now = 0
  const person = { watched: true, nowMs: () => (now += 1000) }
  const words = `draft attach ${ids.draft.slice(0, 6)} ${path}`
  const { stderr } = await desk.run(`${words} ${path}`, person)
  expect(stderr).toContain('\rFile 1 of 2: 256.0 KiB of 5.0 MiB, 5%, 256.0 KiB/s')
  expect(stderr).toContain('\rFile 2 of 2: 5.0 MiB of 5.0 MiB, 100%, 256.0 KiB/s')
  expect(stderr).toMatch(/\r +\r$/)
  const saving = `open ${exchange} --as amina --save ${out} --text-file @reason --attachment all`
  expect((await desk.run(saving, person)).stderr).toContain('\rFile 2 of 2: 9 B of 9 B, 100%')

  const silent = [desk.run(words), desk.run(`${words} --json`, person), desk.run(`${words} --quiet`, person)]
  for (const ran of await Promise.all(silent)) expect(ran).toMatchObject({ exit: 0, stderr: '' })
})

test('who interrupts the attaching of a file is told that it begins anew', async () => {
  const interrupted = new AbortController()
  await using desk = await openDesk({
    draftAttach: async ({ body }) => {
      for await (const _piece of body) interrupted.abort()
      throw new Error('all of it came')
    },
  })
  const path = await desk.file('large', Buffer.alloc(20 * step))
  const words = `draft attach ${ids.draft.slice(0, 6)} ${path}`
  const ran = await desk.run(words, { signal: interrupted.signal })
  expect(ran.exit).not.toBe(0)
  expect(ran.stderr).toContain('Nothing of it is kept: attach it again, from its beginning.')
  // Where no node runs nothing was begun.
  const other = await desk.run(`--data ${desk.folder} ${words}`)
  expect(other.stderr).not.toContain('Nothing of it is kept')
})
