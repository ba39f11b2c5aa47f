// What a caller of the commit queue writes: one unit of work. Its types promise that nothing is committed without a
// fact in the ledger.
import type { Fact, LeafKind } from '../../protocol/index.ts'
import type { Reader } from './reader.ts'
import type { PendingLeaf, SignedLeaf } from './signing.ts'
import type { Address, CaseId, Place } from './space.ts'

/**
 * One unit of work of the queue: read, decide, and say what to write.
 *
 * It runs alone, and sees what earlier jobs of its turn have written. It may run again, when a later step of another
 * job fails: so it must have no effect outside its turn. It waits for nothing but its reads: all others wait for it.
 * What it throws fails this job only, and drops its writes.
 */
export type Job<R, U = never> = (turn: Turn) => Promise<Outcome<R, U>> | Outcome<R, U>

/** A job's decision: to commit, or that there is nothing to commit (a duplicate, say). */
export type Outcome<R, U = never> = Prepared<R> | Unchanged<U>

/** At least one, so that no state changes without the ledger. */
export type NonEmpty<T> = readonly [T, ...T[]]

/** A commit decided. */
export interface Prepared<R> {
  readonly kind: 'prepared'
  /** What the ledger will say of it. */
  readonly facts: NonEmpty<Fact | CaseFact>
  /** Runs once the turn's leaves are signed; may write more, and gives what the caller gets. */
  readonly finish: (turn: FinishingTurn, signed: (leaf: PendingLeaf) => SignedLeaf) => Promise<R> | R
}

/** A fact whose record is erased with a case. */
export interface CaseFact {
  readonly fact: Fact
  readonly caseId: CaseId
}

/** Nothing to commit: the caller gets the value, after the turn that it was decided in is on disk. */
export interface Unchanged<U> {
  readonly kind: 'unchanged'
  readonly value: U
}

/** The store as a job sees and changes it. */
export interface FinishingTurn extends Reader {
  /** The time of the turn, of its batch and of its facts. */
  readonly timeMs: number
  put(at: Place, value: Uint8Array): void
  delete(at: Address): void
  /** A key that shows nothing: HMAC under the node's index key, 16 bytes. */
  indexKey(...parts: readonly Uint8Array[]): Uint8Array
  /** The signed checkpoint of the ledger as it was before this turn. */
  checkpoint(origin: string): string
}

/** The store while a job prepares. */
export interface Turn extends FinishingTurn {
  /** Makes a case: a random id, and a key of its own. */
  newCase(): CaseId
  /** Asks for exact bytes to be signed under the turn's batch; `finish` gets the signature. */
  leaf(kind: LeafKind, item: Uint8Array): PendingLeaf
}
