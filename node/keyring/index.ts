/** Keys are unlocked and used here; none leaves. */
export { backupChunkBytes, type BackupSeal } from './backup-seal.ts'
export { mostHeadBytes, openBackup, type CarriedKeys, type OpenedBackup } from './backup-open.ts'
export type { JournalMac } from './journal-mac.ts'
export { pathsOf } from './key-paths.ts'
export { KeyringError } from './keyring-error.ts'
export { createKeyring, openKeyring, renewNodeKeys, type Keyring } from './keyring.ts'
export type { UnlockedOfficer } from './officers.ts'
export { openSeedFile, wrapSeedFile } from './seed-file.ts'
