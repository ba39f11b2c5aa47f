import { createSha256, toHex } from '../../crypto/index.ts'
import { NodeError } from '../node-error.ts'
import { makeBackup, requireBackupPossible, type BackupDeps } from './create.ts'
import type { Manifest } from './manifest.ts'
import { noteMade, type MadeNote } from './notes.ts'

/** The backups of a node while its store is open. */
export interface Backups {
  /**
   * Begins one; it goes as fast as it is taken, and nothing is held for who takes nothing.
   *
   * @throws NodeError `WRONG_ROLE`, `BACKUP_KEY_NEEDED`
   */
  readonly begin: () => Promise<AsyncIterable<Uint8Array>>
  /**
   * Enters in the ledger that somebody has one, whole.
   *
   * @param sha256 - of the file, hexadecimal
   * @throws NodeError `NOT_FOUND` for one that this node has not given out, whole, since it was started
   */
  readonly kept: (sha256: string) => Promise<MadeNote>
}

/** Given out and not yet kept: of those who never come back the oldest are forgotten. */
const mostGiven = 8

export function createBackups(deps: BackupDeps): Backups {
  const given = new Map<string, MadeNote>()

  async function* pieces(): AsyncGenerator<Uint8Array> {
    const hash = createSha256()
    let bytes = 0
    let manifest: Manifest | undefined
    const onManifest = (said: Manifest) => {
      manifest = said
    }
    for await (const piece of makeBackup(deps, onManifest)) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
    if (manifest === undefined) return
    const sha256 = toHex(hash.digest())
    given.set(sha256, { madeMs: manifest.madeMs, entries: manifest.ledger.entries, bytes, sha256 })
    const [oldest] = given.keys()
    if (given.size > mostGiven && oldest !== undefined) given.delete(oldest)
  }

  return {
    begin: async () => {
      // Now, while there is somebody to be told why not.
      await requireBackupPossible(deps)
      return pieces()
    },
    kept: async (sha256) => {
      const made = given.get(sha256)
      if (made === undefined) throw new NodeError('NOT_FOUND', 'this node has given out no such backup')
      await noteMade(deps.store, made)
      given.delete(sha256)
      return made
    },
  }
}
