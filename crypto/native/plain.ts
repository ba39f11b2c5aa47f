/** A `Buffer` as the plain `Uint8Array` of the same memory: `slice` then copies, and comparisons see one type. */
export function plain(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}
