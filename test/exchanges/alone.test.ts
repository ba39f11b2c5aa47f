// What changes a waiting statement waits for its turn with the exchange: in one commit with a receipt it would still
// find the statement waiting, and put back what the receipt has ended.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCourier } from '../../node/exchanges/courier.ts'
import type { ExchangeDeps } from '../../node/exchanges/deps.ts'
import { expire } from '../../node/exchanges/expiry.ts'
import { decodeOutbox, type OutboxEntry } from '../../node/exchanges/outbox.ts'
import { sealAgain } from '../../node/exchanges/sealing.ts'
import { layout } from '../../node/store/index.ts'
import { disclosureUnder, openPair, type Pair } from './pair.ts'

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
  pair.line.direct = false
})
afterEach(() => pair[Symbol.asyncDispose]())

/** A statement of alpha that waits in its outbox. */
async function waiting(): Promise<OutboxEntry> {
  const { store } = pair.alpha.desk.deps
  const { placementHash } = await pair.alpha.say(disclosureUnder())
  const record = await store.get(layout.outbox.at(store.indexKey(placementHash)))
  if (record === undefined) throw new Error('nothing waits')
  return decodeOutbox(record)
}

/** Alpha's means, and which came first: asking for a turn with an exchange, or a commit. */
function watched() {
  const { deps } = pair.alpha.desk
  const seen: string[] = []
  const first = Promise.withResolvers<undefined>()
  const note = (what: string): void => {
    seen.push(what)
    first.resolve(undefined)
  }
  const registry: ExchangeDeps['registry'] = {
    ...deps.registry,
    alone: (exchangeId, work) => {
      note('turn')
      return deps.registry.alone(exchangeId, work)
    },
  }
  const store = Object.assign(Object.create(deps.store) as ExchangeDeps['store'], {
    commit: (...asked: Parameters<typeof deps.store.commit>) => {
      note('commit')
      return deps.store.commit(...asked)
    },
  })
  return { deps: { ...deps, registry, store }, seen, first: first.promise }
}

type Act = (deps: ExchangeDeps, entry: OutboxEntry) => Promise<unknown>

const acts: readonly (readonly [string, Act])[] = [
  ['expiry', expire],
  [
    'sealing again',
    (deps, entry) => {
      const to = deps.keeper.directory.member(entry.networkId, entry.institutionId)
      if (to === undefined) throw new Error('beta is not known')
      return sealAgain(deps, entry, to)
    },
  ],
  [
    'custody',
    async (deps) => {
      const stop = new AbortController()
      const wait = () => {
        stop.abort()
        return Promise.resolve()
      }
      await createCourier({ ...deps, wait }).run(stop.signal)
    },
  ],
]

test.each(acts)('%s changes nothing while another change of its exchange is at work', async (_what, act) => {
  const entry = await waiting()
  const { deps, seen, first } = watched()
  const receipt = Promise.withResolvers<undefined>()
  const settling = pair.alpha.desk.deps.registry.alone(entry.exchangeId, () => receipt.promise)
  const acting = act(deps, entry)
  await first
  expect(seen).toEqual(['turn'])
  receipt.resolve(undefined)
  await Promise.all([settling, acting])
  expect(seen).toEqual(['turn', 'commit'])
})
