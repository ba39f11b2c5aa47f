import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createClient, NodeNotRunningError } from '../../node/api/client.ts'
import { maxRunning, rate } from '../../node/api/server.ts'
import { wrongPassphraseRate } from '../../node/api/asking.ts'
import { openDoor } from './door.ts'
import { createFakeNode, FakeRefusal, ids, officerPassphrase } from './fake-use-cases.ts'

const as = { officer: 'amina', passphrase: officerPassphrase }

test('what the use case is asked is what the client asked, with defaults filled in', async () => {
  const node = createFakeNode()
  await using door = await openDoor(node.useCases)
  const answer = await door.client.ask('ack', { params: { exchange: ids.exchange }, body: { as } })
  expect(answer).toMatchObject({ type: 'ACK', delivery: 'queued' })
  expect(node.asked).toEqual([
    {
      name: 'ack',
      input: {
        params: { exchange: ids.exchange },
        query: {},
        body: { as, competence: 'YES', languageOk: true, gaps: [], nextStep: 'ASSESSING' },
      },
    },
  ])
})

test('every wrong field is named at once, by JSON pointer', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  const { status, headers, body } = await door.raw('POST', `/v1/exchanges/${ids.exchange}/acknowledgement`, {
    body: { as: { officer: 'amina' }, competence: 'MAYBE', languageOk: 1, gaps: ['FACTS', 'NO'] },
  })
  expect(status).toBe(400)
  expect(headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(body).toMatchObject({
    type: 'urn:sponte:problem:REQUEST_INVALID',
    title: 'The request has the wrong shape',
    status: 400,
    code: 'REQUEST_INVALID',
    errors: [
      { pointer: '/as/passphrase', code: 'MISSING' },
      { pointer: '/competence', code: 'NOT_IN_LIST' },
      { pointer: '/languageOk', code: 'WRONG_TYPE' },
      { pointer: '/gaps/1', code: 'NOT_IN_LIST' },
    ],
  })
})

test('unknown and ill-formed parts of path and query have their pointers too', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  const query = await door.raw('GET', '/v1/directory?limit=0&contry=JO')
  expect(query.body['errors']).toMatchObject([
    { pointer: '/query/limit', code: 'TOO_SMALL' },
    { pointer: '/query/contry', code: 'UNKNOWN_FIELD' },
  ])
  const params = await door.raw('GET', '/v1/exchanges/xyz')
  expect(params.body['errors']).toMatchObject([{ pointer: '/params/exchange', code: 'WRONG_FORMAT' }])
})

test('what is not JSON, not declared JSON, too large or nowhere is answered with its own code', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  const path = `/v1/exchanges/${ids.exchange}/acknowledgement`
  const codeOf = async (...request: Parameters<typeof door.raw>) => (await door.raw(...request)).body['code']
  expect(await codeOf('POST', path, { body: '{"as":' })).toBe('REQUEST_INVALID')
  expect(await codeOf('POST', path, { body: '{"__proto__":{"as":1}}' })).toBe('REQUEST_INVALID')
  expect(await codeOf('POST', path, { body: 'a=1', headers: { 'content-type': 'text/plain' } })).toBe(
    'MEDIA_TYPE',
  )
  expect(await codeOf('POST', path, { body: { text: 'x'.repeat(70_000) } })).toBe('BODY_TOO_LARGE')
  expect(await codeOf('GET', '/v1/nothing')).toBe('NO_SUCH_ROUTE')
  expect(await codeOf('DELETE', '/v1/status')).toBe('NO_SUCH_ROUTE')
})

test('a refusal reaches the client as the error it was, with tags, reason and fields', async () => {
  const refusal = Object.assign(new FakeRefusal('NOT_PERMITTED', 'not outside the desk'), {
    because: [{ tag: 'AUD:DESK' }],
    reason: 'NOT_EMPOWERED' as const,
    errors: [{ pointer: '/export', code: 'NOT_FOUND' }],
  })
  await using door = await openDoor(createFakeNode({ open: () => Promise.reject(refusal) }).useCases)
  const asked = door.client.ask('open', { params: { exchange: ids.exchange }, body: { as } })
  await expect(asked).rejects.toMatchObject({
    name: 'ApiError',
    code: 'NOT_PERMITTED',
    message: 'not outside the desk',
    because: [{ tag: 'AUD:DESK' }],
    reason: 'NOT_EMPOWERED',
    errors: [{ pointer: '/export', code: 'NOT_FOUND' }],
  })
})

test('a fault says INTERNAL and nothing else; the log has it', async () => {
  const fault = new Error('SELECT secret FROM somewhere')
  await using door = await openDoor(createFakeNode({ status: () => Promise.reject(fault) }).useCases)
  const { status, body } = await door.raw('GET', '/v1/status')
  expect(status).toBe(500)
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(door.events).toEqual([{ event: 'api-fault', route: 'status', status: 500, code: 'INTERNAL', fault }])
})

