// The hybrid KEM X-Wing (draft-connolly-cfrg-xwing-kem-10), which is MLKEM768-X25519 of draft-ietf-hpke-pq-05 §4:
// secret while either ML-KEM-768 or X25519 is.
// Limits: it authenticates nobody, and a wrong ciphertext mostly gives a secret that is wrong, not an error.
import { concat, utf8 } from './bytes.ts'
import type { Decapsulator, Encapsulator, Primitives } from './primitives.ts'

const mlKemKeyBytes = 1184
const mlKemCiphertextBytes = 1088
/** Lengths in bytes: the seed that is the private key, the public key, the encapsulated secret, the secret. */
export const xWingBytes = { seed: 32, publicKey: 1216, enc: 1120, secret: 32 } as const

// An X-wing fighter, as the draft draws it.
const label = utf8('\\.//^\\')

/** The sender's side; `undefined` for a public key that either half refuses. */
export function xWingEncapsulator(primitives: Primitives, publicKey: Uint8Array): Encapsulator | undefined {
  // Copied by constructor: `slice` of a Buffer would share its memory.
  const x25519Key = new Uint8Array(publicKey.subarray(mlKemKeyBytes))
  const mlKem = primitives.mlKem768Encapsulator(publicKey.subarray(0, mlKemKeyBytes))
  const x25519 = primitives.x25519Encapsulator(x25519Key)
  if (mlKem === undefined || x25519 === undefined) return undefined
  return {
    encapsulate() {
      const pq = mlKem.encapsulate()
      const classical = x25519.encapsulate()
      return {
        sharedSecret: combine(
          primitives,
          pq.sharedSecret,
          classical.sharedSecret,
          classical.ciphertext,
          x25519Key,
        ),
        ciphertext: concat(pq.ciphertext, classical.ciphertext),
      }
    },
  }
}

/** The receiver's side. @param seed32 - the private key; both halves are expanded from it */
export function xWingDecapsulator(primitives: Primitives, seed32: Uint8Array): Decapsulator {
  const expanded = primitives.shake256(seed32, 96)
  const mlKem = primitives.mlKem768Decapsulator(expanded.subarray(0, 64))
  const x25519 = primitives.x25519Decapsulator(expanded.subarray(64))
  return {
    publicKey: concat(mlKem.publicKey, x25519.publicKey),
    decapsulate(enc) {
      const ephemeral = enc.subarray(mlKemCiphertextBytes)
      const pq = mlKem.decapsulate(enc.subarray(0, mlKemCiphertextBytes))
      const classical = x25519.decapsulate(ephemeral)
      if (pq === undefined || classical === undefined) return undefined
      return combine(primitives, pq, classical, ephemeral, x25519.publicKey)
    },
  }
}

function combine(
  { sha3x256 }: Primitives,
  pq: Uint8Array,
  classical: Uint8Array,
  ephemeral: Uint8Array,
  x25519Key: Uint8Array,
): Uint8Array {
  return sha3x256(pq, classical, ephemeral, x25519Key, label)
}
