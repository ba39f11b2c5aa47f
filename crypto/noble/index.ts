// The second implementation of the primitives, in JavaScript: it shares no code with OpenSSL, so an agreement of
// the two is evidence. Its authors claim no constant time; nothing in use runs on it.
import { gcm } from '@noble/ciphers/aes.js'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { equalBytes } from '@noble/ciphers/utils.js'
import { argon2idAsync } from '@noble/hashes/argon2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { sha3_256, shake256 } from '@noble/hashes/sha3.js'
import { concat } from '../bytes.ts'
import type { Aead, Primitives, RandomSource } from '../primitives.ts'
import { mlKem768Decapsulator, mlKem768Encapsulator, x25519Decapsulator, x25519Encapsulator } from './kem.ts'
import { ed25519Signer, ed25519Verifier, mlDsa65Signer, mlDsa65Verifier } from './signatures.ts'

/** @param random - handed in, so that a vector's randomness can be replayed */
export function createNoble(random: RandomSource): Primitives {
  return {
    random,
    equalBytes: (a, b) => a.length === b.length && equalBytes(a, b),

    sha256: (...parts) => sha256(concat(...parts)),
    createSha256: () => {
      const state = sha256.create()
      return {
        update: (bytes) => {
          state.update(bytes)
        },
        digest: () => state.digest(),
      }
    },
    sha512: (...parts) => sha512(concat(...parts)),
    sha3x256: (...parts) => sha3_256(concat(...parts)),
    shake256: (bytes, length) => shake256(bytes, { dkLen: length }),
    hmacSha256: (key, ...parts) => hmac(sha256, key, concat(...parts)),
    hmacSha512: (key, ...parts) => hmac(sha512, key, concat(...parts)),
    argon2id: (passphrase, salt, { memoryKiB, passes, lanes }, length) =>
      argon2idAsync(passphrase, salt, { m: memoryKiB, t: passes, p: lanes, dkLen: length }),

    aes256Gcm: (key) => aead((nonce, aad) => gcm(key, nonce, aad)),
    xchacha20Poly1305: (key) => aead((nonce, aad) => xchacha20poly1305(key, nonce, aad)),

    ed25519Signer,
    ed25519Verifier,
    mlDsa65Signer: (seed, context) => mlDsa65Signer(seed, context, random),
    mlDsa65Verifier,

    x25519Encapsulator: (publicKey) => x25519Encapsulator(publicKey, random),
    x25519Decapsulator,
    mlKem768Encapsulator: (publicKey) => mlKem768Encapsulator(publicKey, random),
    mlKem768Decapsulator,
  }
}

interface NobleCipher {
  encrypt(plaintext: Uint8Array): Uint8Array
  decrypt(sealed: Uint8Array): Uint8Array
}

function aead(start: (nonce: Uint8Array, aad: Uint8Array) => NobleCipher): Aead {
  const open: Aead['open'] = (nonce, aad, sealed) => {
    try {
      return start(nonce, aad).decrypt(sealed)
    } catch {
      return undefined
    }
  }
  return {
    open,
    seal: (nonce, aad, plaintext, ...before) => concat(...before, start(nonce, aad).encrypt(plaintext)),
    sealInto(nonce, aad, plaintext, into) {
      const sealed = start(nonce, aad).encrypt(plaintext)
      into.set(sealed)
      return into.subarray(0, sealed.length)
    },
    openInto(nonce, aad, sealed, into) {
      const plaintext = open(nonce, aad, sealed)
      if (plaintext === undefined) return undefined
      into.set(plaintext)
      return into.subarray(0, plaintext.length)
    },
  }
}
