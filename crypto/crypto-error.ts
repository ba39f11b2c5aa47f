/**
 * What can go wrong in `crypto/`: a closed list.
 *
 * - `INPUT`: an argument of the wrong length or out of range; a fault of the caller.
 * - `ENCODING`: text or bytes that are not what their encoding allows.
 * - `PUBLIC_KEY`: a public key that its algorithm refuses.
 * - `ENC`: an HPKE encapsulated secret that its algorithm refuses.
 * - `COMMITMENT`: a stream sealed under another key, salt or context; nothing of it was decrypted.
 * - `STREAM`: a chunk that was altered, moved, cut or added.
 * - `RECORD`: a record at rest that was altered, moved, or sealed under another key.
 * - `PADDING`: padding that `pad` would not have made.
 * - `ARGON2_BOUNDS`: passphrase parameters below the floor or above the ceiling.
 * - `SELF_TEST`: a construction does not reproduce its own vector; the process must not start.
 */
export type CryptoErrorCode =
  | 'INPUT'
  | 'ENCODING'
  | 'PUBLIC_KEY'
  | 'ENC'
  | 'COMMITMENT'
  | 'STREAM'
  | 'RECORD'
  | 'PADDING'
  | 'ARGON2_BOUNDS'
  | 'SELF_TEST'

/** A fault of `crypto/`; its message never holds a secret or content. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly code: CryptoErrorCode

  constructor(code: CryptoErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Throws `INPUT` unless `bytes` is exactly `length` bytes long; `what` names it in the message. */
export function requireLength(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length !== length) {
    throw new CryptoError('INPUT', `${what} must be ${length} bytes, not ${bytes.length}`)
  }
}
