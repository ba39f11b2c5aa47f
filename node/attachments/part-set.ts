/** Some of the parts of one attachment, by their index. */
export interface PartSet {
  readonly count: number
  readonly has: (part: number) => boolean
  readonly add: (part: number) => void
  readonly delete: (part: number) => void
  /** One bit a part, the first in the lowest bit of the first byte. */
  readonly bits: () => Uint8Array
}

/**
 * A set of parts as bits.
 *
 * @param partCount - of the attachment; others are never in it
 * @param kept - what `bits` gave before
 */
export function partSet(partCount: number, kept?: Uint8Array): PartSet {
  const bits = new Uint8Array(Math.ceil(partCount / 8))
  if (kept !== undefined) bits.set(kept.subarray(0, bits.length))
  let count = bits.reduce((sum, byte) => sum + ones(byte), 0)
  const isIn = (part: number) => ((bits[part >> 3] ?? 0) & (1 << (part & 7))) !== 0
  return {
    get count() {
      return count
    },
    has: isIn,
    add: (part) => {
      if (part >= partCount || isIn(part)) return
      bits[part >> 3] = (bits[part >> 3] ?? 0) | (1 << (part & 7))
      count += 1
    },
    delete: (part) => {
      if (!isIn(part)) return
      bits[part >> 3] = (bits[part >> 3] ?? 0) & ~(1 << (part & 7))
      count -= 1
    },
    bits: () => bits.slice(),
  }
}

function ones(byte: number): number {
  let left = byte
  let count = 0
  for (; left > 0; left &= left - 1) count += 1
  return count
}
