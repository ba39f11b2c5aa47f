// What this node keeps of an attachment on its way: of its own until it is complete at the other side, of others from
// the commit that stores their statement. Under the case's key, and with no key that opens the file.
import { concat, lengthPrefixed, u32, utf8 } from '../../crypto/index.ts'
import { attachmentShape, readFields, type Attachment } from '../../protocol/index.ts'
import { layout, type CaseId, type FinishingTurn, type Reader, type Turn } from '../store/index.ts'
import type { BlobId } from './blobs.ts'

/**
 * Where an attachment is.
 *
 * `WAITING`: parts are under way. `COMPLETE`: all of them are there, and their tree is the signed one (outgoing: by the
 * receipt; the blob is gone then). `GIVEN_UP`: nothing more is done about it, its blob is gone.
 */
export const carriedStates = { WAITING: 1, COMPLETE: 2, GIVEN_UP: 3 } as const
export type CarriedState = keyof typeof carriedStates

/** One attachment of one placed statement, for its way to or from one institution. */
export interface CarriedAttachment {
  readonly caseId: CaseId
  readonly exchangeId: Uint8Array
  /** Of the disclosure that lists it. */
  readonly placementHash: Uint8Array
  /** Its place in the statement's list, from 0. */
  readonly place: number
  /** The other institution: to whom an outgoing one goes, from whom an incoming one comes. */
  readonly networkId: Uint8Array
  readonly institutionId: Uint8Array
  /** As the officer signed it. */
  readonly attachment: Attachment
  /** Names and checks parts (`partsKeyOf`); opens nothing. */
  readonly partsKey: Uint8Array
  /** Of an incoming one, made with the first part that comes. */
  readonly blob: BlobId
  readonly state: CarriedState
  /** Of an incoming one, how many parts are here; of an outgoing one, how many were handed over so far. */
  readonly parts: number
}

/** In which direction: each has a key space of its own, walked by whoever carries parts. */
export type Direction = 'outgoing' | 'incoming'

const spaceOf = { outgoing: layout.outgoingAttachments, incoming: layout.incomingAttachments } as const

/** The name of a blob that was sealed here. @param attachmentId - random, made here */
export function ownBlobId(turn: Pick<Turn, 'indexKey'>, attachmentId: Uint8Array): BlobId {
  return turn.indexKey(utf8('blob out'), attachmentId)
}

/** The name of a blob that others sealed: the statement is in it, so that nobody can choose another's. */
export function theirBlobId(
  turn: Pick<Turn, 'indexKey'>,
  placementHash: Uint8Array,
  attachmentId: Uint8Array,
): BlobId {
  return turn.indexKey(utf8('blob in'), placementHash, attachmentId)
}

/** Writes a record, new or changed. */
export function putCarried(turn: FinishingTurn, direction: Direction, carried: CarriedAttachment): void {
  const key = carriedKey(turn, carried)
  turn.put(spaceOf[direction].under(carried.caseId, key), encodeCarried(carried))
}

/** Every attachment in one direction, in no order. @throws StoreError */
export async function* allCarried(reader: Reader, direction: Direction): AsyncGenerator<CarriedAttachment> {
  for await (const row of reader.range(spaceOf[direction].all())) yield decodeCarried(row.value)
}

/** The attachments of one placed statement, in its order; none where it has none. @throws StoreError */
export async function carriedOf(
  reader: Reader & Pick<Turn, 'indexKey'>,
  direction: Direction,
  placementHash: Uint8Array,
): Promise<readonly CarriedAttachment[]> {
  const rows: CarriedAttachment[] = []
  const prefix = reader.indexKey(placementHash)
  for await (const row of reader.range(spaceOf[direction].all(prefix))) rows.push(decodeCarried(row.value))
  return rows
}

/** Where an attachment's record stands, in either direction. */
export const carriedKey = (
  turn: Pick<Turn, 'indexKey'>,
  { placementHash, place }: Pick<CarriedAttachment, 'placementHash' | 'place'>,
): Uint8Array => concat(turn.indexKey(placementHash), Uint8Array.of(place))

/** The attachment at a key. @returns `undefined` where there is none */
export async function carriedAt(
  reader: Reader,
  direction: Direction,
  key: Uint8Array,
): Promise<CarriedAttachment | undefined> {
  const record = await reader.get(spaceOf[direction].at(key))
  return record === undefined ? undefined : decodeCarried(record)
}

function encodeCarried(carried: CarriedAttachment): Uint8Array {
  return concat(
    carried.caseId,
    carried.exchangeId,
    carried.placementHash,
    Uint8Array.of(carried.place),
    carried.networkId,
    carried.institutionId,
    lengthPrefixed(attachmentShape.encode(carried.attachment)),
    carried.partsKey,
    carried.blob,
    Uint8Array.of(carriedStates[carried.state]),
    u32(carried.parts),
  )
}

function decodeCarried(record: Uint8Array): CarriedAttachment {
  const fields = readFields(record)
  const carried: CarriedAttachment = {
    caseId: fields.take(16),
    exchangeId: fields.take(32),
    placementHash: fields.take(32),
    place: fields.u8(),
    networkId: fields.take(32),
    institutionId: fields.take(16),
    attachment: attachmentShape.decode(fields.lengthPrefixed(256)),
    partsKey: fields.take(32),
    blob: fields.take(16),
    state: stateOf(fields.u8()),
    parts: fields.u32(),
  }
  fields.end()
  return carried
}

function stateOf(number: number): CarriedState {
  const state = (Object.keys(carriedStates) as CarriedState[]).find((name) => carriedStates[name] === number)
  if (state === undefined) throw new Error(`carried: state ${number} is not one of this version`)
  return state
}
