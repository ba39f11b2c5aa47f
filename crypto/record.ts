// Small records at rest: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) as nonce ‖ ciphertext ‖ tag.
// Nonces are random: 24 bytes make a repetition under one key negligible up to 2^80 records.
// Limits: the cipher does not commit to its key, so a record must never be opened under keys of an attacker's
// choice; and whole records only, held in memory.
import { CryptoError, requireLength } from './crypto-error.ts'
import type { Primitives } from './primitives.ts'

const keyBytes = 32
const nonceBytes = 24

/** Seals and opens records at rest. */
export interface Records {
  /**
   * Seals a record: 40 bytes longer than its plaintext.
   *
   * @param nonce24 - fresh from a random source for every record
   * @param aad - where the record stands, so that it opens nowhere else
   * @param before - parts that stand before the record in the result
   * @throws {@link CryptoError} `INPUT` for a key or nonce of another length
   */
  readonly sealRecord: (
    key32: Uint8Array,
    nonce24: Uint8Array,
    aad: Uint8Array,
    plaintext: Uint8Array,
    ...before: readonly Uint8Array[]
  ) => Uint8Array
  /** @throws {@link CryptoError} `RECORD` when altered, moved or under another key; `INPUT` for a key of another length */
  readonly openRecord: (key32: Uint8Array, aad: Uint8Array, sealed: Uint8Array) => Uint8Array
}

export function createRecords(primitives: Primitives): Records {
  return {
    sealRecord(key32, nonce24, aad, plaintext, ...before) {
      requireLength(key32, keyBytes, 'a record key')
      requireLength(nonce24, nonceBytes, 'a record nonce')
      return primitives.xchacha20Poly1305(key32).seal(nonce24, aad, plaintext, ...before, nonce24)
    },
    openRecord(key32, aad, sealed) {
      requireLength(key32, keyBytes, 'a record key')
      const plaintext =
        sealed.length < nonceBytes
          ? undefined
          : primitives
              .xchacha20Poly1305(key32)
              .open(sealed.subarray(0, nonceBytes), aad, sealed.subarray(nonceBytes))
      if (plaintext === undefined) {
        throw new CryptoError('RECORD', 'the record was altered, moved, or sealed under another key')
      }
      return plaintext
    },
  }
}