test('an answer that breaks the contract does not leave the node, nor does a field it does not name', async () => {
  const script = createFakeNode().useCases
  const node = createFakeNode({
    inbox: async (...asked) => ({ ...(await script.inbox(...asked)), secret: 'x' }),
    // A use case with a bug, which the types would not let through.
    livez: (() => Promise.resolve({ alive: 'perhaps' })) as never,
  })
  await using door = await openDoor(node.useCases)
  expect(Object.keys((await door.raw('GET', '/v1/inbox')).body)).toEqual(['items', 'alarms'])
  expect((await door.raw('GET', '/livez')).body['code']).toBe('INTERNAL')
})

test('the log has names of routes and codes, and neither ids nor passphrases nor content', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  await door.client.ask('ask', { params: { exchange: ids.exchange }, body: { as, text: 'who is he?' } })
  await door.client
    .ask('ack', { params: { exchange: ids.exchange }, body: { as: { ...as, passphrase: 'guess-one' } } })
    .catch(() => undefined)
  expect(door.events).toEqual([
    { event: 'api-answered', route: 'ask', status: 201 },
    { event: 'api-answered', route: 'ack', status: 403, code: 'WRONG_PASSPHRASE' },
  ])
})

test('only this user may use the socket', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  expect((await stat(door.socketPath)).mode & 0o777).toBe(0o600)
})

test('where nobody listens, the client says that the node is not running', async () => {
  await using client = createClient({ socketPath: '/nowhere/control.sock' })
  await expect(client.ask('status', {})).rejects.toBeInstanceOf(NodeNotRunningError)
})

test('too many requests are turned away with the time to wait, and pass after it', async () => {
  let now = 0
  await using door = await openDoor(createFakeNode().useCases, () => now)
  for (let count = 0; count < rate.capacity; count += 1) await door.raw('GET', '/livez')
  const refused = await door.raw('GET', '/livez')
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'RATE_LIMITED' },
    headers: { 'retry-after': '1' },
  })
  now += 1000
  expect((await door.raw('GET', '/livez')).status).toBe(200)
})

test('guessing a passphrase is stopped, even for the one who then knows it, until time has passed', async () => {
  let now = 0
  await using door = await openDoor(createFakeNode().useCases, () => now)
  const ack = (passphrase: string) =>
    door.client.ask('ack', { params: { exchange: ids.exchange }, body: { as: { ...as, passphrase } } })
  for (let count = 0; count < wrongPassphraseRate.capacity; count += 1)
    await expect(ack(`guess ${count}`)).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  await expect(ack(officerPassphrase)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterS: 6 })
  now += 6000
  await expect(ack(officerPassphrase)).resolves.toMatchObject({ type: 'ACK' })
})

test('more requests at once than the node takes are turned away, and the others answered', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<{ alive: true }>()
  const node = createFakeNode({ livez: () => gate })
  await using door = await openDoor(node.useCases)
  const clients = Array.from({ length: maxRunning + 1 }, () => createClient({ socketPath: door.socketPath }))
  const answers = clients.map((client) => client.ask('livez', {}).catch((error: unknown) => error))
  const first = await Promise.race(answers)
  expect(first).toMatchObject({ code: 'RATE_LIMITED' })
  open({ alive: true })
  const all = await Promise.all(answers)
  expect(all.filter((answer) => !(answer instanceof Error))).toHaveLength(maxRunning)
  for (const client of clients) await client[Symbol.asyncDispose]()
})

test('a use case learns that its asker has gone', async () => {
  const { promise: heard, resolve: hear } = Promise.withResolvers<boolean>()
  const { promise: reached, resolve: reach } = Promise.withResolvers<undefined>()
  const node = createFakeNode({
    ack: (_input, { signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => hear(true))
        reach(undefined)
      }),
  })
  await using door = await openDoor(node.useCases)
  await using client = createClient({ socketPath: door.socketPath })
  const leaving = new AbortController()
  const asked = client.ask('ack', { params: { exchange: ids.exchange }, body: { as } }, leaving)
  await reached
  leaving.abort()
  await expect(asked).rejects.toThrow()
  expect(await heard).toBe(true)
})

test('a node that stops answers those who wait', async () => {
  const { promise: reached, resolve: reach } = Promise.withResolvers<undefined>()
  const node = createFakeNode({
    status: () => {
      reach(undefined)
      return new Promise(() => undefined)
    },
  })
  const door = await openDoor(node.useCases)
  const asked = door.client.ask('status', {})
  const answer = expect(asked).rejects.toMatchObject({ code: 'NOT_READY' })
  await reached
  await door[Symbol.asyncDispose]()
  await answer
})
