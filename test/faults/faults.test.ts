// Real processes, killed where it hurts. What a few legs prove here, `npm run soak` proves of all of them.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { partBytes } from '../../protocol/index.ts'
import { temporaryFolder } from '../store/support.ts'
import { sailFile } from './file/voyage.ts'
import type { MadeNetwork, Reach } from './network.ts'
import { directPlan, shortPlan } from './plan.ts'
import { points } from './points.ts'
import { networksIn } from './reaches.ts'
import { leastLeg } from './release/plan.ts'
import { sailOffers } from './release/voyage.ts'
import { disclosuresIn } from './tale.ts'
import { sail } from './voyage.ts'
import { createYard, type Yard } from './yard.ts'

const seed = 'harbour 1'

const plans = { relayed: shortPlan(seed), direct: directPlan(seed) }
/** Where kills are asked for, as in CI, the whole plan with every point; a developer's run has the first third. */
const isWhole = process.env['SPONTE_KILLS'] !== undefined
const relayed = isWhole ? plans.relayed : plans.relayed.slice(0, Math.ceil(plans.relayed.length / 3))
const shared = new AsyncDisposableStack()
let yard: Yard
let networkOf: (reach: Reach) => Promise<MadeNetwork>
beforeAll(async () => {
  const { path } = shared.use(await temporaryFolder())
  yard = shared.use(createYard(join(path, 'compiled')))
  networkOf = networksIn(path, { disclosures: disclosuresIn(plans.relayed.length), offers: 1 })
  await networkOf('relayed')
}, 600_000)
afterAll(() => shared.disposeAsync())

test('by relays: killed at points of the list, in CI at every one, and with relays and desks away, nothing acknowledged is lost or applied twice', async () => {
  const { hits, missed } = await sail(yard, await networkOf('relayed'), relayed)
  expect(missed, 'planned, and not passed').toEqual([])
  const hit = new Set(hits.map(({ point }) => point))
  const notHit = points.filter((point) => !hit.has(point))
  if (isWhole) expect(notHit, 'points that no case hit').toEqual([])
  expect(hit.size).toBeGreaterThan(3)
}, 600_000)

test('directly: killed on either side of the commit and twice in a row, nothing acknowledged is lost or applied twice', async () => {
  const { missed } = await sail(yard, await networkOf('direct'), plans.direct)
  expect(missed, 'planned, and not passed').toEqual([])
}, 600_000)

test('an offer: killed as it releases, as it sends and as it receives, each node goes on by itself', async () => {
  const figures = await sailOffers(yard, await networkOf('relayed'), [leastLeg])
  expect(figures).toMatchObject({ offers: 1, missed: 0, kills: { release: 1, parts: 2 } })
}, 600_000)

test('a file of many parts: killed as it sends and as it receives, nothing that was noted as sent goes again', async () => {
  const kills = [
    { who: 'beta', point: 'parts-marked', nth: 2 },
    // By then more is noted than is lost with the end of it: to send that again would show.
    { who: 'alpha', point: 'parts-noted', nth: 2 },
  ] as const
  const one = { name: 'a file', reach: 'direct', length: 39 * partBytes + 1, kills } as const
  const figures = await sailFile(yard, await networkOf('direct'), one)
  expect(figures).toMatchObject({ files: 1, parts: 40, kills: { beta: 1 } })
  // On a machine that is full the file may be there before the second is told when to die.
  expect(figures.missed).toBeLessThan(2)
}, 600_000)
