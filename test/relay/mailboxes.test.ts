import { Level } from 'level'
import { expect, test } from 'vitest'
import { sha256 } from '../../crypto/index.ts'
import { readEnvelope } from '../../protocol/index.ts'
import { layout } from '../../node/store/layout.ts'
import type { Job } from '../../node/store/job.ts'
import type { Span } from '../../node/store/space.ts'
import type { Store } from '../../node/store/store.ts'
import { anEnvelope, hashOf, named, newRoom, nobodyStops, today, waitingIn } from './support.ts'

const dayMs = 86_400_000
const [alice, mallory] = [[named('alice')], [named('mallory')]] as const
const request = { maxCount: 32, waitMs: 60_000, done: [] }

const countOf = async (store: Store, span: Span): Promise<number> => {
  let count = 0
  for await (const _ of store.range(span)) count += 1
  return count
}

test('what is deposited is given to its mailbox, oldest first, until it is confirmed; also after a restart', async () => {
  await using room = await newRoom()
  const envelopes = [1, 2, 3].map((number) => anEnvelope('bob', number))
  {
    await using relay = await room.open()
    for (const envelope of envelopes) {
      expect(hashOf(await relay.mailboxes.deposit(alice, envelope))).toEqual(sha256(envelope))
    }
    expect(hashOf(await relay.mailboxes.deposit(alice, anEnvelope('bob', 2)))).toBeDefined()
    expect(await relay.mailboxes.deposit(alice, anEnvelope('bob', 2, { filledWith: 1 }))).toBe('ID_TAKEN')
    expect(await waitingIn(relay.mailboxes, 'bob')).toEqual(envelopes)
    expect(await waitingIn(relay.mailboxes, 'carol')).toEqual([])
  }
  await using relay = await room.open()
  const first = { maxCount: 2, waitMs: 0, done: [] }
  const reply = await relay.mailboxes.collect(named('bob'), first, { signal: nobodyStops })
  expect(reply).toEqual({ envelopes: envelopes.slice(0, 2), more: true })
  const done = reply.envelopes.map((bytes) => readEnvelope(bytes).outer.envelopeId)
  const next = { ...first, done: [...done, ...done] }
  const rest = await relay.mailboxes.collect(named('bob'), next, { signal: nobodyStops })
  expect(rest).toEqual({ envelopes: envelopes.slice(2), more: false })
  expect(await countOf(relay.store, layout.parcels.all())).toBe(1)
  expect(await countOf(relay.store, layout.parcelLabels.all())).toBe(1)
})

test('one institution that fills its share of a mailbox is refused, also after a restart; another is served', async () => {
  await using room = await newRoom()
  const large = { bodyBytes: 1024 * 1024 - 2048 }
  {
    await using relay = await room.open()
    const flood = Array.from({ length: 70 }, (_, number) =>
      relay.mailboxes.deposit(mallory, anEnvelope('bob', number, large)),
    )
    const answers = await Promise.all(flood)
    expect(answers.filter((answer) => answer === 'DEPOSITOR_FULL')).toHaveLength(6)
    expect(hashOf(await relay.mailboxes.deposit(alice, anEnvelope('bob', 100)))).toBeDefined()
  }
  await using relay = await room.open()
  expect(await relay.mailboxes.deposit(mallory, anEnvelope('bob', 101, large))).toBe('DEPOSITOR_FULL')
  expect(hashOf(await relay.mailboxes.deposit(alice, anEnvelope('bob', 102)))).toBeDefined()
  // What it had left before is still confirmed to it: a refusal must not make a sender doubt that.
  expect(hashOf(await relay.mailboxes.deposit(mallory, anEnvelope('bob', 0, large)))).toBeDefined()
})

test('whoever names the key of another takes none of its room by filling the own', async () => {
  await using room = await newRoom()
  await using relay = await room.open()
  const large = { bodyBytes: 1024 * 1024 - 2048 }
  const flood = Array.from({ length: 64 }, (_, number) =>
    relay.mailboxes.deposit(mallory, anEnvelope('bob', number, large)),
  )
  await Promise.all(flood)
  const both = [...mallory, ...alice]
  expect(hashOf(await relay.mailboxes.deposit(both, anEnvelope('bob', 100, large)))).toBeDefined()
  expect(await relay.mailboxes.deposit(mallory, anEnvelope('bob', 101, large))).toBe('DEPOSITOR_FULL')
})

test('counting what waits reads no envelope', async () => {
  await using room = await newRoom()
  {
    await using relay = await room.open()
    for (const number of [1, 2]) await relay.mailboxes.deposit(alice, anEnvelope('bob', number))
  }
  const read: number[] = []
  await using relay = await room.open({}, (store) => ({
    ...store,
    get: (at) => (read.push(at.space.code), store.get(at)),
    getMany: (at) => (read.push(...at.map(({ space }) => space.code)), store.getMany(at)),
    range: (span, options) => (read.push(span.space.code), store.range(span, options)),
  }))
  await relay.mailboxes.deposit(alice, anEnvelope('bob', 3))
  await relay.mailboxes.expire()
  expect(read).toEqual([layout.parcelLabels.code])
})

test('an expired envelope goes from the disk, though nobody touched its mailbox since the start', async () => {
  await using room = await newRoom()
  {
    await using relay = await room.open()
    await relay.mailboxes.deposit(alice, anEnvelope('bob', 1, { expiryDay: today + 1 }))
    await relay.mailboxes.deposit(alice, anEnvelope('carol', 2, { expiryDay: today + 2 }))
  }
  room.now += 2 * dayMs
  await using relay = await room.open()
  await relay.mailboxes.expire()
  expect(await countOf(relay.store, layout.parcels.all())).toBe(1)
  expect(await countOf(relay.store, layout.parcelLabels.all())).toBe(1)
  expect(await waitingIn(relay.mailboxes, 'carol')).toEqual([
    anEnvelope('carol', 2, { expiryDay: today + 2 }),
  ])
})

