// AEAD ciphers by OpenSSL: AES-256-GCM (NIST SP 800-38D), ChaCha20-Poly1305 (RFC 8439). OpenSSL has no XChaCha20; the
// draft composes it of HChaCha20, here from @noble/ciphers, and the latter: 8 µs at 2 KiB where JavaScript takes 20.
// Keys go in as KeyObjects: handing the bytes over costs 10 µs a call.
import {
  type CipherChaCha20Poly1305,
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type DecipherChaCha20Poly1305,
  type DecipherGCM,
} from 'node:crypto'
import { hchacha } from '@noble/ciphers/chacha.js'
import { concat } from '../bytes.ts'
import type { Aead } from '../primitives.ts'
import { plain } from './plain.ts'

const authTagLength = 16
/** "expand 32-byte k" as little-endian words. */
const sigma = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574)

export function aes256Gcm(keyBytes: Uint8Array): Aead {
  const key = createSecretKey(keyBytes)
  return {
    seal: (nonce, aad, plaintext, ...before) =>
      seal(createCipheriv('aes-256-gcm', key, nonce, { authTagLength }), aad, plaintext, before),
    sealInto: (nonce, aad, plaintext, into) =>
      sealInto(createCipheriv('aes-256-gcm', key, nonce, { authTagLength }), aad, plaintext, into),
    open: (nonce, aad, sealed) =>
      open(createDecipheriv('aes-256-gcm', key, nonce, { authTagLength }), aad, sealed),
    openInto: (nonce, aad, sealed, into) =>
      openInto(createDecipheriv('aes-256-gcm', key, nonce, { authTagLength }), aad, sealed, into),
  }
}

/** draft-irtf-cfrg-xchacha-03 §2.3: the subkey of the nonce's first 16 bytes, then 4 zeros and its last 8. */
export function xchacha20Poly1305(keyBytes: Uint8Array): Aead {
  const keyWords = littleEndianWords(keyBytes)
  const subkeyFor = (nonce: Uint8Array) => {
    const subkey = new Uint32Array(8)
    hchacha(sigma, keyWords, littleEndianWords(nonce.subarray(0, 16)), subkey)
    return createSecretKey(littleEndianBytes(subkey))
  }
  const shortened = (nonce: Uint8Array) => concat(new Uint8Array(4), nonce.subarray(16))
  const algorithm = 'chacha20-poly1305'
  return {
    seal(nonce, aad, plaintext, ...before) {
      const cipher = createCipheriv(algorithm, subkeyFor(nonce), shortened(nonce), { authTagLength })
      return seal(cipher, aad, plaintext, before)
    },
    sealInto(nonce, aad, plaintext, into) {
      const cipher = createCipheriv(algorithm, subkeyFor(nonce), shortened(nonce), { authTagLength })
      return sealInto(cipher, aad, plaintext, into)
    },
    open(nonce, aad, sealed) {
      const decipher = createDecipheriv(algorithm, subkeyFor(nonce), shortened(nonce), { authTagLength })
      return open(decipher, aad, sealed)
    },
    openInto(nonce, aad, sealed, into) {
      const decipher = createDecipheriv(algorithm, subkeyFor(nonce), shortened(nonce), { authTagLength })
      return openInto(decipher, aad, sealed, into)
    },
  }
}

function seal(
  cipher: CipherGCM | CipherChaCha20Poly1305,
  aad: Uint8Array,
  plaintext: Uint8Array,
  before: readonly Uint8Array[],
): Uint8Array {
  cipher.setAAD(aad, { plaintextLength: plaintext.length })
  const body = cipher.update(plaintext)
  cipher.final()
  const sealed = concat(...before, body, cipher.getAuthTag())
  release(body)
  return sealed
}

function sealInto(
  cipher: CipherGCM | CipherChaCha20Poly1305,
  aad: Uint8Array,
  plaintext: Uint8Array,
  into: Uint8Array,
): Uint8Array {
  cipher.setAAD(aad, { plaintextLength: plaintext.length })
  const body = cipher.update(plaintext)
  into.set(body)
  release(body)
  cipher.final()
  into.set(cipher.getAuthTag(), plaintext.length)
  return into.subarray(0, plaintext.length + authTagLength)
}

function open(
  decipher: DecipherGCM | DecipherChaCha20Poly1305,
  aad: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < authTagLength) return undefined
  decipher.setAAD(aad, { plaintextLength: sealed.length - authTagLength })
  decipher.setAuthTag(sealed.subarray(-authTagLength))
  const plaintext = decipher.update(sealed.subarray(0, -authTagLength))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return plain(plaintext)
}

function openInto(
  decipher: DecipherGCM | DecipherChaCha20Poly1305,
  aad: Uint8Array,
  sealed: Uint8Array,
  into: Uint8Array,
): Uint8Array | undefined {
  const plaintext = open(decipher, aad, sealed)
  if (plaintext === undefined) return undefined
  into.set(plaintext)
  release(plaintext)
  return into.subarray(0, sealed.length - authTagLength)
}

/**
 * Gives memory that a cipher made, and nobody else has seen, back at once. Left to the collector, 64 MiB of it pile up
 * before each marking of the heap, and every call pays for fresh pages: sealing 16 KiB took twice as long.
 */
function release({ buffer, length }: Uint8Array): void {
  // Not a view of memory that others share.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0)
}

function littleEndianWords(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true))
}

function littleEndianBytes(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * words.length)
  const view = new DataView(bytes.buffer)
  words.forEach((word, i) => view.setUint32(4 * i, word, true))
  return bytes
}
