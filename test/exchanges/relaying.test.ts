import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { disclosureUnder, openPair, type Pair } from './pair.ts'

let pair: Pair
beforeAll(async () => {
  pair = await openPair()
})
afterAll(() => pair[Symbol.asyncDispose]())
beforeEach(() => {
  pair.posted.length = 0
  pair.line.direct = true
})

const asked = () => pair.posted.map(({ to }) => to)

test('what may go over any relay is deposited when nobody answers', async () => {
  pair.line.direct = false
  const said = await pair.alpha.say(disclosureUnder('REL:ANY-SEALED'))
  await pair.alpha.round()
  expect(asked()).toEqual(['beta', 'relay'])
  expect(await pair.alpha.delivery(said)).toBe('handed-to-relay')
})

test('what must go directly meets no relay, at the first attempt and at every later one', async () => {
  pair.line.direct = false
  const said = await pair.alpha.say(disclosureUnder('REL:DIRECT'))
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await pair.alpha.round()
    pair.pass(60_000)
  }
  expect(asked()).toEqual(['beta', 'beta', 'beta'])
  expect(await pair.alpha.delivery(said)).toBe('queued')
  pair.line.direct = true
  pair.pass(60_000)
  await pair.alpha.round()
  expect(await pair.alpha.delivery(said)).toBe('delivered')
})

test('what names its relays meets no other one', async () => {
  pair.line.direct = false
  const other = '0123456789abcdef'.repeat(2)
  const kept = await pair.alpha.say(disclosureUnder(`REL:SEALED(${other})`))
  await pair.alpha.round()
  expect(asked()).toEqual(['beta'])
  expect(await pair.alpha.delivery(kept)).toBe('queued')
  pair.posted.length = 0
  const said = await pair.alpha.say(disclosureUnder(`REL:SEALED(${pair.relayId})`))
  await pair.alpha.round()
  expect(await pair.alpha.delivery(said)).toBe('handed-to-relay')
})

test('where relays are the only way, what must go directly waits for an address', async () => {
  await using remote = await openPair({ listening: false })
  const said = await remote.alpha.say(disclosureUnder('REL:DIRECT'))
  await remote.alpha.round()
  expect(remote.posted).toEqual([])
  expect(await remote.alpha.delivery(said)).toBe('queued')
  await remote.listen()
  remote.pass(60_000)
  await remote.alpha.round()
  expect(await remote.alpha.delivery(said)).toBe('delivered')
})
