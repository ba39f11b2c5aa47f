import { isDeepStrictEqual } from 'node:util'
import type { Answer } from '../../node/api/contract.ts'
import { searchCopy, stringsOf } from '../demo/disk.ts'
import { searchRecords } from '../demo/relay-records.ts'
import { passphrase } from '../store/support.ts'
import { conditions, names, officers } from './content.ts'
import type { LedgerLine } from './messages.ts'
import { places } from './network.ts'
import { otherOf, showOf, speakerOf, type Institution, type Tale, type Told } from './tale.ts'
import type { World } from './world.ts'

/** What a case has shown not to hold. */
export class Disproved extends Error {
  override readonly name = 'Disproved'
}

export function require(holds: boolean, what: string): void {
  if (!holds) throw new Disproved(what)
}

/** Waits until nothing is on its way any more: no outbox and no mailbox holds anything. */
export async function untilQuiet(world: World): Promise<void> {
  for (;;) {
    const before = world.deaths.length
    for (const place of places) if (world.isUp(place)) await world.order(place, 'quiet', null)
    if (world.deaths.length === before) return
  }
}

/** Both sides of an exchange hold exactly what was told, in the same places, and compute the same state of it. */
export async function proveExchange(world: World, told: readonly Told[], exchange: string): Promise<void> {
  const said = told.filter((told) => told.exchange === exchange).map(({ message }) => message)
  const [ours, theirs] = [await showOf(world, 'alpha', exchange), await showOf(world, 'beta', exchange)]
  for (const [place, shown] of [
    ['alpha', ours],
    ['beta', theirs],
  ] as const) {
    const held = shown.messages.map(({ id }) => id)
    require(said.every((message) => held.includes(message)), `${place} has lost what was acknowledged`)
    require(held.length ===
      said.length, `${place} holds ${held.length} statements, and ${said.length} were made`)
    const own = shown.messages.filter(({ side }) => side === 'ours')
    require(own.every(({ delivery }) => delivery === 'delivered'), `${place} waits for a receipt`)
    const files = shown.messages.flatMap(({ attachments = [] }) => attachments)
    require(files.every(({ state }) => state === 'complete'), `${place} waits for a file`)
  }
  const placed = (shown: Answer<'show'>) =>
    shown.messages
      .map(({ id, placement }) => `${id} ${placement}`)
      .sort()
      .join()
  require(placed(ours) === placed(theirs), 'the two hold a statement in two places')
  require(ours.stateHash === theirs.stateHash, 'the two compute two states')
}

/** Everything, at the end of a case; the world is stopped afterwards. */
export async function proveAll(world: World, tale: Tale): Promise<void> {
  const exchanges = [...new Set(tale.told.map(({ exchange }) => exchange))]
  for (const exchange of exchanges) await proveExchange(world, tale.told, exchange)
  for (const told of tale.told) await proveContent(world, tale, told)
  const sent = tale.told.filter(({ chapter }) => chapter === 'DISCLOSURE').length
  require((await world.order('beta', 'files', null)) === sent, 'beta has not as many files as were sent')
  await proveLedgers(world, exchanges)
  await proveSilence(world, tale.told)
}

/** The other side's officer reads what was written. */
async function proveContent(
  world: World,
  tale: Tale,
  { chapter, exchange, message, content }: Told,
): Promise<void> {
  const isUndertaken = tale.told.some(
    (told) => told.exchange === exchange && told.chapter === 'CONDITIONS_READ',
  )
  const isReturned = tale.told.some((told) => told.exchange === exchange && told.chapter === 'CANNOT_COMPLY')
  const reader = otherOf(speakerOf(chapter))
  // Who has withdrawn its undertaking reads nothing any more.
  if (content === undefined || !isUndertaken || (isReturned && reader === 'beta')) return
  const { body } = await world.ask(reader, 'open', {
    params: { exchange },
    body: { as: officers[reader], ...(chapter === 'DISCLOSURE' ? {} : { message }) },
  })
  for (const [field, value] of Object.entries(content)) {
    require(isDeepStrictEqual(
      body[field],
      value,
    ), `${chapter}: ${reader} reads another ${field} than was written`)
  }
}

export type Ledgers = Readonly<Record<Institution, readonly LedgerLine[]>>

/** Every ledger verifies, and says of each statement once that it was placed, stored and receipted. */
export async function proveLedgers(world: World, exchanges: readonly string[]): Promise<Ledgers> {
  for (const place of places) {
    const report = await world.ask(place, 'ledgerVerify')
    require(report.ok, `the ledger of ${place} does not verify: ${JSON.stringify(report.faults)}`)
  }
  const lines: Ledgers = {
    alpha: await world.order('alpha', 'ledger', null),
    beta: await world.order('beta', 'ledger', null),
  }
  for (const exchange of exchanges) {
    const { messages } = await showOf(world, 'alpha', exchange)
    for (const { placement, side } of messages) {
      const speaker: Institution = side === 'ours' ? 'alpha' : 'beta'
      const count = (place: Institution, type: string) =>
        lines[place].filter((line) => line.type === type && line.item === placement).length
      for (const [place, type] of [
        [speaker, 'placed'],
        [otherOf(speaker), 'stored'],
        [speaker, 'receipt-seen'],
      ] as const) {
        require(count(place, type) ===
          1, `the ledger of ${place} says ${count(place, type)} times that a statement was ${type}`)
      }
    }
  }
  return lines
}

/** Nothing waits at a relay, and no string of what was written stands on its disk, or in what its own keys open. */
export async function proveSilence(world: World, told: readonly Told[]): Promise<void> {
  await untilQuiet(world)
  await Promise.all(places.map((place) => world.stop(place)))
  const written = told.map(({ content }) => content)
  const needles = [...stringsOf(written), ...names, ...conditions]
  for (const relay of ['relay-1', 'relay-2'] as const) {
    const { found, bytes, overlooked } = await searchCopy(world.folderOf(relay), needles)
    require(overlooked.length === 0, `the search of ${relay} overlooks what stands there`)
    require(bytes > 0 && found.length === 0, `on the disk of ${relay} stands: ${found.join(', ')}`)
    const opened = await searchRecords(world.folderOf(relay), passphrase, needles)
    const readable = [...opened.found, ...opened.texts]
    require(opened.records > 0 && readable.length === 0, `${relay} can read: ${readable.join(', ')}`)
  }
}
