// The keys that open backups, and the seal of each. A backup key is made here, leaves as a file under a passphrase of
// its own, and stays here as its public half: this node makes backups that it cannot open.
import { existsSync } from 'node:fs'
import { type Argon2Cost, concat, forgetKemSeed, kemKeyPair, type RandomSource } from '../../crypto/index.ts'
import type { FaultHook } from '../store/fault-points.ts'
import {
  backupKeyId,
  type BackupRecord,
  mostBackupKeys,
  readBackupFile,
  writeBackupFile,
} from './backup-file.ts'
import { type BackupSeal, type CarriedSecrets, sealBackup } from './backup-seal.ts'
import { type JournalMac, journalMacOf } from './journal-mac.ts'
import type { pathsOf } from './key-paths.ts'
import { KeyringError } from './keyring-error.ts'
import { seedFileBytes } from './seed-file.ts'

/** What a keyring does for backups. */
export interface BackupKeys {
  /**
   * Makes a key that opens backups from now on.
   *
   * @param isOnly - those before open no later backup
   * @returns its file, to be carried away: the only copy of its private half
   * @throws {@link KeyringError} `KEYRING_WEAK`; `KEYRING_FULL` for a fifth
   */
  newBackupKey(passphrase: string, options: { readonly isOnly: boolean }): Promise<Uint8Array>
  /** How many keys open what is backed up now. */
  backupKeyCount(): number
  /** Begins a backup. @throws {@link KeyringError} `KEYRING_MISSING` while nobody could open it */
  sealBackup(): Promise<BackupSeal>
  /** For the journal of erasures. */
  readonly journalMac: JournalMac
}

const secretBytes = 32

interface BackupKeyDeps {
  readonly random: RandomSource
  readonly hook?: FaultHook
  readonly cost: Argon2Cost
  readonly rek: Uint8Array
  readonly paths: ReturnType<typeof pathsOf>
  /** What goes along besides, as it is now. */
  readonly secrets: () => Omit<CarriedSecrets, 'backup' | 'folder'>
}

/** Reads `keys/backup`. @throws {@link KeyringError} `KEYRING_CORRUPT` */
export async function openBackupKeys(deps: BackupKeyDeps): Promise<BackupKeys> {
  const { random, rek, paths } = deps
  let record = await readBackupFile(paths.backup, rek)

  return {
    async newBackupKey(passphrase, { isOnly }) {
      const before = isOnly ? [] : record.keys
      if (before.length >= mostBackupKeys)
        throw new KeyringError('KEYRING_FULL', `at most ${mostBackupKeys} keys open backups`)
      const [seed, secret] = [random(32), random(secretBytes)]
      const { publicKey } = kemKeyPair(seed)
      const both = concat(seed, secret)
      const file = await seedFileBytes(random, {
        ...{ purpose: 'backup', seed: both, publicKey, passphrase, cost: deps.cost },
      })
      forgetKemSeed(seed)
      seed.fill(0)
      both.fill(0)
      const key = { id: backupKeyId(publicKey), publicKey, secret }
      const next: BackupRecord = { ...record, keys: [...before, key] }
      await writeBackupFile(deps, paths.backup, rek, next)
      record = next
      return file
    },
    backupKeyCount: () => record.keys.length,
    sealBackup: () => sealBackup(random, rek, { ...deps.secrets(), backup: record, folder: paths.folder }),
    journalMac: journalMacOf(record.journalKey),
  }
}

/**
 * Has `keys/backup` there: a data directory of an earlier release gets one.
 *
 * @throws {@link KeyringError} `KEYRING_MISSING` where it is lost: the journal beside it says that there was one
 */
export async function requireBackupFile(
  deps: { readonly random: RandomSource; readonly hook?: FaultHook },
  { backup, erased }: ReturnType<typeof pathsOf>,
  rek: Uint8Array,
): Promise<void> {
  if (existsSync(backup)) return
  if (existsSync(erased))
    throw new KeyringError('KEYRING_MISSING', `there is no key file ${backup}: put back a copy of it`)
  await writeBackupFile(deps, backup, rek, { journalKey: deps.random(32), keys: [] })
}
