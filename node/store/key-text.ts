/** A key as a string of one character a byte, so that it can be looked up in a Map; strings sort as the keys do. */
export function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}
