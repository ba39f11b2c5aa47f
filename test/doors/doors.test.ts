// Every door of a node: routes, commands, exporters. Content passes one of them with a Permit, or not at all.
import { readdir, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { fromHex, toHex } from '../../crypto/index.ts'
import { answers } from '../../node/answers/index.ts'
import { routes, type RouteName, type UseCases } from '../../node/api/contract.ts'
import type { Route } from '../../node/api/contract/route.ts'
import { problemOf } from '../../node/api/problem-of.ts'
import { createDeskUseCases } from '../../node/desk/use-cases.ts'
import { answerDepsOf } from '../exchanges/answer-deps.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'
import { conditionsRead } from '../exchange/sayings.ts'
import { appoint, send, writeApproved } from '../desk/desk.ts'
import { changed, story } from '../messages/drafts.ts'
import { inputFor, type Known } from './samples.ts'

/** Stands in the content that beta got, and nowhere else. */
const marker = 'KESTREL-OVER-THE-HARBOUR'
const head = { officer: 'head', passphrase: 'the tide comes in at five' }

let pair: Pair
let doors: UseCases
let exchange: string
beforeAll(async () => {
  pair = await openPair()
  const { alpha, beta } = pair
  await appoint(beta.desk, head, { power: 'HEAD' })
  const told = changed(story, { '/summary/title': marker })
  const to = [toHex(beta.desk.deps.self.institutionId)]
  const { id } = await writeApproved(alpha.desk, { to, disclosure: told })
  const { sent } = await send(alpha.desk, id)
  await alpha.round()
  exchange = sent[0]?.exchange ?? ''
  const { deps } = beta.desk
  doors = answers({
    ...answerDepsOf(beta),
    sync: { with: () => Promise.resolve({ reached: true, objects: 0 }) },
    officerCount: () => Promise.resolve(3),
    draftCount: () => Promise.resolve(0),
    desk: createDeskUseCases(deps),
  })
})
afterAll(() => pair[Symbol.asyncDispose]())

/** What this test asks with; the head of the desk decides whatever a tag leaves to a person. */
function known(): Known {
  return {
    ...{ exchange, message: exchange, operation: 'READ', as: head, officer: 'head', content: true },
    ...{
      decides: ['CONF:CONTENT'],
      export: true,
      reason: 'for the file',
      words: marker,
      bytes: Readable.from([]),
      institution: 'ab'.repeat(16),
    },
    document: { to: [], conditions: [], disclosure: {} },
    fingerprint: '0'.repeat(60),
    ...{ identityPassphrase: 'not this one, it is long', passphrase: head.passphrase },
  }
}

interface Asked {
  readonly said: string
  readonly isAnswered: boolean
}

/** Asks a route as its server would, and takes down all that comes out of it, files and errors too. */
async function asked(name: RouteName, isFull: boolean): Promise<Asked> {
  const route: Route = routes[name]
  const input = inputFor(route, known(), isFull)
  // A route that cannot be asked here was given a field that `known` has to name.
  const parsed = {
    params: route.params.parse(input.params),
    query: route.query.parse(input.query),
    body: route.takesBytes ? input.body : route.body.parse(input.body),
  }
  const use = doors[name] as (asked: unknown, context: object) => Promise<unknown>
  try {
    const answer = await use(parsed, { signal: new AbortController().signal })
    return { said: route.givesBytes ? await textOf(answer) : plain(answer), isAnswered: true }
  } catch (error) {
    return { said: JSON.stringify(problemOf(error)) + String(error), isAnswered: false }
  }
}

async function textOf(answer: unknown): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of answer as AsyncIterable<Uint8Array>) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** JSON, with files in it opened. */
function plain(answer: unknown): string {
  const json = JSON.stringify(answer)
  const files = [...json.matchAll(/"([A-Za-z0-9+/=]{200,})"/g)].map(([, file]) => file ?? '')
  return json + files.map((file) => Buffer.from(file, 'base64').toString('utf8')).join()
}

const names = Object.keys(routes) as RouteName[]

/** Routes that gave the content away, and how many answered at all. */
async function giving(order: readonly RouteName[]) {
  const found = new Set<RouteName>()
  let answered = 0
  for (const name of order) {
    for (const isFull of [false, true]) {
      const { said, isAnswered } = await asked(name, isFull)
      if (said.includes(marker)) found.add(name)
      if (isAnswered) answered += 1
    }
  }
  return { found: [...found].sort(), answered }
}

/** Those that give content, each with a Permit: files have a door of their own (test/exchanges/saving.test.ts). */
const givers: readonly RouteName[] = ['exportDossier', 'open', 'print']

// What changes the exchange comes last, the routes that give content first.
const byReading = [...names].sort((a, b) => rank(a) - rank(b))
function rank(name: RouteName): number {
  if (givers.includes(name)) return 0
  return routes[name].method === 'GET' ? 1 : 2
}

test('before an officer has undertaken anything no route gives content away', async () => {
  const { found, answered } = await giving(byReading.filter((name) => rank(name) < 2))
  expect(found).toEqual([])
  expect(answered).toBeGreaterThan(20)
})

test('of all routes three give content, each with a Permit; no other does, whoever asks', async () => {
  const there = await pair.beta.desk.deps.registry.open(fromHex(exchange))
  await pair.beta.say(conditionsRead(there.state), there)
  const { found, answered } = await giving(byReading)
  expect(found).toEqual(givers)
  expect(answered).toBeGreaterThan(30)
})

