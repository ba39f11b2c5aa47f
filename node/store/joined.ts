/**
 * Byte strings one after another, in memory shared with other small ones.
 *
 * For keys, nonces and sealed records, of which a turn makes hundreds: memory of its own for each costs more than
 * what is put into it. Not for secrets, and not for what outlives a turn in number.
 */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const pooled = Buffer.allocUnsafe(length)
  // Not as a Buffer, whose `slice` would not copy.
  const bytes = new Uint8Array(pooled.buffer, pooled.byteOffset, length)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
