import { exchangeFaults, type ExchangeFault } from '../../node/exchanges/fault-points.ts'
import { relayFaults } from '../../node/relay/fault-points.ts'
import { faultPoints, type FaultPoint } from '../../node/store/fault-points.ts'
import { seededRandom } from '../support/random.ts'
import type { Reach } from './network.ts'
import type { Point } from './points.ts'
import { chapterOf, chapters } from './tale.ts'
import { calm, troubles, type Kill, type Leg, type Part } from './voyage.ts'

export const storePoints = Object.keys(faultPoints) as FaultPoint[]
const beginning = (...starts: readonly string[]): readonly ExchangeFault[] =>
  exchangeFaults.filter((point) => starts.some((start) => point.startsWith(start)))

/** The points, beside those of the store, that a part passes while one statement is delivered. */
export function ownPointsOf(part: Part, reach: Reach): readonly Point[] {
  const collected = reach === 'relayed' ? beginning('collect') : []
  switch (part) {
    case 'speaker':
      return [...beginning('speak', 'courier', 'receive-opened'), ...collected, ...filePointsOf(part)]
    case 'hearer':
      return [...beginning('receive'), ...collected, ...filePointsOf(part)]
    case 'relay-1':
    case 'relay-2':
      return relayFaults
  }
}

/** Those that it passes only with a statement that has files. */
function filePointsOf(part: Part): readonly ExchangeFault[] {
  if (part === 'speaker') return ['part-posted', 'parts-noted']
  return part === 'hearer' ? ['part-written', 'parts-marked', 'attachment-complete'] : []
}

/** Draws from a seed: the same seed, the same draws. */
export function createLots(seed: string) {
  const random = seededRandom(seed)
  const below = (count: number): number => {
    const [a = 0, b = 0, c = 0] = random(3)
    return (a * 65_536 + b * 256 + c) % count
  }
  const pick = <T>(all: readonly T[]): T => {
    const one = all[below(all.length)]
    if (one === undefined) throw new Error('nothing to draw from')
    return one
  }
  const shuffled = <T>(all: readonly T[]): readonly T[] => {
    const left = [...all]
    return all.flatMap(() => left.splice(below(left.length), 1))
  }
  return { below, pick, shuffled }
}

/**
 * The least that hits every point: each in every part that passes it, the points of the store in one part, dealt by
 * lot; and every trouble once. Whoever is killed in one leg is killed in parts of their own, so that they come back
 * together; in an order by lot, so that each meets another kind of statement. One alone is for the soak.
 */
export function shortPlan(seed: string): readonly Leg[] {
  const lots = createLots(seed)
  const crew = (['speaker', 'hearer', 'relay-1'] as const).map((who) => {
    const ofFiles = filePointsOf(who)
    const isOfFiles = (point: Point) => ofFiles.some((one) => one === point)
    return { who, ofFiles, points: ownPointsOf(who, 'relayed').filter((point) => !isOfFiles(point)) }
  })
  for (const point of lots.shuffled(storePoints))
    crew.reduce((a, b) => (b.points.length < a.points.length ? b : a)).points.push(point)
  const killsOf = (who: Part, points: readonly Point[]) => points.map((point) => ({ who, point, nth: 1 }))
  const legs = lots.shuffled([
    ...atOnce(crew.map(({ who, points }) => killsOf(who, lots.shuffled(points)))),
    ...(['hearer-away', 'relay-1-away', 'relay-1-lost', 'at-both-relays', 'speaker-restarted'] as const).map(
      (trouble): Leg => ({ ...calm, trouble }),
    ),
  ])
  return withFiles(legs, atOnce(crew.map(({ who, ofFiles }) => killsOf(who, ofFiles))))
}

/** Some legs in the places of disclosures, which have files, and the others around them. */
function withFiles(legs: readonly Leg[], ofFiles: readonly Leg[]): readonly Leg[] {
  const [others, files] = [[...legs], [...ofFiles]]
  const all: Leg[] = []
  while (others.length + files.length > 0) {
    const isDisclosure = chapterOf(all.length) === 'DISCLOSURE'
    const [leg] = isDisclosure && files.length > 0 ? files.splice(0, 1) : others.splice(0, 1)
    if (leg === undefined) throw new Error('plan: too few legs around those with files')
    all.push(leg)
  }
  return all
}

/** Legs whose nth kills the nth of each list. */
function atOnce(lists: readonly (readonly Kill[])[]): readonly Leg[] {
  const legs = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: legs }, (_, nth) => ({
    trouble: 'none' as const,
    kills: lists.flatMap((list) => list.slice(nth, nth + 1)),
  }))
}

