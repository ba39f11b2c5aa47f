import { afterEach, beforeEach, expect, test } from 'vitest'
import { carriedKey, putCarried } from '../../node/attachments/carried.ts'
import { keptParts } from '../../node/attachments/keeping.ts'
import { layout } from '../../node/store/index.ts'
import { concat, u32 } from '../../crypto/index.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'
import { askAll, filesOf, isThere, keptOf, sendFiles, statesOf, type SaidWithFiles } from './carriage.ts'

const hour = 60 * 60_000

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair[Symbol.asyncDispose]())

/** Beta's records are as they were when fewer of the parts had come; its blobs stay, and alpha knows that all is there. */
async function setBack(said: SaidWithFiles, left: number): Promise<void> {
  const { beta } = pair
  const { store } = beta.desk.deps
  for (const carried of await keptOf(beta, 'incoming', said)) {
    const marked: number[] = []
    for await (const { part } of keptParts(store, carried)) marked.push(part)
    await store.commit<undefined>(() => ({
      kind: 'prepared',
      facts: [{ type: 'receipt-made' }],
      finish: (finishing) => {
        for (const part of marked.slice(left))
          finishing.delete(layout.partsKept.at(concat(carriedKey(finishing, carried), u32(part))))
        putCarried(finishing, 'incoming', { ...carried, state: 'WAITING', parts: left })
        return undefined
      },
    }))
  }
  await beta.restart()
}

async function complete(): Promise<SaidWithFiles> {
  const made = await sendFiles(pair, filesOf(5, 2))
  await pair.alpha.round()
  for (let round = 0; round < 4; round += 1) await pair.alpha.partsRound()
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 5', 'COMPLETE 2'])
  return made
}

/** Asks in vain, as the sender has nothing to send any more. */
async function askTwice(): Promise<void> {
  for (let ask = 0; ask < 2; ask += 1) {
    pair.pass(hour)
    await askAll(pair)
    await pair.alpha.partsRound()
  }
}

test.each([0, 1])(
  'files that are whole on disk while the database knows of %i of their parts are complete again',
  async (left) => {
    const made = await complete()
    await setBack(made, left)
    expect(await statesOf(pair.beta, 'incoming', made)).toEqual([`WAITING ${left}`, `WAITING ${left}`])
    await askTwice()
    expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['COMPLETE 5', 'COMPLETE 2'])
    expect(await isThere(pair, made)).toBe(true)
  },
)

test('one whose bytes are not those that the officer signed stays incomplete', async () => {
  const made = await complete()
  const [first] = await keptOf(pair.beta, 'incoming', made)
  if (first === undefined) throw new Error('there are two')
  await pair.beta.desk.deps.blobs.writeAt(first.blob, 1000, new Uint8Array(16))
  await setBack(made, 0)
  await askTwice()
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['WAITING 0', 'WAITING 2'])
})
