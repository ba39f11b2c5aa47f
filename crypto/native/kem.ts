// X25519 (RFC 7748) and ML-KEM-768 (FIPS 203) by OpenSSL, which draws the randomness of an encapsulation itself.
import { decapsulate, diffieHellman, encapsulate, generateKeyPairSync } from 'node:crypto'
import type { Decapsulator, Encapsulator } from '../primitives.ts'
import { privateKeyOf, publicKeyOf, rawPublicKey } from './keys.ts'
import { plain } from './plain.ts'

export function x25519Encapsulator(publicBytes: Uint8Array): Encapsulator | undefined {
  const publicKey = publicKeyOf('x25519', publicBytes)
  if (publicKey === undefined) return undefined
  const encapsulateOnce = () => {
    const { privateKey } = generateKeyPairSync('x25519')
    const sharedSecret = plain(diffieHellman({ privateKey, publicKey }))
    return { sharedSecret, ciphertext: rawPublicKey(privateKey) }
  }
  // A point of small order is refused whatever the other key: found now, it need not be looked for again.
  if (orUndefined(encapsulateOnce) === undefined) return undefined
  return { encapsulate: encapsulateOnce }
}

export function x25519Decapsulator(privateBytes: Uint8Array): Decapsulator {
  const privateKey = privateKeyOf('x25519', privateBytes)
  return {
    publicKey: rawPublicKey(privateKey),
    decapsulate(ciphertext) {
      const publicKey = publicKeyOf('x25519', ciphertext)
      if (publicKey === undefined) return undefined
      return orUndefined(() => plain(diffieHellman({ privateKey, publicKey })))
    },
  }
}

export function mlKem768Encapsulator(publicBytes: Uint8Array): Encapsulator | undefined {
  const publicKey = publicKeyOf('ml-kem-768', publicBytes)
  if (publicKey === undefined) return undefined
  return {
    encapsulate() {
      const { sharedKey, ciphertext } = encapsulate(publicKey)
      return { sharedSecret: plain(sharedKey), ciphertext: plain(ciphertext) }
    },
  }
}

export function mlKem768Decapsulator(seed: Uint8Array): Decapsulator {
  const privateKey = privateKeyOf('ml-kem-768', seed)
  return {
    publicKey: rawPublicKey(privateKey),
    decapsulate: (ciphertext) => orUndefined(() => plain(decapsulate(privateKey, ciphertext))),
  }
}

/** OpenSSL throws where it refuses. */
function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch {
    return undefined
  }
}
