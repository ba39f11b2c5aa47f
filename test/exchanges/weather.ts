// Two nodes in bad weather: what they say is lost, comes twice and in any order, their clocks run apart and are turned,
// and each hears late of what the directory says. All of it is drawn from seeds.
import { toHex } from '../../crypto/index.ts'
import { decodeOutbox } from '../../node/exchanges/outbox.ts'
import { ownSide } from '../../node/exchanges/placing.ts'
import { answerTo, receive } from '../../node/exchanges/receive.ts'
import type { OpenExchange } from '../../node/exchanges/registry.ts'
import type { Said } from '../../node/exchanges/speak.ts'
import { createStandingOrders } from '../../node/exchanges/standing-orders.ts'
import { NodeError } from '../../node/node-error.ts'
import { layout } from '../../node/store/index.ts'
import { ProtocolError, refusalOf, type DirectoryObject, type StatementType } from '../../protocol/index.ts'
import { subjects } from '../exchange/playing.ts'
import * as say from '../exchange/sayings.ts'
import { somethingToSay } from '../exchange/something-to-say.ts'
import { seededRandom } from '../store/support.ts'
import { testNow } from '../support/network.ts'
import { clerk, newsOf } from './news.ts'
import { disclosureUnder, type Pair, type PairNode } from './pair.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** What both clocks run around, a day to either side. */
const noonMs = testNow + 3 * day
/** Before the last status was signed, and after every credential has ended: either is certainly wrong. */
export const wrongClocks = { behind: testNow - day, ahead: testNow + 320 * day } as const

const ends = ['alpha', 'beta'] as const
type End = (typeof ends)[number]
const other = (end: End): End => (end === 'alpha' ? 'beta' : 'alpha')

const openings = [
  disclosureUnder(),
  disclosureUnder(),
  { ...say.urgentNotice(), conditions: disclosureUnder().conditions },
  { ...say.priorNotice(), conditions: disclosureUnder('BIND:OFFER').conditions },
] as say.Saying[]

/** One exchange, and what draws what is said in it. */
interface Voyage {
  readonly below: (count: number) => number
  /** What is said more often. */
  readonly about: readonly StatementType[]
  readonly said: { readonly saying: say.Saying; readonly said: Said }[]
}

/** What was said, by the seed of its exchange, and how often each thing happened. */
export interface Logbook {
  readonly voyages: ReadonlyMap<string, Voyage['said']>
  readonly times: ReadonlyMap<string, number>
}

/**
 * Sails two nodes through bad weather, and then into calm: what is in the outboxes arrives, both clocks are right, and
 * both have the whole directory.
 *
 * @param pair - new, with a clerk at either end
 * @param seeds - of one exchange each; the same seeds, the same weather
 * @param steps - how many things happen for each exchange before it is calm
 */
