// Small files that are only ever replaced as a whole, so that after a crash each is the old one or the new one.
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type FaultHook, noFaults } from '../store/fault-points.ts'

/**
 * Replaces a file: writes its successor beside it, flushes that, renames it over the old one, flushes the folder.
 *
 * Only the owner can read the file; its folder is made if need be. Two writes of one file must not overlap.
 */
export async function writeWhole(path: string, bytes: Uint8Array, hook: FaultHook = noFaults): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Always the same name: what a crash leaves is overwritten by the next try.
  const successor = `${path}.new`
  await using file = await open(successor, 'w', 0o600)
  await file.writeFile(bytes)
  hook('file-written')
  await file.sync()
  hook('file-flushed')
  await rename(successor, path)
  hook('file-renamed')
  await flushFolder(folder)
  hook('file-kept')
}

/** Makes a rename durable. Windows has no such call, and its file system keeps renames in its journal. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}
