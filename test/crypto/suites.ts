// The suite over each implementation of its primitives, with randomness that a failed run replays.
import { native } from '../../crypto/native/index.ts'
import { createNoble } from '../../crypto/noble/index.ts'
import type { RandomSource } from '../../crypto/primitives.ts'
import { createSuite } from '../../crypto/suite.ts'

/** Bytes that depend on the seed alone. */
export function seededRandom(seed: string): RandomSource {
  let drawn = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let i = 0; i < length; i += 32) {
      const block = native.sha256(new TextEncoder().encode(`${seed}/${drawn++}`))
      bytes.set(block.subarray(0, length - i), i)
    }
    return bytes
  }
}

/** The given bytes, drawn in order: the randomness of a vector. */
export function replay(bytes: Uint8Array): RandomSource {
  let drawn = 0
  return (length) => bytes.slice(drawn, (drawn += length))
}

export const noble = createNoble(seededRandom('noble'))

export const nativeSuite = createSuite(native)
export const nobleSuite = createSuite(noble)

/** Both suites, for tests that hold on each. */
export const suites = [
  { name: 'native', suite: nativeSuite, primitives: native },
  { name: 'noble', suite: nobleSuite, primitives: noble },
] as const

/** Each suite with the other one, for tests that one's work is the other's. */
export const pairs = [
  { name: 'native to noble', from: nativeSuite, to: nobleSuite },
  { name: 'noble to native', from: nobleSuite, to: nativeSuite },
] as const

/** Settings of every property here: few enough runs for a quick suite, always the same ones. */
export const bounded = { numRuns: 60, seed: 20031031 }
