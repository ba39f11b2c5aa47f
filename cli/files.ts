import { createHash, randomBytes } from 'node:crypto'
import { lstat, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CliError } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

/**
 * Reads a file that was named on the command line; `-` is standard input.
 *
 * @throws {@link CliError} `FILE_NOT_READABLE`, `FILE_TOO_LARGE`
 */
export async function readInput(terminal: Terminal, path: string, maxBytes: number): Promise<Buffer> {
  if (path === '-') return readStream(terminal.stdin, maxBytes)
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile() !== true) throw new CliError('FILE_NOT_READABLE', path)
  if (found.size > maxBytes) throw new CliError('FILE_TOO_LARGE', path)
  return readFile(path).catch(() => {
    throw new CliError('FILE_NOT_READABLE', path)
  })
}

async function readStream(stream: NodeJS.ReadableStream, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) throw new CliError('FILE_TOO_LARGE', '-')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/**
 * Asks before the work is done what {@link writeOutput} would refuse after it.
 *
 * @throws {@link CliError} `CANNOT_WRITE` where there is something already
 */
export async function requireFree(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found !== undefined) throw new CliError('CANNOT_WRITE', path)
}

/**
 * Writes a new file that only this user can read; never over one that is there.
 *
 * @throws {@link CliError} `CANNOT_WRITE`
 */
export async function writeOutput(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await using file = await open(path, 'wx', 0o600)
    await file.writeFile(content)
    await file.sync()
  } catch {
    throw new CliError('CANNOT_WRITE', path)
  }
}

/**
 * Writes a new large file that only this user can read, under its name only when all of it is there; never over one that
 * is there.
 *
 * @returns its SHA-256, hexadecimal
 * @throws {@link CliError} `CANNOT_WRITE`; what `pieces` throws: nothing is left then
 */
export async function writeLarge(path: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const temporary = join(dirname(path), `.sponte-${randomBytes(8).toString('hex')}`)
  const hash = createHash('sha256')
  const orFail = async <T>(step: Promise<T>): Promise<T> =>
    step.catch(() => {
      throw new CliError('CANNOT_WRITE', path)
    })
  try {
    await using file = await orFail(open(temporary, 'wx', 0o600))
    for await (const piece of pieces) {
      hash.update(piece)
      await orFail(file.writeFile(piece))
    }
    await orFail(file.sync())
    // Made as new, so that nothing is ever written over; then the whole file takes its place.
    await using _place = await orFail(open(path, 'wx', 0o600))
    await orFail(rename(temporary, path))
    return hash.digest('hex')
  } finally {
    await rm(temporary, { force: true })
  }
}
