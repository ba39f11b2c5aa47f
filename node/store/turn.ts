// One turn of the commit queue, in memory: jobs prepare one after another, each over what the earlier ones changed;
// one signature covers what they want signed; they finish; their facts join the ledger; and all is sealed into one
// batch of the database. Nothing here writes.
import type { RandomSource } from '../../crypto/index.ts'
import { type Fact, maxBatchLeaves } from '../../protocol/index.ts'
import { addFacts, type FactOfBucket, type LedgerState, pageAt } from '../ledger/ledger.ts'
import type { BucketKeys, Buckets } from './buckets.ts'
import type { Operation } from './database.ts'
import type { CaseFact, FinishingTurn, Turn } from './job.ts'
import { layout } from './layout.ts'
import { type Change, createOverlay, type Overlay } from './overlay.ts'
import type { Reader } from './reader.ts'
import type { Bucket } from './record.ts'
import { createSealing } from './sealing.ts'
import { type BatchSigner, type PendingLeaf, type SignedLeaf, signLeaves } from './signing.ts'
import { type CaseId, caseIdBytes, nodeBucket, type Place } from './space.ts'
import { StoreError } from './store-error.ts'

/** Bytes that one job writes before, and again after the signature: two envelopes of 1 MiB and their bodies. */
const mostJobBytes = 4 * 1024 * 1024
/** Facts of one job: every recipient of a large fan-out has one. */
const mostFacts = 512
/** Leaves of one job: with the most jobs of a turn, the most leaves that a batch may have. */
const mostLeaves = maxBatchLeaves / 64

/** What a turn is made of. */
export interface TurnDeps {
  readonly reader: Reader
  readonly buckets: Buckets
  readonly keys: BucketKeys & BatchSigner
  readonly indexKey: (...parts: readonly Uint8Array[]) => Uint8Array
  readonly random: RandomSource
}

/** A bucket that a job made and the turn will store. */
interface NewBucket {
  readonly id: CaseId
  readonly bucket: Bucket
  readonly wrapped: Uint8Array
}

/** A turn being put together. */
export interface OpenTurn {
  /** Bytes that its jobs put so far. */
  readonly bytes: number
  /** Runs one job's preparation; when it throws, or gives no fact, nothing of it stays. */
  prepare(work: (turn: Turn) => Promise<readonly (Fact | CaseFact)[]>): Promise<void>
  /** Signs what was asked for; afterwards jobs finish. */
  sign(): Promise<void>
  finish(
    work: (turn: FinishingTurn, signed: (leaf: PendingLeaf) => SignedLeaf) => Promise<void>,
  ): Promise<void>
  /**
   * Adds the facts to the ledger, and seals everything.
   *
   * @param extra - records that go along, made from the ledger as it will be
   * @returns `undefined` when there is nothing to write
   */
  seal(ledger: LedgerState, extra: (next: LedgerState) => readonly Placed[]): SealedTurn | undefined
}

/** A record of the store's own that goes with the turn: a checkpoint, the highest signed time. */
export interface Placed {
  readonly at: Place
  readonly value: Uint8Array
}

/** A turn ready to be written. */
export interface SealedTurn {
  readonly operations: readonly Operation[]
  readonly bytes: number
  /** Database key of its ledger page: whether that is there tells whether the turn is. */
  readonly page: Uint8Array
  /** The ledger once this is durable. */
  readonly ledger: LedgerState
  readonly firstLeaf: number
  /** Buckets to remember once this is durable. */
  readonly newBuckets: readonly NewBucket[]
  /** Buckets whose keys this deletes: to be forgotten. */
  readonly lostBuckets: readonly CaseId[]
}

