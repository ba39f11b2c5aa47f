// Rules B10: what was signed once was then, whatever the clock says later.
import { expect, test } from 'vitest'
import { utf8 } from '../../crypto/index.ts'
import { createHearingVerifier } from '../../node/exchanges/hearing-verifier.ts'
import type { Store } from '../../node/store/store.ts'
import type { Keyring } from '../../node/keyring/keyring.ts'
import { newKeys, openTestStore, startMs, temporaryFolder } from './support.ts'

const hour = 3_600_000

const record = (store: Store) =>
  store.commit(() => ({ kind: 'prepared', facts: [{ type: 'placed' }], finish: () => undefined }))

/** The highest signed time that a store opens with. */
async function found(path: string, keyring: Keyring, nowMs: number): Promise<number> {
  await using store = await openTestStore({ path, keyring, clock: () => nowMs })
  return store.signedMs
}

test('the ledger’s own time is kept over a restart, and no clock that was set back lowers it', async () => {
  await using folder = await temporaryFolder()
  const { path } = folder
  const keyring = await newKeys(path)
  let nowMs = startMs
  {
    await using store = await openTestStore({ path, keyring, clock: () => nowMs })
    for (const timeMs of [startMs, startMs + hour, startMs - 30 * hour]) {
      nowMs = timeMs
      await record(store)
    }
    expect(store.signedMs).toBe(startMs + hour)
  }
  // The newest commit is of the time that was set back.
  expect(await found(path, keyring, startMs - 30 * hour)).toBe(startMs + hour)
})

test('what others have signed is kept with the next commit', async () => {
  await using folder = await temporaryFolder()
  const { path } = folder
  const keyring = await newKeys(path)
  {
    await using store = await openTestStore({ path, keyring })
    store.noteSigned(startMs + 5 * hour)
    store.noteSigned(startMs + 2 * hour)
    await record(store)
  }
  expect(await found(path, keyring, startMs)).toBe(startMs + 5 * hour)
})

test('every batch that is verified is heard, but for one signed ahead of time', async () => {
  await using folder = await temporaryFolder()
  const { path } = folder
  const keyring = await newKeys(path)
  let nowMs = startMs
  await using store = await openTestStore({ path, keyring, clock: () => nowMs })
  const sign = () =>
    store.commit((turn) => {
      const leaf = turn.leaf('receipt', utf8('a'))
      return { kind: 'prepared', facts: [{ type: 'placed' }], finish: (_, signedOf) => signedOf(leaf) }
    })
  const [one, two] = [await sign(), ((nowMs += hour), await sign())]
  const heard: number[] = []
  const verifier = createHearingVerifier({
    store: { noteSigned: (timeMs) => heard.push(timeMs) },
    clock: () => startMs,
  })
  for (const { value } of [one, two]) {
    const leaf = { ...value, path: [...value.path], batch: 0 }
    verifier.verify('receipt', leaf, value.batch, keyring.nodePublicKey)
  }
  expect([heard, verifier.latestMs()]).toEqual([[startMs], startMs])
})
