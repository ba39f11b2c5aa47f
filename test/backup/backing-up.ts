// A backup of a desk that goes on working, the key that opens it, and what is restored from it.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeBackup } from '../../node/backup/create.ts'
import { rehearseBackup, type Rehearsed, type RehearseOptions } from '../../node/backup/rehearse.ts'
import { restoreBackup, type Restored, type RestoreOptions } from '../../node/backup/restore.ts'
import type { DeskDeps } from '../../node/desk/deps.ts'
import { pathsOf } from '../../node/keyring/index.ts'
import { floorCost, identityPassphrase, passphrase, temporaryFolder } from '../store/support.ts'
import { testNow } from '../support/network.ts'
import { seededRandom } from '../support/random.ts'

export const keyPassphrase = 'the lantern under the stairs'

/** A folder for backups and for what is restored from them. */
export interface Safe extends AsyncDisposable {
  readonly path: string
  readonly file: string
  /** Where a node is restored to. */
  readonly target: string
  readonly key: { readonly path: string; readonly passphrase: string }
  /** Makes a key that opens the backups of a desk, if there is none, and a backup over the last. */
  readonly backUp: (deps: DeskDeps) => Promise<void>
  readonly restore: (change?: Partial<RestoreOptions>) => Promise<Restored>
  readonly rehearse: (change?: Partial<RehearseOptions>) => Promise<Rehearsed>
}

export async function openSafe(): Promise<Safe> {
  const folder = await temporaryFolder()
  const { path } = folder
  const [file, target, random] = [join(path, 'backup'), join(path, 'node'), seededRandom('safe')]
  const key = { path: join(path, 'backup.key'), passphrase: keyPassphrase }
  const world = { file, key, random, erasures: undefined, clock: () => testNow, log: () => undefined }
  return {
    ...{ path, file, target, key },
    backUp: async (deps) => {
      if (deps.keyring.backupKeyCount() === 0)
        await writeFile(key.path, await deps.keyring.newBackupKey(keyPassphrase, { isOnly: false }))
      await rm(file, { force: true })
      await writeFile(
        file,
        makeBackup(deps, () => undefined),
      )
    },
    restore: (change = {}) =>
      restoreBackup({
        ...{ ...world, dataDir: target, passphrase, identityPassphrase, cost: floorCost },
        ...change,
      }),
    rehearse: (change = {}) => rehearseBackup({ ...world, folder: join(path, 'rehearsal'), ...change }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

/** The journal of erasures of a desk. */
export const journalOf = ({ path }: { readonly path: string }): string => pathsOf(path).erased