export async function sail(pair: Pair, seeds: readonly string[], steps: number): Promise<Logbook> {
  const below = dice(seeds.join(' '))
  const voyages = new Map(
    seeds.map((seed): [string, Voyage] => {
      const drawn = dice(seed)
      return [seed, { below: drawn, about: subjects[drawn(subjects.length)] ?? [], said: [] }]
    }),
  )
  const times = new Map<string, number>()
  const note = (what: string) => times.set(what, (times.get(what) ?? 0) + 1)
  const underway: { readonly to: End; readonly envelope: Uint8Array }[] = []
  const anyEnd = () => (below(2) === 0 ? 'alpha' : 'beta')

  const arrive = async (to: End, envelope: Uint8Array): Promise<void> => {
    try {
      const answer = answerTo(await receive(pair[to].desk.deps, envelope))
      if (answer !== undefined) underway.push({ to: other(to), envelope: answer.receipt })
      note('arrived')
    } catch (error) {
      note(`not taken in: ${refusalIn(error)}`)
    }
  }
  /** Carried at once, lost though it arrived, or lost; in any case a copy is under way. */
  pair.meddle.by = async (to, envelope) => {
    if (to !== 'alpha' && to !== 'beta') throw new Error('there is no relay in these waters')
    underway.push({ to, envelope })
    const fate = below(4)
    if (fate === 0) return
    if (fate === 1) await arrive(to, envelope)
    throw new Error('nothing came back')
  }

  const speak = async (voyage: Voyage, end: End, saying: say.Saying, exchange?: OpenExchange) => {
    const as = exchange !== undefined && voyage.below(4) === 0 ? clerk : pair[end].desk.people.ana
    try {
      voyage.said.push({ saying, said: await pair[end].say(saying, exchange, as) })
      note('said')
      return true
    } catch (error) {
      note(`not said: ${refusalIn(error)}`)
      return false
    }
  }
  const goOn = async () => {
    const voyage = [...voyages.values()][below(voyages.size)]
    if (voyage === undefined) return
    const { said } = voyage
    const [first] = said
    if (first === undefined) {
      const opening = openings[voyage.below(openings.length)] ?? disclosureUnder()
      await speak(voyage, voyage.below(2) === 0 ? 'alpha' : 'beta', opening)
      return
    }
    const end = anyEnd()
    const { deps } = pair[end].desk
    const exchange = await pair[end].open(first.said).catch(unknownYet)
    if (exchange === undefined) return
    const { state } = exchange
    for (let tries = 0; tries < 3; tries += 1) {
      const saying = somethingToSay(state, ownSide(deps, state), voyage.below(1_000_000), voyage.about)
      if (saying !== undefined && (await speak(voyage, end, readable(saying, state.binding), exchange)))
        return
    }
  }
  const carry = async () => {
    const at = below(underway.length)
    const one = underway[at]
    if (one === undefined) return
    const fate = (['lost', 'once', 'once', 'to come again'] as const)[below(4)]
    if (fate !== 'lost') await arrive(one.to, one.envelope)
    if (fate !== 'to come again') underway.splice(at, 1)
    note(`carried: ${fate ?? ''}`)
  }
  const turnClock = () => {
    const wrong = below(5) === 0 ? [wrongClocks.behind, wrongClocks.ahead][below(2)] : undefined
    const apartMs = below(2) === 0 ? below(8) * minute : (below(48) - 24) * 60 * minute
    pair[anyEnd()].desk.clock.nowMs = wrong ?? noonMs + apartMs
    note(wrong === undefined ? 'clock turned' : 'clock wrong')
    return Promise.resolve()
  }
  const news = await newsOf(pair)
  const hear = async () => {
    const end = anyEnd()
    const heard = news[below(news.length * 2)]
    const theirs = pair[other(end)].desk.deps.keeper.since(0, 1000).objects
    await pair[end].desk.deps.keeper.take(heard === undefined ? theirs : [heard])
    note('news heard')
  }

  pair.alpha.desk.clock.nowMs = noonMs
  pair.beta.desk.clock.nowMs = noonMs + day
  const rounds = () => pair[anyEnd()].round()
  const acts = [goOn, goOn, goOn, goOn, goOn, rounds, rounds, rounds, carry, carry, turnClock, hear]
  for (let step = 0; step < steps * seeds.length; step += 1) await acts[below(acts.length)]?.()
  await calm(pair, news)
  return { voyages: new Map([...voyages].map(([seed, { said }]) => [seed, said])), times }
}

/** The weather is over. */
async function calm(pair: Pair, news: readonly DirectoryObject[]): Promise<void> {
  pair.meddle.by = () => undefined
  for (const end of ends) pair[end].desk.clock.nowMs = noonMs + 2 * day
  for (const end of ends) await pair[end].desk.deps.keeper.take(news)
  await pair.meet()
  // Longer than what is held rests before it is asked for again, all asks together.
  for (let hours = 0; hours < 12; hours += 1) {
    for (const end of ends) {
      await attend(pair[end])
      await pair[end].round()
    }
    if ((await waiting(pair)) === 0) return
    pair.pass(60 * minute)
  }
}

/** How much is still to be done: statements on their way, but for those that both hold as refused, and refusals that are not placed yet. */
export async function waiting(pair: Pair): Promise<number> {
  let count = 0
  for (const { desk } of [pair.alpha, pair.beta]) {
    for await (const { value } of desk.deps.store.range(layout.outbox.all())) {
      const { state, exchangeId, placementHash } = decodeOutbox(value)
      const exchange = await desk.deps.registry.open(exchangeId)
      const isRefused = refusalOf(exchange.state, toHex(placementHash)) !== undefined
      count += state === 'REJECTED' && isRefused ? 0 : 1
    }
    for await (const { state } of desk.deps.registry.all()) count += state.refusing === undefined ? 0 : 1
  }
  return count
}

/** What a node does by itself: it lists what it refused. */
async function attend({ desk }: PairNode): Promise<void> {
  const nothing = () => Promise.resolve()
  await createStandingOrders({ ...desk.deps, requireApproved: nothing, wait: nothing }).attendAll()
}

/** Conditions that can be read, in the place of those of the tests of the fold. */
function readable(saying: say.Saying, binding: string): say.Saying {
  if (saying.conditions === undefined) return saying
  const { conditions } = disclosureUnder(`BIND:${binding}`)
  return conditions === undefined ? saying : { ...saying, conditions }
}

function unknownYet(error: unknown): undefined {
  if (error instanceof NodeError && error.code === 'NOT_FOUND') return undefined
  throw error
}

/** The code of what a node may answer in such weather; everything else is thrown on. */
function refusalIn(error: unknown): string {
  if (error instanceof ProtocolError) return error.code
  if (error instanceof NodeError && (error.code === 'CLOCK_WRONG' || error.code === 'NOT_NOW'))
    return error.code
  throw error
}

/** Draws numbers from a seed, each below another; 0 below nothing. */
function dice(seed: string): Voyage['below'] {
  const random = seededRandom(seed)
  return (count) => {
    const [a = 0, b = 0, c = 0] = random(3)
    return count === 0 ? 0 : (a * 65_536 + b * 256 + c) % count
  }
}
