/** Exit codes are those of sysexits.h: every code that can come back has exactly one. */
import type { ApiErrorCode } from '../node/api/client.ts'
import type { StartErrorCode } from '../node/index.ts'
import type { CliErrorCode } from './cli-error.ts'

export const exits = {
  ok: 0,
  usage: 64,
  badData: 65,
  noInput: 66,
  notRunning: 69,
  internal: 70,
  cannotCreate: 73,
  io: 74,
  tryLater: 75,
  protocol: 76,
  notPermitted: 77,
  configuration: 78,
  interrupted: 130,
} as const

export type ExitCode = (typeof exits)[keyof typeof exits]

/** Every code that ends a command, whoever found it. */
export type EndCode = ApiErrorCode | StartErrorCode | CliErrorCode

export const exitOf: Readonly<Record<EndCode, ExitCode>> = {
  // found by the command line itself
  USAGE: exits.usage,
  LANGUAGE_UNKNOWN: exits.usage,
  OFFICER_NEEDED: exits.usage,
  PASSPHRASE_NEEDED: exits.usage,
  PASSPHRASE_WEAK: exits.badData,
  PASSPHRASES_DIFFER: exits.badData,
  FINGERPRINT_NEEDED: exits.usage,
  FILE_NOT_READABLE: exits.noInput,
  FILE_TOO_LARGE: exits.badData,
  FILE_NOT_JSON: exits.badData,
  CANNOT_WRITE: exits.cannotCreate,
  PATH_TOO_LONG: exits.configuration,
  NODE_NOT_RUNNING: exits.notRunning,
  STILL_QUEUED: exits.tryLater,
  NOT_CONFIRMED: exits.interrupted,
  INTERRUPTED: exits.interrupted,
  // making and starting a node
  ALREADY_INITIALISED: exits.cannotCreate,
  PROFILE_INVALID: exits.usage,
  NOT_INITIALISED: exits.configuration,
  KEYS_CORRUPT: exits.badData,
  DATABASE_CORRUPT: exits.badData,
  DATABASE_FAULT: exits.io,
  ROLLED_BACK: exits.badData,
  ALREADY_RUNNING: exits.cannotCreate,
  ADDRESS_INVALID: exits.usage,
  ADDRESS_IN_USE: exits.cannotCreate,
  FOLDER_NOT_PRIVATE: exits.configuration,
  DISK_FULL: exits.io,
  SELF_TEST_FAILED: exits.internal,
  // restoring one
  BACKUP_INVALID: exits.badData,
  FOLDER_NOT_EMPTY: exits.cannotCreate,
  ERASURES_OLD: exits.badData,
  // the request
  REQUEST_INVALID: exits.usage,
  UNAUTHENTICATED: exits.notPermitted,
  FORBIDDEN_ORIGIN: exits.notPermitted,
  NO_SUCH_ROUTE: exits.protocol,
  BODY_TOO_LARGE: exits.badData,
  MEDIA_TYPE: exits.usage,
  IDEMPOTENCY_MISMATCH: exits.usage,
  IDEMPOTENCY_RUNNING: exits.tryLater,
  RATE_LIMITED: exits.tryLater,
  TIMED_OUT: exits.tryLater,
  NOT_SUPPORTED: exits.usage,
  // what is asked for
  NOT_FOUND: exits.noInput,
  AMBIGUOUS_ID: exits.usage,
  ALREADY_EXISTS: exits.cannotCreate,
  CHANGED_MEANWHILE: exits.tryLater,
  DRAFT_INVALID: exits.badData,
  CONDITIONS_INVALID: exits.badData,
  LABEL_REFUSED: exits.badData,
  FILE_INVALID: exits.badData,
  FILE_CHANGED: exits.badData,
  FILE_DAMAGED: exits.io,
  FILE_INCOMPLETE: exits.tryLater,
  FINGERPRINT_MISMATCH: exits.badData,
  // who asks
  WRONG_PASSPHRASE: exits.notPermitted,
  OFFICER_REVOKED: exits.notPermitted,
  NOT_EMPOWERED: exits.notPermitted,
  FOUR_EYES: exits.notPermitted,
  KEY_NOT_SHARED: exits.notPermitted,
  LAST_KEY: exits.notPermitted,
  BACKUP_KEY_NEEDED: exits.configuration,
  BACKUP_FOREIGN: exits.badData,
  NOT_YOUR_DRAFT: exits.notPermitted,
  // what the rules say
  NOT_APPROVED: exits.notPermitted,
  BINDING_TOO_LOW: exits.notPermitted,
  NOT_NOW: exits.notPermitted,
  NOTICE_OVER: exits.notPermitted,
  NOT_UNDERTAKEN: exits.notPermitted,
  NOT_PERMITTED: exits.notPermitted,
  NOT_TRUSTED: exits.notPermitted,
  NO_PREKEY: exits.tryLater,
  NOT_MEMBER: exits.configuration,
  WRONG_ROLE: exits.configuration,
  // the node and the world
  NOT_READY: exits.tryLater,
  CLOCK_WRONG: exits.configuration,
  RECOVERING: exits.tryLater,
  UNREACHABLE: exits.tryLater,
  PEER_FAULT: exits.protocol,
  STORAGE_FULL: exits.io,
  STORAGE_FAULT: exits.io,
  INTERNAL: exits.internal,
}
