import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { VerifiedRelay } from '../../protocol/index.ts'
import { createCollectors } from '../../node/exchanges/collectors.ts'
import { named } from './support.ts'

/** A relay's certificate; another edition of it has another hash, and may name other addresses. */
function relayOf(name: string, edition = 1): VerifiedRelay {
  const tbs = {
    ...{ version: 1, suite: 1, name, networkId: new Uint8Array(32), rlk: new Uint8Array(1984) },
    ...{ relayId: named(name), peerKey: new Uint8Array(32), addresses: [`/ip4/192.0.2.${edition}/tcp/1`] },
    ...{ notBeforeMs: 1, notAfterMs: 1 + edition },
  }
  const hash = new Uint8Array(32).fill(edition)
  return { kind: 'RELAY_CERTIFICATE', bytes: new Uint8Array(0), tbs, hash }
}

/** Collectors that do nothing until they are stopped, and then end when the test lets them. */
function open(first: readonly VerifiedRelay[]) {
  let relays = first
  let now = 0
  const running: string[] = []
  const reached = new Map<string, (isReached: boolean) => void>()
  const hold = { end: Promise.resolve() }
  const away = new Set<string>()
  const collectors = createCollectors({
    relays: () => relays,
    clock: () => (now += 1),
    fetchOnce: ({ tbs }) => Promise.resolve(!away.has(tbs.name)),
    collect: async ({ tbs }, signal, onContact) => {
      const name = `${tbs.name} at ${tbs.addresses[0] ?? ''}`
      running.push(name)
      reached.set(tbs.name, onContact)
      if (!signal.aborted) await once(signal, 'abort')
      await hold.end
      running.splice(running.indexOf(name), 1)
    },
  })
  const change = async (next: readonly VerifiedRelay[]): Promise<void> => {
    relays = next
    collectors.refresh()
    await settled()
  }
  return { collectors, running, reached, change, hold, away }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a renewed certificate with other addresses: one collector goes on, at the new ones', async () => {
  const { collectors, running, change } = open([relayOf('one'), relayOf('two')])
  await change([relayOf('one'), relayOf('two')])
  expect(running).toEqual(['one at /ip4/192.0.2.1/tcp/1', 'two at /ip4/192.0.2.1/tcp/1'])
  await change([relayOf('one', 2), relayOf('two')])
  expect(running.toSorted()).toEqual(['one at /ip4/192.0.2.2/tcp/1', 'two at /ip4/192.0.2.1/tcp/1'])
  await collectors[Symbol.asyncDispose]()
  expect(running).toEqual([])
})

test('the directory may change as often as it likes: nothing is started twice', async () => {
  const { collectors, running, change } = open([relayOf('one')])
  for (let times = 0; times < 3; times += 1) await change([relayOf('one')])
  expect(running).toHaveLength(1)
  await collectors[Symbol.asyncDispose]()
})

test('the next collector of a relay begins when the one before has ended; one that was overtaken never does', async () => {
  const { collectors, running, change, hold } = open([])
  await change([relayOf('one')])
  const gate = Promise.withResolvers<undefined>()
  hold.end = gate.promise.then(() => undefined)
  await change([relayOf('one', 2)])
  await change([])
  await change([relayOf('one', 3)])
  expect(running).toEqual(['one at /ip4/192.0.2.1/tcp/1'])
  gate.resolve(undefined)
  await settled()
  expect(running).toEqual(['one at /ip4/192.0.2.3/tcp/1'])
  await collectors[Symbol.asyncDispose]()
})

test('a relay that is no longer home is asked no more, and not shown', async () => {
  const { collectors, running, change } = open([])
  await change([relayOf('one'), relayOf('two')])
  await change([relayOf('two')])
  expect(running).toEqual(['two at /ip4/192.0.2.1/tcp/1'])
  expect(collectors.contacts().map(({ relay }) => relay.tbs.name)).toEqual(['two'])
  await collectors[Symbol.asyncDispose]()
})

test('a renewed relay is shown once, with the last contact it had', async () => {
  const { collectors, reached, change } = open([])
  await change([relayOf('one')])
  reached.get('one')?.(true)
  expect(collectors.contacts()).toMatchObject([{ connected: true, lastContactMs: 1 }])
  await change([relayOf('one', 2)])
  expect(collectors.contacts()).toMatchObject([{ connected: false, lastContactMs: 1 }])
  reached.get('one')?.(true)
  expect(collectors.contacts()).toMatchObject([{ connected: true, lastContactMs: 2 }])
  await collectors[Symbol.asyncDispose]()
})

test('what waits is fetched from all of them now, and a relay that does not answer counts as not heard', async () => {
  const { collectors, change, away } = open([])
  await change([relayOf('one'), relayOf('two')])
  away.add('two')
  await collectors.fetch()
  expect(collectors.contacts().map(({ lastContactMs }) => lastContactMs)).toEqual([1, undefined])
  await collectors[Symbol.asyncDispose]()
})
