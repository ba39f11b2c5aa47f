import { expect, test } from 'vitest'
import { timely } from '../../node/api/streaming.ts'
import { openDoor } from './door.ts'
import { createFakeNode, FakeRefusal, ids, officerPassphrase } from './fake-use-cases.ts'

const megabyte = Buffer.alloc(1024 * 1024, 7)

async function* megabytes(count: number, onEnd: () => void = () => undefined): AsyncGenerator<Uint8Array> {
  try {
    for (let at = 0; at < count; at++) {
      await Promise.resolve()
      yield megabyte
    }
  } finally {
    onEnd()
  }
}

const upload = (count: number) => ({
  params: { draft: ids.draft },
  query: { name: 'a', length: count * megabyte.length },
  body: megabytes(count),
})
const download = {
  params: { exchange: ids.exchange, attachment: ids.file },
  body: { as: { officer: 'amina', passphrase: officerPassphrase }, reason: 'why' },
}

test('a refusal reaches who is still sending, and the door stays open', async () => {
  const { useCases } = createFakeNode({ draftAttach: () => Promise.reject(new FakeRefusal('NOT_FOUND')) })
  await using door = await openDoor(useCases)
  for (let time = 0; time < 2; time++)
    await expect(door.client.ask('draftAttach', upload(20))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await door.client.ask('livez', {})).toEqual({ alive: true })
})

test('files and JSON are not taken for each other', async () => {
  await using door = await openDoor(createFakeNode().useCases)
  const octets = { 'content-type': 'application/octet-stream' }
  const json = { 'content-type': 'application/json' }
  const path = `/v1/drafts/${ids.draft}`
  const asFile = await door.raw('PUT', path, { headers: octets, body: '{}' })
  const asJson = await door.raw('POST', `${path}/attachments?name=a&length=2`, { headers: json, body: '{}' })
  for (const { status, body } of [asFile, asJson])
    expect({ status, code: body['code'] }).toEqual({ status: 415, code: 'MEDIA_TYPE' })
})

test('who goes away in the middle of a file lets go of it', async () => {
  const ended = Promise.withResolvers<undefined>()
  const { useCases } = createFakeNode({
    openAttachment: () =>
      Promise.resolve(
        megabytes(1000, () => {
          ended.resolve(undefined)
        }),
      ),
  })
  await using door = await openDoor(useCases)
  let seen = 0
  for await (const piece of await door.client.ask('openAttachment', download)) {
    seen += piece.length
    if (seen > megabyte.length) break
  }
  await ended.promise
})

test('a file that its node could not give whole is not given whole', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* megabytes(2)
    throw new Error('a fault that says nothing outside')
  }
  const { useCases } = createFakeNode({ openAttachment: () => Promise.resolve(broken()) })
  await using door = await openDoor(useCases)
  const reading = (async () => {
    for await (const _piece of await door.client.ask('openAttachment', download));
  })()
  await expect(reading).rejects.toMatchObject({ code: 'INTERNAL' })
})

test('a node that stops ends a file that is on its way out', async () => {
  const { useCases } = createFakeNode({ openAttachment: () => Promise.resolve(megabytes(1_000_000)) })
  const door = await openDoor(useCases)
  let closing: PromiseLike<void> | undefined
  const reading = (async () => {
    for await (const _piece of await door.client.ask('openAttachment', download))
      closing ??= door[Symbol.asyncDispose]()
  })()
  await expect(reading).rejects.toMatchObject({ code: 'NOT_READY' })
  await closing
})

test('a refusal before the first byte is an answer like any other', async () => {
  const { useCases } = createFakeNode({
    openAttachment: () => Promise.reject(new FakeRefusal('FILE_INCOMPLETE', '3 of 7 parts are here')),
  })
  await using door = await openDoor(useCases)
  await expect(door.client.ask('openAttachment', download)).rejects.toMatchObject({
    code: 'FILE_INCOMPLETE',
    message: '3 of 7 parts are here',
  })
})

test('a piece that does not come in time ends the wait, and the source is let go', async () => {
  let isLetGo = false
  const silent: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      return: () => {
        isLetGo = true
        return Promise.resolve({ done: true, value: undefined })
      },
    }),
  }
  const reading = (async () => {
    for await (const _piece of timely(silent, 1, new AbortController().signal));
  })()
  await expect(reading).rejects.toMatchObject({ code: 'TIMED_OUT' })
  expect(isLetGo).toBe(true)
})

test('a file leaves as it is although each of its pieces is written over when the next is asked for', async () => {
  const pieceBytes = 256 * 1024
  const pieces = 12
  async function* pieceByPiece(): AsyncGenerator<Uint8Array> {
    const memory = new Uint8Array(pieceBytes)
    for (let piece = 1; piece <= pieces; piece += 1) {
      yield memory.fill(piece)
      memory.fill(0xff)
      await Promise.resolve()
    }
  }
  const { useCases } = createFakeNode({ openAttachment: () => Promise.resolve(pieceByPiece()) })
  await using door = await openDoor(useCases)
  const file = await door.client.ask('openAttachment', {
    params: { exchange: ids.exchange, attachment: 'a1b2c3d4' },
    body: { as: { officer: 'Ana', passphrase: officerPassphrase }, reason: 'for the file' },
  })
  const seen: number[] = []
  for await (const piece of file) {
    // A reader that is slower than the node, so that pieces wait on the way.
    await new Promise((resolve) => setImmediate(resolve))
    for (const byte of new Set(piece)) if (seen.at(-1) !== byte) seen.push(byte)
  }
  expect(seen).toEqual(Array.from({ length: pieces }, (_, at) => at + 1))
})
