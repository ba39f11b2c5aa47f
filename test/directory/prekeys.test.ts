import { expect, test } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { maintainPrekeys } from '../../node/directory/prekeys.ts'
import {
  certify,
  contexts,
  directoryKinds,
  prekeyBundleTbsShape,
  prekeyIdOf,
  type PrekeyBundleTbs,
} from '../../protocol/index.ts'
import { openDesk } from '../desk/desk.ts'

test('a bundle in our name with keys that we lack is followed by one that lists them as burnt', async () => {
  await using desk = await openDesk()
  const { keyring, keeper, self } = desk.deps
  const bundle = (): PrekeyBundleTbs => {
    const tbs = self.member(desk.network.networkId)?.bundle?.tbs
    if (tbs === undefined) throw new Error('no bundle')
    return tbs
  }
  const own = bundle()
  expect(await maintainPrekeys(desk.deps, [])).toBe(false)

  // A thief of the node key, or this node before it was restored, with the highest number there can be.
  const lost = new Uint8Array(1216).fill(7)
  const [first, ...others] = own.weekly
  const tbs = prekeyBundleTbsShape.encode({
    ...own,
    bundleSeq: desk.clock.nowMs,
    createdMs: desk.clock.nowMs,
    weekly: [{ week: first?.week ?? 1, publicKey: lost }, ...others],
  })
  const object = await certify(tbs, contexts.prekeys, (message) =>
    keyring.signBatch(message, contexts.prekeys),
  )
  expect(await keeper.take([{ kind: directoryKinds.PREKEY_BUNDLE, object }])).toBe(1)

  desk.clock.nowMs += 1
  expect(await maintainPrekeys(desk.deps, [])).toBe(true)
  expect(bundle().weekly).toEqual(own.weekly)
  expect(bundle().burnt.map(toHex)).toEqual([toHex(prekeyIdOf(lost))])
  expect(await maintainPrekeys(desk.deps, [])).toBe(false)
})
