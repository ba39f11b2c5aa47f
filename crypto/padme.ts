// Padding to Padmé sizes (PURBs, PoPETs 2019 §4): a length tells at most O(log log n) bits, for at most 12 % more.
// Limits: sizes still fall into buckets; who must hide more pads to a minimum that covers most messages.
import { readBigEndian, u32 } from './bytes.ts'
import { CryptoError } from './crypto-error.ts'

const lengthBytes = 4
/** Far above any file, and below what a number holds exactly. */
const longest = 2 ** 48

/**
 * The smallest Padmé size that holds `length` bytes.
 *
 * @throws {@link CryptoError} `INPUT` unless the length is an integer from 0 to 2^48
 */
export function padme(length: number): number {
  if (!Number.isInteger(length) || length < 0 || length > longest) {
    throw new CryptoError('INPUT', `${length} is not a length of at most 2^48 bytes`)
  }
  if (length < 2) return length
  const exponent = bitsOf(length) - 1
  const bucket = 2 ** (exponent - bitsOf(exponent))
  return Math.ceil(length / bucket) * bucket
}

function bitsOf(n: number): number {
  let bits = 0
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) bits += 1
  return bits
}

/**
 * Four bytes of length, the bytes, then zeros up to the Padmé size.
 *
 * @param minimum - size below which nothing goes
 * @throws {@link CryptoError} `INPUT` for more than 2^32-5 bytes
 */
export function pad(bytes: Uint8Array, minimum: number): Uint8Array {
  const prefix = u32(bytes.length)
  const padded = new Uint8Array(paddedBytes(bytes.length, minimum))
  padded.set(prefix)
  padded.set(bytes, lengthBytes)
  return padded
}

/**
 * What was padded.
 *
 * @param minimum - the one it was padded to: any other size than `pad` makes is refused, so that there is one padding only
 * @throws {@link CryptoError} `PADDING` unless `pad` would have made exactly these bytes
 */
export function unpad(padded: Uint8Array, minimum: number): Uint8Array {
  const refusal = new CryptoError('PADDING', 'the padding is not the one prescribed')
  if (padded.length < lengthBytes) throw refusal
  const end = lengthBytes + readBigEndian(padded.subarray(0, lengthBytes))
  if (end > padded.length || padded.length !== paddedBytes(end - lengthBytes, minimum)) throw refusal
  let nonZero = 0
  for (let i = end; i < padded.length; i++) nonZero |= padded[i] ?? 0
  if (nonZero !== 0) throw refusal
  return new Uint8Array(padded.subarray(lengthBytes, end))
}

function paddedBytes(length: number, minimum: number): number {
  return Math.max(minimum, padme(lengthBytes + length))
}
