// Opening a backup with a key that was carried away, and making the key files of the restored node. Like the keyring it
// hands out no key: what it gives opens the stream, wraps bucket keys for the new node, and writes its files.
import { join } from 'node:path'
import {
  type Argon2Cost,
  createOpener,
  equalBytes,
  forgetKemSeed,
  hpkeReceiver,
  openRecord,
  type RandomSource,
  type StreamOpener,
  xWingBytes,
} from '../../crypto/index.ts'
import { LedgerError, readFields } from '../../protocol/index.ts'
import { anchorFile } from './anchor-file.ts'
import { backupKeyId, decodeBackupRecord, mostBackupKeys, writeBackupFile } from './backup-file.ts'
import {
  backupChunkBytes,
  contextOf,
  isCarriedFile,
  keysAad,
  mostSeedFileBytes,
  slotInfo,
  slotKey,
} from './backup-seal.ts'
import { rewrapBucket } from './bucket.ts'
import { decodeDesk, writeDesk } from './desk-file.ts'
import { writeEpoch } from './epoch.ts'
import { type JournalMac, journalMacOf } from './journal-mac.ts'
import { pathsOf } from './key-paths.ts'
import { KeyringError } from './keyring-error.ts'
import { openSeedFile, readSeedPublicKey } from './seed-file.ts'
import { createSlots } from './slots.ts'
import { writeWhole } from './write-whole.ts'

/** A backup that a key has opened. */
export interface OpenedBackup {
  /** @throws {@link CryptoError} `COMMITMENT`, `STREAM` for a header that is not this backup's */
  readonly openStream: (header: Uint8Array) => StreamOpener
  /** @throws {@link CryptoError} `RECORD`; {@link LedgerError} `FIELDS` */
  readonly openKeys: (sealed: Uint8Array) => CarriedKeys
}

/** The keys that a backup carries, for a node to be. */
export interface CarriedKeys {
  /** Prekeys whose seeds are not in the backup: they are to be listed as burnt. */
  readonly prekeyIds: readonly Uint8Array[]
  readonly journalMac: JournalMac
  /** A bucket key under the keys of the new node. @throws {@link CryptoError} `RECORD` */
  readonly rewrap: (bucketId: Uint8Array, wrapped: Uint8Array) => Uint8Array
  /** Writes the key files of a data directory, `keys/slots` last; operational and log key are new, prekeys there are none. */
  readonly write: (node: RestoredKeys) => Promise<void>
}

export interface RestoredKeys {
  /** The data directory. */
  readonly path: string
  /** Of the new node. */
  readonly passphrase: string
  readonly cost: Argon2Cost
  /** The end of the ledger as the backup has it. */
  readonly anchor: Uint8Array
  /** Officers whose keys were destroyed since: they get none. */
  readonly isErased: (officerId: Uint8Array) => boolean
}

const keyBytes = 32
const seedBytes = 32
const slotBytes = 16 + xWingBytes.enc + 24 + 2 * keyBytes + 16
const mostDeskBytes = 4 * 1024 * 1024
const mostRecordBytes = 8192
const mostFiles = 4096
const mostNameBytes = 64
/** The longest head: a count and its slots. */
export const mostHeadBytes = 2 + mostBackupKeys * slotBytes

/**
 * Opens a backup with the file of a backup key.
 *
 * @throws {@link KeyringError} `KEYRING_FOREIGN` when it was made for other keys; `KEYRING_PASSPHRASE`,
 *   `KEYRING_MISSING`, `KEYRING_CORRUPT` for the key's file; {@link LedgerError} `FIELDS` for a head that is none
 */
export async function openBackup(
  random: RandomSource,
  head: Uint8Array,
  key: { readonly path: string; readonly passphrase: string },
): Promise<OpenedBackup> {
  const id = backupKeyId(await readSeedPublicKey(key.path, 'backup'))
  const slot = slotsOf(head).find((one) => equalBytes(one.subarray(0, id.length), id))
  if (slot === undefined) throw foreign()
  const keys = await openSeedFile({ ...key, purpose: 'backup' }, async (secrets) => {
    const seed = secrets.slice(0, seedBytes)
    try {
      const enc = slot.subarray(id.length, id.length + xWingBytes.enc)
      const context = await hpkeReceiver(seed, enc, slotInfo(id))
      const under = await slotKey({ id, secret: secrets.subarray(seedBytes) }, context)
      return openRecord(under, slotInfo(id), slot.subarray(id.length + xWingBytes.enc))
    } finally {
      forgetKemSeed(seed)
      seed.fill(0)
    }
  })
  const [streamKey, wrapKey] = [keys.subarray(0, keyBytes), keys.subarray(keyBytes)]
  return {
    openStream: (header) => createOpener(streamKey, contextOf(head), header, backupChunkBytes),
    openKeys: (sealed) => carriedKeys(random, wrapKey, openRecord(wrapKey, keysAad, sealed)),
  }
}

function slotsOf(head: Uint8Array): readonly Uint8Array[] {
  const fields = readFields(head)
  const slots = Array.from({ length: Math.min(fields.u16(), mostBackupKeys) }, () => fields.take(slotBytes))
  fields.end()
  return slots
}

function foreign(): KeyringError {
  return new KeyringError(
    'KEYRING_FOREIGN',
    'this backup was not made for this key: it is of another institution, or older or newer than the key',
  )
}

function carriedKeys(random: RandomSource, wrapKey: Uint8Array, plain: Uint8Array): CarriedKeys {
  const fields = readFields(plain)
  const peer = fields.take(32).slice()
  const prekeyIds = Array.from({ length: fields.u16() }, () => fields.take(16).slice())
  const desk = decodeDesk(fields.lengthPrefixed(mostDeskBytes).slice())
  const backup = decodeBackupRecord(fields.lengthPrefixed(mostRecordBytes))
  const files = Array.from({ length: Math.min(fields.u32(), mostFiles) }, () => ({
    name: new TextDecoder().decode(fields.lengthPrefixed(mostNameBytes)),
    bytes: fields.lengthPrefixed(mostSeedFileBytes).slice(),
  }))
  fields.end()
  if (!files.every(({ name }) => isCarriedFile(name)))
    throw new LedgerError('FIELDS', 'a key file has a name that no node gives')
  plain.fill(0)
  const rek = random(keyBytes)

  return {
    prekeyIds,
    journalMac: journalMacOf(backup.journalKey),
    rewrap: (bucketId, wrapped) => rewrapBucket(random, { from: wrapKey, to: rek }, bucketId, wrapped),
    async write({ path, passphrase, cost, anchor, isErased }) {
      const deps = { random }
      const paths = pathsOf(path)
      for (const { name, bytes } of files) {
        const [folder, officer] = name.split('/')
        const isGone = folder === 'officers' && isErased(Buffer.from(officer ?? '', 'hex'))
        if (!isGone) await writeWhole(join(path, 'keys', name), bytes)
      }
      const holders = desk.holders.filter(({ id }) => !isErased(id))
      await writeDesk(deps, paths.desk, rek, { ...desk, holders })
      await writeBackupFile(deps, paths.backup, rek, backup)
      await writeEpoch(deps, paths.epoch, rek, { node: random(64), log: random(32), peer, prekeys: [] })
      await anchorFile(deps, paths.anchor, rek).writeAnchor(anchor)
      await createSlots(deps, { path: paths.slots, passphrase, cost, rek })
    },
  }
}
