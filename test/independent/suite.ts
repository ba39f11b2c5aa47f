// docs/protocol/1-conventions.md, "Suite 1", on @noble alone.
import { gcm } from '@noble/ciphers/aes.js'
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { sha3_256, shake256 } from '@noble/hashes/sha3.js'
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'

export const concat = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
export const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'ascii'))
export const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const number = (value: number, width: number) => {
  const bytes = Buffer.alloc(width)
  bytes.writeUIntBE(value, 0, width)
  return new Uint8Array(bytes)
}
export const u16 = (value: number) => number(value, 2)
export const u32 = (value: number) => number(value, 4)
export const lp = (bytes: Uint8Array) => concat(u32(bytes.length), bytes)
export const hash = (...parts: readonly Uint8Array[]) => sha256(concat(...parts))
export const hash512 = (bytes: Uint8Array) => sha512(bytes)
export const shake = (seed: Uint8Array, length: number) => shake256(seed, { dkLen: length })
export const hmac256 = (key: Uint8Array, message: Uint8Array) => hmac(sha256, key, message)

/** Hundreds of cases bring the same certificates, and one verification takes up to 20 milliseconds here. */
function remembered<T extends readonly Uint8Array[]>(decide: (...parts: T) => boolean) {
  const decided = new Map<string, boolean>()
  return (...parts: T): boolean => {
    const asked = hex(hash(...parts.map(lp)))
    const answer = decided.get(asked) ?? decide(...parts)
    decided.set(asked, answer)
    return answer
  }
}

/** The Ed25519 rule: canonical points without torsion and of no small order, then the equation without cofactor. */
export const verifyEd25519 = remembered(
  (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
    if (signature.length !== 64 || !isEd25519Key(key) || !isEd25519Key(signature.slice(0, 32))) return false
    return ed25519.verify(signature, message, key, { zip215: false })
  },
)

export const isEd25519Key = remembered((bytes: Uint8Array): boolean => {
  try {
    const point = ed25519.Point.fromBytes(bytes)
    return point.isTorsionFree() && !point.is0()
  } catch {
    return false
  }
})

const label = ascii('COMPSIG-MLDSA65-Ed25519-SHA512')

const verifyBothHalves = remembered(
  (key: Uint8Array, message: Uint8Array, signature: Uint8Array, context: Uint8Array): boolean => {
    const prefix = ascii('CompositeAlgorithmSignatures2025')
    const bound = concat(prefix, label, number(context.length, 1), context, sha512(message))
    return (
      ml_dsa65.verify(signature.slice(0, 3309), bound, key.slice(0, 1952), { context: label }) &&
      verifyEd25519(key.slice(1952), bound, signature.slice(3309))
    )
  },
)

export const verifyComposite = (
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context: string,
) => verifyBothHalves(key, message, signature, ascii(context))

/** An X-Wing key pair as its seed gives it. */
export function xWing(seed: Uint8Array) {
  const expanded = shake256(seed, { dkLen: 96 })
  const kem = ml_kem768.keygen(expanded.slice(0, 64))
  const secretX = expanded.slice(64)
  const publicX = x25519.getPublicKey(secretX)
  return {
    publicKey: concat(kem.publicKey, publicX),
    decapsulate: (enc: Uint8Array) => {
      const ephemeral = enc.slice(1088)
      const lattice = ml_kem768.decapsulate(enc.slice(0, 1088), kem.secretKey)
      const shared = x25519.getSharedSecret(secretX, ephemeral)
      return sha3_256(concat(lattice, shared, ephemeral, publicX, ascii('\\.//^\\')))
    },
  }
}

/** RFC 9180 §5.1 in base mode, of which only `Export` is used. */
export function hpkeExport(secret: Uint8Array, info: Uint8Array, exporterContext: Uint8Array): Uint8Array {
  const suite = concat(ascii('HPKE'), u16(0x647a), u16(1), u16(3))
  const nothing = new Uint8Array(0)
  const labelled = (salt: Uint8Array, name: string, ikm: Uint8Array) =>
    extract(sha256, concat(ascii('HPKE-v1'), suite, ascii(name), ikm), salt)
  const expanded = (prk: Uint8Array, name: string, context: Uint8Array, length: number) =>
    expand(sha256, prk, concat(u16(length), ascii('HPKE-v1'), suite, ascii(name), context), length)
  const schedule = concat(
    number(0, 1),
    labelled(nothing, 'psk_id_hash', nothing),
    labelled(nothing, 'info_hash', info),
  )
  const exporter = expanded(labelled(secret, 'secret', nothing), 'exp', schedule, 32)
  return expanded(exporter, 'sec', exporterContext, 32)
}

/** Cobblestone-256 under one key, context and salt: its commitment, and each chunk; `undefined` for one that does not open. */
export function streamOf(key: Uint8Array, context: Uint8Array, salt: Uint8Array) {
  const name = ascii('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM')
  const info = concat(name, number(0, 1), salt, context)
  const first = hmac(sha512, key, concat(info, number(1, 1)))
  const derived = concat(first, hmac(sha512, key, concat(first, info, number(2, 1))))
  return {
    commitment: derived.slice(44, 76),
    open: (index: number, chunk: Uint8Array): Uint8Array | undefined => {
      const nonce = derived.slice(32, 44)
      number(index, 6).forEach((byte, at) => (nonce[6 + at] = (nonce[6 + at] ?? 0) ^ byte))
      try {
        return gcm(derived.slice(0, 32), nonce).decrypt(chunk)
      } catch {
        return undefined
      }
    },
  }
}

/** Cobblestone-256; `undefined` for a stream that is not whole under this key and context. */
export function openStream(key: Uint8Array, context: Uint8Array, stream: Uint8Array): Uint8Array | undefined {
  const { commitment, open } = streamOf(key, context, stream.slice(0, 24))
  if (!same(commitment, stream.slice(24, 56))) return undefined
  const chunks: Uint8Array[] = []
  for (let at = 56; ; at += 16400) {
    const chunk = open(chunks.length, stream.slice(at, at + 16400))
    if (chunk === undefined) return undefined
    chunks.push(chunk)
    if (chunk.length < 16384) {
      return at + 16400 < stream.length ? undefined : concat(...chunks)
    }
  }
}

/** @returns how long `length` bytes are once padded */
export function paddedLength(length: number, least: number): number {
  return Math.max(least, padme(4 + length))
}

export function padme(length: number): number {
  if (length < 2) return length
  const e = Math.floor(Math.log2(length))
  const step = 2 ** (e - (Math.floor(Math.log2(e)) + 1))
  return Math.ceil(length / step) * step
}

/** RFC 9162 §2.1.3.2. */
export function isInTree(
  data: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index >= size) return false
  let [fn, sn, node] = [index, size - 1, hash(number(0, 1), data)]
  for (const sibling of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      node = hash(number(1, 1), sibling, node)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else {
      node = hash(number(1, 1), node, sibling)
    }
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && same(node, root)
}
