// Fingerprints for people to compare over another channel: 60 decimal digits, about 199 bits.
import { utf8 } from './bytes.ts'
import type { Primitives } from './primitives.ts'

const domain = utf8('sponte/1 fingerprint\0')
const groups = 12
const bytesPerGroup = 5

/** Makes fingerprints. */
export interface Fingerprints {
  /**
   * Twelve groups of five digits, with spaces between.
   *
   * Group i is bytes 5i to 5i+4 of SHA-512("sponte/1 fingerprint\0" ‖ bytes), big-endian, modulo 100 000: of 2^40
   * values, so that no group is likelier than another by more than one part in ten million.
   */
  readonly fingerprintDigits: (bytes: Uint8Array) => string
}

export function createFingerprints({ sha512 }: Primitives): Fingerprints {
  return {
    fingerprintDigits(bytes) {
      const hash = sha512(domain, bytes)
      return Array.from({ length: groups }, (_, i) => {
        const chunk = hash.subarray(i * bytesPerGroup, (i + 1) * bytesPerGroup)
        const value = chunk.reduce((sum, byte) => sum * 256 + byte, 0)
        return String(value % 100_000).padStart(5, '0')
      }).join(' ')
    },
  }
}
