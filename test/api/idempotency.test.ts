import { expect, test } from 'vitest'
import { createIdempotency, maxRememberedAnswers, rememberMs } from '../../node/api/idempotency.ts'
import { openDoor } from './door.ts'
import { createFakeNode, FakeRefusal, ids, officerPassphrase } from './fake-use-cases.ts'

const as = { officer: 'amina', passphrase: officerPassphrase }
const question = { params: { draft: ids.draft }, body: { as } }

test('a request repeated under its key is answered again and done once', async () => {
  const node = createFakeNode()
  await using door = await openDoor(node.useCases)
  const first = await door.client.ask('send', question, { idempotencyKey: 'night-job-1' })
  const second = await door.client.ask('send', question, { idempotencyKey: 'night-job-1' })
  expect(second).toEqual(first)
  expect(node.asked).toHaveLength(1)
})

test('without a key, or under another one, it is done again', async () => {
  const node = createFakeNode()
  await using door = await openDoor(node.useCases)
  await door.client.ask('send', question)
  await door.client.ask('send', question)
  await door.client.ask('send', question, { idempotencyKey: 'other' })
  expect(node.asked).toHaveLength(3)
})

test('another request under the same key is refused', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  await door.client.ask('send', question, { idempotencyKey: 'key' })
  const other = { ...question, body: { as, urgency: 'URGENT' as const } }
  await expect(door.client.ask('send', other, { idempotencyKey: 'key' })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  })
})

test('while the first is running, the second is told so', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<undefined>()
  const idempotency = createIdempotency(() => 0)
  const first = idempotency.once('key', 'request', async () => {
    await gate
    return 'done'
  })
  await expect(idempotency.once('key', 'request', () => Promise.resolve('again'))).rejects.toMatchObject({
    code: 'IDEMPOTENCY_RUNNING',
  })
  open(undefined)
  expect(await first).toBe('done')
})

test('what failed may be tried again under the same key', async () => {
  const idempotency = createIdempotency(() => 0)
  const failing = () => Promise.reject(new FakeRefusal('STORAGE_FULL'))
  await expect(idempotency.once('key', 'request', failing)).rejects.toMatchObject({ code: 'STORAGE_FULL' })
  expect(await idempotency.once('key', 'request', () => Promise.resolve('done'))).toBe('done')
})

test('content is never kept for a repetition', async () => {
  const node = createFakeNode()
  await using door = await openDoor(node.useCases)
  const opening = { params: { exchange: ids.exchange }, body: { as } }
  await door.client.ask('open', opening, { idempotencyKey: 'key' })
  await door.client.ask('open', opening, { idempotencyKey: 'key' })
  expect(node.asked).toHaveLength(2)
})

test('the memory is bounded in number and time, and a running request is never forgotten', async () => {
  let now = 0
  const idempotency = createIdempotency(() => now)
  const done = (key: string) => idempotency.once(key, 'request', () => Promise.resolve(now))
  void idempotency.once('running', 'request', () => new Promise(() => undefined))
  for (let count = 0; count < maxRememberedAnswers; count += 1) await done(`key ${count}`)
  now = 1
  expect(await done('key 0')).toBe(1)
  expect(await done(`key ${maxRememberedAnswers - 1}`)).toBe(0)
  await expect(done('running')).rejects.toMatchObject({ code: 'IDEMPOTENCY_RUNNING' })
  now = rememberMs + 1
  expect(await done(`key ${maxRememberedAnswers - 1}`)).toBe(now)
})

test('a key that is no key is refused', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  const { body } = await door.raw('POST', '/v1/directory/update', {
    headers: { 'idempotency-key': 'a key with spaces' },
    body: {},
  })
  expect(body).toMatchObject({
    code: 'REQUEST_INVALID',
    errors: [{ pointer: '/headers/idempotency-key', code: 'WRONG_FORMAT' }],
  })
})