/** The text of every source file of a folder. */
async function sources(folder: string): Promise<readonly (readonly [path: string, text: string])[]> {
  const paths = await readdir(folder, { recursive: true })
  const files = paths.filter((path) => path.endsWith('.ts')).map((path) => `${folder}/${path}`)
  return Promise.all(files.map(async (path) => [path, await readFile(path, 'utf8')] as const))
}

/** What may touch where content stands: one module reads it for people, with a Permit; the others say why they do. */
const touching = {
  'node/exchanges/bodies.ts': 'reads it for a person, with a Permit',
  'node/exchanges/desk-bodies.ts': 'has what opens it, for the module above',
  'node/exchanges/kept-statements.ts': 'keeps what arrived, sealed to the desk',
  'node/exchanges/placing.ts': 'keeps our own words',
  'node/uses/erasing.ts': 'erases it',
  'node/exchanges/carried.ts': 'sends our own words again, sealed to whom they are for',
  'node/exchanges/records.ts': 'has its form on disk',
  'node/backup/unpacked-parts.ts': 'passes over it, unopened, where it was erased since',
  'node/recovery/kept.ts': 'gives an institution back what was its own, sealed to it',
}

test('content is read from the store by one module, and no command, route or exporter goes around it', async () => {
  const all = [...(await sources('node')), ...(await sources('cli'))]
  const isNear = /layout\.(bodies|deskBodies)\b|\b(unlockBody|decodeBody|decodeDeskBody)\(/
  const near = all.filter(([, text]) => isNear.test(text)).map(([path]) => path)
  expect(near.sort()).toEqual(Object.keys(touching).sort())
  const readers = all
    .filter(([, text]) => /\b(read(Kept)?Body|readForPaper|searchBodies)\(/.test(text))
    .map(([path]) => path)
  expect(readers.sort()).toEqual([
    'node/answers/printing.ts',
    'node/answers/receiving.ts',
    'node/exchanges/bodies.ts',
    'node/exchanges/dossier.ts',
    'node/uses/searching.ts',
  ])
})

test('a command has nothing but the routes: it asks for what the table names', async () => {
  const commands = await sources('cli')
  const names = commands.flatMap(([, text]) => [...text.matchAll(/\bask(?:Long)?\(\s*'(\w+)'/g)])
  expect(names.length).toBeGreaterThan(30)
  for (const [, name] of names) expect(Object.keys(routes)).toContain(name)
  const doors = commands.flatMap(([, text]) => [...text.matchAll(/from '[./]*\/node\/([^']+)'/g)])
  expect(new Set(doors.map(([, path]) => path))).toEqual(new Set(['index.ts', 'api/client.ts']))
})

/** How anything leaves a node beside the answers above: each way says why no text leaves by it without a decision. */
const ways = {
  /** Routes whose answer is a file, or has one. */
  files: {
    openAttachment: 'decided as EXPORT',
    exportDossier: 'decided as EXPORT',
    backupGive: 'sealed to keys of a backup; what arrived is under the key of the desk in it too',
    backupKey: 'a key, and no text',
    networkApply: 'an object of the network',
    networkAdmit: 'an object of the network',
  },
  /** What of the command line writes files or bytes. */
  exporters: {
    'cli/commands/backup.ts': 'backupGive, backupKey',
    'cli/commands/draft.ts': 'an own draft, no text of another',
    'cli/commands/export.ts': 'exportDossier',
    'cli/commands/network.ts': 'objects of a network',
    'cli/commands/open.ts': 'open and openAttachment, as EXPORT',
    'cli/commands/print.ts': 'print, as EXPORT',
    'cli/commands/run.ts': 'the log, which has no text',
    'cli/files.ts': 'writes for the commands',
    'cli/saved-file.ts': 'writes for the commands',
  },
  /** What opens a socket: a relay gets sealed envelopes by the network alone, and there is no webhook to call anybody. */
  sockets: {
    'node/api/admission.ts': 'who may ask the API',
    'node/api/client.ts': 'asks the API of this machine',
    'node/api/control-socket.ts': 'the API on this machine',
    'node/api/streaming.ts': 'files over the API',
    'node/network/web-sockets.ts': 'links to listed peers: sealed envelopes and parts',
  },
} as const

const hasFile = (name: RouteName): boolean =>
  routes[name].givesBytes ||
  JSON.stringify(z.toJSONSchema(routes[name].response, { unrepresentable: 'any' })).includes('"base64"')

/** Paths of the sources that do something. */
async function doing(folder: string, what: RegExp): Promise<readonly string[]> {
  const found = (await sources(folder)).filter(([, text]) => what.test(text))
  return found.map(([path]) => path).sort()
}

test('every other way out of a node is in a list: files, exporters of the command line, relays and whatever is called', async () => {
  expect(names.filter(hasFile).sort()).toEqual(Object.keys(ways.files).sort())
  const writes = /\b(writeOutput|writeLarge|saveFile|output\.raw)\(/
  expect(await doing('cli', writes)).toEqual(Object.keys(ways.exporters).sort())
  const calls = /from '(undici|node:(http|https|http2|net|tls|dgram))'|\bfetch\(['"`h]|WebSocket\(/
  expect(await doing('node', calls)).toEqual(Object.keys(ways.sockets).sort())
})
