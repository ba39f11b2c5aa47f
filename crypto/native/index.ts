// The primitives in use: OpenSSL through `node:crypto`. The only folder that imports it.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Primitives } from '../primitives.ts'
import { aes256Gcm, xchacha20Poly1305 } from './aead.ts'
import { argon2id } from './argon2.ts'
import { hmacSha256, hmacSha512, createSha256, sha256, sha3x256, sha512, shake256 } from './hash.ts'
import { mlKem768Decapsulator, mlKem768Encapsulator, x25519Decapsulator, x25519Encapsulator } from './kem.ts'
import { plain } from './plain.ts'
import { ed25519Signer, ed25519Verifier, mlDsa65Signer, mlDsa65Verifier } from './signatures.ts'

export const native: Primitives = {
  random: (length) => plain(randomBytes(length)),
  equalBytes: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  ...{ sha256, createSha256, sha512, sha3x256, shake256, hmacSha256, hmacSha512, argon2id },
  ...{ aes256Gcm, xchacha20Poly1305 },
  ...{ ed25519Signer, ed25519Verifier, mlDsa65Signer, mlDsa65Verifier },
  ...{ x25519Encapsulator, x25519Decapsulator, mlKem768Encapsulator, mlKem768Decapsulator },
}
