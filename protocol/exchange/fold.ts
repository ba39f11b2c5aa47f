import { apply } from './apply.ts'
import type { Hash, Placed } from './placed.ts'
import type { Exchange } from './state.ts'
import type { Verdict } from './verdict.ts'

/** What came of a list of placements. */
export interface Folded {
  /** `undefined` where the first placement is not among them. */
  readonly exchange: Exchange | undefined
  /** Placements that still wait for an ancestor. */
  readonly held: readonly Placed[]
  /** Forks and violations, in the order in which they were found. */
  readonly refused: readonly { readonly placed: Placed; readonly verdict: Verdict }[]
}

/**
 * Folds the placements of one exchange, from the beginning and in any order.
 *
 * What waits for an ancestor is tried again when it has come. Unbounded: for placements that this node has stored.
 */
export function fold(placements: Iterable<Placed>): Folded {
  let exchange: Exchange | undefined
  const waiting = new Map<Hash, Placed[]>()
  const refused: { placed: Placed; verdict: Verdict }[] = []
  for (const first of placements) {
    const ready = [first]
    for (let placed = ready.pop(); placed !== undefined; placed = ready.pop()) {
      const verdict = apply(exchange, placed)
      const hasBegun = exchange === undefined && verdict.kind === 'accepted'
      if (verdict.kind !== 'violation') exchange = verdict.exchange
      if (verdict.kind === 'held') {
        waiting.set(verdict.missing, [...(waiting.get(verdict.missing) ?? []), placed])
        continue
      }
      if (verdict.kind !== 'accepted') refused.push({ placed, verdict })
      // A CANNOT_COMPLY counts from the moment that there is an exchange, so that all is tried again when it begins.
      for (const missing of hasBegun ? waiting.keys() : [placed.hash]) {
        ready.push(...(waiting.get(missing) ?? []))
        waiting.delete(missing)
      }
    }
  }
  return { exchange, held: [...waiting.values()].flat(), refused }
}
