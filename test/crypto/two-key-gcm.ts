// AES-GCM commits to no key: this makes a ciphertext that opens under two keys, which streams must not be fooled by.
import { createCipheriv } from 'node:crypto'
import { concat, fromHex, toHex } from '../../crypto/index.ts'

/** A key and the nonce that goes with it. */
interface KeyAndNonce {
  readonly key: Uint8Array
  readonly nonce: Uint8Array
}

/**
 * One block and a tag that are authentic under both keys, without additional data.
 *
 * The tag is C·H² + L·H + E(J0), with H and E(J0) of the key and L the length block; set equal for both keys, this
 * is a linear equation for C.
 */
export function twoKeyCiphertext(one: KeyAndNonce, two: KeyAndNonce): Uint8Array {
  const [h1, h2] = [hashKey(one), hashKey(two)]
  const difference = mask(one) ^ mask(two) ^ multiply(lengths, h1 ^ h2)
  const block = multiply(difference, inverse(multiply(h1, h1) ^ multiply(h2, h2)))
  const tag = multiply(block, multiply(h1, h1)) ^ multiply(lengths, h1) ^ mask(one)
  return concat(toBlock(block), toBlock(tag))
}

/** The length block: no additional data, 128 bits of ciphertext. */
const lengths = 128n
const hashKey = ({ key }: KeyAndNonce) => encryptBlock(key, new Uint8Array(16))
const mask = ({ key, nonce }: KeyAndNonce) => encryptBlock(key, concat(nonce, Uint8Array.of(0, 0, 0, 1)))

function encryptBlock(key: Uint8Array, block: Uint8Array): bigint {
  return fromBlock(createCipheriv('aes-256-ecb', key, null).update(block))
}

/** In GF(2^128) as GCM orders its bits: the highest bit is the coefficient of 1. */
function multiply(a: bigint, b: bigint): bigint {
  let product = 0n
  for (let i = 127n, shifted = a; i >= 0n; i--) {
    if ((b >> i) & 1n) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ (0xe1n << 120n) : shifted >> 1n
  }
  return product
}

/** a^(2^128 - 2). */
function inverse(a: bigint): bigint {
  let result = 1n << 127n
  for (let i = 0, square = a; i < 127; i++) {
    square = multiply(square, square)
    result = multiply(result, square)
  }
  return result
}

const fromBlock = (block: Uint8Array) => BigInt(`0x${toHex(block.subarray(0, 16))}`)
const toBlock = (n: bigint) => fromHex(n.toString(16).padStart(32, '0'))
