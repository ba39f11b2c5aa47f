// A secret under a passphrase: argon2id (RFC 9106) makes a key of it, and that key wraps the secret. The parameters
// are stored beside it, and held to their bounds again when they are read.
import {
  type Argon2Cost,
  argon2id,
  concat,
  CryptoError,
  lengthPrefixed,
  openRecord,
  type RandomSource,
  sealRecord,
  u32,
  utf8,
} from '../../crypto/index.ts'
import type { Fields } from '../../protocol/index.ts'
import { corruptFile, KeyringError } from './keyring-error.ts'

/** A wrapped secret as read from a file. */
export interface PassphraseSlot {
  readonly cost: Argon2Cost
  readonly salt: Uint8Array
  readonly wrapped: Uint8Array
}

/** Fewer characters are guessed, whatever argon2id costs the guesser. */
const leastPassphraseLength = 12

const saltBytes = 16
const keyBytes = 32
const nonceBytes = 24
/** A composite seed of 64 bytes, its nonce and tag. */
const mostWrappedBytes = 128

/**
 * Wraps a secret: memory u32 ‖ passes u32 ‖ lanes u32 ‖ salt 16 ‖ lp(XChaCha20-Poly1305).
 *
 * @param purpose - what the secret is; it opens as nothing else
 * @throws {@link KeyringError} `KEYRING_WEAK` for a passphrase of fewer than 12 characters, or a cost out of bounds
 */
export async function wrapUnderPassphrase(
  random: RandomSource,
  { passphrase, cost, purpose, secret }: WrapInput,
): Promise<Uint8Array> {
  if (Array.from(passphrase.normalize('NFC')).length < leastPassphraseLength) {
    throw new KeyringError(
      'KEYRING_WEAK',
      `a passphrase has at least ${leastPassphraseLength} characters: take several words that do not belong together`,
    )
  }
  const salt = random(saltBytes)
  const key = await derive(passphrase, { cost, salt }).catch((error: unknown) => {
    if (!isOutOfBounds(error)) throw error
    throw new KeyringError('KEYRING_WEAK', error.message)
  })
  const wrapped = sealRecord(key, random(nonceBytes), wrapAad(purpose), secret)
  key.fill(0)
  const { memoryKiB, passes, lanes } = cost
  return concat(u32(memoryKiB), u32(passes), u32(lanes), salt, lengthPrefixed(wrapped))
}

/** What is wrapped, and how. */
export interface WrapInput {
  readonly passphrase: string
  readonly cost: Argon2Cost
  readonly purpose: string
  readonly secret: Uint8Array
}

/** Reads what {@link wrapUnderPassphrase} wrote. @throws {@link LedgerError} `FIELDS` */
export function readSlot(fields: Fields): PassphraseSlot {
  const cost = { memoryKiB: fields.u32(), passes: fields.u32(), lanes: fields.u32() }
  return { cost, salt: fields.take(saltBytes), wrapped: fields.lengthPrefixed(mostWrappedBytes) }
}

/**
 * The secret of a slot.
 *
 * @param path - of its file, for the message
 * @throws {@link KeyringError} `KEYRING_PASSPHRASE`; `KEYRING_CORRUPT` for parameters out of bounds
 */
export async function openUnderPassphrase(
  slot: PassphraseSlot,
  {
    passphrase,
    purpose,
    path,
  }: { readonly passphrase: string; readonly purpose: string; readonly path: string },
): Promise<Uint8Array> {
  const key = await derive(passphrase, slot).catch((error: unknown) => {
    if (!isOutOfBounds(error)) throw error
    throw corruptFile(path, error.message)
  })
  try {
    return openRecord(key, wrapAad(purpose), slot.wrapped)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw new KeyringError('KEYRING_PASSPHRASE', `the passphrase does not open ${path}`)
  } finally {
    key.fill(0)
  }
}

/** What binds a wrapped key to its use, whatever wraps it. */
export function wrapAad(purpose: string): Uint8Array {
  return utf8(`sponte/1 key\0${purpose}`)
}

function derive(
  passphrase: string,
  { cost, salt }: Pick<PassphraseSlot, 'cost' | 'salt'>,
): Promise<Uint8Array> {
  // One text for what looks the same on different keyboards (RFC 8265 OpaqueString).
  return argon2id(utf8(passphrase.normalize('NFC')), salt, cost, keyBytes)
}

const isOutOfBounds = (error: unknown): error is CryptoError =>
  error instanceof CryptoError && error.code === 'ARGON2_BOUNDS'
