import { exchangeFaults, type ExchangeFault } from '../../node/exchanges/fault-points.ts'
import { relayFaults } from '../../node/relay/fault-points.ts'
import { faultPoints, type FaultPoint } from '../../node/store/fault-points.ts'
import { seededRandom } from '../support/random.ts'
import type { Reach } from './network.ts'
import type { Point } from './points.ts'
import { calm, type Kill, type Leg, type Part } from './voyage.ts'

const storePoints = Object.keys(faultPoints) as FaultPoint[]
const beginning = (...starts: readonly string[]): readonly ExchangeFault[] =>
  exchangeFaults.filter((point) => starts.some((start) => point.startsWith(start)))

/** The points, beside those of the store, that a part passes while one statement is delivered. */
function ownPointsOf(part: Part, reach: Reach): readonly Point[] {
  const collected = reach === 'relayed' ? beginning('collect') : []
  switch (part) {
    case 'speaker':
      return [...beginning('speak', 'courier', 'receive-opened'), ...collected]
    case 'hearer':
      return [...beginning('receive'), ...collected]
    case 'relay-1':
    case 'relay-2':
      return relayFaults
  }
}

/** Draws from a seed: the same seed, the same draws. */
function createLots(seed: string) {
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
 * The least that hits every point: each in every part that passes it, the points of the store in one part by lot, and
 * every trouble once; in an order by lot, so that each meets another kind of statement.
 */
export function shortPlan(seed: string): readonly Leg[] {
  const lots = createLots(seed)
  const crew = ['speaker', 'hearer', 'relay-1'] as const
  const kills: readonly Kill[] = [
    ...crew.flatMap((who) => ownPointsOf(who, 'relayed').map((point) => ({ who, point, nth: 1 }))),
    ...storePoints.map((point) => ({ who: lots.pick(crew), point, nth: 1 })),
  ]
  return lots.shuffled([
    ...kills.map((kill): Leg => ({ trouble: 'none', kills: [kill] })),
    ...(['hearer-away', 'relay-1-away', 'relay-1-lost', 'at-both-relays', 'speaker-restarted'] as const).map(
      (trouble): Leg => ({ ...calm, trouble }),
    ),
  ])
}

/** Without a relay between them: what only then comes in this order. */
export function directPlan(seed: string): readonly Leg[] {
  const kills: readonly Kill[] = [
    { who: 'speaker', point: 'courier-posted', nth: 1 },
    { who: 'speaker', point: 'courier-receipt-read', nth: 1 },
    { who: 'hearer', point: 'receive-stored', nth: 1 },
    { who: 'hearer', point: 'receive-receipt-sealed', nth: 1 },
    { who: 'hearer', point: 'batch-written', nth: 1, again: { point: 'turn-answered', nth: 1 } },
  ]
  return createLots(seed).shuffled([
    ...kills.map((kill): Leg => ({ trouble: 'none', kills: [kill] })),
    { ...calm, trouble: 'hearer-away' },
  ])
}
