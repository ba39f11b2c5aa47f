import { expect, test } from 'vitest'
import { sha256, utf8 } from '../../crypto/index.ts'
import { openPair } from '../exchanges/pair.ts'
import { filesOf, partsAt, sendFiles, statesOf } from './carriage.ts'

test('a node that was shown that it was set back sends no part of a file before it has begun to recover', async () => {
  await using pair = await openPair()
  const { alpha } = pair
  const files = filesOf(2)
  const made = await sendFiles(pair, files)
  await alpha.round()
  const { recovery, self } = alpha.desk.deps
  await recovery.stop(sha256(utf8('a placement of its own that it does not have')), self.pairEpoch)
  for (let round = 0; round < 3; round += 1) await alpha.partsRound()
  expect(recovery.phase()).toBe('stopped')
  expect(partsAt(pair, files, 'beta')).toEqual([])
  expect(await statesOf(alpha, 'outgoing', made)).toEqual(['WAITING 0'])
})
