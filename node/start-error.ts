/** Why a node cannot be made or started. */
export const startErrorCodes = [
  'ALREADY_INITIALISED',
  'PROFILE_INVALID',
  'NOT_INITIALISED',
  'WRONG_PASSPHRASE',
  'PASSPHRASE_NEEDED',
  'PASSPHRASE_WEAK',
  'KEYS_CORRUPT',
  'DATABASE_CORRUPT',
  'DATABASE_FAULT',
  'ROLLED_BACK',
  'RECOVERING',
  'NOT_FOUND',
  'WRONG_ROLE',
  'NOT_MEMBER',
  'ALREADY_RUNNING',
  'ADDRESS_INVALID',
  'ADDRESS_IN_USE',
  'FOLDER_NOT_PRIVATE',
  'DISK_FULL',
  'CLOCK_WRONG',
  'BACKUP_INVALID',
  'BACKUP_FOREIGN',
  'BACKUP_KEY_NEEDED',
  'FOLDER_NOT_EMPTY',
  'ERASURES_OLD',
  'SELF_TEST_FAILED',
] as const
export type StartErrorCode = (typeof startErrorCodes)[number]

/** Thrown where a node cannot be made or started; the message is for the log and holds no secret. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Codes of the rooms a node is started from, and what they mean to who starts it. */
const meanings: Readonly<Record<string, StartErrorCode>> = {
  SELF_TEST: 'SELF_TEST_FAILED',
  KEYRING_EXISTS: 'ALREADY_INITIALISED',
  KEYRING_MISSING: 'NOT_INITIALISED',
  KEYRING_PASSPHRASE: 'WRONG_PASSPHRASE',
  KEYRING_WEAK: 'PASSPHRASE_WEAK',
  KEYRING_CORRUPT: 'KEYS_CORRUPT',
  KEYRING_IO: 'DATABASE_FAULT',
  KEYRING_FOREIGN: 'BACKUP_FOREIGN',
  STORE_LOCKED: 'ALREADY_RUNNING',
  STORE_CORRUPT: 'DATABASE_CORRUPT',
  STORE_VERSION: 'DATABASE_CORRUPT',
  STORE_FULL: 'DISK_FULL',
  STORE_IO: 'DATABASE_FAULT',
  LEDGER_ROLLBACK: 'ROLLED_BACK',
  RECOVERING: 'RECOVERING',
  NOT_FOUND: 'NOT_FOUND',
  WRONG_ROLE: 'WRONG_ROLE',
  NOT_MEMBER: 'NOT_MEMBER',
  NOT_READY: 'NOT_INITIALISED',
  ALREADY_RUNNING: 'ALREADY_RUNNING',
  LISTEN_INVALID: 'ADDRESS_INVALID',
  LISTEN_FAILED: 'ADDRESS_IN_USE',
  EADDRINUSE: 'ADDRESS_IN_USE',
  EADDRNOTAVAIL: 'ADDRESS_INVALID',
  ENOSPC: 'DISK_FULL',
  BACKUP_INVALID: 'BACKUP_INVALID',
  BACKUP_KEY_NEEDED: 'BACKUP_KEY_NEEDED',
  FOLDER_NOT_EMPTY: 'FOLDER_NOT_EMPTY',
  ERASURES_OLD: 'ERASURES_OLD',
}

/** What went wrong at a start, in the words for who starts the node; anything unknown stays what it is. */
export function startErrorOf(error: unknown): unknown {
  if (error instanceof StartError || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? meanings[error.code] : undefined
  return code === undefined ? error : new StartError(code, error.message, { cause: error })
}
