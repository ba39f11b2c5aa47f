// A node's keyring and store in a temporary folder, with a clock and randomness that a test controls.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argon2FloorKiB, concat, type RandomSource, sha256, utf8 } from '../../crypto/index.ts'
import { createKeyring, type Keyring, openKeyring } from '../../node/keyring/keyring.ts'
import { openStore, type Store, type StoreOptions } from '../../node/store/store.ts'

/** The cheapest passphrase that is allowed. */
export const floorCost = { memoryKiB: argon2FloorKiB, passes: 1, lanes: 1 }
export const passphrase = 'correct horse battery staple'
export const identityPassphrase = 'two people and a safe'
/** 21 November 2026, 07:00 UTC. */
export const startMs = 1_795_244_400_000

/** Random bytes that are the same in every run; another seed, other bytes. */
export function seededRandom(seed: string): RandomSource {
  let drawn = 0
  return (length) => {
    const blocks: Uint8Array[] = []
    for (let i = 0; i < length; i += 32) blocks.push(sha256(utf8(`${seed} ${drawn++}`)))
    return concat(...blocks).slice(0, length)
  }
}

/** A folder that goes away at the end of the block. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'sponte-store-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A journal that nobody reads. */
export const noErasures = { note: () => Promise.resolve() }

/** Makes keys in a folder and unlocks them. */
export async function newKeys(path: string, random: RandomSource = seededRandom('keys')): Promise<Keyring> {
  await createKeyring({ random }, { path, passphrase, identityPassphrase, cost: floorCost })
  return openKeyring({ random }, { path, passphrase, cost: floorCost })
}

/** Opens a store with the defaults of a test. */
export function openTestStore(
  options: Pick<StoreOptions, 'path' | 'keyring'> & Partial<StoreOptions>,
): Promise<Store> {
  return openStore({
    random: seededRandom('store'),
    clock: () => startMs,
    log: () => undefined,
    origins: () => ['sponte/test/one'],
    ...options,
  })
}
