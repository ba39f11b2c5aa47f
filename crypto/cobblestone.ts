// Streams with key commitment: C2SP chunked-encryption (c2sp.org/chunked-encryption, text of July 2026) in its
// instantiation Cobblestone-256, HKDF-Expand-SHA-512 and AES-256-GCM. Followed: key derivation with salt and context,
// commitment before any chunk, chunks of 16 KiB with a short (perhaps empty) last one, nonce = base nonce XOR chunk
// number, empty AAD, salt ‖ commitment ‖ chunks. Left out: the raw mode.
// Beyond it: another chunk size (attachments take 256 KiB), which changes nothing else.
// Limits: a salt must never be used twice under one key, whatever the chunk size; 32 bytes of commitment bind the key
// to 128 bits; lengths are not hidden (`padme.ts`).
import { concat, utf8 } from './bytes.ts'
import { CryptoError, requireLength } from './crypto-error.ts'
import { hkdfExpand } from './hkdf.ts'
import type { Aead, Primitives } from './primitives.ts'

const keyBytes = 32
const nonceBytes = 12
const saltBytes = 24
const commitmentBytes = 32
/** What sealing adds to a chunk. */
export const streamTagBytes = 16
/** Salt and commitment, in front of the chunks. */
export const streamHeaderBytes = saltBytes + commitmentBytes
/** The chunk of the standard. */
export const standardChunkBytes = 16 * 1024
/** Chunk numbers stay below this, as the standard demands. */
const mostChunks = 2 ** 38

