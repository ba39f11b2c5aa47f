// What a dishonest Ed25519 signer can make who knows the secret of a key and picks its points freely.
import { ed25519 } from '@noble/curves/ed25519.js'
import { concat, fromHex, toHex } from '../../crypto/index.ts'
import { native } from '../../crypto/native/index.ts'

const { Point } = ed25519
const secret = 7n

export const identity = Point.ZERO.toBytes()
export const order2 = Point.fromBytes(fromHex('ec' + 'ff'.repeat(30) + '7f'))
export const order8 = Point.fromBytes(
  fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
)

export const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.toReversed())}`)

/** Signs with an honest key and the nonce point [nonce]B + torsion; nonce 0 gives the torsion itself. */
export function signWithNoncePoint(message: Uint8Array, nonce: bigint, torsion = Point.ZERO) {
  const key = Point.BASE.multiply(secret)
  return signatureOf(message, key, Point.BASE.multiplyUnsafe(nonce).add(torsion), nonce)
}

/** Signs with a key that has torsion, by trying nonces until the torsion falls out of the equation without cofactor. */
export function signWithTorsionInKey(message: Uint8Array) {
  const key = Point.BASE.multiply(secret).add(order8)
  for (let nonce = 1n; ; nonce++) {
    const made = signatureOf(message, key, Point.BASE.multiply(nonce), nonce)
    if (made.challenge % 8n === 0n) return made
  }
}

type EdwardsPoint = typeof Point.BASE

function signatureOf(message: Uint8Array, key: EdwardsPoint, r: EdwardsPoint, nonce: bigint) {
  const challenge = Point.Fn.create(littleEndian(native.sha512(r.toBytes(), key.toBytes(), message)))
  const s = Point.Fn.add(nonce, Point.Fn.mul(challenge, secret))
  return { key: key.toBytes(), signature: concat(r.toBytes(), Point.Fn.toBytes(s)), challenge }
}
