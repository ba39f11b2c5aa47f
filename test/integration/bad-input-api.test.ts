// The whole API of a running node, asked what no client of ours would ask: each answer is what the contract says or a
// problem with a code, and nothing that was sent stands in the log.
import { Client } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { kemKeyPair, officerSigner, toHex } from '../../crypto/index.ts'
import { routes, type RouteName } from '../../node/api/contract.ts'
import { apiErrorCodes, problemDocument } from '../../node/api/contract/problem.ts'
import { KeyringError, type Keyring } from '../../node/keyring/index.ts'
import type { RunningNode } from '../../node/running-node.ts'
import { useCasesOf } from '../../node/use-cases.ts'
import { openDoor, type OpenDoor } from '../api/door.ts'
import { createDrafts } from '../corpus/draft.ts'
import { random } from '../corpus/world.ts'
import { passphrase } from '../store/support.ts'
import { openReceiver, stateOf, type LiveReceiver } from './live-receiver.ts'

/** Stands in everything that is sent, so that it would be seen. */
const marker = 'KESTREL'
let live: LiveReceiver
let door: OpenDoor
let http: Client
let ids: Readonly<Record<string, string>>
beforeAll(async () => {
  live = await openReceiver()
  const { draft, begin } = await createDrafts(live.world, undefined)
  {
    await using sender = await live.connect('a')
    for (let number = 0; number < 2; number += 1)
      await sender.post(draft({ begun: await begin(), statement: { statementId: random(16) } }))
  }
  // Each request comes a minute later, or they would be too many.
  let now = 0
  door = await openDoor(useCasesOf(withQuickOfficers(live.node)), () => (now += 60_000))
  http = new Client('http://localhost', { connect: { socketPath: door.socketPath } })
  const identityPassphrase = passphrase
  for (const name of ['amina', 'bashir'])
    await door.client.ask('officerAdd', {
      body: { name, power: 'HEAD', officerPassphrase: passphrase, identityPassphrase },
    })
  const kept = await door.client.ask('draftNew', { body: {} })
  const [exchange = '', declined = ''] = Object.keys((await stateOf(live.node)).exchanges)
  ids = {
    exchange,
    declined,
    draft: kept.id,
    institution: Buffer.from(live.world.a.party.institutionId).toString('hex'),
  }
}, 120_000)
afterAll(async () => {
  await http.close()
  await door[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

/** The node with officers whose keys are at hand: unlocking one takes argon2id's time, and there are thousands of tries. */
function withQuickOfficers(node: RunningNode): RunningNode {
  const officers = new Map<string, ReturnType<typeof officerSigner>>()
  const keyring: Keyring = {
    ...node.exchange.keyring,
    createOfficer: (id) => {
      const signer = officerSigner(random(32))
      officers.set(toHex(id), signer)
      return Promise.resolve({ publicKey: signer.publicKey, openingKey: kemKeyPair(random(32)).publicKey })
    },
    signAsOfficer: async (id, tried, message) => {
      const signer = officers.get(toHex(id))
      await Promise.resolve()
      if (signer === undefined || tried !== passphrase) throw new KeyringError('KEYRING_PASSPHRASE', 'wrong')
      return signer.sign(message)
    },
    withOfficer: (id, tried, use) =>
      officers.has(toHex(id)) && tried === passphrase
        ? use({ id, openAtDesk: () => Promise.resolve(undefined) })
        : Promise.reject(new KeyringError('KEYRING_PASSPHRASE', 'wrong')),
  }
  return { ...node, exchange: { ...node.exchange, keyring } }
}

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly pattern?: string
  readonly format?: string
}

/** What must name something that is there, and may be left out: sent only in the wrong. */
const mustFit: ReadonlySet<string> = new Set([
  'revision',
  'conditions',
  'item',
  'question',
  'message',
  'relay',
  'refers',
])

/** A value that a schema may well take. */
function sampleOf(schema: Schema, name: string): unknown {
  const [variant] = schema.anyOf ?? schema.oneOf ?? []
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.properties !== undefined)
    return Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([key, of]) => !mustFit.has(key) || (key === 'conditions' && of.type === 'array'))
        .map(([key, of]) => [key, sampleOf(of, key)]),
    )
  if (schema.items !== undefined) return [sampleOf(schema.items, name)]
  if (/passphrase/i.test(name)) return passphrase
  if (name === 'officer') return 'amina'
  if (name === 'language') return 'en'
  if (schema.format === 'date-time') return '2026-12-01T00:00:00Z'
  if (schema.pattern?.includes('0-9a-f') === true) return ids[name] ?? ids['exchange']
  if (variant !== undefined) return sampleOf(variant, name)
  if (schema.pattern?.includes('[A-Z]{2}') === true) return 'JO'
  if (schema.pattern?.includes('[A-Z]{3}') === true) return 'EUR'
  if (schema.pattern?.includes('1,18') === true) return '17'
  if (schema.format === 'base64' || schema.pattern?.includes('A-Za-z0-9+/') === true) return 'S0VTVFJFTA=='
  if (schema.pattern?.includes('\\d *') === true) return '0'.repeat(60)
  if (schema.type === 'integer' || schema.type === 'number') return 1
  if (schema.type === 'boolean') return false
  if (schema.type === 'object') return { [marker]: marker }
  return marker
}