const derivationPrefix = concat(utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM'), new Uint8Array(1))
const noAad = new Uint8Array(0)

/** Seals one stream, chunk after chunk; each number is used once. */
export interface StreamSealer {
  /** 56 bytes: salt and commitment. */
  readonly header: Uint8Array
  /**
   * Seals the next chunk: 16 bytes longer than its plaintext.
   *
   * @param plaintext - a whole chunk, or less (perhaps nothing) for the last one
   * @param into - memory for the result, which is then a view of it: who seals gigabytes hands in the same again
   * @throws {@link CryptoError} `INPUT` for more than a chunk, after the last one, or for too little memory
   */
  seal(plaintext: Uint8Array, into?: Uint8Array): Uint8Array
}

/** Opens the chunks of one stream, in any order. */
export interface StreamOpener {
  /**
   * Opens the chunk at `index`. Less than a whole chunk is the end of the stream; a reader that has not opened
   * that end does not know that nothing was cut off.
   *
   * @param into - memory for the plaintext, which is then a view of it
   * @throws {@link CryptoError} `STREAM` when the chunk is not the one sealed there; `INPUT` for too little memory
   */
  open(index: number, sealed: Uint8Array, into?: Uint8Array): Uint8Array
}

/** Seals and opens streams. */
export interface Cobblestone {
  /** Seals a whole message; the same result for the same arguments. @throws {@link CryptoError} `INPUT` for a key or salt of another length */
  readonly cobblestoneSeal: (
    key32: Uint8Array,
    context: Uint8Array,
    plaintext: Uint8Array,
    salt24: Uint8Array,
  ) => Uint8Array
  /**
   * Opens a whole message; nothing is given out unless all of it is right.
   *
   * @throws {@link CryptoError} `COMMITMENT` for another key, salt or context; `STREAM` for chunks altered, moved, cut
   * or added; `INPUT` for a key of another length
   */
  readonly cobblestoneOpen: (key32: Uint8Array, context: Uint8Array, sealed: Uint8Array) => Uint8Array
  /** Begins a stream. @param chunkBytes - both sides must agree on it @throws {@link CryptoError} `INPUT` for a key or salt of another length */
  readonly createSealer: (
    key32: Uint8Array,
    context: Uint8Array,
    salt24: Uint8Array,
    chunkBytes?: number,
  ) => StreamSealer
  /** Begins to read a stream. @throws {@link CryptoError} `COMMITMENT` for another key, salt or context; `STREAM` for a header of another length */
  readonly createOpener: (
    key32: Uint8Array,
    context: Uint8Array,
    header: Uint8Array,
    chunkBytes?: number,
  ) => StreamOpener
}

export function createCobblestone({ hmacSha512, aes256Gcm, equalBytes }: Primitives): Cobblestone {
  function derive(key32: Uint8Array, context: Uint8Array, salt24: Uint8Array) {
    requireLength(key32, keyBytes, 'a stream key')
    requireLength(salt24, saltBytes, 'a stream salt')
    const info = concat(derivationPrefix, salt24, context)
    const derived = hkdfExpand(hmacSha512, key32, info, keyBytes + nonceBytes + commitmentBytes)
    return {
      aead: aes256Gcm(derived.subarray(0, keyBytes)),
      baseNonce: derived.subarray(keyBytes, keyBytes + nonceBytes),
      commitment: derived.subarray(keyBytes + nonceBytes),
    }
  }

  function createSealer(
    key32: Uint8Array,
    context: Uint8Array,
    salt24: Uint8Array,
    chunkBytes = standardChunkBytes,
  ): StreamSealer {
    const { aead, baseNonce, commitment } = derive(key32, context, salt24)
    let index = 0
    let ended = false
    return {
      header: concat(salt24, commitment),
      seal(plaintext, into) {
        if (into !== undefined && into.length < plaintext.length + streamTagBytes)
          throw new CryptoError('INPUT', 'a sealed chunk is 16 bytes longer than its plaintext')
        if (ended || plaintext.length > chunkBytes || index >= mostChunks) {
          throw new CryptoError(
            'INPUT',
            'a stream takes whole chunks, then one that is shorter, then no more',
          )
        }
        ended = plaintext.length < chunkBytes
        const nonce = nonceOf(baseNonce, index++)
        return into === undefined
          ? aead.seal(nonce, noAad, plaintext)
          : aead.sealInto(nonce, noAad, plaintext, into)
      },
    }
  }

  function createOpener(
    key32: Uint8Array,
    context: Uint8Array,
    header: Uint8Array,
    chunkBytes = standardChunkBytes,
  ): StreamOpener {
    if (header.length !== streamHeaderBytes) throw new CryptoError('STREAM', 'the stream has no whole header')
    const { aead, baseNonce, commitment } = derive(key32, context, header.subarray(0, saltBytes))
    if (!equalBytes(commitment, header.subarray(saltBytes))) {
      throw new CryptoError('COMMITMENT', 'the stream was sealed under another key or context')
    }
    return {
      open(index, sealed, into) {
        const possible =
          Number.isInteger(index) &&
          index >= 0 &&
          index < mostChunks &&
          sealed.length <= chunkBytes + streamTagBytes
        if (possible && into !== undefined && into.length < sealed.length - streamTagBytes)
          throw new CryptoError('INPUT', 'there is too little memory for an opened chunk')
        const plaintext = possible ? open(aead, nonceOf(baseNonce, index), sealed, into) : undefined
        if (plaintext === undefined)
          throw new CryptoError('STREAM', 'a chunk was altered, moved, cut off or added')
        return plaintext
      },
    }
  }

  return {
    createSealer,
    createOpener,

    cobblestoneSeal(key32, context, plaintext, salt24) {
      const sealer = createSealer(key32, context, salt24)
      // A message of whole chunks ends with an empty one.
      const chunkCount = Math.floor(plaintext.length / standardChunkBytes) + 1
      const sealed = new Uint8Array(streamHeaderBytes + plaintext.length + chunkCount * streamTagBytes)
      sealed.set(sealer.header)
      let end = streamHeaderBytes
      for (let start = 0; start <= plaintext.length; start += standardChunkBytes) {
        const chunk = plaintext.subarray(start, start + standardChunkBytes)
        end += sealer.seal(chunk, sealed.subarray(end)).length
      }
      return sealed
    },

    cobblestoneOpen(key32, context, sealed) {
      const opener = createOpener(key32, context, sealed.subarray(0, streamHeaderBytes))
      const body = sealed.subarray(streamHeaderBytes)
      const step = standardChunkBytes + streamTagBytes
      const lastBytes = Math.max(0, (body.length % step) - streamTagBytes)
      const plaintext = new Uint8Array(Math.floor(body.length / step) * standardChunkBytes + lastBytes)
      let end = 0
      // A body of whole chunks was cut: its last, short one is missing, and here it fails for being empty.
      for (let start = 0; start <= body.length; start += step) {
        const chunk = body.subarray(start, start + step)
        end += opener.open(start / step, chunk, plaintext.subarray(end)).length
      }
      return plaintext
    },
  }
}

function open(aead: Aead, nonce: Uint8Array, sealed: Uint8Array, into: Uint8Array | undefined) {
  return into === undefined ? aead.open(nonce, noAad, sealed) : aead.openInto(nonce, noAad, sealed, into)
}

/** The base nonce XOR the chunk number as a big-endian integer of the same width. */
function nonceOf(baseNonce: Uint8Array, index: number): Uint8Array {
  const nonce = new Uint8Array(baseNonce)
  const view = new DataView(nonce.buffer)
  view.setUint32(8, (view.getUint32(8) ^ (index % 2 ** 32)) >>> 0)
  view.setUint32(4, (view.getUint32(4) ^ Math.floor(index / 2 ** 32)) >>> 0)
  return nonce
}
