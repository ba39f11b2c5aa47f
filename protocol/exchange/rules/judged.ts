import type { Phase } from '../may-place.ts'
import type { Cut } from '../past.ts'
import type { Placed } from '../placed.ts'
import type { Act, Acts, Exchange, Side } from '../state.ts'

/** A placement in its causal past: what it says is judged here, and never again (rules B1). */
export interface Judged {
  /** Without what the placement says, and with the refusals that it lists. */
  readonly exchange: Exchange
  readonly placed: Placed
  readonly side: Side
  readonly past: Cut
  readonly phase: Phase
}

/** How many acts of one kind are in a past, refused or not. */
export function countAt(acts: Acts<Act>, past: Cut): number {
  let count = 0
  for (let some = acts; some !== undefined; some = some.earlier)
    if (some.latest.entry.seq <= past[some.latest.entry.side]) count++
  return count
}
