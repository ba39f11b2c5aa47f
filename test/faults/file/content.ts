import { createCipheriv, createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

const stepBytes = 1024 * 1024

/** Writes a file of so many bytes, the same for the same seed, of which no two parts are alike. */
export async function writeLedger(path: string, seed: string, length: number): Promise<void> {
  const key = createHash('sha256').update(seed).digest()
  const stream = createCipheriv('aes-256-ctr', key, new Uint8Array(16))
  const zeros = new Uint8Array(stepBytes)
  await using file = await open(path, 'wx')
  for (let at = 0; at < length; at += stepBytes)
    await file.writeFile(stream.update(zeros.subarray(0, Math.min(stepBytes, length - at))))
}

/** Whether two files are the same, byte for byte. */
export async function areEqual(one: string, other: string): Promise<boolean> {
  await using a = await open(one)
  await using b = await open(other)
  const [left, right] = [Buffer.alloc(stepBytes), Buffer.alloc(stepBytes)]
  const [{ size }, { size: sizeOfOther }] = [await a.stat(), await b.stat()]
  if (size !== sizeOfOther) return false
  for (let at = 0; at < size; at += stepBytes) {
    const [mine, theirs] = [await a.read(left, 0, stepBytes, at), await b.read(right, 0, stepBytes, at)]
    const isSame = mine.bytesRead === theirs.bytesRead && mine.bytesRead > 0
    if (!isSame || !left.subarray(0, mine.bytesRead).equals(right.subarray(0, mine.bytesRead))) return false
  }
  return true
}
