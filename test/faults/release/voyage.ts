import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deadly, Patience } from '../messages.ts'
import { places, type MadeNetwork, type Place } from '../network.ts'
import { proveSilence, untilQuiet } from '../proof.ts'
import type { Told } from '../tale.ts'
import { openWorld, type World } from '../world.ts'
import type { Yard } from '../yard.ts'
import type { Figures, Step } from './figures.ts'
import { begin, giveNotice, releasedIn, takeOut, undertake, type Offer } from './offer.ts'
import { proveOffers } from './proof.ts'

/** What an officer does; everything between two of them the nodes do by themselves. */
export const acts = ['notice', 'undertaking', 'saving'] as const
export type Act = (typeof acts)[number]

/** Who is killed, at which step and where in it, and perhaps once more after it was started again. */
export interface StepKill extends Deadly {
  readonly who: Place
  readonly step: Step
  readonly again?: Deadly & { readonly step: Step }
}

/** Whether the two institutions are there at once, or never: what is on its way waits at a relay. */
export type Meeting = 'together' | 'apart'

/** One offer, from its notice until its files are taken out; of each act, at most one kill of each place. */
export interface OfferLeg {
  readonly meeting: Meeting
  readonly kills: Readonly<Record<Act, readonly StepKill[]>>
}

/** The world's clock moves on so far before each offer: then the anchor is due at the next commit. */
const legMs = 11_000
/** Of a soak: longer than any pause in which nothing was lost, on a busy machine too. What is missed is sent again, and counted. */
export const longPatience: Patience = { askAfterMs: 20_000, relayRestMs: 5_000 }

/**
 * Offers one thing after another in one world, each to its end: files taken out, and nothing on its way any more.
 *
 * @throws Disproved, and what keeps it from coming to its end
 */
export async function sailOffers(
  yard: Yard,
  network: MadeNetwork,
  legs: readonly OfferLeg[],
  patience?: Patience,
): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'sponte-release-'))
  try {
    await using world = await openWorld(yard, network, folder, patience)
    const kills = { notice: 0, undertaking: 0, release: 0, parts: 0, saving: 0 }
    const told: Told[] = []
    const offers: Offer[] = []
    let [moments, missed, apart] = [0, 0, 0]
    for (const [nth, leg] of legs.entries()) {
      const before = world.deaths.length
      const { offer, wasApart } = await passLeg(world, { told, nth, leg }).catch((cause: unknown) => {
        const said = cause instanceof Error ? cause.message : String(cause)
        throw new Error(`at offer ${nth}: ${said}`, { cause })
      })
      offers.push(offer)
      if (wasApart) apart += 1
      const deaths = world.deaths.slice(before)
      const planned = acts.flatMap((act) => leg.kills[act]).flatMap((kill) => [kill, ...againOf(kill)])
      for (const { who, step, point, laterMs } of planned) {
        const at = deaths.findIndex((death) => death.point === point && death.place === who)
        if (at === -1) {
          missed += 1
          continue
        }
        deaths.splice(at, 1)
        kills[step] += 1
        if (laterMs !== undefined) moments += 1
      }
    }
    const sent = await proveOffers(world, told, offers)
    await proveSilence(world, told)
    return { offers: offers.length, kills, moments, missed, apart, ...sent }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const againOf = ({ who, again }: StepKill): readonly StepKill[] =>
  again === undefined ? [] : [{ who, ...again }]

interface Passing {
  readonly told: Told[]
  readonly nth: number
  readonly leg: OfferLeg
}

async function passLeg(
  world: World,
  { told, nth, leg: { meeting, kills } }: Passing,
): Promise<{ readonly offer: Offer; readonly wasApart: boolean }> {
  const isApart = meeting === 'apart'
  await world.advance(legMs)
  if (isApart) await world.fell('beta')

  await arm(world, kills.notice)
  const notice = await giveNotice(world, told, nth)
  if (isApart) await passOn(world, 'alpha', 'beta', 'deposited')
  await world.order('beta', 'holds', notice)
  await rest(world, isApart)

  await arm(world, kills.undertaking)
  const undertaking = await undertake(world, told, notice)
  let wasApart = false
  if (isApart) {
    await passOn(world, 'beta', 'alpha', 'deposited')
    await world.order('alpha', 'holds', releasedIn(undertaking))
    await passOn(world, 'alpha', 'beta', 'handed')
    await world.order('beta', 'holds', releasedIn(undertaking))
    wasApart = await world.order('beta', 'complete', null)
    await world.start('alpha')
  } else await world.order('beta', 'holds', releasedIn(undertaking))
  await rest(world, false)

  const offer = await begin(world, told, { nth, exchange: notice.exchange })
  await arm(world, kills.saving)
  await takeOut(world, offer)
  await rest(world, false)
  return { offer, wasApart }
}

async function arm(world: World, kills: readonly StepKill[]): Promise<void> {
  for (const { who, point, nth, laterMs, again } of kills)
    await world.arm(who, { point, nth, ...(laterMs === undefined ? {} : { laterMs }) }, again)
}

/** One goes home when all it had to say is at a relay; then the other comes. */
async function passOn(world: World, from: Place, to: Place, said: 'deposited' | 'handed'): Promise<void> {
  await world.order(from, said, null)
  await world.fell(from)
  await world.start(to)
}

/** Until nobody is to die any more and, unless somebody is away, nothing is on its way. */
async function rest(world: World, isAway: boolean): Promise<void> {
  if (!isAway) await untilQuiet(world)
  await world.disarm()
  if (!isAway) await untilQuiet(world)
  for (const place of places) if (world.isUp(place)) await world.settled(place)
}
