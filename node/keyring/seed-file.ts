// A signing seed in a file of its own under a passphrase of its own: the institution's identity, each officer, and
// the root keys that a network's custodians carry away. It is opened for one operation and then forgotten. In an
// officer's file a second seed stands behind it, under the same unlock.
import { type Argon2Cost, concat, lengthPrefixed, type RandomSource } from '../../crypto/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { keyFileBytes, type KeyFileKind, readKeyFile, writeKeyFile } from './key-file.ts'
import { openUnderPassphrase, type PassphraseSlot, readSlot, wrapUnderPassphrase } from './passphrase.ts'

/** What a seed is for; a file of one purpose does not open as another. */
export type SeedPurpose =
  'identity' | 'officer' | 'backup' | 'network-root' | 'network-issuer' | 'network-log'

/** The longest public key in a seed file, a composite one, with room. */
const mostPublicKeyBytes = 2048

const ed25519SeedBytes = 32
/** Nonce and tag of a wrapped secret. */
const wrapBytes = 40

const kindOf = (purpose: SeedPurpose): KeyFileKind => ({ title: `sponte seed 1 ${purpose}`, mostBytes: 4096 })

/** A seed and where it goes. */
export interface SeedFileInput {
  readonly path: string
  readonly purpose: SeedPurpose
  readonly seed: Uint8Array
  /** Readable without the passphrase. */
  readonly publicKey: Uint8Array
  readonly passphrase: string
  readonly cost: Argon2Cost
}

/** Writes a seed file whole; an existing one is replaced. @throws {@link KeyringError} `KEYRING_WEAK` */
export async function wrapSeedFile(
  { random, hook }: { readonly random: RandomSource; readonly hook?: FaultHook },
  { path, ...input }: SeedFileInput,
): Promise<void> {
  await writeKeyFile(path, kindOf(input.purpose), await seedContent(random, input), hook)
}

/** A seed file that is to leave this machine. @throws {@link KeyringError} `KEYRING_WEAK` */
export async function seedFileBytes(
  random: RandomSource,
  input: Omit<SeedFileInput, 'path'>,
): Promise<Uint8Array> {
  return keyFileBytes(kindOf(input.purpose), await seedContent(random, input))
}

async function seedContent(
  random: RandomSource,
  { purpose, seed, publicKey, passphrase, cost }: Omit<SeedFileInput, 'path'>,
): Promise<Uint8Array> {
  const slot = await wrapUnderPassphrase(random, {
    passphrase,
    cost,
    purpose: `seed ${purpose}`,
    secret: seed,
  })
  return concat(lengthPrefixed(publicKey), slot)
}

/** The public key of a seed file. @throws {@link KeyringError} `KEYRING_MISSING`, `KEYRING_CORRUPT` */
export async function readSeedPublicKey(path: string, purpose: SeedPurpose): Promise<Uint8Array> {
  return (await readSeedFile(path, purpose)).publicKey
}

/**
 * Opens a seed for as long as `use` takes, then wipes it.
 *
 * @throws {@link KeyringError} `KEYRING_PASSPHRASE`, `KEYRING_MISSING`, `KEYRING_CORRUPT`; what `use` throws
 */
export async function openSeedFile<T>(
  {
    path,
    purpose,
    passphrase,
  }: { readonly path: string; readonly purpose: SeedPurpose; readonly passphrase: string },
  use: (seed: Uint8Array) => T | Promise<T>,
): Promise<T> {
  const { slot } = await readSeedFile(path, purpose)
  const seed = await openUnderPassphrase(slot, { passphrase, purpose: `seed ${purpose}`, path })
  try {
    return await use(seed)
  } finally {
    seed.fill(0)
  }
}

/** Whether the file of an Ed25519 seed holds another one behind it. @throws {@link KeyringError} as the reading */
export async function hasSecondSeed(path: string, purpose: SeedPurpose): Promise<boolean> {
  const { slot } = await readSeedFile(path, purpose)
  return slot.wrapped.length > ed25519SeedBytes + wrapBytes
}

interface SeedFile {
  readonly publicKey: Uint8Array
  readonly slot: PassphraseSlot
}

function readSeedFile(path: string, purpose: SeedPurpose): Promise<SeedFile> {
  return readKeyFile(path, kindOf(purpose), (fields) => ({
    publicKey: fields.lengthPrefixed(mostPublicKeyBytes),
    slot: readSlot(fields),
  }))
}
