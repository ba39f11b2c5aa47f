// Real processes, killed by lot while content waits, is released and is carried: twenty times in CI. One offer is among
// the tests of every run (`faults.test.ts`), a hundred kills are `npm run soak -- release`.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../store/support.ts'
import { networksIn } from './reaches.ts'
import { addFigures, killsIn, noFigures } from './release/figures.ts'
import { offerCases, offersInCase } from './release/plan.ts'
import { longPatience, sailOffers } from './release/voyage.ts'
import { createYard } from './yard.ts'

const seed = 'harbour 1'

/** How many to kill; none where nobody asks for it. */
const kills = Number(process.env['SPONTE_KILLS'] ?? 0)

test.runIf(kills > 0)(
  `after ${kills} kills each offer is released once, and every file is what was attached`,
  async () => {
    await using folder = await temporaryFolder()
    await using yard = createYard(join(folder.path, 'compiled'))
    const networkOf = networksIn(folder.path, { disclosures: 0, offers: offersInCase })
    let figures = noFigures
    let index = 0
    for (const { reach, name, legs } of offerCases(seed)) {
      const sailed = await sailOffers(yard, await networkOf(reach), legs, longPatience).catch(
        (cause: unknown) => {
          const again = `npm run soak -- release --seed '${seed}' --case ${index}`
          const said = cause instanceof Error ? cause.message : String(cause)
          throw new Error(`${again} (${name}): ${said}`, { cause })
        },
      )
      index += 1
      figures = addFigures(figures, sailed)
      if (killsIn(figures) >= kills) break
    }
    for (const [step, count] of Object.entries(figures.kills)) expect(count, step).toBeGreaterThan(0)
  },
  900_000,
)
