import type { Conditions, Item, Placement, Statement } from '../codec/exchange.ts'
import type { TermsOf } from '../codec/terms.ts'
import type { StatementType } from '../names.ts'

/** A hash as 64 lower-case hexadecimal digits: what the fold and every index use as a key. */
export type Hash = string

/** The terms of a statement with the family they belong to. */
export type Terms = {
  readonly [K in StatementType]: { readonly type: K; readonly terms: TermsOf[K] }
}[StatementType]

/** Whether terms are of one of some families. */
export function isOneOf<T extends StatementType>(
  content: Terms,
  types: readonly T[],
): content is Extract<Terms, { readonly type: T }> {
  return types.some((type) => type === content.type)
}

/**
 * A placement with the statement it places, decoded, with both signatures and both certificates already checked.
 *
 * This is all that the fold ever sees: no body, no clock, no directory. `timeMs` is the time in the placing node's
 * signed batch, so both sides hold the same value.
 */
export interface Placed {
  readonly hash: Hash
  readonly placement: Placement
  readonly statement: Statement
  readonly statementHash: Hash
  readonly timeMs: number
  readonly content: Terms
  /** Absent where the statement carries no Conditions of its own. */
  readonly conditions: Conditions | undefined
  /** Items that carry tags of their own; empty but for disclosures. */
  readonly items: readonly Item[]
}
