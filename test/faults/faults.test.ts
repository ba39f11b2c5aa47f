// Real processes, killed where it hurts. What a few legs prove here, `npm run soak -- faults` proves of all of them.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../store/support.ts'
import { makeNetwork, type Reach } from './network.ts'
import { directPlan, shortPlan } from './plan.ts'
import { points } from './points.ts'
import { disclosuresIn } from './tale.ts'
import { sail, type Leg } from './voyage.ts'
import { createYard } from './world.ts'

const seed = 'harbour 1'

async function sailOnce(reach: Reach, legs: readonly Leg[]) {
  await using folder = await temporaryFolder()
  await using yard = createYard(join(folder.path, 'compiled'))
  const drafts = disclosuresIn(legs.length)
  return await sail(yard, await makeNetwork(join(folder.path, 'network'), reach, drafts), legs)
}

test('by relays: killed at every point of the list, and with relays and desks away, nothing acknowledged is lost or applied twice', async () => {
  const { hits, missed } = await sailOnce('relayed', shortPlan(seed))
  expect(missed, 'planned, and not passed').toEqual([])
  const hit = new Set(hits.map(({ point }) => point))
  expect(
    points.filter((point) => !hit.has(point)),
    'points that no case hit',
  ).toEqual([])
}, 240_000)

test('directly: killed on either side of the commit and twice in a row, nothing acknowledged is lost or applied twice', async () => {
  const { missed } = await sailOnce('direct', directPlan(seed))
  expect(missed, 'planned, and not passed').toEqual([])
}, 120_000)
