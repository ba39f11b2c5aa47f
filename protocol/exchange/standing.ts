import { lookUp } from './hash-trie.ts'
import { stateAt } from './matter.ts'
import type { MatterKind, MatterState } from './matters.ts'
import { standsAt } from './past.ts'
import type { Present } from './refusals.ts'
import type { Matter } from './state.ts'

/** A matter that stands now. */
export interface Standing {
  readonly matter: Matter
  readonly state: MatterState
}

/**
 * The matters of a kind that stand, or were refused where that is asked for, the oldest first as they came. Costs time in
 * the number of that kind.
 */
export function mattersOf(now: Present, kind: MatterKind, orRefused = false): readonly Standing[] {
  const found: Standing[] = []
  for (let some = now.exchange.opened[kind]; some !== undefined; some = some.earlier)
    found.push(...standing(now, lookUp(now.exchange.matters, some.latest.entry.statement), orRefused))
  return found.reverse()
}

/** A matter with its state, if it stands. */
export function standing(
  { exchange, heads }: Present,
  matter: Matter | undefined,
  orRefused = false,
): readonly Standing[] {
  if (matter === undefined || !(orRefused || standsAt(exchange, matter.entry, heads))) return []
  return [{ matter, state: stateAt(exchange, matter, heads) }]
}
