// Sealing a backup: a key of its own for the stream and one for the keys inside it, both sealed to every backup key.
// Nothing that leaves here is open: bucket keys are wrapped again, and the other keys are sealed as one record.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  concat,
  createSealer,
  hmacSha256,
  hpkeSender,
  lengthPrefixed,
  type RandomSource,
  sealRecord,
  sha256,
  type StreamSealer,
  u16,
  u32,
  utf8,
} from '../../crypto/index.ts'
import { type BackupKey, type BackupRecord, encodeBackupRecord } from './backup-file.ts'
import { rewrapBucket } from './bucket.ts'
import { type DeskRecord, encodeDesk } from './desk-file.ts'
import { KeyringError } from './keyring-error.ts'
import { wrapAad } from './passphrase.ts'

/** The seal of one backup. */
export interface BackupSeal {
  /** Stands in front of the stream: for whom it is sealed, and what opens it for them. */
  readonly head: Uint8Array
  readonly stream: StreamSealer
  /** The keys of the node, sealed apart from the stream. */
  readonly keys: Uint8Array
  /** A bucket key as the backup has it. @throws {@link CryptoError} `RECORD` for one that is not the bucket's */
  readonly rewrap: (bucketId: Uint8Array, wrapped: Uint8Array) => Uint8Array
}

/** What of the keyring goes into a backup: no operational key, no log key, and of prekeys the ids alone. */
export interface CarriedSecrets {
  /** Ed25519, 32 bytes: by which its relays know the node. */
  readonly peer: Uint8Array
  readonly prekeyIds: readonly Uint8Array[]
  readonly desk: DeskRecord
  readonly backup: BackupRecord
  /** The folder of key files. */
  readonly folder: string
}

const keyBytes = 32
const nonceBytes = 24
const saltBytes = 24
/** The chunk of the stream: large, since nobody opens a backup in the middle. */
export const backupChunkBytes = 256 * 1024
const secretDomain = utf8('sponte/1 backup slot\0')
export const keysAad = wrapAad('backup keys')
const ownFiles = /^(?:[a-z][a-z-]*|officers\/[0-9a-f]{32})$/
/** Made anew by a restore, or no part of a backup. */
const notCarried: ReadonlySet<string> = new Set(['slots', 'epoch', 'anchor', 'desk', 'backup', 'erased'])
/** The longest key file that stands under a passphrase of its own. */
export const mostSeedFileBytes = 4096

/** @throws {@link KeyringError} `KEYRING_MISSING` while nobody could open a backup */
export async function sealBackup(
  random: RandomSource,
  rek: Uint8Array,
  secrets: CarriedSecrets,
): Promise<BackupSeal> {
  const { keys } = secrets.backup
  if (keys.length === 0) throw new KeyringError('KEYRING_MISSING', 'there is no backup key yet')
  const [streamKey, wrapKey] = [random(keyBytes), random(keyBytes)]
  const slots = await Promise.all(keys.map((key) => slotFor(random, key, concat(streamKey, wrapKey))))
  const head = concat(u16(keys.length), ...slots)
  const plain = await encodeSecrets(secrets)
  const sealedKeys = sealRecord(wrapKey, random(nonceBytes), keysAad, plain)
  plain.fill(0)
  const stream = createSealer(streamKey, contextOf(head), random(saltBytes), backupChunkBytes)
  streamKey.fill(0)
  return {
    ...{ head, stream, keys: sealedKeys },
    rewrap: (bucketId, wrapped) => rewrapBucket(random, { from: rek, to: wrapKey }, bucketId, wrapped),
  }
}

/** What the stream is bound to. */
export const contextOf = (head: Uint8Array): Uint8Array => concat(utf8('sponte/1 backup\0'), sha256(head))

/** What the keys of a slot are sealed under: the secret of the backup key, and what was agreed with its public half. */
export async function slotKey(
  { secret, id }: Pick<BackupKey, 'id' | 'secret'>,
  exporter: { exportSecret(label: Uint8Array, length: number): Promise<Uint8Array> },
): Promise<Uint8Array> {
  return hmacSha256(
    secret,
    lengthPrefixed(secretDomain, id, await exporter.exportSecret(secretDomain, keyBytes)),
  )
}

/** What binds a slot to its key. */
export const slotInfo = (id: Uint8Array): Uint8Array => concat(secretDomain, id)

/** id 16 ‖ enc 1120 ‖ XChaCha20-Poly1305 over both keys. */
async function slotFor(random: RandomSource, key: BackupKey, keys: Uint8Array): Promise<Uint8Array> {
  const sender = await hpkeSender(key.publicKey, slotInfo(key.id))
  const sealed = sealRecord(await slotKey(key, sender), random(nonceBytes), slotInfo(key.id), keys)
  return concat(key.id, sender.enc, sealed)
}

async function encodeSecrets({ peer, prekeyIds, desk, backup, folder }: CarriedSecrets): Promise<Uint8Array> {
  const files: Uint8Array[] = []
  const names = await readdir(folder, { recursive: true })
  for (const name of names.map((one) => one.replaceAll('\\', '/')).sort()) {
    if (!ownFiles.test(name) || notCarried.has(name) || name === 'officers') continue
    // An officer who was revoked this moment: gone, as it should be.
    const bytes = await readFile(join(folder, name)).catch(() => undefined)
    if (bytes !== undefined) files.push(lengthPrefixed(utf8(name), new Uint8Array(bytes)))
  }
  return concat(
    ...[peer, u16(prekeyIds.length), ...prekeyIds],
    lengthPrefixed(encodeDesk(desk), encodeBackupRecord(backup)),
    u32(files.length),
    ...files,
  )
}

/** Whether a key file may have this name in a backup. */
export const isCarriedFile = (name: string): boolean =>
  ownFiles.test(name) && !notCarried.has(name) && name !== 'officers'
