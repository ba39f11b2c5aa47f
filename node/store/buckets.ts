// Bucket keys in use: unwrapped by the keyring on first need, and the most recently used kept.
import { CryptoError } from '../../crypto/index.ts'
import type { Database } from './database.ts'
import { layout } from './layout.ts'
import { type Bucket, bucketOf, corrupt, openValue } from './record.ts'
import type { CaseId } from './space.ts'
import { StoreError } from './store-error.ts'
import { textOf } from './key-text.ts'

/** The part of the keyring that keeps bucket keys: it wraps and uses them, and never shows one. */
export interface BucketKeys {
  /** A bucket with a fresh key, and the key wrapped for the store. */
  newBucket(bucketId: CaseId): { readonly bucket: Bucket; readonly wrapped: Uint8Array }
  /** @throws {@link CryptoError} `RECORD` when the wrapped key is damaged or not this bucket's */
  openBucket(bucketId: CaseId, wrapped: Uint8Array): Bucket
}

/** The buckets of a store. */
export interface Buckets {
  /** @throws {@link StoreError} `STORE_CASE` when it was erased; `STORE_CORRUPT` when its key is lost or damaged */
  open(bucketId: CaseId): Bucket | Promise<Bucket>
  /** Remembers a bucket that has just been made durable. */
  keep(bucketId: CaseId, bucket: Bucket): void
  /** Forgets a bucket whose key was deleted. */
  forget(bucketId: CaseId): void
}

/** Open buckets kept: more than the cases an institution works on in a day, at some 200 bytes each. */
const mostKept = 4096

export function createBuckets(database: Database, keys: BucketKeys): Buckets {
  // In order of use: a Map iterates in the order of insertion.
  const kept = new Map<string, Bucket>()

  function keep(name: string, bucket: Bucket): void {
    kept.delete(name)
    kept.set(name, bucket)
    if (kept.size <= mostKept) return
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }

  async function unwrap(bucketId: CaseId, name: string): Promise<Bucket> {
    const at = layout.bucketKeys.at(bucketId)
    const wrapped = await database.get(at.key)
    if (wrapped === undefined) {
      if (await isErased(bucketId)) throw new StoreError('STORE_CASE', 'this case was erased')
      throw corrupt(at, 'it is gone, and its case was not erased')
    }
    try {
      const bucket = keys.openBucket(bucketId, wrapped)
      keep(name, bucket)
      return bucket
    } catch (error) {
      if (error instanceof CryptoError) throw corrupt(at, 'it does not open under the keys of this node')
      throw error
    }
  }

  async function isErased(bucketId: CaseId): Promise<boolean> {
    const at = layout.erasedCases.at(bucketId)
    const record = await database.get(at.key)
    if (record === undefined) return false
    openValue(await open(bucketOf(at, record)), at, record)
    return true
  }

  function open(bucketId: CaseId): Bucket | Promise<Bucket> {
    const name = textOf(bucketId)
    const bucket = kept.get(name)
    if (bucket === undefined) return unwrap(bucketId, name)
    keep(name, bucket)
    return bucket
  }

  return {
    open,
    keep: (bucketId, bucket) => keep(textOf(bucketId), bucket),
    forget: (bucketId) => void kept.delete(textOf(bucketId)),
  }
}