/** Starts an empty turn. */
export function openTurn(deps: TurnDeps, timeMs: number, checkpoint: (origin: string) => string): OpenTurn {
  const { reader, buckets, keys, random } = deps
  const merged = createOverlay(reader)
  const leaves: PendingLeaf[] = []
  const facts: FactOfBucket[] = []
  const newBuckets: NewBucket[] = []
  let signedOf: ReadonlyMap<PendingLeaf, SignedLeaf> = new Map()

  const sealing = createSealing(buckets, random)

  /** Runs one job's work on a layer; whatever it wrote can be sealed when this resolves. */
  async function runJob<T>(changes: Overlay, work: (turn: FinishingTurn) => Promise<T>): Promise<T> {
    const bytesBefore = changes.bytes
    const written: Place[] = []
    let isOver = false
    const change = (made: Change) => {
      if (isOver) throw new StoreError('STORE_STOPPED', 'this job is over: its turn takes no more changes')
      changes.set(made)
      if (made.kind === 'put') written.push(made.at)
      if (changes.bytes - bytesBefore > mostJobBytes) {
        throw new StoreError('STORE_TOO_LARGE', `a job writes at most ${mostJobBytes} bytes`)
      }
    }
    try {
      const result = await work({
        timeMs,
        checkpoint,
        indexKey: deps.indexKey,
        get: changes.get,
        getMany: changes.getMany,
        range: changes.range,
        put: (at, value) => change({ kind: 'put', at, value }),
        delete: (at) => change({ kind: 'delete', at }),
      })
      for (const { bucket } of written) await sealing.open(bucket)
      return result
    } finally {
      isOver = true
    }
  }

  return {
    get bytes() {
      return merged.bytes
    },

    async prepare(work) {
      const changes = createOverlay(merged)
      const wanted: PendingLeaf[] = []
      const made: NewBucket[] = []
      const jobFacts = await runJob(changes, (turn) =>
        work({
          ...turn,
          newCase: () => {
            const id = random(caseIdBytes)
            const { bucket, wrapped } = keys.newBucket(id)
            sealing.adopt(id, bucket)
            made.push({ id, bucket, wrapped })
            return id
          },
          leaf: (kind, item) => {
            if (wanted.length >= mostLeaves) {
              throw new StoreError('STORE_TOO_LARGE', `a job asks for at most ${mostLeaves} signatures`)
            }
            const leaf = { kind, item }
            wanted.push(leaf)
            return leaf
          },
        }),
      )
      if (jobFacts.length === 0) return
      if (jobFacts.length > mostFacts) {
        throw new StoreError('STORE_TOO_LARGE', `a job records at most ${mostFacts} facts`)
      }
      const factsOfJob = jobFacts.map(factOfBucket)
      for (const { bucket } of factsOfJob) await sealing.open(bucket)
      merged.absorb(changes)
      leaves.push(...wanted)
      facts.push(...factsOfJob)
      newBuckets.push(...made)
    },

    async sign() {
      // Beside the signature, which is made on another thread, there is time to seal.
      const beside = sealing.open(nodeBucket).then(() => sealing.seal(merged.changes))
      const [signed] = await Promise.all([signLeaves(deps, leaves, timeMs), beside])
      if (signed === undefined) return
      signedOf = signed.signedOf
      merged.set({ kind: 'put', at: signed.at, value: signed.record })
    },

    finish: (work) =>
      runJob(merged, (turn) =>
        work(turn, (leaf) => {
          const signed = signedOf.get(leaf)
          if (signed === undefined) throw new StoreError('STORE_STOPPED', 'a leaf of another turn')
          return signed
        }),
      ),

    seal(ledger, extra) {
      if (facts.length === 0) return undefined
      const added = addFacts(ledger, facts, { timeMs, random, otherBytes: merged.bytes })
      for (const write of added.writes) merged.set({ kind: 'put', ...write })
      for (const write of extra(added.state)) merged.set({ kind: 'put', ...write })
      const wrapped = newBuckets.map((made): Operation => {
        return { type: 'put', key: layout.bucketKeys.at(made.id).key, value: made.wrapped }
      })
      const operations = [...wrapped, ...sealing.seal(merged.changes)]
      return {
        operations,
        bytes: merged.bytes,
        page: pageAt(added.state.commits).key,
        ledger: added.state,
        firstLeaf: added.firstLeaf,
        newBuckets,
        lostBuckets: Array.from(merged.changes.values())
          .filter(({ kind, at }) => kind === 'delete' && at.space.code === layout.bucketKeys.code)
          .map(({ at }) => at.key.subarray(at.space.prefixBytes)),
      }
    },
  }
}

function factOfBucket(given: Fact | CaseFact): FactOfBucket {
  return 'caseId' in given ? { fact: given.fact, bucket: given.caseId } : { fact: given, bucket: nodeBucket }
}
