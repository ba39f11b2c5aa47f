import type { ProtocolErrorCode } from '../../errors.ts'

/** One row of the table of receive rules; the first row that does not hold decides. */
export interface Rule<Context, Otherwise = ProtocolErrorCode> {
  /** Stable: verdicts, tests and docs/protocol/3-exchange.md §3 use it. */
  readonly id: string
  /** Where the rule comes from. */
  readonly source: string
  readonly holds: (context: Context) => boolean
  /**
   * A code refuses the placement for good; `HOLD` waits for an ancestor; `KEEP_FORK` keeps both placements as evidence
   * and freezes the exchange.
   */
  readonly otherwise: Otherwise
}

/** The first rule that does not hold. */
export function firstBroken<Context, Otherwise>(
  rules: readonly Rule<Context, Otherwise>[],
  context: Context,
): Rule<Context, Otherwise> | undefined {
  return rules.find((rule) => !rule.holds(context))
}
