// Ed25519 (RFC 8032) and ML-DSA-65 (FIPS 204) in JavaScript.
import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE, equalBytes } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import { concat } from '../bytes.ts'
import type { RandomSource, Signer, SlowSigner, Verifier } from '../primitives.ts'

const { Point } = ed25519

export function ed25519Signer(seed: Uint8Array): Signer {
  return {
    publicKey: ed25519.getPublicKey(seed),
    sign: (message) => ed25519.sign(message, seed),
  }
}

/** Not the library's own `verify`, which multiplies by the cofactor and so accepts what Node refuses. */
export function ed25519Verifier(publicKey: Uint8Array): Verifier | undefined {
  if (publicKey.length !== 32) return undefined
  return {
    verify(message, signature) {
      if (signature.length !== 64) return false
      const [r, s] = [signature.subarray(0, 32), bytesToNumberLE(signature.subarray(32))]
      if (s >= Point.Fn.ORDER) return false
      try {
        const a = Point.fromBytes(publicKey, true)
        const k = Point.Fn.create(bytesToNumberLE(sha512(concat(r, publicKey, message))))
        const expected = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k))
        return !a.isSmallOrder() && !expected.isSmallOrder() && equalBytes(expected.toBytes(), r)
      } catch {
        return false
      }
    },
  }
}

export function mlDsa65Signer(seed: Uint8Array, context: Uint8Array, random: RandomSource): SlowSigner {
  const { publicKey, secretKey } = ml_dsa65.keygen(seed)
  const sign = (message: Uint8Array) =>
    ml_dsa65.sign(message, secretKey, { context, extraEntropy: random(32) })
  return { publicKey, sign, signAside: (message) => Promise.resolve(sign(message)) }
}

export function mlDsa65Verifier(publicKey: Uint8Array, context: Uint8Array): Verifier | undefined {
  if (publicKey.length !== ml_dsa65.lengths.publicKey) return undefined
  return {
    verify(message, signature) {
      try {
        return ml_dsa65.verify(signature, message, publicKey, { context })
      } catch {
        return false
      }
    },
  }
}
