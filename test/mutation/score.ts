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

/** A share of a whole (0 to 1), with the ends of its 95 % interval. */
export interface Score {
  readonly score: number
  readonly low: number
  readonly high: number
}

const judgedIn = ({ killed, survived, unreached }: Count) => killed + survived + unreached

/** Killed, of those that were killed or that the tests let live. */
export function scoreOf(count: Count): Score {
  return wilson(count.killed / judgedIn(count), judgedIn(count))
}

/** The same of files of which some mutants were drawn: each file counts for as many as it has. */
export function scoreOfAll(files: readonly { readonly count: Count; readonly size: number }[]): Score {
  const judged = files.filter(({ count }) => judgedIn(count) > 0)
  const whole = judged.reduce((sum, { size }) => sum + size, 0)
  let [score, variance, drawn] = [0, 0, 0]
  for (const { count, size } of judged) {
    const [weight, n] = [size / whole, judgedIn(count)]
    const share = count.killed / n
    score += weight * share
    variance += (weight * weight * share * (1 - share)) / n
    drawn += n
  }
  // As many as a plain draw would need to say it as exactly.
  return wilson(score, variance === 0 ? drawn : (score * (1 - score)) / variance)
}

/** E. B. Wilson's interval, which stays inside of 0 and 1. */
function wilson(score: number, n: number): Score {
  if (n === 0) return { score: Number.NaN, low: 0, high: 1 }
  const z = 1.96
  const middle = score + (z * z) / (2 * n)
  const wide = z * Math.sqrt((score * (1 - score)) / n + (z * z) / (4 * n * n))
  const whole = 1 + (z * z) / n
  return { score, low: (middle - wide) / whole, high: (middle + wide) / whole }
}
