// The keys of officers: each has a file under the officer's own passphrase, with two seeds. One signs; the other opens
// the keys of the desk that were sealed to this officer. Both are there for one operation, and then wiped.
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Argon2Cost,
  concat,
  type HpkeContext,
  kemKeyPair,
  officerSigner,
  type OfficerSigner,
  type RandomSource,
  toHex,
} from '../../crypto/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { type Desk, wipe } from './desk.ts'
import { KeyringError } from './keyring-error.ts'
import { openSeedFile, readSeedPublicKey, wrapSeedFile } from './seed-file.ts'
import type { OneAtATime } from './unlocking.ts'

/** The public halves of a new officer's two keys. */
export interface OfficerPublicKeys {
  /** Ed25519, 32 bytes: signs statements. */
  readonly publicKey: Uint8Array
  /** X-Wing, 1216 bytes: the keys of the desk are sealed to it. */
  readonly openingKey: Uint8Array
}

/** An officer whose passphrase was given, for one operation. */
export interface UnlockedOfficer {
  /** 16 bytes. */
  readonly id: Uint8Array
  /**
   * The receiver's end of a context that was made to a desk key; only for opening.
   *
   * @returns `undefined` when this officer was not given that key
   * @throws {@link KeyringError} `KEYRING_SPENT` after the operation, `KEYRING_CORRUPT`; {@link CryptoError} `ENC`
   */
  readonly openAtDesk: (
    keyId: Uint8Array,
    enc: Uint8Array,
    info: Uint8Array,
  ) => Promise<HpkeContext | undefined>
}

/** What can be done with officers' keys. */
export interface OfficerKeys {
  /**
   * Makes an officer's keys under the officer's own passphrase, and gives their public halves.
   *
   * @param officerId - 16 bytes
   * @throws {@link KeyringError} `KEYRING_EXISTS`, `KEYRING_WEAK`
   */
  createOfficer(officerId: Uint8Array, passphrase: string): Promise<OfficerPublicKeys>
  /**
   * Signs one message as an officer: one unlock, one signature, and nothing is kept.
   *
   * @returns 64 bytes
   * @throws {@link KeyringError} `KEYRING_PASSPHRASE`, `KEYRING_MISSING`, `KEYRING_CORRUPT`, `KEYRING_BUSY`
   */
  signAsOfficer(officerId: Uint8Array, passphrase: string, message: Uint8Array): Promise<Uint8Array>
  /**
   * Unlocks an officer's keys for one operation.
   *
   * @throws {@link KeyringError} `KEYRING_PASSPHRASE`, `KEYRING_MISSING`, `KEYRING_CORRUPT`, `KEYRING_BUSY`
   */
  withOfficer<T>(
    officerId: Uint8Array,
    passphrase: string,
    use: (officer: UnlockedOfficer) => Promise<T>,
  ): Promise<T>
  /** Destroys an officer's keys, and what the desk had sealed to them; nothing happens where there are none. */
  removeOfficer(officerId: Uint8Array): Promise<void>
}

const seedBytes = 32

/** What officers' keys need of the keyring. */
interface OfficerDeps {
  readonly random: RandomSource
  readonly hook?: FaultHook
  readonly cost: Argon2Cost
  /** The folder of their files. */
  readonly folder: string
  readonly unlock: OneAtATime
  readonly desk: Desk
}

export function createOfficerKeys(deps: OfficerDeps): OfficerKeys {
  const { random, folder, unlock, desk } = deps
  const pathOf = (officerId: Uint8Array) => join(folder, toHex(officerId))

  async function writeSeeds(
    path: string,
    passphrase: string,
    { signing, opening }: { readonly signing: Uint8Array; readonly opening: Uint8Array },
  ): Promise<void> {
    const { publicKey } = officerSigner(signing)
    const seed = concat(signing, opening)
    const { hook, cost } = deps
    const world = { random, ...(hook === undefined ? {} : { hook }) }
    await wrapSeedFile(world, { path, purpose: 'officer', seed, publicKey, passphrase, cost })
    seed.fill(0)
  }

  /** The seeds of a file; one of an earlier release has no second seed, and gets it. */
  async function seedsOf(path: string, passphrase: string, secret: Uint8Array) {
    const signing = secret.subarray(0, seedBytes)
    if (secret.length > seedBytes) return { signing, opening: secret.subarray(seedBytes) }
    const opening = random(seedBytes)
    await writeSeeds(path, passphrase, { signing, opening })
    return { signing, opening }
  }

  /**
   * Unlocks, and puts the desk in order: whoever is unlocked is let in, and hands on what the others lack. So an
   * officer who was appointed later opens what came before, and nothing is lost with the one who was there first.
   */
  const unlocked = <T>(
    officerId: Uint8Array,
    passphrase: string,
    use: (signer: OfficerSigner, opening: Uint8Array) => T | Promise<T>,
  ): Promise<T> =>
    unlock(() => {
      const path = pathOf(officerId)
      return openSeedFile({ path, purpose: 'officer', passphrase }, async (secret) => {
        const { signing, opening } = await seedsOf(path, passphrase, secret)
        try {
          await desk.settle(officerId, opening)
          return await use(officerSigner(signing), opening)
        } finally {
          wipe(opening)
        }
      })
    })

  return {
    createOfficer: (officerId, passphrase) =>
      unlock(async () => {
        const path = pathOf(officerId)
        if (existsSync(path)) throw new KeyringError('KEYRING_EXISTS', 'this officer has a key already')
        const [signing, opening] = [random(seedBytes), random(seedBytes)]
        await writeSeeds(path, passphrase, { signing, opening })
        const { publicKey } = officerSigner(signing)
        const openingKey = kemKeyPair(opening).publicKey
        signing.fill(0)
        wipe(opening)
        return { publicKey, openingKey }
      }),

    signAsOfficer: (officerId, passphrase, message) =>
      unlocked(officerId, passphrase, (signer) => signer.sign(message)),

    withOfficer: async (officerId, passphrase, use) => {
      // Unlocking alone is one at a time: what is done with the key may wait for an exchange that is held by somebody who
      // waits to unlock.
      const openingSeed = await unlocked(officerId, passphrase, (_signer, opening) => opening.slice())
      let isOver = false
      const openAtDesk: UnlockedOfficer['openAtDesk'] = async (keyId, enc, info) => {
        if (isOver) throw new KeyringError('KEYRING_SPENT', 'the key of this officer is locked again')
        return desk.open({ id: officerId, openingSeed }, { keyId, enc, info })
      }
      try {
        return await use({ id: officerId, openAtDesk })
      } finally {
        isOver = true
        wipe(openingSeed)
      }
    },

    removeOfficer: (officerId) =>
      // In the queue of unlocks: none can begin after, and a key that was unlocked before finds nothing more to open.
      unlock(async () => {
        await desk.drop(officerId)
        await rm(pathOf(officerId), { force: true })
      }),
  }
}

/** The names of the officers' files; none before the first officer. */
export async function officerFiles(folder: string): Promise<readonly string[]> {
  const names = existsSync(folder) ? await readdir(folder) : []
  return names.filter((name) => /^[0-9a-f]{32}$/.test(name)).map((name) => join(folder, name))
}

/** Reads the public parts of all files. @returns how many there are @throws {@link KeyringError} `KEYRING_CORRUPT` */
export async function examineOfficers(folder: string): Promise<number> {
  const files = await officerFiles(folder)
  for (const path of files) await readSeedPublicKey(path, 'officer')
  return files.length
}
