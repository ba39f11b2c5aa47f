// Hybrid public key encryption: HPKE base mode (draft-ietf-hpke-hpke-04, RFC 9180 before it) with KEM 0x647a
// MLKEM768-X25519, KDF 0x0001 HKDF-SHA256 and AEAD 0x0003 ChaCha20Poly1305, of which only the exporter is used.
// The library `hpke` keeps the key schedule; the KEM and the KDF are plugged in from our primitives, because its own,
// on WebCrypto, take ten times as long.
// Limits: no forward secrecy against the receiver's key, no authentication of the sender, and no protection from
// replay: a replayed `enc` repeats the exported secrets. So never *encrypt* with what a receiver exports.
import { AEAD_ChaCha20Poly1305, CipherSuite, type KDF, type KEM, type Key } from 'hpke'
import { toHex } from './bytes.ts'
import { CryptoError, requireLength } from './crypto-error.ts'
import { hkdfExpand } from './hkdf.ts'
import { createLru } from './lru.ts'
import type { Decapsulator, Encapsulator, Primitives } from './primitives.ts'
import { xWingBytes, xWingDecapsulator, xWingEncapsulator } from './x-wing.ts'

/** Imported keys kept: the prekeys of this week and the live ones of our own. */
const rememberedKeys = 64

/** Draws secrets from one HPKE context; both sides draw the same. */
export interface HpkeContext {
  /** @param length - up to 8160 bytes */
  exportSecret(label: Uint8Array, length: number): Promise<Uint8Array>
}

/** A sender's context, with what the receiver needs for the same one. */
export interface HpkeSender extends HpkeContext {
  /** 1120 bytes. */
  readonly enc: Uint8Array
}

/** HPKE to X-Wing keys; a private key is a seed of 32 bytes. */
export interface Hpke {
  /** The public key (1216 bytes) of a seed. @throws {@link CryptoError} `INPUT` unless the seed has 32 bytes */
  readonly kemKeyPair: (seed32: Uint8Array) => { readonly publicKey: Uint8Array }
  /** A fresh context to a public key. @throws {@link CryptoError} `PUBLIC_KEY` when the key is malformed */
  readonly hpkeSender: (publicKey: Uint8Array, info: Uint8Array) => Promise<HpkeSender>
  /**
   * The receiver's end of a sender's context.
   *
   * A wrong but well-formed `enc` gives a context of its own: what tells is the commitment of what is opened with it.
   *
   * @throws {@link CryptoError} `ENC` when `enc` is malformed; `INPUT` unless the seed has 32 bytes
   */
  readonly hpkeReceiver: (seed32: Uint8Array, enc: Uint8Array, info: Uint8Array) => Promise<HpkeContext>
  /** Drops the imported private key of a seed that is being erased. */
  readonly forgetKemSeed: (seed32: Uint8Array) => void
}

export function createHpke(primitives: Primitives): Hpke {
  const suite = new CipherSuite(xWingKem, () => hkdfSha256(primitives), AEAD_ChaCha20Poly1305)
  const encapsulators = createLru<Encapsulator | undefined>(rememberedKeys)
  const decapsulators = createLru<Decapsulator>(rememberedKeys)
  // Under a hash, so that a seed never becomes a string, which nothing can wipe.
  const nameOf = (key: Uint8Array) => toHex(primitives.sha256(key))

  function decapsulatorOf(seed32: Uint8Array): Decapsulator {
    requireLength(seed32, xWingBytes.seed, 'a KEM seed')
    return decapsulators.get(nameOf(seed32), () => xWingDecapsulator(primitives, seed32))
  }

  return {
    kemKeyPair: (seed32) => ({ publicKey: new Uint8Array(decapsulatorOf(seed32).publicKey) }),

    async hpkeSender(publicKey, info) {
      const encapsulator = encapsulators.get(nameOf(publicKey), () =>
        xWingEncapsulator(primitives, publicKey),
      )
      if (encapsulator === undefined) throw new CryptoError('PUBLIC_KEY', 'the KEM public key is malformed')
      const key = { ...publicAttributes, encapsulator }
      const { encapsulatedSecret, ctx } = await suite.SetupSender(key, { info })
      return { enc: encapsulatedSecret, exportSecret: (label, length) => ctx.Export(label, length) }
    },

    async hpkeReceiver(seed32, enc, info) {
      const key = { ...privateAttributes, decapsulator: decapsulatorOf(seed32) }
      const context = await suite.SetupRecipient(key, enc, { info }).catch(() => {
        throw new CryptoError('ENC', 'the encapsulated secret is malformed')
      })
      return { exportSecret: (label, length) => context.Export(label, length) }
    },

    forgetKemSeed: (seed32) => decapsulators.forget(nameOf(seed32)),
  }
}

/** Our keys in the shape that the library asks of one. */
interface XWingKey extends Key {
  readonly encapsulator?: Encapsulator
  readonly decapsulator?: Decapsulator
}

const algorithm = { name: 'MLKEM768-X25519' }
const publicAttributes = { algorithm, extractable: true, type: 'public' } as const
const privateAttributes = { algorithm, extractable: false, type: 'private' } as const

/** X-Wing as the library's KEM. Keys reach it imported, so it is never asked to make, read or write one. */
function xWingKem(): KEM<XWingKey> {
  const notOurs = () => Promise.reject(new Error('keys are imported before they reach the suite'))
  return {
    ...{ id: 0x647a, type: 'KEM', name: algorithm.name },
    ...{ Nsecret: xWingBytes.secret, Nenc: xWingBytes.enc, Npk: xWingBytes.publicKey, Nsk: xWingBytes.seed },
    DeriveKeyPair: notOurs,
    GenerateKeyPair: notOurs,
    SerializePublicKey: notOurs,
    DeserializePublicKey: notOurs,
    SerializePrivateKey: notOurs,
    DeserializePrivateKey: notOurs,
    Encap(key) {
      const encapsulation = key.encapsulator?.encapsulate()
      return encapsulation === undefined
        ? Promise.reject(new Error('refused'))
        : Promise.resolve({ shared_secret: encapsulation.sharedSecret, enc: encapsulation.ciphertext })
    },
    Decap(enc, key) {
      const secret = key.decapsulator?.decapsulate(enc)
      return secret === undefined ? Promise.reject(new Error('refused')) : Promise.resolve(secret)
    },
  }
}

/** HKDF-SHA256 (RFC 5869) as the library's KDF. */
function hkdfSha256({ hmacSha256 }: Primitives): KDF {
  return {
    ...{ id: 0x0001, type: 'KDF', name: 'HKDF-SHA256', Nh: 32, stages: 2 },
    Extract: (salt, ikm) => Promise.resolve(hmacSha256(salt, ikm)),
    Expand: (prk, info, length) => Promise.resolve(hkdfExpand(hmacSha256, prk, info, length)),
    Derive: () => Promise.reject(new Error('HKDF has two stages')),
  }
}
