import { createHash } from 'node:crypto'
import { chmod, mkdir, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join, resolve } from 'node:path'

/** sun_path of unix(7) less its closing zero, in bytes. */
const maxSocketPathBytes = 107

/** What of the environment decides where the socket is. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  /** `$XDG_RUNTIME_DIR`: private to the user and gone at log-out. */
  readonly runtimeDir: string | undefined
}

/**
 * Where the node of a data directory listens, and its command line looks for it.
 *
 * `DIR/control.sock`; in the runtime directory under a hash where that is too long for the system; a named pipe on
 * Windows.
 *
 * @returns `undefined` when the path is too long and there is no runtime directory: choose a shorter one
 */
export function controlSocketPath(dataDir: string, surroundings: Surroundings): string | undefined {
  const whole = resolve(dataDir)
  const short = createHash('sha256').update(whole).digest('hex').slice(0, 16)
  if (surroundings.platform === 'win32') return `\\\\.\\pipe\\sponte-${short}`
  const beside = join(whole, 'control.sock')
  if (Buffer.byteLength(beside) <= maxSocketPathBytes) return beside
  if (surroundings.runtimeDir === undefined) return undefined
  const elsewhere = join(surroundings.runtimeDir, 'sponte', `${short}.sock`)
  return Buffer.byteLength(elsewhere) <= maxSocketPathBytes ? elsewhere : undefined
}

/** Somebody listens there already, or it is no socket at all. */
export class SocketTakenError extends Error {
  override readonly name = 'SocketTakenError'
  readonly code = 'ALREADY_RUNNING'
}

/**
 * Makes way for a new socket: a folder for this user alone, and no socket left over by a node that was killed.
 *
 * @throws {@link SocketTakenError} when a node answers there, or when the file is something else
 */
export async function prepareSocket(path: string): Promise<void> {
  if (path.startsWith('\\\\.\\pipe\\')) return
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket() || (await answers(path))) throw new SocketTakenError('something is there already')
  await rm(path)
}

/** Only this user may connect: on Linux that takes write permission on the socket itself (unix(7)). */
export async function closeToOthers(path: string): Promise<void> {
  if (!path.startsWith('\\\\.\\pipe\\')) await chmod(path, 0o600)
}

function answers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      settle(true)
    })
    socket.once('error', () => settle(false))
  })
}
