/** HMAC with a hash of the caller's choice. */
export type Hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]) => Uint8Array

/**
 * HKDF-Expand (RFC 5869 §2.3), from a key that is already uniformly random.
 *
 * @param length - at most 255 blocks of the hash
 */
export function hkdfExpand(hmac: Hmac, prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length)
  let block = new Uint8Array(0)
  for (let filled = 0, counter = 1; filled < length; filled += block.length, counter++) {
    block = new Uint8Array(hmac(prk, block, info, Uint8Array.of(counter)))
    output.set(block.subarray(0, length - filled), filled)
  }
  return output
}
