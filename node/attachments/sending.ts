// What the sender knows of the parts of one attachment: a record of its own, since it changes with every few parts.
import { concat, lengthPrefixed, u32, u64 } from '../../crypto/index.ts'
import { readFields, type Attachment } from '../../protocol/index.ts'
import { layout, type FinishingTurn, type Reader } from '../store/index.ts'
import { carriedKey, putCarried, type CarriedAttachment } from './carried.ts'
import { partSet, type PartSet } from './part-set.ts'

/** Why an attachment is not sent on now: no room there, or no part of it left for all the days of its envelopes. */
export const restReasons = { NONE: 0, BUSY: 1, EXPIRED: 2 } as const
export type RestReason = Exclude<keyof typeof restReasons, 'NONE'>

/** The envelopes of its parts: with these the same bytes are made again at every try. */
export interface PartEnvelopes {
  /** Of the receiver: the parts are not sealed to it, but carry its name as any envelope does. */
  readonly prekey: Uint8Array
  /** Days since 1970. */
  readonly expiryDay: number
}

/** How far the sending of one attachment is. */
export interface PartsToSend {
  /** `undefined` before the first part. */
  readonly envelopes: PartEnvelopes | undefined
  /** Its receiver's node has said that it has them. */
  readonly arrived: PartSet
  /** A relay has said so. */
  readonly handed: PartSet
  /** How often all were sent, and it had to be asked whether it is complete. */
  readonly enquiries: number
  /** How often the other side asked for parts: each time another relay comes first. */
  readonly asks: number
  /** The time in the newest receipt that was heeded, so that an older one that is handed over again does nothing. */
  readonly askedMs: number
  /** When an ask was heeded last, by the clock of this node. */
  readonly heededMs: number
  /** The first part of it that was asked for, counted from 1, in the ask that has come furthest; 0 before any. */
  readonly askedUpTo: number
  /** How many asks in a row were heeded that came no further. */
  readonly vainAsks: number
  /** When a part was last handed over. */
  readonly progressMs: number
  /** Not tried again before this time. */
  readonly nextMs: number
  readonly reason: RestReason | undefined
}

/** Lists an attachment of ours to be sent, with the commit that places its statement. */
export function beginSending(turn: FinishingTurn, carried: CarriedAttachment): void {
  putCarried(turn, 'outgoing', carried)
  putToSend(turn, carried, freshToSend(carried.attachment))
}

/** Nothing of it was sent yet. */
export function freshToSend({ partCount }: Attachment): PartsToSend {
  return {
    ...{ envelopes: undefined, arrived: partSet(partCount), handed: partSet(partCount) },
    ...{ enquiries: 0, asks: 0, askedMs: 0, heededMs: 0, askedUpTo: 0, vainAsks: 0 },
    ...{ progressMs: 0, nextMs: 0, reason: undefined },
  }
}

export function putToSend(turn: FinishingTurn, carried: CarriedAttachment, toSend: PartsToSend): void {
  turn.put(layout.partsToSend.under(carried.caseId, carriedKey(turn, carried)), encode(toSend))
}

/** Nothing of it is to be sent any more. */
export function endSending(turn: FinishingTurn, carried: CarriedAttachment): void {
  turn.delete(layout.partsToSend.at(carriedKey(turn, carried)))
}

/** @returns `undefined` where nothing of it is to be sent */
export async function toSendOf(
  reader: Reader & Pick<FinishingTurn, 'indexKey'>,
  carried: CarriedAttachment,
): Promise<PartsToSend | undefined> {
  const record = await reader.get(layout.partsToSend.at(carriedKey(reader, carried)))
  return record === undefined ? undefined : decode(record, carried.attachment.partCount)
}

/** Keys of everything that is to be sent; the attachments themselves stand under the same keys. */
export async function keysToSend(reader: Reader): Promise<readonly Uint8Array[]> {
  const keys: Uint8Array[] = []
  for await (const { key } of reader.range(layout.partsToSend.all())) keys.push(key)
  return keys
}

/** How many parts are known to have left: at the other side, or at a relay. */
export function sentCount({ arrived, handed }: PartsToSend, { partCount }: Attachment): number {
  let count = 0
  for (let part = 0; part < partCount; part += 1) if (arrived.has(part) || handed.has(part)) count += 1
  return count
}

function encode(toSend: PartsToSend): Uint8Array {
  const { envelopes } = toSend
  return concat(
    lengthPrefixed(envelopes?.prekey ?? new Uint8Array(0)),
    u32(envelopes?.expiryDay ?? 0),
    lengthPrefixed(toSend.arrived.bits(), toSend.handed.bits()),
    u32(toSend.enquiries),
    u32(toSend.asks),
    u64(toSend.askedMs),
    u64(toSend.heededMs),
    u32(toSend.askedUpTo),
    u32(toSend.vainAsks),
    u64(toSend.progressMs),
    u64(toSend.nextMs),
    Uint8Array.of(restReasons[toSend.reason ?? 'NONE']),
  )
}

/** The longest set of parts, in bytes: those of the largest attachment. */
const maxSetBytes = 11 * 1024

function decode(record: Uint8Array, partCount: number): PartsToSend {
  const fields = readFields(record)
  const prekey = fields.lengthPrefixed(2048)
  const expiryDay = fields.u32()
  const toSend: PartsToSend = {
    envelopes: prekey.length === 0 ? undefined : { prekey, expiryDay },
    arrived: partSet(partCount, fields.lengthPrefixed(maxSetBytes)),
    handed: partSet(partCount, fields.lengthPrefixed(maxSetBytes)),
    enquiries: fields.u32(),
    asks: fields.u32(),
    askedMs: fields.u64(),
    heededMs: fields.u64(),
    askedUpTo: fields.u32(),
    vainAsks: fields.u32(),
    progressMs: fields.u64(),
    nextMs: fields.u64(),
    reason: reasonOf(fields.u8()),
  }
  fields.end()
  return toSend
}

function reasonOf(number: number): RestReason | undefined {
  if (number === restReasons.BUSY) return 'BUSY'
  return number === restReasons.EXPIRED ? 'EXPIRED' : undefined
}
