// X25519 (RFC 7748) and ML-KEM-768 (FIPS 203) in JavaScript.
import { x25519 } from '@noble/curves/ed25519.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import type { Decapsulator, Encapsulator, RandomSource } from '../primitives.ts'

export function x25519Encapsulator(publicKey: Uint8Array, random: RandomSource): Encapsulator | undefined {
  const encapsulateWith = (privateKey: Uint8Array) => ({
    sharedSecret: x25519.getSharedSecret(privateKey, publicKey),
    ciphertext: x25519.getPublicKey(privateKey),
  })
  // A point of small order is refused whatever the other key, so any will do to find it.
  if (orUndefined(() => encapsulateWith(new Uint8Array(32))) === undefined) return undefined
  return { encapsulate: () => encapsulateWith(random(32)) }
}

export function x25519Decapsulator(privateKey: Uint8Array): Decapsulator {
  return {
    publicKey: x25519.getPublicKey(privateKey),
    decapsulate: (ciphertext) => orUndefined(() => x25519.getSharedSecret(privateKey, ciphertext)),
  }
}

export function mlKem768Encapsulator(publicKey: Uint8Array, random: RandomSource): Encapsulator | undefined {
  const prepared = orUndefined(() => ml_kem768.prepare(publicKey))
  if (prepared === undefined) return undefined
  return {
    encapsulate() {
      const { sharedSecret, cipherText } = prepared.encapsulate(random(32))
      return { sharedSecret, ciphertext: cipherText }
    },
  }
}

export function mlKem768Decapsulator(seed: Uint8Array): Decapsulator {
  const { publicKey, secretKey } = ml_kem768.keygen(seed)
  return {
    publicKey,
    decapsulate: (ciphertext) => orUndefined(() => ml_kem768.decapsulate(ciphertext, secretKey)),
  }
}

function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch {
    return undefined
  }
}
