// Composite signatures id-MLDSA65-Ed25519-SHA512: draft-ietf-lamps-pq-composite-sigs-19.
// Both halves sign M' = prefix ‖ label ‖ len(ctx) ‖ ctx ‖ SHA-512(M), and both must verify, so a forger must break
// ML-DSA-65 and Ed25519. ML-DSA takes the label as its own context, so no half passes for a signature by itself.
// Limits: signatures are randomised, so their bytes identify nothing. The Ed25519 half is held to the rule of
// `ed25519.ts`, which is stricter than the draft asks and refuses no signature of an honest signer.
import { concat, toHex, utf8 } from './bytes.ts'
import { CryptoError, requireLength } from './crypto-error.ts'
import { strictEd25519Verifier } from './ed25519.ts'
import { createLru } from './lru.ts'
import type { Primitives, Verifier } from './primitives.ts'

const seedBytes = 64
const mlDsaKeyBytes = 1952
const mlDsaSignatureBytes = 3309
/** Length of a composite public key: ML-DSA-65 (1952), then Ed25519 (32). */
export const compositeKeyBytes = mlDsaKeyBytes + 32
/** Length of a composite signature: ML-DSA-65 (3309), then Ed25519 (64). */
export const compositeSignatureBytes = mlDsaSignatureBytes + 64

const prefix = utf8('CompositeAlgorithmSignatures2025')
const label = utf8('COMPSIG-MLDSA65-Ed25519-SHA512')
const mostContextBytes = 255
/** Imported keys kept (some 20 KiB each): the signing keys of the institutions that a node hears from. */
const rememberedKeys = 256

/** A composite signing key; its seed is not given back. */
export interface CompositeSigner {
  /** 1984 bytes. */
  readonly publicKey: Uint8Array
  /**
   * 3373 bytes, other ones at each call.
   *
   * @param ctx - the domain of the message, at most 255 bytes of UTF-8
   * @throws {@link CryptoError} `INPUT` for a longer context
   */
  readonly sign: (message: Uint8Array, ctx: string) => Uint8Array
}

/** A composite signing key in its owner's hands. */
export interface OwnCompositeSigner extends CompositeSigner {
  /** As `sign`, with the ML-DSA half made on another thread. Rejects where `sign` throws. */
  readonly signAside: (message: Uint8Array, ctx: string) => Promise<Uint8Array>
}

/** Signs with composite keys and verifies. */
export interface CompositeSignatures {
  /**
   * @param seed64 - ML-DSA-65 seed, then Ed25519 seed
   * @throws {@link CryptoError} `INPUT` unless the seed has 64 bytes
   */
  readonly compositeSigner: (seed64: Uint8Array) => OwnCompositeSigner
  /** Whether both halves verify; `false` for anything malformed. */
  readonly verifyComposite: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    ctx: string,
  ) => boolean
}

export function createCompositeSignatures(primitives: Primitives): CompositeSignatures {
  const { sha256, sha512, mlDsa65Signer, mlDsa65Verifier, ed25519Signer } = primitives
  const imported = createLru<readonly [Verifier, Verifier] | undefined>(rememberedKeys)

  /** M' of the draft's §3.2; `undefined` when the context is too long. */
  function representative(message: Uint8Array, ctx: string): Uint8Array | undefined {
    const context = utf8(ctx)
    if (context.length > mostContextBytes) return undefined
    return concat(prefix, label, Uint8Array.of(context.length), context, sha512(message))
  }

  function importKey(publicKey: Uint8Array): readonly [Verifier, Verifier] | undefined {
    if (publicKey.length !== compositeKeyBytes) return undefined
    const mlDsa = mlDsa65Verifier(publicKey.subarray(0, mlDsaKeyBytes), label)
    const ed25519 = strictEd25519Verifier(primitives, publicKey.subarray(mlDsaKeyBytes))
    return mlDsa === undefined || ed25519 === undefined ? undefined : [mlDsa, ed25519]
  }

  return {
    compositeSigner(seed64) {
      requireLength(seed64, seedBytes, 'a composite seed')
      const mlDsa = mlDsa65Signer(seed64.subarray(0, 32), label)
      const ed25519 = ed25519Signer(seed64.subarray(32))
      const toSign = (message: Uint8Array, ctx: string): Uint8Array => {
        const signed = representative(message, ctx)
        if (signed === undefined) throw new CryptoError('INPUT', 'a signature context has at most 255 bytes')
        return signed
      }
      return {
        publicKey: concat(mlDsa.publicKey, ed25519.publicKey),
        sign(message, ctx) {
          const signed = toSign(message, ctx)
          return concat(mlDsa.sign(signed), ed25519.sign(signed))
        },
        async signAside(message, ctx) {
          const signed = toSign(message, ctx)
          return concat(await mlDsa.signAside(signed), ed25519.sign(signed))
        },
      }
    },

    verifyComposite(publicKey, message, signature, ctx) {
      if (signature.length !== compositeSignatureBytes) return false
      const signed = representative(message, ctx)
      const verifiers = imported.get(toHex(sha256(publicKey)), () => importKey(publicKey))
      if (signed === undefined || verifiers === undefined) return false
      const [mlDsa, ed25519] = verifiers
      return (
        ed25519.verify(signed, signature.subarray(mlDsaSignatureBytes)) &&
        mlDsa.verify(signed, signature.subarray(0, mlDsaSignatureBytes))
      )
    },
  }
}
