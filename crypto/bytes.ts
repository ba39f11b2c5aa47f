// Byte strings and their plain encodings: big-endian integers, 4-byte length prefixes, UTF-8, hexadecimal.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { CryptoError } from './crypto-error.ts'

const encoder = new TextEncoder()

/** Joins byte strings; the result shares no memory with the parts. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Joins byte strings so that they can be told apart: each as its 4-byte big-endian length, then itself. */
export function lengthPrefixed(...parts: readonly Uint8Array[]): Uint8Array {
  return concat(...parts.flatMap((part) => [u32(part.length), part]))
}

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD, as the encoding standard has it. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Two big-endian bytes. @throws {@link CryptoError} `INPUT` unless `n` is an integer from 0 to 2^16-1 */
export function u16(n: number): Uint8Array {
  return bigEndian(n, 2)
}

/** Four big-endian bytes. @throws {@link CryptoError} `INPUT` unless `n` is an integer from 0 to 2^32-1 */
export function u32(n: number): Uint8Array {
  return bigEndian(n, 4)
}

/** Eight big-endian bytes. @throws {@link CryptoError} `INPUT` unless `n` is an integer from 0 to 2^53-1 */
export function u64(n: number): Uint8Array {
  return bigEndian(n, 8)
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}

/** The bytes of a hexadecimal text of either case. @throws {@link CryptoError} `ENCODING` for anything else */
export function fromHex(hex: string): Uint8Array {
  try {
    return hexToBytes(hex)
  } catch {
    throw new CryptoError('ENCODING', 'not an even number of hexadecimal digits')
  }
}

/** Reads a big-endian integer of at most 8 bytes. @throws {@link CryptoError} `ENCODING` above 2^53-1 */
export function readBigEndian(bytes: Uint8Array): number {
  let n = 0
  for (const byte of bytes) n = n * 256 + byte
  if (!Number.isSafeInteger(n)) throw new CryptoError('ENCODING', 'the integer is above 2^53-1')
  return n
}

function bigEndian(n: number, width: number): Uint8Array {
  if (!Number.isSafeInteger(n) || n < 0 || n >= 2 ** (8 * width)) {
    throw new CryptoError('INPUT', `${n} is not an unsigned integer of ${width} bytes`)
  }
  const bytes = new Uint8Array(width)
  for (let i = width - 1, rest = n; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256
  return bytes
}
