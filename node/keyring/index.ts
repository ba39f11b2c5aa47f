/** Keys are unlocked and used here; none leaves. */
export { KeyringError } from './keyring-error.ts'
export { createKeyring, openKeyring, renewNodeKeys, type Keyring } from './keyring.ts'
export type { UnlockedOfficer } from './officers.ts'
export { openSeedFile, wrapSeedFile } from './seed-file.ts'
