import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient } from '../../node/api/client.ts'
import { createServer, type ApiServer } from '../../node/api/server.ts'
import { createFakeNode } from './fake-use-cases.ts'

const token = 'c2VjcmV0LXRva2Vu'
const authorization = `Bearer ${token}`
const deps = { useCases: createFakeNode().useCases, now: () => 0, log: () => undefined }
let server: ApiServer

beforeAll(async () => {
  server = await createServer(deps, { kind: 'tcp', host: '127.0.0.1', port: 0, token })
})
afterAll(() => server[Symbol.asyncDispose]())

async function ask(headers: Record<string, string>, path = '/v1/status') {
  const answer = await request(server.address + path, { headers })
  const body = (await answer.body.json()) as { code?: string }
  return { status: answer.statusCode, code: body.code, headers: answer.headers }
}

test('without its token nothing is answered but whether the process lives', async () => {
  const refused = await ask({})
  expect(refused).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
  expect(refused.headers['www-authenticate']).toBe('Bearer')
  expect(await ask({ authorization: 'Bearer c2VjcmV0LXRva2Vv' })).toMatchObject({ status: 401 })
  expect(await ask({}, '/livez')).toMatchObject({ status: 200 })
})

test('with its token the client is served', async () => {
  await using client = createClient({ origin: server.address, token })
  expect(await client.ask('readyz', {})).toEqual({ ready: true })
})

test.each([
  ['a name that was rebound to this machine', { host: 'evil.example' }],
  ['a page of another origin', { origin: 'https://evil.example' }],
  ['a page of another port', { origin: 'http://127.0.0.1:1' }],
  ['a cross-site request of a browser', { 'sec-fetch-site': 'cross-site' }],
  ['a same-site request of a browser', { 'sec-fetch-site': 'same-site' }],
])('%s is turned away, token or not', async (_who, headers: Record<string, string>) => {
  expect(await ask({ authorization, ...headers })).toMatchObject({ status: 403, code: 'FORBIDDEN_ORIGIN' })
})

test('a page of the node itself passes', async () => {
  const own = { authorization, origin: server.address, 'sec-fetch-site': 'same-origin' }
  expect(await ask(own)).toMatchObject({ status: 200 })
})

test('answers are kept by no cache', async () => {
  expect((await ask({ authorization })).headers['cache-control']).toBe('no-store')
})

test('plain HTTP on another address than loopback is refused', async () => {
  const door = { kind: 'tcp', host: '0.0.0.0', port: 0, token } as const
  await expect(createServer(deps, door)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
})
