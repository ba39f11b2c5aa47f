import { createHash } from 'node:crypto'
import type { RandomSource } from '../../crypto/index.ts'

/** A stream of bytes that is the same for the same seed: SHA-256 in counter mode. For tests only. */
export function seededRandom(seed: string): RandomSource {
  let counter = 0
  return (length) => {
    const out = new Uint8Array(length)
    for (let at = 0; at < length; at += 32) {
      const block = createHash('sha256').update(`${seed}:${counter}`).digest()
      counter += 1
      out.set(block.subarray(0, Math.min(32, length - at)), at)
    }
    return out
  }
}
