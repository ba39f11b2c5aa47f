import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { type Argon2Cost, argon2FloorKiB } from '../../crypto/index.ts'
import type { Clock } from '../deps.ts'
import type { Manifest } from './manifest.ts'
import type { Proof } from './prove.ts'
import { proven } from './restore.ts'
import { type UnpackOptions, unpackBackup } from './unpack.ts'

export interface RehearseOptions extends Omit<UnpackOptions, 'passphrase' | 'cost' | 'onKeys'> {
  readonly clock: Clock
}

/** What a rehearsal has shown. */
export interface Rehearsed {
  /** SHA-256 of the backup. */
  readonly hash: Uint8Array
  readonly manifest: Manifest
  readonly proof: Proof
  /** What was erased since the backup and would not come back. */
  readonly erased: number
}

/** Nobody guesses 122 random bits. */
const cost: Argon2Cost = { memoryKiB: argon2FloorKiB, passes: 1, lanes: 1 }

/**
 * Restores a backup into a folder of its own, proves it, and removes it again. What lies there meanwhile is sealed under
 * a passphrase that nobody learns.
 *
 * @param options - `folder` is removed before and after
 * @throws as a restore
 */
export async function rehearseBackup(options: RehearseOptions): Promise<Rehearsed> {
  const { folder, random, clock } = options
  const passphrase = randomUUID()
  await rm(folder, { recursive: true, force: true })
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const unpacked = await unpackBackup({ ...options, passphrase, cost })
    const proof = await proven({ folder, passphrase, cost, random, clock, unpacked }, () => Promise.resolve())
    const { hash, manifest, erased } = unpacked
    return { hash, manifest, proof, erased }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
