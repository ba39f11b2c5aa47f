import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { safeNames } from '../node/api/client.ts'
import { CliError } from './cli-error.ts'

/** A file that was taken out of the node. */
export interface SavedFile {
  readonly file: string
  /** Hexadecimal: to be compared with whoever sent it. */
  readonly sha256: string
}

/**
 * Writes a file that somebody else named into a folder: under a name that is safe anywhere and new there, for this user
 * alone, and under that name only when all of it is there.
 *
 * @param name - as its sender wrote it; never a path
 * @throws {@link CliError} `CANNOT_WRITE`; what `pieces` throws: nothing is left then
 */
export async function saveFile(
  folder: string,
  name: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<SavedFile> {
  const temporary = join(folder, `.sponte-${randomBytes(8).toString('hex')}`)
  const failed = () => new CliError('CANNOT_WRITE', folder)
  const hash = createHash('sha256')
  try {
    await using file = await createNew(temporary, failed)
    for await (const piece of pieces) {
      hash.update(piece)
      await file.writeFile(piece).catch(() => {
        throw failed()
      })
    }
    await file.sync()
    const [safe = name] = safeNames([name], await readdir(folder))
    const path = join(folder, safe)
    // Made as new, so that nothing is ever written over, and no link followed; then the whole file takes its place.
    await using _place = await createNew(path, failed)
    await rename(temporary, path)
    return { file: path, sha256: hash.digest('hex') }
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

const asNew = constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | constants.O_RDWR

function createNew(path: string, failed: () => CliError) {
  return open(path, asNew, 0o600).catch(() => {
    throw failed()
  })
}
