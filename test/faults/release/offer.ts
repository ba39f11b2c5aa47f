import { readFile, rm } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Answer } from '../../../node/api/contract.ts'
import { disclosureOf, offeredFiles, offerNumber, officers } from '../content.ts'
import { Died } from '../process.ts'
import { require } from '../proof.ts'
import { sayOnce, showOf, theOne, type Offering, type Told } from '../tale.ts'
import type { World } from '../world.ts'

/** A statement of an exchange, by its type. */
interface Stated {
  readonly exchange: string
  readonly type: Offering
}

/** A notice and what became of it. */
export interface Offer {
  /** Of the drafts of the network. */
  readonly nth: number
  readonly exchange: string
  /** The placement of what the node released. */
  readonly placement: string
}

/** Alpha's officer sends the nth offer: its notice leaves, and the disclosure behind it waits, signed. */
export async function giveNotice(world: World, told: Told[], nth: number): Promise<Stated> {
  const params = { draft: world.network.offers[nth] ?? '' }
  return say(world, told, {
    ...{ type: 'PRIOR_NOTICE', exchange: undefined },
    ask: async () =>
      theOne((await world.ask('alpha', 'send', { params, body: { as: officers.alpha } })).sent),
  })
}

/** Beta's officer undertakes what was noticed. */
export async function undertake(world: World, told: Told[], { exchange }: Stated): Promise<Stated> {
  const body = { as: officers.beta, mutual: true }
  return say(world, told, {
    ...{ type: 'AGREE', exchange },
    ask: () => world.ask('beta', 'undertake', { params: { exchange }, body }),
  })
}

async function say(
  world: World,
  told: Told[],
  {
    type,
    exchange: within,
    ask,
  }: {
    readonly type: Offering
    readonly exchange: string | undefined
    readonly ask: () => Promise<{ readonly exchange: string; readonly message: string }>
  },
): Promise<Stated> {
  const { exchange, message } = await sayOnce(world, told, { chapter: type, exchange: within, ask })
  told.push({ chapter: type, exchange, message, content: undefined })
  return { exchange, type }
}

/** What the node says by itself when that was undertaken. */
export const releasedIn = ({ exchange }: Stated): Stated => ({ exchange, type: 'DISCLOSURE' })

/** What was released stands among what was told: nobody said it. */
export async function begin(
  world: World,
  told: Told[],
  { nth, exchange }: Pick<Offer, 'nth' | 'exchange'>,
): Promise<Offer> {
  const { messages } = await showOf(world, 'alpha', exchange)
  const released = messages.filter(({ terms }) => terms.type === 'DISCLOSURE')
  require(released.length === 1, `one notice, and ${released.length} releases`)
  const { id, placement } = theOne(released)
  told.push({ chapter: 'DISCLOSURE', exchange, message: id, content: disclosureOf(offerNumber(nth)) })
  return { nth, exchange, placement }
}

/** Beta's officer opens what was released, takes all its files out, and finds in them what was written. */
export async function takeOut(world: World, { nth, exchange }: Offer): Promise<void> {
  const as = officers.beta
  const opened = await untilAnswered(world, () =>
    world.ask('beta', 'open', { params: { exchange }, body: { as } }),
  )
  for (const [field, value] of Object.entries(disclosureOf(offerNumber(nth)))) {
    if (field === 'attachments') continue
    require(isDeepStrictEqual(opened.body[field], value), `another ${field} is read than was offered`)
  }
  const files = offeredFiles(nth)
  require((opened.attachments ?? []).length === files.length, 'other files are listed than were offered')
  for (const { name, bytes } of files) await takeFileOut(world, { exchange, opened, name, bytes })
}

async function takeFileOut(
  world: World,
  {
    exchange,
    opened,
    name,
    bytes,
  }: {
    readonly exchange: string
    readonly opened: Answer<'open'>
    readonly name: string
    readonly bytes: Uint8Array
  },
): Promise<void> {
  const { id, state } = theOne((opened.attachments ?? []).filter((file) => file.name === name))
  require(state === 'complete', `${name} is ${state}`)
  const path = `${world.folderOf('beta')}.saved`
  const taken = { exchange, attachment: id, as: officers.beta, decides: ['CONF:CONTENT'], path }
  await world.order('beta', 'save', taken)
  require(Buffer.from(bytes).equals(
    await readFile(path),
  ), `${name} is saved with other bytes than were attached`)
  await rm(path)
}

/** Asks again of the process that is started in the place of one that died: an officer who looks, and signs nothing. */
async function untilAnswered<T>(world: World, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Died)) throw error
      await world.settled('beta')
    }
  }
}
