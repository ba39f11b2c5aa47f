// For test/mutation/mutation.test.ts: a module whose mutants are known to come to each of the possible ends.
const kinds = ['young', 'old']
if (kinds.length === 0) throw new Error('this module does not load without its kinds')

/** Tested on both sides of the bound, and not at it. */
export const ageOf = (years: number) => kinds[years < 40 ? 0 : 1]

/** Runs for ever once nothing is added. */
export function hundreds(count: number): number {
  let done = 0
  for (let turn = 0; turn < count; turn++) done += 100
  return done
}

/** Runs for ever, and not through what is changed, once its step is nought. */
export function tens(count: number): number {
  const step = 'ten digits'.length
  let done = 0
  while (done < count * 10) done += step
  return done
}

/** Called by nobody. */
export const isForgotten = () => true
