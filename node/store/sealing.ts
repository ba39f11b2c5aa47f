// Sealing the changes of a turn, each once: some while the signature is made, the rest when the jobs have finished.
import { type RandomSource, u64 } from '../../crypto/index.ts'
import type { Buckets } from './buckets.ts'
import type { Operation } from './database.ts'
import { joined } from './joined.ts'
import { textOf } from './key-text.ts'
import type { Change } from './overlay.ts'
import { type Bucket, sealValue } from './record.ts'
import type { CaseId } from './space.ts'
import { StoreError } from './store-error.ts'

/** Seals the changes of one turn. */
export interface Sealing {
  /** Has a bucket ready. @throws {@link StoreError} `STORE_CASE`, `STORE_CORRUPT` when it cannot be opened */
  open(bucketId: CaseId): Promise<void>
  /** Has a bucket ready that the turn itself makes. */
  adopt(bucketId: CaseId, bucket: Bucket): void
  /** The operations for all changes; what was sealed before, and not changed since, is not sealed again. */
  seal(changes: ReadonlyMap<string, Change>): Operation[]
}

export function createSealing(buckets: Buckets, random: RandomSource): Sealing {
  const ready = new Map<string, Bucket>()
  const done = new Map<string, { readonly change: Change; readonly operation: Operation }>()
  const nextNonce = nonces(random)

  function operationOf(change: Change): Operation {
    const { key } = change.at
    if (change.kind === 'delete') return { type: 'del', key }
    const bucket = ready.get(textOf(change.at.bucket))
    if (bucket === undefined) throw new StoreError('STORE_CASE', 'a record of a case that was not opened')
    return { type: 'put', key, value: sealValue(bucket, change.at, nextNonce(), change.value) }
  }

  return {
    async open(bucketId) {
      const name = textOf(bucketId)
      if (!ready.has(name)) ready.set(name, await buckets.open(bucketId))
    },
    adopt: (bucketId, bucket) => void ready.set(textOf(bucketId), bucket),
    seal: (changes) =>
      Array.from(changes, ([name, change]) => {
        const known = done.get(name)
        if (known?.change === change) return known.operation
        const operation = operationOf(change)
        done.set(name, { change, operation })
        return operation
      }),
  }
}

/** Nonces of 24 bytes for one turn: 16 random, then a counter; a turn draws its randomness once. */
function nonces(random: RandomSource): () => Uint8Array {
  const prefix = random(16)
  let used = 0
  return () => joined(prefix, u64(used++))
}
