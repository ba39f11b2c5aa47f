import { mkdir } from 'node:fs/promises'
import { argon2Default, osRandom, toHex, type Argon2Cost, type RandomSource } from '../crypto/index.ts'
import type { Clock } from './deps.ts'
import { writeProfile, type Profile } from './directory/profile.ts'
import { createKeyring, openKeyring } from './keyring/index.ts'
import { openStore } from './store/index.ts'

/** How a node is made. */
export interface NewNode extends Omit<Profile, 'createdMs' | 'pairEpoch'> {
  readonly dataDir: string
  /** Unlocks the server's keys at each start. */
  readonly passphrase: string
  /** Unlocks the institution's identity key for single acts; may be the same. */
  readonly identityPassphrase: string
}

/**
 * Makes the keys, the database and the profile of a new node.
 *
 * @returns the institution's identity key, 1984 bytes
 * @throws KeyringError `KEYRING_EXISTS` where there is a node already; `KEYRING_WEAK`; StoreError
 */
export async function initialiseNode(
  options: NewNode,
  world: { readonly clock?: Clock; readonly random?: RandomSource; readonly cost?: Argon2Cost } = {},
): Promise<Uint8Array> {
  const { dataDir, passphrase, identityPassphrase, ...named } = options
  const clock = world.clock ?? (() => Date.now())
  const random = world.random ?? osRandom
  const cost = world.cost ?? argon2Default
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await createKeyring({ random }, { path: dataDir, passphrase, identityPassphrase, cost })
  const keyring = await openKeyring({ random }, { path: dataDir, passphrase, cost })
  await using store = await openStore({
    path: dataDir,
    keyring,
    random,
    clock,
    log: () => undefined,
    origins: () => [],
  })
  await store.commit<undefined>(() => ({
    kind: 'prepared',
    facts: [{ type: 'node-created' }],
    finish: (turn) => {
      writeProfile(turn, { ...named, createdMs: turn.timeMs, pairEpoch: toHex(random(16)) })
      return undefined
    },
  }))
  return keyring.identityPublicKey
}
