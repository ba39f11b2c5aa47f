// What looks like the encapsulated secret of an envelope and holds none: an X-Wing ciphertext (`x-wing.ts`) drawn from a
// seed. Its lattice half is 1024 coefficients, uniform below q, compressed and packed as FIPS 203 (§4.2.1, §5.2) packs a
// ciphertext's: that a true one cannot be told from it is the very assumption (module learning with errors) on which
// ML-KEM stands. Random bytes would not do: they have another distribution than compressed coefficients, and half of
// all 32-byte strings are no point of X25519. Its other half is a public key.
// Limits: the holder of the receiving key can decapsulate any ciphertext, this one too, to a secret that nobody has.
import { concat } from './bytes.ts'
import { requireLength } from './crypto-error.ts'
import type { Primitives } from './primitives.ts'

const q = 3329
/** Coefficients of ML-KEM-768's u and v, and to how many bits each is compressed. */
const parts = [
  { count: 768, bits: 10 },
  { count: 256, bits: 4 },
] as const
const coefficients = 1024
/** Of 12 bits, 3329 values in 4096 are taken: 1600 draws give 1300, and fewer than 1024 less than once in 2^200. */
const draws = 1600
const scalarBytes = 32

/** Draws decoys. */
export interface Decoys {
  /** 1120 bytes that look like an `enc`; the same for the same seed. @throws {@link CryptoError} `INPUT` for a seed of another length */
  readonly decoyEnc: (seed32: Uint8Array) => Uint8Array
}

export function createDecoys({ shake256, x25519Decapsulator }: Primitives): Decoys {
  return {
    decoyEnc(seed32) {
      requireLength(seed32, 32, 'a decoy seed')
      const drawn = shake256(seed32, scalarBytes + (draws * 3) / 2)
      const sampled = uniform(drawn.subarray(scalarBytes))
      const packed = parts.map(({ count, bits }, part) =>
        pack(sampled.subarray(part * 768, part * 768 + count), bits),
      )
      return concat(...packed, x25519Decapsulator(drawn.slice(0, scalarBytes)).publicKey)
    },
  }
}

/** Two candidates of 12 bits in three bytes, those below q taken: FIPS 203, SampleNTT. */
function uniform(bytes: Uint8Array): Uint16Array {
  const sampled = new Uint16Array(coefficients)
  let taken = 0
  for (let at = 0; at + 2 < bytes.length; at += 3) {
    const [low = 0, middle = 0, high = 0] = bytes.subarray(at, at + 3)
    for (const candidate of [low + 256 * (middle % 16), Math.floor(middle / 16) + 16 * high]) {
      if (candidate < q && taken < coefficients) sampled[taken++] = candidate
    }
  }
  return sampled
}

/** Compress_d, then ByteEncode_d: each to the nearest of 2^d steps, and their bits one after the other, lowest first. */
function pack(values: Uint16Array, bits: number): Uint8Array {
  const packed = new Uint8Array((values.length * bits) / 8)
  let [held, heldBits, at] = [0, 0, 0]
  for (const value of values) {
    held += (Math.floor((value * 2 ** (bits + 1) + q) / (2 * q)) % 2 ** bits) * 2 ** heldBits
    for (heldBits += bits; heldBits >= 8; heldBits -= 8) {
      packed[at++] = held % 256
      held = Math.floor(held / 256)
    }
  }
  return packed
}
