import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Answer, UseCases } from '../../node/api/contract.ts'
import { passphrase } from '../store/support.ts'
import type { Deadly, OrderName, Orders, Patience } from './messages.ts'
import { places, type MadeNetwork, type Place } from './network.ts'
import { Died, type Ending, type NodeProcess } from './process.ts'
import type { Yard } from './yard.ts'

/** Longest that anything may take, unless it is said otherwise: only a case that fails waits so long. */
const longestMs = 300_000
/** What is lost is missed at once; so is what is only late. */
const shortPatience: Patience = { askAfterMs: 700, relayRestMs: 1_500 }
/** How long a process that is to die may take to come to its point when all else is done: anchors are written beside. */
const lateMs = 1_500

/** Copies of a network's nodes, each a process that can die, and is started again when it does. */
export interface World extends AsyncDisposable {
  readonly network: MadeNetwork
  readonly folderOf: (place: Place) => string
  readonly isUp: (place: Place) => boolean
  /** Its process's id in the system; `undefined` while there is none. */
  readonly pidOf: (place: Place) => number | undefined
  /** Starts a place; what was armed while it was away counts from here. */
  readonly start: (place: Place) => Promise<void>
  readonly stop: (place: Place) => Promise<void>
  /** Stops a place as if its plug was pulled. */
  readonly fell: (place: Place) => Promise<void>
  /** Names the point at which a process dies next; `again` kills it once more after it was started again. */
  readonly arm: (place: Place, deadly: Deadly, again?: Deadly) => Promise<void>
  /** What was armed and did not happen; waits a little for it, then disarms. */
  readonly disarm: () => Promise<readonly Place[]>
  /** Deaths at a fault point so far. */
  readonly deaths: readonly { readonly place: Place; readonly point: string }[]
  readonly advance: (ms: number) => Promise<void>
  /** Asked once: {@link Died} when the process dies before it has answered. */
  readonly ask: <Name extends keyof UseCases>(
    place: Place,
    name: Name,
    parts?: object,
  ) => Promise<Answer<Name>>
  /** Asked again of the process that is started in the place of one that died. */
  readonly order: <Name extends OrderName>(
    place: Place,
    name: Name,
    takes: Orders[Name]['takes'],
  ) => Promise<Orders[Name]['gives']>
  /** Resolves when the place is up again after a death. */
  readonly settled: (place: Place) => Promise<void>
}

interface Standing {
  process: NodeProcess | undefined
  /** Resolves when whoever died is up again. */
  up: Promise<void>
  /** Whether it is meant to run. */
  isWanted: boolean
  armed: Deadly | undefined
  again: Deadly | undefined
}

const unlessDied = (error: unknown): void => {
  if (!(error instanceof Died)) throw error
}