test('mailboxes that could not be counted do not open, and are counted anew when they are opened again', async () => {
  await using room = await newRoom()
  {
    await using relay = await room.open()
    await relay.mailboxes.deposit(alice, anEnvelope('bob', 1))
  }
  const failing = room.open({}, (store) => ({
    ...store,
    range: () => {
      void store.close()
      throw new Error('the disk failed')
    },
  }))
  await expect(failing).rejects.toThrow('the disk failed')
  await using relay = await room.open()
  expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([anEnvelope('bob', 1)])
})

test('an arrival at any moment of a collection wakes it', async () => {
  await using room = await newRoom()
  let gate = Promise.withResolvers<undefined>()
  await using relay = await room.open({}, (store) => ({
    ...store,
    commit: async (job: Job<never>) => {
      const result = await store.commit(job)
      await gate.promise
      return result
    },
  }))
  for (let moment = 0; moment < 16; moment += 1) {
    gate = Promise.withResolvers<undefined>()
    const mailbox = `member ${moment}`
    const envelope = anEnvelope(mailbox, 1)
    const deposited = relay.mailboxes.deposit(alice, envelope)
    while ((await countOf(relay.store, layout.parcels.all())) <= moment);
    gate.resolve(undefined)
    for (let turn = 0; turn < moment; turn += 1) await Promise.resolve()
    const collecting = relay.mailboxes.collect(named(mailbox), request, { signal: nobodyStops })
    await deposited
    // Its wait has no end of its own: without the wake-up this would never resolve.
    expect((await collecting).envelopes).toEqual([envelope])
  }
})

test('a collection that is given up while it waits answers with nothing', async () => {
  await using room = await newRoom()
  await using relay = await room.open()
  const stop = new AbortController()
  const collecting = relay.mailboxes.collect(named('bob'), request, { signal: stop.signal })
  stop.abort()
  expect(await collecting).toEqual({ envelopes: [], more: false })
})

test('a duplicate that comes while the first one fails is not answered as stored unless it is', async () => {
  await using room = await newRoom()
  const envelope = anEnvelope('bob', 1)
  let duplicate: Promise<unknown> | undefined
  let deposit: () => Promise<unknown> = () => Promise.resolve()
  let failures = 1
  {
    await using relay = await room.open({
      hook: (point) => {
        if (point === 'turn-signed') duplicate ??= deposit()
        if (point === 'batch-sealed' && failures-- > 0) throw new Error('the disk failed')
      },
    })
    deposit = () => relay.mailboxes.deposit(alice, envelope)
    await expect(deposit()).rejects.toThrow('the disk failed')
    expect(await duplicate).toMatchObject({ custody: {} })
    expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([envelope])
  }
  await using relay = await room.open()
  expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([envelope])
})

test('what could not be stored takes up no room and is not handed out', async () => {
  await using room = await newRoom()
  let isFailing = true
  await using relay = await room.open({
    hook: (point) => {
      if (point === 'batch-sealed' && isFailing) throw new Error('the disk failed')
    },
  })
  const share = { bodyBytes: 1024 * 1024 - 2048 }
  for (let number = 0; number < 65; number += 1) {
    await expect(relay.mailboxes.deposit(alice, anEnvelope('bob', number, share))).rejects.toThrow()
  }
  expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([])
  isFailing = false
  expect(hashOf(await relay.mailboxes.deposit(alice, anEnvelope('bob', 0, share)))).toBeDefined()
})

test('an envelope that rotted on disk holds up no other, and may be deposited again', async () => {
  await using room = await newRoom()
  const [rotten, sound] = [anEnvelope('bob', 1), anEnvelope('bob', 2)]
  {
    await using relay = await room.open()
    for (const envelope of [rotten, sound]) await relay.mailboxes.deposit(alice, envelope)
  }
  const level = new Level<Uint8Array, Uint8Array>(`${room.path}/db`, {
    ...{ keyEncoding: 'view', valueEncoding: 'view', compression: false },
  })
  const [first] = await level.iterator({ gte: Uint8Array.of(0x38), limit: 1 }).all()
  if (first === undefined) throw new Error('nothing is stored')
  const altered = first[1].slice()
  altered[100] = (altered[100] ?? 0) ^ 1
  await level.put(first[0], altered)
  await level.close()

  await using relay = await room.open()
  expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([sound])
  expect(room.logged).toEqual(['parcel-unreadable {"code":"STORE_CORRUPT"}'])
  await relay.mailboxes.deposit(alice, rotten)
  expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([sound, rotten])
})

test.each([
  ['its last day is over', today - 1],
  ['it wants to wait longer than relays keep anything', today + 61],
])('an envelope is refused when %s', async (_why, expiryDay) => {
  await using room = await newRoom()
  await using relay = await room.open()
  expect(await relay.mailboxes.deposit(alice, anEnvelope('bob', 1, { expiryDay }))).toBe('EXPIRED')
})

test('what somebody calls done in the own mailbox stays in every other one', async () => {
  await using room = await newRoom()
  await using relay = await room.open()
  const envelope = anEnvelope('bob', 1)
  await relay.mailboxes.deposit(alice, envelope)
  const done = [readEnvelope(envelope).outer.envelopeId]
  const collect = (mailbox: string) =>
    relay.mailboxes.collect(named(mailbox), { maxCount: 0, waitMs: 0, done }, { signal: nobodyStops })
  await collect('mallory')
  expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([envelope])
  await collect('bob')
  expect(await waitingIn(relay.mailboxes, 'bob')).toEqual([])
})
