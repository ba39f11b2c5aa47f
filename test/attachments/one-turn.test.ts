// What is noted of parts, and what ends their sending, in one turn of the commit queue: jobs that do not wait for each other.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { giveUp, noteParts } from '../../node/attachments/progress.ts'
import { keysToSend } from '../../node/attachments/sending.ts'
import { decodeOutbox, encodeOutbox } from '../../node/exchanges/outbox.ts'
import { answerTo, receive } from '../../node/exchanges/receive.ts'
import { layout, type Store } from '../../node/store/index.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'
import { filesOf, keptOf, sendFiles, statesOf, type SaidWithFiles } from './carriage.ts'

let pair: Pair
let made: SaidWithFiles
beforeEach(async () => {
  pair = await openPair({ listening: false })
  made = await sendFiles(pair, filesOf(2))
})
afterEach(() => pair[Symbol.asyncDispose]())

type Working = (store: Store) => Promise<unknown>

/** Each commits once: both jobs go into one turn, that of the first before that of the second. */
async function inOneTurn(first: Working, second: Working): Promise<void> {
  const { store } = pair.alpha.desk.deps
  const before = store.ledger.commits
  const asked = Promise.withResolvers<undefined>()
  const taken = Promise.withResolvers<undefined>()
  await Promise.all([
    first(
      committingBy(store, async (commit) => {
        await asked.promise
        const committed = commit()
        taken.resolve(undefined)
        return committed
      }),
    ),
    second(
      committingBy(store, async (commit) => {
        asked.resolve(undefined)
        await taken.promise
        return commit()
      }),
    ),
  ])
  expect(store.ledger.commits, 'of one turn').toBe(before + 1)
}

function committingBy(store: Store, run: (commit: () => Promise<unknown>) => Promise<unknown>): Store {
  const commit = (job: Parameters<Store['commit']>[0]) => run(() => store.commit(job))
  return {
    ...store,
    commit: commit as Store['commit'],
    get ledger() {
      return store.ledger
    },
  }
}

async function noted(store: Store): Promise<void> {
  const [carried] = await keptOf(pair.alpha, 'outgoing', made)
  if (carried === undefined) throw new Error('it has a file')
  await noteParts({ ...pair.alpha.desk.deps, store }, carried, { arrived: [], handed: [1] }, 1000)
}

const bothWays = [
  ['before', (a: Working, b: Working) => inOneTurn(a, b)],
  ['after', (a: Working, b: Working) => inOneTurn(b, a)],
] as const

test.each(bothWays)('a note %s the word that all is there begins nothing again', async (_when, both) => {
  const { alpha, beta, posted } = pair
  await alpha.round()
  await alpha.partsRound()
  const receipts: Uint8Array[] = []
  for (const { envelope } of posted.splice(0)) {
    const answer = answerTo(await receive(beta.desk.deps, envelope))
    if (answer !== undefined) receipts.push(answer.receipt)
  }
  const [stored, complete] = receipts
  if (stored === undefined || complete === undefined) throw new Error('STORED, and COMPLETE')
  await receive(alpha.desk.deps, stored)
  await both(noted, (store) => receive({ ...alpha.desk.deps, store }, complete))
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['COMPLETE 2'])
  expect(await keysToSend(alpha.desk.deps.store)).toEqual([])
})

test.each(bothWays)('a note %s the files are given up begins nothing again', async (_when, both) => {
  const { alpha } = pair
  const { deps } = alpha.desk
  const at = layout.outbox.at(deps.store.indexKey(made.placementHash))
  const entry = decodeOutbox((await deps.store.get(at)) ?? new Uint8Array(0))
  await deps.store.commit<undefined>((turn) => {
    const key = turn.indexKey(made.placementHash)
    turn.put(layout.outbox.under(entry.caseId, key), encodeOutbox({ ...entry, state: 'REJECTED' }))
    return { kind: 'prepared', facts: [{ type: 'undeliverable' }], finish: () => undefined }
  })
  const [carried] = await keptOf(alpha, 'outgoing', made)
  if (carried === undefined) throw new Error('it has a file')
  await both(noted, (store) => giveUp({ ...deps, store }, carried))
  expect((await keptOf(alpha, 'outgoing', made)).map(({ state }) => state)).toEqual(['GIVEN_UP'])
  expect(await keysToSend(deps.store)).toEqual([])
})
