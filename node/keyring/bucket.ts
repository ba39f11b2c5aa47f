// Bucket keys: made here, wrapped under REK for the store, and used without being shown.
import {
  hmacSha256,
  lengthPrefixed,
  openRecord,
  type RandomSource,
  sealRecord,
  toHex,
  utf8,
} from '../../crypto/index.ts'
import type { BucketKeys } from '../store/buckets.ts'
import type { Bucket } from '../store/record.ts'
import { wrapAad } from './passphrase.ts'

const keyBytes = 32
const nonceBytes = 24
const macLabel = utf8('sponte/1 index\0')

/** The bucket keys under one REK. */
export function createBucketKeys(random: RandomSource, rek: Uint8Array): BucketKeys {
  return {
    newBucket(bucketId) {
      const key = random(keyBytes)
      const wrapped = sealRecord(rek, random(nonceBytes), aadOf(bucketId), key)
      return { bucket: bucketWith(key), wrapped }
    },
    openBucket: (bucketId, wrapped) => bucketWith(openRecord(rek, aadOf(bucketId), wrapped)),
  }
}

const aadOf = (bucketId: Uint8Array) => wrapAad(`bucket ${toHex(bucketId)}`)

/** A wrapped bucket key under another key, for a backup and back. @throws {@link CryptoError} `RECORD` */
export function rewrapBucket(
  random: RandomSource,
  keys: { readonly from: Uint8Array; readonly to: Uint8Array },
  bucketId: Uint8Array,
  wrapped: Uint8Array,
): Uint8Array {
  const key = openRecord(keys.from, aadOf(bucketId), wrapped)
  const again = sealRecord(keys.to, random(nonceBytes), aadOf(bucketId), key)
  key.fill(0)
  return again
}

function bucketWith(key: Uint8Array): Bucket {
  let macKey: Uint8Array | undefined
  return {
    seal: (nonce, aad, plaintext, header) => sealRecord(key, nonce, aad, plaintext, header),
    open: (aad, sealed) => openRecord(key, aad, sealed),
    mac: (...parts) => {
      macKey ??= hmacSha256(key, macLabel)
      return hmacSha256(macKey, lengthPrefixed(...parts))
    },
  }
}