/** Copies the folders of a network into `folder` and starts its nodes. @param deadlineMs - the longest that anything may take */
export async function openWorld(
  yard: Yard,
  network: MadeNetwork,
  folder: string,
  patience: Patience = shortPatience,
  deadlineMs = longestMs,
): Promise<World> {
  const standing = new Map<Place, Standing>()
  const deaths: { readonly place: Place; readonly point: string }[] = []
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => undefined)
  let aheadMs = 0
  const folderOf = (place: Place) => join(folder, place)
  const at = (place: Place): Standing => {
    const found = standing.get(place)
    if (found === undefined) throw new Error(`${place} is not of this world`)
    return found
  }

  const launch = async (place: Place, deadly: Deadly | undefined): Promise<void> => {
    const node = yard.take()
    const here = at(place)
    here.process = node
    here.armed = deadly
    void node.ended.then((ending) => mourn(place, node, ending))
    const listen = network.listen[place]
    // Whoever dies while starting is mourned, and started again, like any other.
    await node
      .order('start', { dataDir: folderOf(place), passphrase, listen, aheadMs, deadly, patience })
      .catch(unlessDied)
  }

  const mourn = (place: Place, node: NodeProcess, { killedAt, signal, code }: Ending): void => {
    const here = at(place)
    if (here.process !== node) return
    here.process = undefined
    if (killedAt === undefined || killedAt !== here.armed?.point) {
      failure.reject(new Error(`${place} ended by itself: ${signal ?? code ?? 'no code'} ${killedAt ?? ''}`))
      return
    }
    deaths.push({ place, point: killedAt })
    const { again } = here
    here.again = undefined
    here.up = launch(place, again)
    here.up.catch(failure.reject)
  }

  const within = <T>(work: Promise<T>, what: string): Promise<T> => {
    const stop = new AbortController()
    const late = setTimeout(deadlineMs, undefined, { signal: stop.signal }).then(() => {
      throw new Error(`not in time: ${what}`)
    })
    return Promise.race([work, failure.promise, late]).finally(() => {
      stop.abort()
      late.catch(() => undefined)
    })
  }

  const settled = async (place: Place): Promise<void> => {
    const here = at(place)
    // One that is dying is not mourned yet; one that died while it was started again has a new promise.
    while (here.isWanted && here.process?.isAlive() !== true) {
      await here.up
      await setTimeout(1)
    }
    await here.up
  }

  /** Tells it to live. @returns whether it has passed its point all the same, and is waited for */
  const isDying = async (process: NodeProcess): Promise<boolean> => {
    const isIt = await process.order('arm', undefined).catch((error: unknown) => {
      unlessDied(error)
      return true
    })
    if (isIt) await process.ended
    return isIt
  }

  const end = async (place: Place, how: (process: NodeProcess) => Promise<null>): Promise<void> => {
    const here = at(place)
    await within(settled(place), `${place} settles`)
    const { process } = here
    here.process = undefined
    here.isWanted = false
    if (process === undefined) return
    // It can come to its point while it stops, too.
    await how(process).catch(unlessDied)
    await process[Symbol.asyncDispose]()
    const { killedAt } = await process.ended
    if (killedAt === undefined) return
    deaths.push({ place, point: killedAt })
    here.armed = here.again
    here.again = undefined
  }

  const world: World = {
    network,
    folderOf,
    deaths,
    isUp: (place) => at(place).isWanted,
    pidOf: (place) => at(place).process?.pid,
    start: async (place) => {
      const here = at(place)
      here.isWanted = true
      here.up = launch(place, here.armed)
      await within(here.up, `${place} starts`)
    },
    stop: (place) => end(place, (process) => process.order('stop', null)),
    fell: (place) =>
      end(place, (process) => {
        process.kill()
        return Promise.resolve(null)
      }),
    arm: async (place, deadly, again) => {
      const here = at(place)
      here.armed = deadly
      here.again = again
      await here.process?.order('arm', deadly)
    },
    disarm: async () => {
      const alive: Place[] = []
      for (const [place, here] of standing) {
        // Who died meanwhile may be armed once more.
        while (here.armed !== undefined && here.process !== undefined) {
          const { process } = here
          const stop = new AbortController()
          await Promise.race([process.ended, setTimeout(lateMs, undefined, { signal: stop.signal })])
          stop.abort()
          await within(settled(place), `${place} settles`)
          if (here.process !== process || (await isDying(process))) continue
          here.armed = undefined
          here.again = undefined
          alive.push(place)
        }
      }
      return alive
    },
    advance: async (ms) => {
      aheadMs += ms
      for (const { process } of standing.values()) await process?.order('advance', ms)
    },
    ask: async (place, name, parts = {}) => {
      const { process } = at(place)
      if (process === undefined) throw new Died(`${place} is down`)
      const asked = within(process.order('ask', { name, parts }), `${place} answers ${name}`)
      // The child answers with what the use case of this name gives.
      return (await asked) as Answer<typeof name>
    },
    order: (place, name, takes) =>
      within(
        (async () => {
          for (;;) {
            await settled(place)
            try {
              const { process } = at(place)
              if (process === undefined) throw new Error(`${place} is not running`)
              return await process.order(name, takes)
            } catch (error) {
              if (!(error instanceof Died)) throw error
              // Not at once: it has to be heard of as ended first.
              await setTimeout(1)
            }
          }
        })(),
        `${place} obeys ${name}`,
      ),
    settled: (place) => within(settled(place), `${place} settles`),
    [Symbol.asyncDispose]: async () => {
      for (const here of standing.values()) {
        const { process } = here
        here.process = undefined
        await process?.[Symbol.asyncDispose]()
      }
    },
  }
  for (const place of places) {
    standing.set(place, {
      ...{ process: undefined, up: Promise.resolve(), isWanted: false, armed: undefined, again: undefined },
    })
    await cp(join(network.folder, place), folderOf(place), { recursive: true })
  }
  try {
    await Promise.all(places.map((place) => world.start(place)))
    return world
  } catch (error) {
    await world[Symbol.asyncDispose]()
    throw error
  }
}