/** Without a relay between them: what only then comes in this order. */
export function directPlan(seed: string): readonly Leg[] {
  const lots = createLots(seed)
  const speaker: readonly Kill[] = [
    { who: 'speaker', point: 'courier-posted', nth: 1 },
    { who: 'speaker', point: 'courier-receipt-read', nth: 1 },
  ]
  const hearer: readonly Kill[] = [
    { who: 'hearer', point: 'receive-stored', nth: 1 },
    { who: 'hearer', point: 'receive-receipt-sealed', nth: 1 },
    { who: 'hearer', point: 'batch-written', nth: 1, again: { point: 'turn-answered', nth: 1 } },
  ]
  return lots.shuffled([...atOnce([speaker, hearer].map(lots.shuffled)), { ...calm, trouble: 'hearer-away' }])
}

/** One case of the soak: legs in a world of its own, one for each chapter of the tale. */
export interface Case {
  readonly reach: Reach
  readonly name: string
  readonly legs: readonly Leg[]
  /** What one leg or another must hit: a first passing always comes, a later one may not. */
  readonly must: Point | undefined
}

/** At which passings within one leg a process is killed: an anchor is written once, and hardly anything four times. */
function passingsOf(point: Point): readonly number[] {
  if (point.startsWith('anchor') || point.startsWith('file')) return [1]
  return point.startsWith('turn') || point.startsWith('batch') ? [1, 2, 3] : [1, 2]
}

/** Cases of several kills at once, drawn by lot. */
const drawnCases = 150

/**
 * Every part at every point it passes, at its first and, where it may come, second and third passing; every trouble; then cases by lot, with
 * troubles and up to two parts killed in one leg, some of them again while they come back.
 */
export function longPlan(seed: string): readonly Case[] {
  const lots = createLots(seed)
  const cases: Case[] = []
  for (const [reach, crew] of crews) {
    for (const who of crew) {
      for (const point of [...ownPointsOf(who, reach), ...storePoints]) {
        for (const nth of passingsOf(point)) {
          const leg: Leg = { trouble: 'none', kills: [{ who, point, nth }] }
          const must = nth === 1 ? point : undefined
          cases.push({ reach, must, name: `${reach}, ${nameOf(leg)}`, legs: chapters.map(() => leg) })
        }
      }
    }
    for (const trouble of troublesAt(reach)) {
      const legs = chapters.map((): Leg => ({ ...calm, trouble }))
      cases.push({ reach, must: undefined, name: `${reach}, ${trouble}`, legs })
    }
  }
  const drawn = Array.from({ length: drawnCases }, (): Case => {
    const [reach, crew] = lots.pick(crews)
    const legs = chapters.map(() => drawLeg(lots, reach, crew))
    return { reach, must: undefined, name: `${reach}, by lot: ${legs.map(nameOf).join('; ')}`, legs }
  })
  return [...lots.shuffled(cases), ...drawn]
}

const crews: readonly (readonly [Reach, readonly Part[]])[] = [
  ['relayed', ['speaker', 'hearer', 'relay-1']],
  ['direct', ['speaker', 'hearer']],
]

/** Where nobody needs a relay, only who is away makes a difference. */
const troublesAt = (reach: Reach) =>
  troubles.filter((trouble) => reach === 'relayed' || !trouble.includes('relay'))

function drawLeg(lots: ReturnType<typeof createLots>, reach: Reach, crew: readonly Part[]): Leg {
  const trouble = lots.pick(troublesAt(reach))
  const present: readonly Part[] = trouble.includes('relay') ? [...crew, 'relay-2'] : crew
  const who = lots.shuffled(present).slice(0, 1 + lots.below(2))
  const deadly = (part: Part) => {
    const point = lots.pick([...ownPointsOf(part, reach), ...storePoints])
    return { point, nth: lots.pick(passingsOf(point)) }
  }
  const kills = who.map((part): Kill => {
    const kill = { who: part, ...deadly(part) }
    return lots.below(3) === 0 ? { ...kill, again: deadly(part) } : kill
  })
  return { trouble, kills }
}

function nameOf({ trouble, kills }: Leg): string {
  const killed = kills.map(({ who, point, nth, again }) => {
    const twice = again === undefined ? '' : ` and at ${again.point} ${again.nth}`
    return `${who} at ${point} ${nth}${twice}`
  })
  return [...(trouble === 'none' ? [] : [trouble]), ...killed].join(' + ')
}
