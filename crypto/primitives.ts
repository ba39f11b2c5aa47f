/** Gives `length` bytes that nobody can predict. */
export type RandomSource = (length: number) => Uint8Array

/** The work that argon2id asks for; see `key-slot.ts` for the bounds of a passphrase in use. */
export interface Argon2Cost {
  /** Memory in KiB; at least 8 for each lane. */
  readonly memoryKiB: number
  /** How often the memory is passed over. */
  readonly passes: number
  /** Parallel lanes. */
  readonly lanes: number
}

/** An authenticated cipher under one key; tags are 16 bytes at the end of what is sealed. */
export interface Aead {
  /** @param before - parts that stand before the ciphertext in the result: what is long is copied once */
  seal(
    nonce: Uint8Array,
    aad: Uint8Array,
    plaintext: Uint8Array,
    ...before: readonly Uint8Array[]
  ): Uint8Array
  /** As `seal`, into memory of the caller's. @returns the beginning of `into` that was written, 16 bytes more than the plaintext */
  sealInto(nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, into: Uint8Array): Uint8Array
  /** `undefined` when the tag does not fit. */
  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined
  /** As `open`, into memory of the caller's, which keeps what it had when the tag does not fit. @returns the beginning of `into` that was written */
  openInto(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array, into: Uint8Array): Uint8Array | undefined
}

/** A signing key in its implementation's own form, which does not give its seed back. */
export interface Signer {
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** A signing key whose signature takes long enough to be worth another thread. */
export interface SlowSigner extends Signer {
  /** As `sign`, on another thread where the implementation has one. */
  readonly signAside: (message: Uint8Array) => Promise<Uint8Array>
}

/** A public key to verify with, in its implementation's own form; `false` for anything malformed. */
export interface Verifier {
  readonly verify: (message: Uint8Array, signature: Uint8Array) => boolean
}

/** A secret and the bytes from which the holder of the private key finds it. */
export interface Encapsulation {
  readonly sharedSecret: Uint8Array
  readonly ciphertext: Uint8Array
}

/** The sender's side of a KEM, for one public key. */
export interface Encapsulator {
  encapsulate(): Encapsulation
}

/** The receiver's side of a KEM. */
export interface Decapsulator {
  readonly publicKey: Uint8Array
  /** `undefined` for a ciphertext that its algorithm refuses; a wrong one that it takes gives an unpredictable secret. */
  decapsulate(ciphertext: Uint8Array): Uint8Array | undefined
}

/** A hash that is not over yet. */
export interface RunningHash {
  update(bytes: Uint8Array): void
  /** Ends it: neither function is called again. */
  digest(): Uint8Array
}

/**
 * The algorithms that the constructions of this folder stand on, none of them ours.
 *
 * There are two implementations: `native/` (OpenSSL through Node, for everything in use) and `noble/`
 * (JavaScript, the second opinion of the tests). Results are plain `Uint8Array` of their own memory.
 */
export interface Primitives {
  readonly random: RandomSource
  /** Compares without telling by its time where two byte strings of one length differ. */
  readonly equalBytes: (a: Uint8Array, b: Uint8Array) => boolean

  /** FIPS 180-4, over the parts joined. */
  readonly sha256: (...parts: readonly Uint8Array[]) => Uint8Array
  /** FIPS 180-4, over bytes that come one after the other and are too many to hold. */
  readonly createSha256: () => RunningHash
  /** FIPS 180-4, over the parts joined. */
  readonly sha512: (...parts: readonly Uint8Array[]) => Uint8Array
  /** RFC 2104, over the parts joined. */
  readonly hmacSha256: (key: Uint8Array, ...parts: readonly Uint8Array[]) => Uint8Array
  /** RFC 2104, over the parts joined. */
  readonly hmacSha512: (key: Uint8Array, ...parts: readonly Uint8Array[]) => Uint8Array
  /** FIPS 202, over the parts joined. */
  readonly sha3x256: (...parts: readonly Uint8Array[]) => Uint8Array
  /** FIPS 202: `length` bytes of SHAKE256. */
  readonly shake256: (bytes: Uint8Array, length: number) => Uint8Array
  /** RFC 9106, version 0x13, without secret and associated data. */
  readonly argon2id: (
    passphrase: Uint8Array,
    salt: Uint8Array,
    cost: Argon2Cost,
    length: number,
  ) => Promise<Uint8Array>

  /** draft-irtf-cfrg-xchacha-03: 32-byte key, 24-byte nonce. */
  readonly xchacha20Poly1305: (key: Uint8Array) => Aead
  /** NIST SP 800-38D: 32-byte key, 12-byte nonce. */
  readonly aes256Gcm: (key: Uint8Array) => Aead

  /** RFC 8032, from the 32-byte seed. */
  readonly ed25519Signer: (seed: Uint8Array) => Signer
  /**
   * RFC 8032 without the cofactor: S below the group order, the encoding of [S]B - [k]A equal to R's bytes, and
   * neither A nor R of small order. A key that is not canonical or has a torsion component is taken: the rule of
   * `ed25519.ts` is stricter. `undefined` unless the key has 32 bytes.
   */
  readonly ed25519Verifier: (publicKey: Uint8Array) => Verifier | undefined
  /** FIPS 204, hedged, from the 32-byte seed; the context has at most 255 bytes. */
  readonly mlDsa65Signer: (seed: Uint8Array, context: Uint8Array) => SlowSigner
  /** FIPS 204; `undefined` for a key of another length. */
  readonly mlDsa65Verifier: (publicKey: Uint8Array, context: Uint8Array) => Verifier | undefined

  /**
   * RFC 7748 with a fresh key for each secret, which is the ciphertext; `undefined` for a public key of another length
   * or of small order, which gives the all-zero secret (§6.1).
   */
  readonly x25519Encapsulator: (publicKey: Uint8Array) => Encapsulator | undefined
  /** RFC 7748, from the 32-byte private key; refuses ciphertexts as the encapsulator refuses public keys. */
  readonly x25519Decapsulator: (privateKey: Uint8Array) => Decapsulator
  /** FIPS 203; `undefined` for a key that fails its checks (length, modulus). */
  readonly mlKem768Encapsulator: (publicKey: Uint8Array) => Encapsulator | undefined
  /** FIPS 203, from the 64-byte seed d ‖ z. */
  readonly mlKem768Decapsulator: (seed: Uint8Array) => Decapsulator
}
