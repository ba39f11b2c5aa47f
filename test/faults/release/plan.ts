import type { Deadly } from '../messages.ts'
import type { Place, Reach } from '../network.ts'
import { createLots, ownPointsOf, storePoints } from '../plan.ts'
import type { Point } from '../points.ts'
import { relayFaults } from '../../../node/relay/fault-points.ts'
import type { Step } from './figures.ts'
import type { Act, OfferLeg, StepKill } from './voyage.ts'

/** Some offers in a world of their own. */
export interface OfferCase {
  readonly reach: Reach
  readonly name: string
  readonly legs: readonly OfferLeg[]
}

/** Offers in one world: the second meets what the first has left. */
export const offersInCase = 2

/** The longest that whoever is not killed at its point goes on, in milliseconds: some statements, or many parts. */
const longestMs = 400

type Lots = ReturnType<typeof createLots>
type Hit = readonly [point: Point, passings: number]

/** The inside of a commit; key files and anchors are written too rarely to be met by lot. */
const commitPoints = storePoints.filter((point) => !point.startsWith('file') && !point.startsWith('anchor'))
const commits = (passings: number): readonly Hit[] => commitPoints.map((point) => [point, passings])

/** Where in a step somebody can be met, and up to which passing, counted from the act before it. */
function hitsOf(step: Step, who: Place, reach: Reach): readonly Hit[] {
  if (who === 'relay-1' || who === 'relay-2') {
    const passings = step === 'parts' ? 8 : 2
    return relayFaults.map((point) => [point, passings])
  }
  const isSpeaker = who === (step === 'undertaking' ? 'beta' : 'alpha')
  const own = ownPointsOf(isSpeaker ? 'speaker' : 'hearer', reach).filter((point) => !isOfFiles(point))
  switch (step) {
    case 'notice':
    case 'undertaking':
      return [...own.map((point) => [point, 1] as const), ...commits(1)]
    case 'release':
      // What comes first after the undertaking is the undertaking itself, or its receipt.
      return isSpeaker
        ? [['speak-placed', 1], ['courier-sealed', 1], ['courier-posted', 1], ...commits(3)]
        : [['receive-stored', 1], ['receive-opened', 2], ['receive-authenticated', 2], ...commits(4)]
    case 'parts':
      return isSpeaker
        ? [
            ['part-posted', 11],
            ['parts-noted', 2],
          ]
        : [
            ['part-written', 11],
            ['parts-marked', 11],
            ['attachment-complete', 1],
          ]
    case 'saving':
      return commits(3)
  }
}

const isOfFiles = (point: Point): boolean => point.startsWith('part') || point.startsWith('attachment')

/** The least: killed as it has released, once more amid the parts, and where they arrive. */
export const leastLeg: OfferLeg = {
  meeting: 'together',
  kills: {
    ...{ notice: [], saving: [] },
    undertaking: [
      {
        ...{ who: 'alpha', step: 'release', point: 'speak-placed', nth: 1 },
        again: { step: 'parts', point: 'part-posted', nth: 3 },
      },
      { who: 'beta', step: 'parts', point: 'part-written', nth: 4 },
    ],
  },
}

/** Cases without end, the same for the same seed. */
export function* offerCases(seed: string): Generator<OfferCase, never> {
  const lots = createLots(`release ${seed}`)
  for (;;) {
    const reach = lots.pick(['relayed', 'direct'] as const)
    const legs = Array.from({ length: offersInCase }, () => drawLeg(lots, reach))
    yield { reach, name: `${reach}: ${legs.map(nameOf).join('; ')}`, legs }
  }
}

function drawLeg(lots: Lots, reach: Reach): OfferLeg {
  const meeting = lots.pick(['together', 'apart'] as const)
  // Straight, a relay has nothing of it.
  const isByRelay = reach === 'relayed' || meeting === 'apart'
  const crew: readonly Place[] = isByRelay ? ['alpha', 'beta', 'relay-1'] : ['alpha', 'beta']
  const killed = (among: readonly Place[], of: readonly Step[]): readonly StepKill[] =>
    among.map((who) => {
      const step = lots.pick(of)
      const kill = { who, step, ...deadly(lots, hitsOf(step, who, reach)) }
      const isOfParts = who === 'alpha' || who === 'beta'
      if (step === 'notice' || step === 'saving' || !isOfParts || lots.below(3) > 0) return kill
      return { ...kill, again: { step: 'parts', ...deadly(lots, hitsOf('parts', who, reach)) } }
    })
  const kills: Record<Act, readonly StepKill[]> = {
    notice: killed(lots.shuffled(crew).slice(0, lots.below(2)), ['notice']),
    undertaking: killed(lots.shuffled(crew).slice(0, 1 + lots.below(2)), ['undertaking', 'release', 'parts']),
    saving: killed(lots.below(3) === 0 ? ['beta'] : [], ['saving']),
  }
  return { meeting, kills }
}

/** At a point, or some time after it. */
function deadly(lots: Lots, hits: readonly Hit[]): Deadly {
  const [point, passings] = lots.pick(hits)
  const at = { point, nth: 1 + lots.below(passings) }
  return lots.below(2) === 0 ? at : { ...at, laterMs: 1 + lots.below(longestMs) }
}

function nameOf({ meeting, kills }: OfferLeg): string {
  const all = Object.values(kills).flat()
  const killed = all.map(({ who, again, ...kill }) => {
    const twice = again === undefined ? '' : `, and at ${whereOf(again)}`
    return `${who} at ${whereOf(kill)}${twice}`
  })
  return [meeting, ...killed].join(' + ')
}

const whereOf = ({ point, nth, laterMs }: Deadly): string =>
  `${point} ${nth}${laterMs === undefined ? '' : ` and ${laterMs} ms`}`
