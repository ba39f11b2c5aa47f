import type { ProtocolErrorCode } from '../errors.ts'
import type { Hash } from './placed.ts'
import type { Exchange, Fork } from './state.ts'

/** What the exchange says to a placement. */
export type Verdict = Accepted | Held | Forked | Violation

export interface Accepted {
  readonly kind: 'accepted'
  readonly exchange: Exchange
}

/** An ancestor is missing; the placement is to be tried again when it has come, and when the exchange has begun. */
export interface Held {
  readonly kind: 'held'
  /** Hash of the missing placement. */
  readonly missing: Hash
  /**
   * Whose it is: the `SIGNER`'s own, or one of the `OTHER` side that the signer has seen. Where that other side is this
   * node itself, nothing is held: it has lost its own past, or the peer invents one (rules B8).
   */
  readonly of: 'SIGNER' | 'OTHER'
  /** To keep: a CANNOT_COMPLY counts on arrival, ancestors or not. `undefined` before the first placement. */
  readonly exchange: Exchange | undefined
}

/** The placement proves a fork: both are kept as evidence, and only safety statements are accepted from now on. */
export interface Forked {
  readonly kind: 'fork'
  readonly evidence: Fork
  readonly exchange: Exchange
}

/** The placement is no part of the exchange, and what its signer builds upon it will not be either. */
export interface Violation {
  readonly kind: 'violation'
  readonly code: ProtocolErrorCode
  /** The row of the table that it breaks. */
  readonly rule: string
}
