/** Keeping: keys for backups, backups, and what is noted of them. */
import { z } from 'zod'
import { bytes, get, post } from './route.ts'
import { longId, passphrase, shortId, time } from './values.ts'

const count = z.number().int().min(0)

/** What the node notes of a backup that somebody has. */
const noted = z.object({
  madeAt: time,
  /** Entries of the ledger that it has. */
  entries: count,
  /** Of the file. */
  sha256: longId,
})

export const keepingRoutes = {
  backupKey: post('/v1/backup/keys', {
    summary:
      'Makes a key that opens backups from now on; its file is its only copy, and is to be carried away.',
    body: z.object({
      identityPassphrase: passphrase,
      /** Of the new key's file. */
      keyPassphrase: passphrase,
      /** Keys made before open no later backup. */
      only: z.boolean().default(false),
    }),
    remembered: false,
    response: z.object({
      key: z.base64(),
      /** How many keys open what is backed up now. */
      keys: count,
    }),
    errors: ['WRONG_PASSPHRASE', 'PASSPHRASE_WEAK', 'ALREADY_EXISTS'],
  }),
  backupGive: get('/v1/backup', {
    summary:
      'The file of a backup of the node as it is now, sealed to the backup keys; nothing stops meanwhile.',
    response: bytes,
    givesBytes: true,
    errors: ['WRONG_ROLE', 'BACKUP_KEY_NEEDED'],
  }),
  backupKept: post('/v1/backup/kept', {
    summary: 'Enters in the ledger that somebody has a backup, whole.',
    body: z.object({ sha256: longId }),
    response: noted.extend({ bytes: count }),
    errors: ['NOT_FOUND'],
  }),
  backupRehearsed: post('/v1/backup/rehearsals', {
    summary: 'Enters in the ledger that a backup was restored aside, and proven whole.',
    body: noted.extend({ institution: shortId }),
    response: z.object({
      at: time,
      /** Entries of the ledger that the backup does not have. */
      newer: count,
    }),
    errors: ['BACKUP_FOREIGN'],
  }),
} as const