/** What stands in the place of a value that is wanted. */
const wrong: readonly unknown[] = [
  ...['', ' ', marker, `${marker}\u0000`, `${marker}\u202e\u061c`, `\ud800${marker}`, `${marker}\r\n\u0085`],
  ...[`../../${marker}`, marker.repeat(4000), '0'.repeat(64), 'f'.repeat(64), '__proto__', 'constructor'],
  ...['9999-99-99T99:99:99Z', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'],
  ...[0, -1, 1.5, 1e308, 2 ** 53, null, true, [], [null], [[marker]], {}, { [marker]: { [marker]: 1 } }],
  Array<string>(1000).fill(marker),
]

/** The sample with each of its values, at any depth, replaced, left out or added to. */
function* bent(value: unknown): Generator {
  yield* wrong
  if (Array.isArray(value)) for (const one of bent(value[0])) yield [one]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  const entries = Object.entries(value)
  yield { ...value, [marker]: marker }
  for (const [key, part] of entries) {
    yield Object.fromEntries(entries.filter(([other]) => other !== key))
    for (const one of bent(part)) yield { ...value, [key]: one }
  }
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: string | Buffer | undefined
}

/** Sends a request and checks the answer; gives its status and code. */
async function ask(name: RouteName, { method, path, body }: Sent) {
  const answered = await http.request({
    ...{ method: method, path, body: body ?? null },
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
  })
  const text = await answered.body.text()
  const { statusCode: status } = answered
  if (status < 300) {
    expect(routes[name].response.safeParse(JSON.parse(text)).success).toBe(true)
    return { status, code: '' }
  }
  expect(answered.headers['content-type']).toMatch(/^application\/problem\+json/)
  const problem = problemDocument.parse(JSON.parse(text))
  expect(apiErrorCodes).toContain(problem.code)
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b/)
  return { status, code: problem.code }
}

const fill = (path: string, values: Readonly<Record<string, unknown>>) =>
  path.replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(values[name])))

const names = Object.keys(routes) as RouteName[]

test.each(names)(
  '%s: whatever stands in its body, path or query, the answer has a code',
  async (name) => {
    const { method, path, params, query, body } = routes[name]
    const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' }) as Schema
    const good = (schema: z.ZodType) => sampleOf(schemaOf(schema), '') as Readonly<Record<string, unknown>>
    const inPath = {
      ...good(params),
      // What ends something ends another thing than the rest is about.
      ...(name === 'officerRevoke' ? { officer: 'bashir' } : {}),
      ...(name === 'decline' ? { exchange: ids['declined'] } : {}),
    }
    const asked = { method, path: fill(path, inPath) }
    const found: { readonly status: number; readonly code: string; readonly sent: string }[] = []
    const send = async (sent: Sent) => {
      const outcome = await ask(name, sent)
      found.push({ ...outcome, sent: `${sent.path.slice(0, 80)} ${String(sent.body ?? '').slice(0, 300)}` })
    }
    const takesBytes = 'takesBytes' in routes[name]
    // Any bytes are a file; that JSON is none, and a file no JSON, test/api/streaming.test.ts has.
    if (method !== 'GET' && !takesBytes) {
      const sample = good(body)
      for (const one of bent(sample)) await send({ ...asked, body: JSON.stringify(one) })
      for (const key of Object.keys(schemaOf(body).properties ?? {}).filter((one) => mustFit.has(one)))
        for (const one of wrong) await send({ ...asked, body: JSON.stringify({ ...sample, [key]: one }) })
      for (const raw of ['', '{', '[1', `"${marker}`, '{"a":1}{', '{"__proto__":{"a":1}}', '\u0000'])
        await send({ ...asked, body: raw })
      await send({ ...asked, body: Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x22]) })
      await send({ ...asked, body: `{"${marker}":${'['.repeat(30_000)}${']'.repeat(30_000)}}` })
      await send({ ...asked, body: `"${marker.repeat(400_000)}"` })
      await send({ ...asked, body: JSON.stringify(sample) })
    }
    if (method === 'GET' || takesBytes) await send(asked)
    for (const key of Object.keys(inPath))
      for (const one of wrong) {
        const text = String(one)
        if (text.isWellFormed() && text.length < 6000)
          await send({ ...asked, path: fill(path, { ...inPath, [key]: text === '' ? '%' : text }) })
      }
    for (const [key, sample] of Object.entries({ ...good(query), [marker]: marker })) {
      const values = [...wrong, sample]
        .map(String)
        .filter((text) => text.isWellFormed() && text.length < 6000)
      for (const text of values)
        await send({ ...asked, path: `${asked.path}?${key}=${encodeURIComponent(text)}` })
      await send({ ...asked, path: `${asked.path}?${key}=%ff%00&${key}=${marker}` })
    }
    expect(found.filter(({ status }) => status === 500)).toEqual([])
  },
  120_000,
)

test('nothing of all that stands in the log, and the node is as well as before', async () => {
  const log = JSON.stringify([door.events, live.logged])
  expect(door.events.length).toBeGreaterThan(1000)
  expect(log).not.toContain(marker)
  expect(log).not.toContain(passphrase)
  expect(door.events.filter(({ event }) => event === 'api-fault')).toEqual([])
  expect(await door.client.ask('ledgerVerify', {})).toMatchObject({ ok: true })
  expect(await door.client.ask('draftShow', { params: { draft: ids['draft'] ?? '' } })).toMatchObject({
    state: expect.any(String) as string,
  })
})
