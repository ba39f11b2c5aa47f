// Officer and log signatures: Ed25519 (RFC 8032), with one written answer to what is valid.
//
// The rule: accept iff OpenSSL accepts, and the key A and the point R are canonically encoded, free of torsion and
// not of small order. Torsion checks cost a millisecond in JavaScript, so the rule is decided like this:
//
//   1. A is checked once: canonical, torsion-free, not the identity. So A lies in the group that B generates.
//   2. OpenSSL checks S < L and compares the *encoding* of [S]B - [k]A with the bytes of R. That point lies in the
//      same group, so if they are equal, R is torsion-free; and an encoder writes canonical bytes only.
//   3. The one point of that group which is of small order is the identity: R must not be its encoding.
//
// test/crypto/rfc8032-ed25519.test.ts compares this with the rule taken literally.
import { ed25519 } from '@noble/curves/ed25519.js'
import { toHex } from './bytes.ts'
import { requireLength } from './crypto-error.ts'
import { createLru } from './lru.ts'
import type { Primitives, Signer, Verifier } from './primitives.ts'

const keyBytes = 32
const signatureBytes = 64
/** Keys remembered as checked: more than the officers that one node hears from in a month. */
const rememberedKeys = 512

const identity = Uint8Array.of(1, ...new Uint8Array(31))

/** Signs with an Ed25519 key and verifies by the one rule; checkpoints of logs are signed alike. */
export interface Ed25519Signatures {
  /** @throws {@link CryptoError} `INPUT` unless the seed has 32 bytes */
  readonly officerSigner: (seed32: Uint8Array) => Signer
  /** `false` for anything malformed. */
  readonly verifyOfficer: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
  /** Whether a key may stand in a certificate: canonical, torsion-free, not of small order. */
  readonly isOfficerKeyAcceptable: (publicKey: Uint8Array) => boolean
  /** `officerSigner` under its other use: the checkpoints of a log, as C2SP signed notes have them. */
  readonly logSigner: (seed32: Uint8Array) => Signer
  /** `verifyOfficer` under its other use. */
  readonly verifyLog: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
}

export function createEd25519Signatures(primitives: Primitives): Ed25519Signatures {
  const checked = createLru<Verifier | undefined>(rememberedKeys)
  const verifierOf = (publicKey: Uint8Array) =>
    checked.get(toHex(publicKey), () => strictEd25519Verifier(primitives, publicKey))

  function signerOf(seed32: Uint8Array): Signer {
    requireLength(seed32, keyBytes, 'an Ed25519 seed')
    return primitives.ed25519Signer(seed32)
  }

  function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return verifierOf(publicKey)?.verify(message, signature) ?? false
  }

  return {
    officerSigner: signerOf,
    verifyOfficer: verify,
    isOfficerKeyAcceptable: (publicKey) => verifierOf(publicKey) !== undefined,
    logSigner: signerOf,
    verifyLog: verify,
  }
}

/** A verifier by the rule above; `undefined` for a key that the rule refuses. Costs a millisecond: keep it. */
export function strictEd25519Verifier(
  { ed25519Verifier, equalBytes }: Primitives,
  publicKey: Uint8Array,
): Verifier | undefined {
  const verifier = isPrimeOrderKey(publicKey) ? ed25519Verifier(publicKey) : undefined
  if (verifier === undefined) return undefined
  return {
    verify: (message, signature) =>
      signature.length === signatureBytes &&
      !equalBytes(signature.subarray(0, keyBytes), identity) &&
      verifier.verify(message, signature),
  }
}

function isPrimeOrderKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== keyBytes) return false
  try {
    // Without its ZIP-215 flag, `fromBytes` takes canonical encodings only.
    const point = ed25519.Point.fromBytes(publicKey)
    return !point.is0() && point.isTorsionFree()
  } catch {
    return false
  }
}
