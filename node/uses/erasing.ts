import { fromHex, toHex } from '../../crypto/index.ts'
import { statementShape, timeline, type Entry, type Fact } from '../../protocol/index.ts'
import { carriedOf, putCarried, type CarriedAttachment } from '../attachments/carried.ts'
import type { ExchangeDeps } from '../exchanges/deps.ts'
import { requireNotHeld } from '../exchanges/own-words.ts'
import { decodeStatement } from '../exchanges/records.ts'
import { placedOf, type OpenExchange } from '../exchanges/registry.ts'
import { statementKey } from '../exchanges/statement-key.ts'
import { bodyErasure } from '../erasures/index.ts'
import { layout } from '../store/index.ts'
import { putErased } from './erased.ts'
import type { Place } from '../store/space.ts'

type Deps = Pick<ExchangeDeps, 'store' | 'blobs' | 'erasures'>

/** What was erased. */
export interface Erased {
  /** Commitments of the texts, as the statements that stay have them. */
  readonly bodies: readonly Uint8Array[]
  readonly files: number
}

/** Texts of one commit. */
const atOnce = 128

/**
 * Erases for good what came with a disclosure and with everything its originator said up to a statement: texts and
 * files. What was signed stays, with the commitment of each text, so that what was erased can be named.
 *
 * The journal first, then the commit with its ledger entries, then the disk: after a crash between any two of them it
 * can be done again, and what is gone already is passed over.
 *
 * @param officer - who has it erased; absent where the node does so by itself
 * @param upTo - place, in the originator's chain, of the statement that calls it back; that one's own text stays
 * @throws NodeError `NOT_PERMITTED` where the law holds it, asked before the journal and in every commit; StoreError
 */
export async function eraseReceived(
  deps: Deps,
  exchange: OpenExchange,
  { upTo, officer }: { readonly upTo: number; readonly officer: Uint8Array | undefined },
): Promise<Erased> {
  await requireNotHeld(deps.store, exchange.caseId)
  const entries = timeline(exchange.state).filter(({ side, seq }) => side === 'originator' && seq < upTo)
  const bodies: Uint8Array[] = []
  for (let from = 0; from < entries.length; from += atOnce)
    bodies.push(...(await eraseTexts(deps, exchange, entries.slice(from, from + atOnce), officer)))
  const found = await Promise.all(
    entries.map(({ placement }) => carriedOf(deps.store, 'incoming', fromHex(placement))),
  )
  const files = found.flat().filter(({ state }) => state !== 'GIVEN_UP')
  await eraseFiles(deps, exchange, files, officer)
  await deps.store.compact(layout.deskBodies.all(exchange.caseId))
  await deps.store.compact(layout.bodies.all(exchange.caseId))
  return { bodies, files: files.length }
}

/**
 * Erases what of single items stands by itself: their files, and every text of the originator that is about one of them
 * alone. What stands in one text with other items stays: what would be left of it is not what was signed.
 *
 * @param ids - of items, hexadecimal
 * @param upTo - place, in the originator's chain, of the statement that calls them back
 * @throws as {@link eraseReceived}
 */
export async function eraseItems(
  deps: Deps,
  exchange: OpenExchange,
  {
    ids,
    upTo,
    officer,
  }: { readonly ids: ReadonlySet<string>; readonly upTo: number; readonly officer: Uint8Array },
): Promise<Erased> {
  await requireNotHeld(deps.store, exchange.caseId)
  const entries = timeline(exchange.state).filter(({ side, seq }) => side === 'originator' && seq < upTo)
  const about: Entry[] = []
  for (const entry of entries.filter(({ type }) => type === 'SUPPLEMENT')) {
    const key = statementKey(entry.side, entry.seq, fromHex(entry.placement))
    const record = await deps.store.get(layout.statements.at(exchange.caseId, key))
    const content = record && placedOf(decodeStatement(record)).content
    const itemId = content?.type === 'SUPPLEMENT' ? content.terms.itemId : undefined
    if (itemId !== undefined && ids.has(toHex(itemId))) about.push(entry)
  }
  const bodies: Uint8Array[] = []
  for (let from = 0; from < about.length; from += atOnce)
    bodies.push(...(await eraseTexts(deps, exchange, about.slice(from, from + atOnce), officer)))
  const found = await Promise.all(
    entries.map(({ placement }) => carriedOf(deps.store, 'incoming', fromHex(placement))),
  )
  const files = found
    .flat()
    .filter(({ state, attachment }) => state !== 'GIVEN_UP' && ids.has(toHex(attachment.attachmentId)))
  await eraseFiles(deps, exchange, files, officer)
  await deps.store.compact(layout.deskBodies.all(exchange.caseId))
  return { bodies, files: files.length }
}

/** @returns the commitments of what was there and is gone */
async function eraseTexts(
  { store, erasures }: Deps,
  { id, caseId }: OpenExchange,
  entries: readonly Entry[],
  officer: Uint8Array | undefined,
): Promise<readonly Uint8Array[]> {
  const places: { at: readonly Place[]; commitment: Uint8Array }[] = []
  for (const { side, seq, placement } of entries) {
    const key = statementKey(side, seq, fromHex(placement))
    const at = [layout.deskBodies.at(caseId, key), layout.bodies.at(caseId, key)] as const
    const [record] = await store.getMany([layout.statements.at(caseId, key)])
    const texts = await store.getMany(at)
    const there = at.filter((_, index) => texts[index] !== undefined)
    const signed = record && statementShape.decode(decodeStatement(record).statement)
    if (there.length > 0 && signed?.bodyCommitment !== undefined)
      places.push({ at: there, commitment: signed.bodyCommitment })
  }
  const [first, ...others] = places.map(({ commitment }): Fact => {
    return { type: 'erased', ...by(officer), exchange: id, item: commitment, codes: ['BODY'] }
  })
  if (first === undefined) return []
  await erasures.note(places.flatMap(({ at }) => at.map(bodyErasure)))
  await store.commit<undefined>(async (asked) => {
    await requireNotHeld(asked, caseId)
    return {
      kind: 'prepared',
      facts: [first, ...others],
      finish: (turn) => {
        for (const { at } of places) for (const place of at) turn.delete(place)
        putErased(turn, caseId, { bodies: places.map(({ commitment }) => commitment), upTo: 0 })
        return undefined
      },
    }
  })
  return places.map(({ commitment }) => commitment)
}

async function eraseFiles(
  { store, blobs, erasures }: Deps,
  { id, caseId }: OpenExchange,
  files: readonly CarriedAttachment[],
  officer: Uint8Array | undefined,
): Promise<void> {
  if (files.length === 0) return
  await erasures.note(files.map(({ blob }) => ({ kind: 'blob', id: blob })))
  await store.commit<undefined>(async (asked) => {
    await requireNotHeld(asked, caseId)
    return {
      kind: 'prepared',
      facts: [{ type: 'erased', ...by(officer), exchange: id, codes: [`FILES:${files.length}`] }],
      finish: (turn) => {
        for (const file of files) putCarried(turn, 'incoming', { ...file, state: 'GIVEN_UP' })
        return undefined
      },
    }
  })
  for (const { blob } of files) await blobs.remove(blob)
}

const by = (officer: Uint8Array | undefined) => (officer === undefined ? {} : { officer })
