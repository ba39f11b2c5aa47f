import { join } from 'node:path'
import { addFigures, killsIn, noFigures, tableOf, type Figures } from '../faults/release/figures.ts'
import { offerCases, offersInCase, type OfferCase } from '../faults/release/plan.ts'
import { longPatience, sailOffers } from '../faults/release/voyage.ts'
import type { MadeNetwork } from '../faults/network.ts'
import { networksIn } from '../faults/reaches.ts'
import { createYard, type Yard } from '../faults/yard.ts'
import { temporaryFolder } from '../store/support.ts'
import { failure, runSlice, type Ran, type Slice } from './slices.ts'

/**
 * So many kills while offers are noticed, undertaken, released and carried, in cases of two offers each.
 *
 * @returns whether no case of this seed has failed so far
 */
export async function soakRelease(slice: Slice & { readonly kills: number }): Promise<boolean> {
  await using scratch = await temporaryFolder()
  await using yard = createYard(join(scratch.path, 'compiled'))
  const networkOf = networksIn(scratch.path, { disclosures: 0, offers: offersInCase })
  const drawn: OfferCase[] = []
  const cases = offerCases(slice.seed)
  return await runSlice(
    {
      ...{ name: 'release', count: `${slice.kills} kills`, nothing: noFigures, add: addFigures },
      caseAt: (index) => {
        while (drawn.length <= index) drawn.push(cases.next().value)
        const one = drawn[index]
        return one && { name: one.name, run: async () => sailCase(yard, await networkOf(one.reach), one) }
      },
      isEnough: (figures) => killsIn(figures) >= slice.kills,
      conclude: (figures) => ({ isWell: true, lines: tableOf(figures) }),
    },
    slice,
  )
}

async function sailCase(yard: Yard, network: MadeNetwork, { legs }: OfferCase): Promise<Ran<Figures>> {
  try {
    const found = await sailOffers(yard, network, legs, longPatience)
    const word = `${killsIn(found)} deaths, ${found.missed} that did not come, ${found.again} parts sent again`
    return { isWell: true, word, found }
  } catch (error) {
    return failure(error, noFigures)
  }
}
