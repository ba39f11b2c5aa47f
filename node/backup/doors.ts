// What is done with backups while no node runs: the command line does it in its own process.
import { existsSync } from 'node:fs'
import { osRandom, toHex } from '../../crypto/index.ts'
import { createBlobs } from '../attachments/blobs.ts'
import { costOf } from '../cost.ts'
import { openErasures } from '../erasures/index.ts'
import { openKeyring, pathsOf } from '../keyring/index.ts'
import { StartError, startErrorOf } from '../start-error.ts'
import { openStore } from '../store/index.ts'
import { createBackups } from './backups.ts'
import type { MadeNote } from './notes.ts'
import { rehearseBackup, type Rehearsed } from './rehearse.ts'
import { restoreBackup, type Restored } from './restore.ts'

const clock = () => Date.now()
const log = () => undefined

/** What is common to restoring and rehearsing. */
interface BackupToOpen {
  readonly file: string
  /** The file of a backup key and its passphrase. */
  readonly key: { readonly path: string; readonly passphrase: string }
  /** The journal of erasures; absent where there is none. */
  readonly erasures: string | undefined
}

/** What somebody is told of a backup that was opened. */
export interface Opened {
  readonly institution: string
  readonly name: string
  /** UTC milliseconds. */
  readonly madeMs: number
  readonly sha256: string
  /** Of the ledger. */
  readonly entries: number
  readonly records: number
  /** Files of messages that are as they were signed, that are not, and that are not there. */
  readonly files: number
  readonly damagedFiles: number
  readonly missingFiles: number
  /** Things that were erased since, and stay so. */
  readonly erased: number
}

/**
 * A backup of a node that is not running.
 *
 * @param keep - writes the file; gives its SHA-256, hexadecimal
 * @throws {@link StartError}; what `keep` throws
 */
export async function backUpStopped(
  { dataDir, passphrase }: { readonly dataDir: string; readonly passphrase: string },
  keep: (pieces: AsyncIterable<Uint8Array>) => Promise<string>,
): Promise<MadeNote> {
  if (!existsSync(pathsOf(dataDir).slots))
    throw new StartError('NOT_INITIALISED', 'there is no node in this data directory')
  return inWords(async () => {
    const keyring = await openKeyring(
      { random: osRandom },
      { path: dataDir, passphrase, cost: costOf(false) },
    )
    const options = { path: dataDir, keyring, random: osRandom, clock, log, origins: () => [] }
    await using store = await openStore(options)
    const erasures = openErasures(pathsOf(dataDir).erased, keyring.journalMac, clock)
    const blobs = createBlobs({ path: dataDir, erasures })
    const backups = createBackups({ store, keyring, blobs, erasures, clock })
    return await backups.kept(await keep(await backups.begin()))
  })
}

/** Restores a node into an empty folder. @throws {@link StartError} */
export async function restore(
  options: BackupToOpen & {
    readonly dataDir: string
    /** Of the institution's identity key; the new node is started with it too. */
    readonly passphrase: string
    readonly smallMachine: boolean
  },
): Promise<Opened & Pick<Restored, 'waitingFor'>> {
  const { smallMachine, passphrase } = options
  const world = { random: osRandom, clock, log, cost: costOf(smallMachine), identityPassphrase: passphrase }
  return inWords(async () => {
    const restored = await restoreBackup({ ...options, ...world })
    return { ...openedOf(restored), waitingFor: restored.waitingFor }
  })
}

/** Restores a backup beside a data directory, proves it, and removes it again. @throws {@link StartError} */
export async function rehearse(options: BackupToOpen & { readonly dataDir: string }): Promise<Opened> {
  const folder = `${options.dataDir}.rehearsal`
  return inWords(async () => openedOf(await rehearseBackup({ ...options, folder, random: osRandom, clock })))
}

function openedOf({ hash, manifest, proof, erased }: Rehearsed): Opened {
  const { institution, name, madeMs } = manifest
  const { entries, records, files, damagedFiles } = proof
  const counts = { entries, records, files, damagedFiles, missingFiles: proof.missing.length, erased }
  return { institution, name, madeMs, sha256: toHex(hash), ...counts }
}

async function inWords<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw startErrorOf(error)
  }
}
