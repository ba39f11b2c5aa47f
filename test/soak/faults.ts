import { join } from 'node:path'
import type { MadeNetwork } from '../faults/network.ts'
import { longPlan, type Case } from '../faults/plan.ts'
import { points, type Point } from '../faults/points.ts'
import { networksIn } from '../faults/reaches.ts'
import { chapters, disclosuresIn } from '../faults/tale.ts'
import { sail } from '../faults/voyage.ts'
import { createYard, type Yard } from '../faults/yard.ts'
import { temporaryFolder } from '../store/support.ts'
import { failure, runSlice, type Ran, type Slice } from './slices.ts'

/**
 * Every part at every point, in slices of some ten seconds a case.
 *
 * @returns whether no case of this seed has failed so far, and, after the last one, whether every point was hit
 */
export async function soakFaults(slice: Slice): Promise<boolean> {
  const cases = longPlan(slice.seed)
  await using scratch = await temporaryFolder()
  await using yard = createYard(join(scratch.path, 'compiled'))
  const drafted = { disclosures: disclosuresIn(chapters.length), offers: 0 }
  const networkOf = networksIn(scratch.path, drafted)
  const nothing: readonly Point[] = []
  return await runSlice(
    {
      ...{ name: 'faults', count: `${cases.length} cases`, nothing },
      caseAt: (index) => {
        const one = cases[index]
        return one && { name: one.name, run: async () => sailCase(yard, await networkOf(one.reach), one) }
      },
      add: (hit, more) => points.filter((point) => hit.includes(point) || more.includes(point)),
      isEnough: () => false,
      conclude: (hit) => {
        const missing = points.filter((point) => !hit.includes(point))
        const lines = missing.length === 0 ? [] : [`points that no case hit: ${missing.join(', ')}`]
        return { isWell: missing.length === 0, lines }
      },
    },
    slice,
  )
}

async function sailCase(
  yard: Yard,
  network: MadeNetwork,
  { legs, must }: Case,
): Promise<Ran<readonly Point[]>> {
  try {
    const { hits, missed } = await sail(yard, network, legs)
    const found = hits.map(({ point }) => point)
    if (must !== undefined && !found.includes(must))
      return { isWell: false, word: `FAILED: ${must} was not passed`, found }
    return { isWell: true, word: `${hits.length} deaths, ${missed.length} that did not come`, found }
  } catch (error) {
    return failure(error, [])
  }
}
