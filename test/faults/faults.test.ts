// Real processes, killed where it hurts. What a few legs prove here, `npm run soak -- faults` proves of all of them.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../store/support.ts'
import { makeNetwork, withListeners, type MadeNetwork } from './network.ts'
import { directPlan, shortPlan } from './plan.ts'
import { points } from './points.ts'
import { disclosuresIn } from './tale.ts'
import { sail } from './voyage.ts'
import { createYard, type Yard } from './world.ts'

const seed = 'harbour 1'

const plans = { relayed: shortPlan(seed), direct: directPlan(seed) }
const shared = new AsyncDisposableStack()
let yard: Yard
let network: MadeNetwork
beforeAll(async () => {
  const { path } = shared.use(await temporaryFolder())
  yard = shared.use(createYard(join(path, 'compiled')))
  network = await makeNetwork(join(path, 'network'), disclosuresIn(plans.relayed.length))
}, 120_000)
afterAll(() => shared.disposeAsync())

test('by relays: killed at every point of the list, and with relays and desks away, nothing acknowledged is lost or applied twice', async () => {
  const { hits, missed } = await sail(yard, network, plans.relayed)
  expect(missed, 'planned, and not passed').toEqual([])
  const hit = new Set(hits.map(({ point }) => point))
  expect(
    points.filter((point) => !hit.has(point)),
    'points that no case hit',
  ).toEqual([])
}, 240_000)

test('directly: killed on either side of the commit and twice in a row, nothing acknowledged is lost or applied twice', async () => {
  await using folder = await temporaryFolder()
  const listening = await withListeners(network, join(folder.path, 'network'))
  const { missed } = await sail(yard, listening, plans.direct)
  expect(missed, 'planned, and not passed').toEqual([])
}, 120_000)
