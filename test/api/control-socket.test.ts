import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { controlSocketPath, prepareSocket } from '../../node/api/control-socket.ts'
import { openDoor } from './door.ts'
import { createFakeNode } from './fake-use-cases.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sponte-socket-'))
})
afterAll(() => rm(folder, { recursive: true }))

const linux = { platform: 'linux', runtimeDir: '/run/user/1000' } as const
const deep = `/srv/${'a-long-name/'.repeat(10)}`

test('the socket stands in the data directory', () => {
  expect(controlSocketPath('/srv/sponte', linux)).toBe('/srv/sponte/control.sock')
})

test('where that path is too long for the system, it stands in the runtime directory', () => {
  expect(controlSocketPath(deep, linux)).toMatch(/^\/run\/user\/1000\/sponte\/[0-9a-f]{16}\.sock$/)
  expect(controlSocketPath(deep, linux)).not.toBe(controlSocketPath(`${deep}b/`, linux))
  expect(controlSocketPath(deep, { ...linux, runtimeDir: undefined })).toBeUndefined()
})

test('the length that counts is in bytes, up to 107', () => {
  const exactly = (bytes: number) => `/${'x'.repeat(bytes - '//control.sock'.length)}`
  expect(controlSocketPath(exactly(107), linux)).toMatch(/control\.sock$/)
  expect(controlSocketPath(exactly(108), linux)).toMatch(/^\/run/)
  expect(controlSocketPath(`/${'反'.repeat(40)}`, linux)).toMatch(/^\/run/)
})

test('on Windows it is a named pipe of this data directory', () => {
  expect(controlSocketPath('/srv/sponte', { platform: 'win32', runtimeDir: undefined })).toMatch(
    /^\\\\\.\\pipe\\sponte-[0-9a-f]{16}$/,
  )
})

test('a socket left over by a node that was killed is removed', async () => {
  const path = join(folder, 'left-over.sock')
  const dying = createServer()
  await new Promise<void>((done) => dying.listen(join(folder, 'dying.sock'), done))
  await rename(join(folder, 'dying.sock'), path)
  await new Promise((done) => dying.close(done))
  expect((await stat(path)).isSocket()).toBe(true)
  await prepareSocket(path)
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a socket on which a node answers is left alone', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  await expect(prepareSocket(door.socketPath)).rejects.toMatchObject({ code: 'ALREADY_RUNNING' })
  expect(await door.client.ask('livez', {})).toEqual({ alive: true })
})

test('a file that is no socket is left alone', async () => {
  const path = join(folder, 'notes.txt')
  await writeFile(path, 'notes')
  await expect(prepareSocket(path)).rejects.toMatchObject({ code: 'ALREADY_RUNNING' })
})

test('the folder of a new socket is for this user alone', async () => {
  await prepareSocket(join(folder, 'new', 'control.sock'))
  expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700)
})
