// `keys/backup`: for whom backups are sealed, and the key that the journal of erasures is kept under. The private
// halves are not here: each is in a file of its own, under a passphrase of its own, that somebody has carried away.
import {
  concat,
  lengthPrefixed,
  openRecord,
  type RandomSource,
  sealRecord,
  sha256,
  utf8,
  xWingBytes,
} from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import { openOr } from './epoch.ts'
import { type KeyFileKind, readKeyFile, writeKeyFile } from './key-file.ts'
import { wrapAad } from './passphrase.ts'

/** A key that opens backups, as the node may know it. */
export interface BackupKey {
  /** 16 bytes, from the public key. */
  readonly id: Uint8Array
  /** X-Wing, 1216 bytes. */
  readonly publicKey: Uint8Array
  /** 32 bytes, here and in the file of the private half: who has neither can make no backup that opens. */
  readonly secret: Uint8Array
}

/** What the file holds. */
export interface BackupRecord {
  /** 32 bytes. */
  readonly journalKey: Uint8Array
  readonly keys: readonly BackupKey[]
}

/** Custodians: two who are needed at different hours, and their two deputies. */
export const mostBackupKeys = 4

const kind: KeyFileKind = { title: 'sponte keys/backup 1', mostBytes: 8192 }
const idBytes = 16
const secretBytes = 32
const nonceBytes = 24
const aad = wrapAad('backup')

/** How a backup key is named in front of what is sealed to it. */
export function backupKeyId(publicKey: Uint8Array): Uint8Array {
  return sha256(utf8('sponte/1 backup key\0'), publicKey).slice(0, idBytes)
}

/** Writes the file whole. */
export async function writeBackupFile(
  { random, hook }: { readonly random: RandomSource; readonly hook?: FaultHook },
  path: string,
  rek: Uint8Array,
  record: BackupRecord,
): Promise<void> {
  const sealed = sealRecord(rek, random(nonceBytes), aad, encodeBackupRecord(record))
  await writeKeyFile(path, kind, lengthPrefixed(sealed), hook)
}

/** Reads the file. @throws {@link KeyringError} `KEYRING_MISSING`, `KEYRING_CORRUPT` */
export function readBackupFile(path: string, rek: Uint8Array): Promise<BackupRecord> {
  return readKeyFile(path, kind, (content) =>
    decodeBackupRecord(openOr(path, () => openRecord(rek, aad, content.lengthPrefixed(kind.mostBytes)))),
  )
}

export function encodeBackupRecord({ journalKey, keys }: BackupRecord): Uint8Array {
  return concat(
    journalKey,
    Uint8Array.of(keys.length),
    ...keys.flatMap(({ publicKey, secret }) => [publicKey, secret]),
  )
}

/** @throws {@link LedgerError} `FIELDS` */
export function decodeBackupRecord(plain: Uint8Array): BackupRecord {
  const fields = readFields(plain)
  const journalKey = fields.take(secretBytes).slice()
  const keys = Array.from({ length: fields.u8() }, (): BackupKey => {
    const publicKey = fields.take(xWingBytes.publicKey).slice()
    return { id: backupKeyId(publicKey), publicKey, secret: fields.take(secretBytes).slice() }
  })
  fields.end()
  return { journalKey, keys }
}
