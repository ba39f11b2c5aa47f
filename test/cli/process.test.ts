import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { openDoor } from '../api/door.ts'
import { createFakeNode, ids } from '../api/fake-use-cases.ts'

/** The command as a shell starts it. */
function start(args: readonly string[]) {
  const child = spawn(process.execPath, ['cli/sponte.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  const ended = new Promise<{ code: number | null; stdout: string }>((settle) =>
    child.on('close', (code) => settle({ code, stdout })),
  )
  return { child, ended }
}

test('the program is one process with one exit code, its result on stdout', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  const { ended } = start(['--data', dirname(door.socketPath), 'id', '--json'])
  const { code, stdout } = await ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, id: ids.us })
})

test('Ctrl-C ends it with 130, and the node hears that nobody waits any more', async () => {
  const { promise: heard, resolve: hear } = Promise.withResolvers<boolean>()
  const { promise: reached, resolve: reach } = Promise.withResolvers<undefined>()
  const node = createFakeNode({
    status: (_input, { signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => hear(true))
        reach(undefined)
      }),
  })
  await using door = await openDoor(node.useCases)
  const { child, ended } = start(['--data', dirname(door.socketPath), 'status'])
  await reached
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
  expect(await heard).toBe(true)
})
