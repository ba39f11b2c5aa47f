import { open, stat, type FileHandle } from 'node:fs/promises'
import { ApiError } from '../node/api/client.ts'
import { CliError } from './cli-error.ts'

/** Read at a time, in bytes. */
const stepBytes = 256 * 1024

/** A file that is to be sent as it is now. */
export interface SteadyFile extends AsyncDisposable {
  /** Bytes, when it was opened. */
  readonly length: number
  /**
   * Its bytes. The last piece comes only when the file is still the one that was opened, of the same length and not
   * written to since, so that nobody has all of a file that was changed while it was read.
   *
   * Throws {@link ApiError} `FILE_CHANGED`; {@link CliError} `FILE_NOT_READABLE`.
   */
  readonly pieces: () => AsyncGenerator<Uint8Array>
}

/** Opens a file on this machine. @throws {@link CliError} `FILE_NOT_READABLE`, also for what is no plain file */
export async function openSteadily(path: string): Promise<SteadyFile> {
  const unreadable = () => new CliError('FILE_NOT_READABLE', path)
  // A pipe would be waited for, and a device has no length.
  const named = await stat(path).catch(() => undefined)
  if (named?.isFile() !== true) throw unreadable()
  const file = await open(path, 'r').catch(() => {
    throw unreadable()
  })
  const before = await identityOf(file)
  return {
    length: Number(before.size),
    async *pieces() {
      let held: Uint8Array | undefined
      for (let at = 0n; ;) {
        const piece = new Uint8Array(stepBytes)
        const { bytesRead } = await file.read(piece, 0, stepBytes, Number(at)).catch(() => {
          throw unreadable()
        })
        at += BigInt(bytesRead)
        if (at > before.size) throw changed()
        if (bytesRead === 0) break
        if (held !== undefined) yield held
        held = piece.subarray(0, bytesRead)
      }
      await requireSame(path, file, before)
      if (held !== undefined) yield held
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}

/** What changes when a file is written to, or another takes its place. */
interface Identity {
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ino: bigint
  readonly dev: bigint
}

async function identityOf(file: FileHandle): Promise<Identity> {
  const { size, mtimeNs, ino, dev } = await file.stat({ bigint: true })
  return { size, mtimeNs, ino, dev }
}

async function requireSame(path: string, file: FileHandle, before: Identity): Promise<void> {
  const after = await identityOf(file)
  const named = await stat(path, { bigint: true }).catch(() => undefined)
  const isSame =
    after.size === before.size &&
    after.mtimeNs === before.mtimeNs &&
    named?.ino === before.ino &&
    named.dev === before.dev
  if (!isSame) throw changed()
}

function changed(): ApiError {
  return new ApiError('FILE_CHANGED')
}
