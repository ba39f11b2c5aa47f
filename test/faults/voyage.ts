import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deadly } from './messages.ts'
import { places, type MadeNetwork, type Place } from './network.ts'
import type { Point } from './points.ts'
import { proveAll, proveExchange, untilQuiet } from './proof.ts'
import { createTale, otherOf, speakerOf, type Tale } from './tale.ts'
import { openWorld, type World } from './world.ts'
import type { Yard } from './yard.ts'

/** A place as one statement sees it. */
export const parts = ['speaker', 'hearer', 'relay-1', 'relay-2'] as const
export type Part = (typeof parts)[number]

/** Who is killed, where, and perhaps once more after it was started again. */
export interface Kill extends Deadly {
  readonly who: Part
  readonly again?: Deadly
}

/** What else goes wrong while a statement is on its way. */
export const troubles = [
  'none',
  /** The hearer is off when it is sent. */
  'hearer-away',
  /** The relay that both prefer is off from the beginning. */
  'relay-1-away',
  /** The relay that both prefer has it, and goes off before the hearer comes. */
  'relay-1-lost',
  /** Each relay has it when the hearer comes. */
  'at-both-relays',
  /** Nobody is there; the speaker stops with a full outbox, and starts again. */
  'speaker-restarted',
] as const
export type Trouble = (typeof troubles)[number]

/** One statement, and what happens to it. */
export interface Leg {
  readonly trouble: Trouble
  readonly kills: readonly Kill[]
}

export const calm: Leg = { trouble: 'none', kills: [] }

/** A kill that happened. */
export interface Hit {
  readonly leg: number
  readonly who: Part
  readonly point: Point
}

/** The world's clock moves on so far before each statement: then the anchor is due at the next commit. */
const legMs = 11_000

/**
 * Sails through the legs in one world, each to its end: nothing is on its way any more, and both sides have the same.
 *
 * @returns the kills that happened, and those that were planned and did not
 * @throws Disproved, and what keeps a case from coming to its end
 */
export async function sail(
  yard: Yard,
  network: MadeNetwork,
  legs: readonly Leg[],
): Promise<{ readonly hits: readonly Hit[]; readonly missed: readonly Hit[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'sponte-faults-'))
  try {
    await using world = await openWorld(yard, network, folder)
    const tale = createTale(world)
    const hits: Hit[] = []
    const missed: Hit[] = []
    for (const [leg, { trouble, kills }] of legs.entries()) {
      const before = world.deaths.length
      const placeOf = placesOf(tale)
      await passLeg(world, tale, { trouble, kills }, placeOf).catch((cause: unknown) => {
        const said = cause instanceof Error ? cause.message : String(cause)
        throw new Error(`at leg ${leg}: ${said}`, { cause })
      })
      const deaths = world.deaths.slice(before)
      for (const { who, point, again } of kills) {
        for (const planned of again === undefined ? [point] : [point, again.point]) {
          const at = deaths.findIndex((death) => death.point === planned && death.place === placeOf(who))
          const list = at === -1 ? missed : hits
          list.push({ leg, who, point: planned })
          if (at !== -1) deaths.splice(at, 1)
        }
      }
    }
    await proveAll(world, tale)
    return { hits, missed }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Who has which part in what is said next. */
function placesOf(tale: Tale): (part: Part) => Place {
  const speaker = speakerOf(tale.next())
  return (part) => (part === 'speaker' ? speaker : part === 'hearer' ? otherOf(speaker) : part)
}

async function passLeg(
  world: World,
  tale: Tale,
  { trouble, kills }: Leg,
  placeOf: (part: Part) => Place,
): Promise<void> {
  const [speaker, hearer] = [placeOf('speaker'), placeOf('hearer')]
  await world.advance(legMs)
  const away = awayAt(trouble).map(placeOf)
  await Promise.all(away.map((place) => world.fell(place)))
  // Who is away is told when it comes back.
  for (const { who, again, ...deadly } of kills) await world.arm(placeOf(who), deadly, again)

  const { exchange } = await tale.say()
  switch (trouble) {
    case 'none':
      break
    case 'relay-1-away':
      await untilQuiet(world)
      break
    case 'hearer-away':
      await world.order(speaker, 'deposited', null)
      break
    case 'relay-1-lost':
      await world.order(speaker, 'deposited', null)
      await world.fell('relay-1')
      await world.start(hearer)
      await world.order(speaker, 'quiet', null)
      break
    case 'at-both-relays':
      await world.order(speaker, 'deposited', null)
      await world.fell('relay-1')
      await world.order('relay-2', 'holding', null)
      break
    case 'speaker-restarted':
      await world.stop(speaker)
      await world.start(speaker)
      break
  }
  const gone = places.filter((place) => !world.isUp(place))
  await Promise.all(gone.map((place) => world.start(place)))
  await untilQuiet(world)
  await world.disarm()
  await untilQuiet(world)
  await proveExchange(world, tale.told, exchange)
}

/** Who is off when the statement is made. */
function awayAt(trouble: Trouble): readonly Part[] {
  switch (trouble) {
    case 'none':
      return []
    case 'relay-1-away':
      return ['relay-1']
    case 'hearer-away':
    case 'relay-1-lost':
    case 'at-both-relays':
      return ['hearer']
    case 'speaker-restarted':
      return ['hearer', 'relay-1', 'relay-2']
  }
}
