import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { InitialiseOptions, RunOptions } from '../../node/index.ts'
import * as realNode from '../../node/index.ts'
import { sponte, type Situation } from './terminal.ts'

const data = ['--data', '/nowhere/node']

interface Fake {
  readonly situation: Situation
  readonly initialised: InitialiseOptions[]
  readonly started: RunOptions[]
  stopped: boolean
}

/** A node that is made and runs in words only; `needs` is the passphrase it starts under. */
function fakeNode(situation: Situation, needs?: string): Fake {
  const fake: Fake = {
    initialised: [],
    started: [],
    stopped: false,
    situation: {
      ...situation,
      node: () =>
        Promise.resolve({
          ...realNode,
          initialise: (options: InitialiseOptions) => {
            fake.initialised.push(options)
            return Promise.resolve({
              institution: 'aa'.repeat(16),
              fingerprint: '12345'.repeat(12),
              role: options.role,
            })
          },
          run: (options: RunOptions) => {
            fake.started.push(options)
            if (needs !== undefined && options.passphrase !== needs)
              return Promise.reject(
                new realNode.StartError(
                  options.passphrase === undefined ? 'PASSPHRASE_NEEDED' : 'WRONG_PASSPHRASE',
                  '',
                ),
              )
            options.log({ event: 'node-started' })
            return Promise.resolve({
              institution: 'aa'.repeat(16),
              listen: ['/ip4/127.0.0.1/tcp/4001'],
              socketPath: options.socketPath,
              http: undefined,
              [Symbol.asyncDispose]: () => {
                fake.stopped = true
                return Promise.resolve()
              },
            })
          },
        }),
    },
  }
  return fake
}

const ended = AbortSignal.abort()

test('init makes a node as it was told to', async () => {
  const fake = fakeNode({ stdin: 'a new passphrase\n' })
  const args =
    '--name Commission --country jo --kind anti-corruption --languages ar en --role secretariat --passphrase-file - --json'
  const ran = await sponte([...data, 'init', ...args.split(' ')], fake.situation)
  expect(fake.initialised).toEqual([
    {
      dataDir: '/nowhere/node',
      name: 'Commission',
      country: 'JO',
      kind: 'ANTI_CORRUPTION',
      languages: ['ar', 'en'],
      role: 'secretariat',
      passphrase: 'a new passphrase',
      smallMachine: false,
    },
  ])
  expect(ran).toMatchObject({ exit: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toEqual({
    schemaVersion: 1,
    institution: 'aa'.repeat(16),
    fingerprint: '12345'.repeat(12),
    role: 'secretariat',
    dataDir: '/nowhere/node',
  })
})

test('init tells people the fingerprint in groups of five', async () => {
  const fake = fakeNode({ stdin: 'x' })
  const args = ['--name', 'C', '--country', 'JO', '--kind', 'fiu', '--passphrase-file', '-']
  const ran = await sponte([...data, 'init', ...args], fake.situation)
  expect(ran.stdout).toContain('12345 12345 12345 12345 12345 12345\n')
})

test('init refuses a name or code that no certificate can hold, and makes nothing', async () => {
  const dataDir = join(await mkdtemp(join(tmpdir(), 'sponte-init-')), 'node')
  const init = (name: string, country: string, language: string) =>
    sponte(
      [
        ...['--data', dataDir, 'init', '--kind', 'fiu', '--passphrase-file', '-', '--json'],
        ...['--name', name, '--country', country, '--languages', language],
      ],
      { stdin: 'a new passphrase\n' },
    )
  const wrong = [
    ['A', 'ZZ', 'en'],
    ['A', 'XA', 'en'],
    ['A', 'Jordan', 'en'],
    ['A\u202eB', 'JO', 'en'],
    ['A\u061cB', 'JO', 'en'],
    ['x'.repeat(129), 'JO', 'en'],
    [' ', 'JO', 'en'],
    ['A', 'JO', 'EN'],
    ['A', 'JO', 'no language'],
  ] as const
  for (const [name, country, language] of wrong) {
    const ran = await init(name, country, language)
    expect(ran.exit).toBe(64)
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'PROFILE_INVALID' } })
  }
  expect(existsSync(dataDir)).toBe(false)
})

test('run starts where the command line will look for it, logs a line an event, and stops when told', async () => {
  const fake = fakeNode({ signal: ended })
  const ran = await sponte(
    [
      ...data,
      'run',
      '--listen',
      '/ip4/0.0.0.0/tcp/1',
      '--listen',
      '/ip4/0.0.0.0/tcp/2/ws',
      '--http',
      '[::1]:80',
    ],
    fake.situation,
  )
  expect(fake.started).toMatchObject([
    {
      dataDir: '/nowhere/node',
      socketPath: '/nowhere/node/control.sock',
      listen: ['/ip4/0.0.0.0/tcp/1', '/ip4/0.0.0.0/tcp/2/ws'],
      http: { host: '::1', port: 80 },
      passphrase: undefined,
    },
  ])
  expect(ran.exit).toBe(0)
  expect(ran.stdout).toBe('{"event":"node-started"}\n')
  expect(fake.stopped).toBe(true)
})

test('a node that needs a passphrase gets it from a file', async () => {
  const fake = fakeNode({ signal: ended, stdin: 'unlock\n' }, 'unlock')
  expect(await sponte([...data, 'run', '--passphrase-file', '-'], fake.situation)).toMatchObject({ exit: 0 })
  expect(fake.started).toHaveLength(1)
})

test('a node that needs a passphrase asks a person, and only then', async () => {
  const asked = fakeNode({ signal: ended, tty: true, stdin: 'unlock' }, 'unlock')
  expect(await sponte([...data, 'run'], asked.situation)).toMatchObject({ exit: 0 })
  expect(asked.started.map(({ passphrase }) => passphrase)).toEqual([undefined, 'unlock'])
  const nobody = fakeNode({ signal: ended }, 'unlock')
  expect(await sponte([...data, 'run'], nobody.situation)).toMatchObject({ exit: 64 })
  const wrong = fakeNode({ signal: ended, stdin: 'guess' }, 'unlock')
  const ran = await sponte([...data, 'run', '--passphrase-file', '-'], wrong.situation)
  expect(ran.stdout + ran.stderr).not.toContain('guess')
})
