import type { Answer } from '../../node/api/contract.ts'
import { disclosureOf, officers, referenceOf, textOf, unit } from './content.ts'
import { Died } from './process.ts'
import type { World } from './world.ts'

/** What two institutions say to each other, over and over: each disclosure begins an exchange. */
export const chapters = [
  ...(['DISCLOSURE', 'CONDITIONS_READ', 'ACK', 'QUESTION', 'ANSWER', 'FEEDBACK_ASK', 'FEEDBACK'] as const),
  // What is refused is asked about no more, and the undertaking is withdrawn.
  ...(['DISCLOSURE', 'CONDITIONS_READ', 'REFUSE', 'CANNOT_COMPLY'] as const),
] as const
export type Chapter = (typeof chapters)[number]
/** What is said where content waits until it is undertaken; the last is the node's own to say. */
export type Offering = 'PRIOR_NOTICE' | 'AGREE' | 'DISCLOSURE'
export type Institution = 'alpha' | 'beta'

const alphas: readonly (Chapter | Offering)[] = ['DISCLOSURE', 'ANSWER', 'FEEDBACK_ASK', 'PRIOR_NOTICE']
export const speakerOf = (chapter: Chapter | Offering): Institution =>
  alphas.includes(chapter) ? 'alpha' : 'beta'

export const otherOf = (institution: Institution): Institution => (institution === 'alpha' ? 'beta' : 'alpha')

/** Which statement so many statements make: for each chapter the next is another one, from the beginning again. */
export const chapterOf = (nth: number): Chapter => chapters[nth % chapters.length] ?? 'DISCLOSURE'

/** How many disclosures there are among so many statements; each is a draft of its own. */
export function disclosuresIn(statements: number): number {
  return Array.from({ length: statements }, (_, nth) => chapterOf(nth)).filter((one) => one === 'DISCLOSURE')
    .length
}

/** One statement that its officer knows to be kept: acknowledged, or found after a crash. */
export interface Told {
  readonly chapter: Chapter | Offering
  readonly exchange: string
  readonly message: string
  /** What stands in its body, as far as it has one. */
  readonly content: Readonly<Record<string, unknown>> | undefined
}

/** The statements of one world, in their order. */
export interface Tale {
  readonly told: readonly Told[]
  readonly next: () => Chapter
  /** Says the next one, as an officer would: who got no answer looks first whether it is there, and only then says it again. */
  readonly say: () => Promise<Told>
}

export type Placed = Pick<Told, 'exchange' | 'message'>

/** One statement that an officer is about to make. */
export interface Saying {
  readonly chapter: Chapter | Offering
  /** `undefined` for what begins one. */
  readonly exchange: string | undefined
  readonly ask: () => Promise<Placed>
}

/** More tries than a statement has deaths. */
const maxTries = 6

/**
 * Says it, as an officer would: who got no answer looks first whether it is there, and only then says it again.
 *
 * @param told - what is there already
 */
export async function sayOnce(world: World, told: readonly Told[], saying: Saying): Promise<Placed> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await saying.ask()
    } catch (error) {
      if (!(error instanceof Died) || tries === maxTries) throw error
      const found = await find(world, told, saying)
      if (found !== undefined) return found
    }
  }
}

/** What was kept without an acknowledgement. */
async function find(
  world: World,
  told: readonly Told[],
  { chapter, exchange }: Saying,
): Promise<Placed | undefined> {
  const speaker = speakerOf(chapter)
  const known = new Set(told.map(({ message }) => message))
  const all = (await world.order(speaker, 'ask', { name: 'exchanges', parts: {} })) as Answer<'exchanges'>
  const ids = exchange === undefined ? all.items.map(({ id }) => id) : [exchange]
  const found: Placed[] = []
  for (const id of ids) {
    const shown = await showOf(world, speaker, id)
    for (const { id: message, side, terms } of shown.messages) {
      if (side === 'ours' && terms.type === chapter && !known.has(message))
        found.push({ exchange: id, message })
    }
  }
  return found.length === 0 ? undefined : theOne(found)
}

export function createTale(world: World): Tale {
  const told: Told[] = []
  const next = (): Chapter => chapterOf(told.length)
  const nth = () => told.length
  const draft = () => world.network.drafts[disclosuresIn(nth())] ?? ''
  const exchange = () => told.at(-1)?.exchange ?? ''

  const ask = async (chapter: Chapter): Promise<Placed> => {
    const as = officers[speakerOf(chapter)]
    const params = { exchange: exchange() }
    switch (chapter) {
      case 'DISCLOSURE': {
        const sent = await world.ask('alpha', 'send', { params: { draft: draft() }, body: { as } })
        return theOne(sent.sent)
      }
      case 'CONDITIONS_READ':
        return world.ask('beta', 'undertake', { params, body: { as, mutual: true } })
      case 'ACK':
        return world.ask('beta', 'ack', { params, body: { as, reference: referenceOf(nth()), unit } })
      case 'QUESTION':
        return world.ask('beta', 'ask', { params, body: { as, text: textOf(nth()) } })
      case 'ANSWER':
        return world.ask('alpha', 'answer', { params, body: { as, text: textOf(nth()) } })
      case 'FEEDBACK_ASK':
        return world.ask('alpha', 'feedbackAsk', { params, body: { as, text: textOf(nth()) } })
      case 'REFUSE': {
        const body = { as, reason: 'DUAL_CRIMINALITY', alternative: 'NONE', text: textOf(nth()) }
        return world.ask('beta', 'refuse', { params, body })
      }
      case 'CANNOT_COMPLY': {
        const body = { as, reason: 'DOMESTIC_LAW', text: textOf(nth()) }
        return world.ask('beta', 'decline', { params, body })
      }
      case 'FEEDBACK': {
        const body = { as, outcomes: ['INVESTIGATION_OPENED'], usefulness: 4, text: textOf(nth()) }
        return world.ask('beta', 'feedbackGive', { params, body })
      }
    }
  }

  return {
    told,
    next,
    say: async () => {
      const chapter = next()
      const { exchange: of, message } = await sayOnce(world, told, {
        chapter,
        exchange: chapter === 'DISCLOSURE' ? undefined : exchange(),
        ask: () => ask(chapter),
      })
      const one = { chapter, exchange: of, message, content: contentOf(chapter, nth()) }
      told.push(one)
      return one
    },
  }
}

/** The exchange as one side shows it; asked again of a process that is started in the place of one that died. */
export async function showOf(world: World, place: Institution, exchange: string): Promise<Answer<'show'>> {
  // The child answers with what the use case of this name gives.
  return (await world.order(place, 'ask', {
    name: 'show',
    parts: { params: { exchange } },
  })) as Answer<'show'>
}

function contentOf(chapter: Chapter, nth: number): Told['content'] {
  switch (chapter) {
    case 'DISCLOSURE':
      return disclosureOf(disclosuresIn(nth))
    case 'CONDITIONS_READ':
      return undefined
    case 'ACK':
      return { reference: referenceOf(nth), unit }
    case 'QUESTION':
    case 'ANSWER':
    case 'FEEDBACK_ASK':
    case 'FEEDBACK':
    case 'REFUSE':
    case 'CANNOT_COMPLY':
      return { text: textOf(nth) }
  }
}

export function theOne<T>(all: readonly T[]): T {
  const [one, second] = all
  if (one === undefined || second !== undefined)
    throw new Error(`one was expected, and there are ${all.length}`)
  return one
}
