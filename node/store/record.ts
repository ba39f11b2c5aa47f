// A record at rest: version u8 ‖ bucket 16 ‖ epoch u32 ‖ XChaCha20-Poly1305(nonce 24 ‖ ciphertext ‖ tag 16), with
// AAD = "sponte/1 rec\0" ‖ database key ‖ the header. So a record opens only in its own place (the database key
// starts with the space's code) and only as what its header says. docs/protocol; RFC 8439, draft-irtf-cfrg-xchacha.
import { CryptoError, equalBytes, utf8 } from '../../crypto/index.ts'
import { type Address, caseArea, type CaseId, caseIdBytes, nodeBucket, type Place } from './space.ts'
import { StoreError } from './store-error.ts'
import { joined } from './joined.ts'

/** Seals and opens under one bucket key that it does not show; made by the keyring. */
export interface Bucket {
  /** @param header - stands before the record in the result */
  seal(nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, header: Uint8Array): Uint8Array
  /** @throws {@link CryptoError} `RECORD` when altered, moved or under another key */
  open(aad: Uint8Array, sealed: Uint8Array): Uint8Array
  /** HMAC-SHA256 over the parts, each length-prefixed, under a key derived from the bucket's. */
  mac(...parts: readonly Uint8Array[]): Uint8Array
}

const version = 1
/** Generation of the bucket key. There is one a bucket until buckets can be sealed anew. */
const epoch = 1
const headerBytes = 1 + caseIdBytes + 4
const label = utf8('sponte/1 rec\0')

/** Seals a value for its place; `nonce` has 24 bytes and is never used twice. */
export function sealValue(bucket: Bucket, place: Place, nonce: Uint8Array, value: Uint8Array): Uint8Array {
  const header = headerOf(place.bucket)
  return bucket.seal(nonce, aadOf(place, header), value, header)
}

/** Under which bucket a stored record is sealed. @throws {@link StoreError} `STORE_CORRUPT` */
export function bucketOf(address: Address, record: Uint8Array): CaseId {
  if (record.length < headerBytes) throw corrupt(address, 'it is too short to be a record')
  const expected = bucketOfPlace(address)
  const bucket = record.subarray(1, 1 + caseIdBytes)
  if (expected !== undefined && !equalBytes(bucket, expected))
    throw corrupt(address, 'its header was altered')
  // The store's own version says that all records have this one, so another is damage.
  if (record[0] !== version) throw corrupt(address, 'its version is unknown')
  return bucket
}

/** The bucket that a place asks for; `undefined` in a listed space, where each record has its own. */
function bucketOfPlace({ space, key }: Address): CaseId | undefined {
  if (key[0] === caseArea) return key.subarray(1, 1 + caseIdBytes)
  return space.sealed === 'node key' ? nodeBucket : undefined
}

/** Opens a stored record with its bucket's key. @throws {@link StoreError} `STORE_CORRUPT` */
export function openValue(bucket: Bucket, address: Address, record: Uint8Array): Uint8Array {
  const header = record.subarray(0, headerBytes)
  try {
    return bucket.open(aadOf(address, header), record.subarray(headerBytes))
  } catch (error) {
    if (error instanceof CryptoError) throw corrupt(address, 'its seal is broken')
    throw error
  }
}

/** A fault in one record, naming its space and the start of its key, which is random or hashed. */
export function corrupt(address: Address, why: string): StoreError {
  return new StoreError(
    'STORE_CORRUPT',
    `${placeName(address)} cannot be trusted: ${why}. Stop the node and put back a copy ` +
      'of the whole data directory; do not run a database repair',
  )
}

function placeName({ space, key }: Address): string {
  const inside = key.subarray(space.prefixBytes)
  const shown = Array.from(inside.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `the record ${shown}… of ${space.name}`
}

function headerOf(bucket: CaseId): Uint8Array {
  const header = new Uint8Array(headerBytes)
  header[0] = version
  header.set(bucket, 1)
  header[headerBytes - 1] = epoch
  return header
}

function aadOf({ key }: Address, header: Uint8Array): Uint8Array {
  return joined(label, key, header)
}
