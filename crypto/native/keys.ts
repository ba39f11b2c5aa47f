// Raw keys in and out of OpenSSL's key objects.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { plain } from './plain.ts'

type Algorithm = 'ed25519' | 'x25519' | 'ml-dsa-65' | 'ml-kem-768'

/** A private key of its seed, or of its raw bytes where the standard knows no seed. */
export function privateKeyOf(algorithm: Algorithm, bytes: Uint8Array): KeyObject {
  const format = algorithm.startsWith('ml-') ? 'raw-seed' : 'raw-private'
  return createPrivateKey({ key: bufferOver(bytes), format, asymmetricKeyType: algorithm })
}

/** `undefined` when OpenSSL refuses the bytes. */
export function publicKeyOf(algorithm: Algorithm, bytes: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({
      key: bufferOver(bytes),
      format: 'raw-public',
      asymmetricKeyType: algorithm,
    })
  } catch {
    return undefined
  }
}

export function rawPublicKey(privateKey: KeyObject): Uint8Array {
  return plain(createPublicKey(privateKey).export({ format: 'raw-public' }))
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
