/**
 * What can go wrong with keys: a closed list.
 *
 * - `KEYRING_PASSPHRASE`: the passphrase does not open this file.
 * - `KEYRING_CORRUPT`: a key file is damaged; the message names it.
 * - `KEYRING_MISSING`: there is no such key file, or no such officer.
 * - `KEYRING_EXISTS`: there are keys already; nothing was overwritten.
 * - `KEYRING_WEAK`: a new passphrase of fewer than 12 characters, or argon2id parameters out of their bounds.
 * - `KEYRING_FULL`: more prekeys than the file holds; erase some first.
 * - `KEYRING_BUSY`: too many passphrases are being tried at once; try again later.
 * - `KEYRING_FOREIGN`: a backup that was made for other keys than the one that was given.
 * - `KEYRING_SPENT`: a key was asked to sign after the operation it was unlocked for.
 */
export type KeyringErrorCode =
  | 'KEYRING_PASSPHRASE'
  | 'KEYRING_CORRUPT'
  | 'KEYRING_MISSING'
  | 'KEYRING_EXISTS'
  | 'KEYRING_WEAK'
  | 'KEYRING_FULL'
  | 'KEYRING_BUSY'
  | 'KEYRING_FOREIGN'
  | 'KEYRING_SPENT'

/** A fault with keys; its message names a file and what to do, never a secret. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError'
  readonly code: KeyringErrorCode

  constructor(code: KeyringErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A damaged key file, with what to do about it. */
export function corruptFile(path: string, why: string): KeyringError {
  return new KeyringError(
    'KEYRING_CORRUPT',
    `the key file ${path} is damaged: ${why}. Put back a copy of this very file; ` +
      'without one, put back a copy of the whole data directory',
  )
}
