import { open, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { osRandom } from '../../crypto/index.ts'

/** Makes files durable, and their names: they are in one folder. */
export async function flush(...files: readonly string[]): Promise<void> {
  for (const path of [...files, ...new Set(files.map(dirname))]) {
    await using file = await open(path)
    await file.sync()
  }
}

/** Writes a file and makes it durable. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes)
  await flush(path)
}

/** Makes a file of random bytes, which nothing can compress. */
export async function makeFile(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'wx')
  const step = 1024 * 1024
  for (let left = bytes; left > 0; left -= step) await file.write(osRandom(Math.min(step, left)))
  await file.sync()
}

/** Milliseconds until what `work` wrote to the files is durable; they are removed afterwards, which is not counted. */
export async function timeDurable(
  work: () => Promise<unknown>,
  ...files: readonly string[]
): Promise<number> {
  const start = performance.now()
  await work()
  await flush(...files)
  const ms = performance.now() - start
  for (const path of files) await rm(path)
  return ms
}
