// Ed25519 (RFC 8032) and ML-DSA-65 (FIPS 204) by OpenSSL.
import { type KeyObject, sign, verify } from 'node:crypto'
import type { Signer, SlowSigner, Verifier } from '../primitives.ts'
import { privateKeyOf, publicKeyOf, rawPublicKey } from './keys.ts'
import { plain } from './plain.ts'

export function ed25519Signer(seed: Uint8Array): Signer {
  return signerOf(privateKeyOf('ed25519', seed))
}

export function ed25519Verifier(publicKey: Uint8Array): Verifier | undefined {
  return verifierOf(publicKeyOf('ed25519', publicKey))
}

export function mlDsa65Signer(seed: Uint8Array, context: Uint8Array): SlowSigner {
  const key = privateKeyOf('ml-dsa-65', seed)
  return {
    ...signerOf(key, context),
    // In the thread pool: a millisecond in which this thread can do something else.
    signAside: (message) =>
      new Promise((resolve, reject) => {
        sign(null, message, { key, context }, (error, signature) => {
          if (error === null) resolve(plain(signature))
          else reject(error)
        })
      }),
  }
}

export function mlDsa65Verifier(publicKey: Uint8Array, context: Uint8Array): Verifier | undefined {
  return verifierOf(publicKeyOf('ml-dsa-65', publicKey), context)
}

// Ed25519 takes no context here: with one, OpenSSL would make it Ed25519ctx, another algorithm.
function signerOf(key: KeyObject, context?: Uint8Array): Signer {
  const input = context === undefined ? key : { key, context }
  return {
    publicKey: rawPublicKey(key),
    sign: (message) => plain(sign(null, message, input)),
  }
}

function verifierOf(key: KeyObject | undefined, context?: Uint8Array): Verifier | undefined {
  if (key === undefined) return undefined
  const input = context === undefined ? key : { key, context }
  return {
    verify(message, signature) {
      try {
        return verify(null, message, input, signature)
      } catch {
        return false
      }
    },
  }
}
