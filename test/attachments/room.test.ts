import { afterEach, beforeEach, expect, test } from 'vitest'
import { askingPace } from '../../node/attachments/asking.ts'
import type { CarriedAttachment } from '../../node/attachments/carried.ts'
import { receive } from '../../node/exchanges/receive.ts'
import { openPair, type Pair } from '../exchanges/pair.ts'
import { askAll, filesOf, keptOf, sendFiles, statesOf } from './carriage.ts'

const minute = 60_000
const bytes = (length: number, value: number) => new Uint8Array(length).fill(value)

let pair: Pair
beforeEach(async () => {
  pair = await openPair()
})
afterEach(() => pair[Symbol.asyncDispose]())

/** One attachment of as many parts as there can be, announced by an institution that sends none of them. */
function announced(n: number): CarriedAttachment {
  return {
    ...{ caseId: bytes(16, n), exchangeId: bytes(32, n), placementHash: bytes(32, n), place: 0 },
    networkId: pair.beta.desk.network.networkId,
    institutionId: bytes(16, 9),
    attachment: {
      ...{ attachmentId: bytes(16, n), paddedLength: 70_000, partCount: 87_381 },
      ...{ treeRoot: bytes(32, 0), keyCommitment: bytes(32, 0) },
    },
    ...{ partsKey: bytes(32, n), blob: bytes(16, n), state: 'WAITING', parts: 0 },
  }
}

test('however much one institution announces, with room or without, the files of others come', async () => {
  const { arrivals } = pair.beta.desk.deps
  for (const n of [1, 2, 3, 4]) arrivals.begin([announced(n)], false)
  for (const n of [5, 6, 7, 8]) arrivals.begin([announced(n)], true)
  expect(arrivals.coming()).toEqual({ waiting: 8, withoutRoom: 6 })
  const made = await sendFiles(pair, filesOf(3))
  await pair.alpha.round()
  for (let round = 0; round < 3; round += 1) await pair.alpha.partsRound()
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['COMPLETE 3'])
})

/** Alpha announces a file and sends nothing of it; beta asks in vain for the last time. */
async function inVain() {
  const { alpha, beta } = pair
  const quota = { peerBytes: 4_000_000, totalBytes: 4_000_000 }
  await beta.restart({ quota, pace: { ...askingPace, asks: 2 } })
  const made = await sendFiles(pair, filesOf(5))
  await alpha.round()
  const other = {
    from: { institutionId: bytes(16, 3) },
    attachments: filesOf(2).map(({ attachment }) => attachment),
  }
  const { arrivals } = beta.desk.deps
  expect(await arrivals.hasRoomFor(other)).toBe(false)
  let asked = 0
  for (let look = 0; look < 4; look += 1) {
    pair.pass(10 * minute)
    await arrivals.ask(() => (asked += 1))
  }
  expect(asked).toBe(2)
  expect(await arrivals.hasRoomFor(other)).toBe(true)
  expect(arrivals.coming()).toEqual({ waiting: 1, withoutRoom: 0 })
  return made
}

test('what was asked for in vain takes no room from others; when its sender goes on it still comes', async () => {
  const made = await inVain()
  for (let round = 0; round < 6; round += 1) {
    await pair.alpha.partsRound()
    pair.pass(20 * minute)
  }
  expect(await statesOf(pair.beta, 'incoming', made)).toEqual(['COMPLETE 5'])
  expect(await statesOf(pair.alpha, 'outgoing', made)).toEqual(['COMPLETE 5'])
})

test('what was asked for in vain is asked for once more when its statement comes again', async () => {
  await inVain()
  const { beta, posted } = pair
  await receive(beta.desk.deps, posted[0]?.envelope ?? new Uint8Array(0))
  expect(await askAll(pair)).toBe(1)
  pair.pass(10 * minute)
  expect(await askAll(pair)).toBe(0)
})

test('a file that the disk has lost keeps no other one back', async () => {
  const { alpha } = pair
  const lost = await sendFiles(pair, filesOf(3))
  const [carried] = await keptOf(alpha, 'outgoing', lost)
  if (carried === undefined) throw new Error('it is on its way')
  await alpha.desk.deps.blobs.remove(carried.blob)
  await alpha.round()
  await alpha.partsRound()
  const other = await sendFiles(pair, filesOf(3))
  await alpha.round()
  for (let round = 0; round < 4; round += 1) await alpha.partsRound()
  expect(await statesOf(alpha, 'outgoing', other)).toEqual(['COMPLETE 3'])
  expect(await statesOf(alpha, 'outgoing', lost)).toEqual(['WAITING 0'])
})
