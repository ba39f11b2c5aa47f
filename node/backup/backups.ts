import { createSha256, toHex } from '../../crypto/index.ts'
import { NodeError } from '../node-error.ts'
import { makeBackup, type BackupDeps } from './create.ts'
import type { Manifest } from './manifest.ts'
import { noteMade, type MadeNote } from './notes.ts'

/** The backups of a node while its store is open. */
export interface Backups {
  /**
   * Begins one; it goes as fast as it is taken.
   *
   * @throws NodeError `WRONG_ROLE`, `BACKUP_KEY_NEEDED`; `RATE_LIMITED` while another is being taken
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
  let isBusy = false

  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (isBusy) throw new NodeError('RATE_LIMITED', 'another backup is being made')
    isBusy = true
    try {
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
    } finally {
      isBusy = false
    }
  }

  return {
    begin: async () => {
      const made = pieces()
      // With the first piece it is known whether there will be one.
      const first = await made.next()
      return withFirst(first, made)
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

async function* withFirst<T>(first: IteratorResult<T, unknown>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    if (first.done !== true) yield first.value
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}
