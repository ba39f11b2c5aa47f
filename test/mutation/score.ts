import type { End, Note } from './journal.ts'
import type { Mutant } from './mutants.ts'

/** What all asked tests together said about a mutant, or `open` while some were not asked yet. */
export type Fate = 'killed' | 'survived' | 'unreached' | 'unloaded' | 'endless' | 'open'

/** A test that fails kills; what only could not be loaded, or had no end, is no kill and no survivor. */
export function fatesOf(
  mutants: readonly Mutant[],
  notes: readonly Note[],
  tests: readonly string[],
): ReadonlyMap<Mutant, Fate> {
  const byMutant = Map.groupBy(notes, ({ mutant }) => mutant)
  return new Map(
    mutants.map((mutant) => {
      const endOf = new Map((byMutant.get(mutant.key) ?? []).map(({ tests: by, end }) => [by, end]))
      return [mutant, fateOf(tests.map((name) => endOf.get(name)))]
    }),
  )
}

function fateOf(ends: readonly (End | 'begun' | undefined)[]): Fate {
  if (ends.includes('killed')) return 'killed'
  if (ends.includes('endless')) return 'endless'
  if (ends.includes(undefined) || ends.includes('begun')) return 'open'
  if (ends.includes('unloaded')) return 'unloaded'
  return ends.includes('passed') ? 'survived' : 'unreached'
}

/** How many came to which end. */
export type Count = Readonly<Record<Fate, number>>

export function countOf(fates: Iterable<Fate>): Count {
  const count = { killed: 0, survived: 0, unreached: 0, unloaded: 0, endless: 0, open: 0 }
  for (const fate of fates) count[fate] += 1
  return count
}

/** Killed, of those that were killed or that the tests let live, with the ends of its 95 % interval (Wilson); 0 to 1. */
export function scoreOf({ killed, survived, unreached }: Count): {
  score: number
  low: number
  high: number
} {
  const all = killed + survived + unreached
  if (all === 0) return { score: Number.NaN, low: 0, high: 1 }
  const score = killed / all
  const z = 1.96
  const middle = score + (z * z) / (2 * all)
  const wide = z * Math.sqrt((score * (1 - score)) / all + (z * z) / (4 * all * all))
  const whole = 1 + (z * z) / all
  return { score, low: (middle - wide) / whole, high: (middle + wide) / whole }
}
