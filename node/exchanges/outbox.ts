import { concat, lengthPrefixed, u32, u64 } from '../../crypto/index.ts'
import { readFields, refusalCodes, type BegunEnvelope, type Side } from '../../protocol/index.ts'
import { encodeLeaf, readLeaf, type KeptLeaf } from './records.ts'

/** Where a statement on its way is known to be. */
export const deliveryStates = {
  QUEUED: 1,
  HANDED_TO_RELAY: 2,
  HELD: 3,
  REJECTED: 4,
  UNDELIVERABLE: 5,
} as const
export type DeliveryState = keyof typeof deliveryStates

/** Why it is there: a word of the other side's receipt, or what this node has found. */
const deliveryReasons = { ...refusalCodes, EXPIRED: 64, EARLIER_MISSING: 65 } as const
export type DeliveryReason = keyof typeof deliveryReasons

/** Of an entry that is not tried again. */
export const neverMs = Number.MAX_SAFE_INTEGER

/** The prekey that an envelope was sealed to: what its seed stands or falls with. */
export interface SealedTo {
  /** Hash of the node key that published or gave it. */
  readonly nodeKeyHash: Uint8Array
  /** Of a weekly prekey; `undefined` for a reply prekey. */
  readonly week: number | undefined
  readonly sealedMs: number
  /** How often it was sealed before. */
  readonly times: number
}

/** A placed statement that the other side's node has not yet confirmed as stored. */
export interface OutboxEntry {
  readonly caseId: Uint8Array
  readonly exchangeId: Uint8Array
  readonly side: Side
  readonly seq: number
  readonly placementHash: Uint8Array
  readonly networkId: Uint8Array
  readonly institutionId: Uint8Array
  /** With the sealing below, gives the same envelope again: first try, retry and restart send the same bytes. */
  readonly envelope: BegunEnvelope
  readonly sealing: KeptLeaf
  readonly sealedTo: SealedTo
  readonly state: DeliveryState
  readonly reason: DeliveryReason | undefined
  /** Whether there comes a day when it is given up; a safety statement never is (rules B9). */
  readonly expires: boolean
  readonly tries: number
  /** How often it was answered `HELD` since it was last due in its turn. */
  readonly asks: number
  readonly queuedMs: number
  /** Not tried again before this time. */
  readonly nextMs: number
}

export function encodeOutbox(entry: OutboxEntry): Uint8Array {
  const { envelope } = entry
  return concat(
    entry.caseId,
    entry.exchangeId,
    Uint8Array.of(entry.side === 'originator' ? 0 : 1),
    u64(entry.seq),
    entry.placementHash,
    entry.networkId,
    entry.institutionId,
    lengthPrefixed(envelope.outer, envelope.enc, envelope.key, envelope.salt, envelope.binding),
    encodeLeaf(entry.sealing),
    entry.sealedTo.nodeKeyHash,
    u32(entry.sealedTo.week ?? 0),
    u64(entry.sealedTo.sealedMs),
    u32(entry.sealedTo.times),
    u32(deliveryStates[entry.state]),
    u32(entry.reason === undefined ? 0 : deliveryReasons[entry.reason]),
    Uint8Array.of(entry.expires ? 1 : 0),
    u32(entry.tries),
    u32(entry.asks),
    u64(entry.queuedMs),
    u64(entry.nextMs),
  )
}

export function decodeOutbox(record: Uint8Array): OutboxEntry {
  const fields = readFields(record)
  const entry: OutboxEntry = {
    caseId: fields.take(16),
    exchangeId: fields.take(32),
    side: fields.u8() === 0 ? 'originator' : 'receiver',
    seq: fields.u64(),
    placementHash: fields.take(32),
    networkId: fields.take(32),
    institutionId: fields.take(16),
    envelope: {
      outer: fields.lengthPrefixed(128),
      enc: fields.lengthPrefixed(1120),
      key: fields.lengthPrefixed(32),
      salt: fields.lengthPrefixed(24),
      binding: fields.lengthPrefixed(32),
    },
    sealing: readLeaf(fields),
    sealedTo: {
      nodeKeyHash: fields.take(32),
      week: fields.u32() || undefined,
      sealedMs: fields.u64(),
      times: fields.u32(),
    },
    state: stateOf(fields.u32()),
    reason: reasonOf(fields.u32()),
    expires: fields.u8() === 1,
    tries: fields.u32(),
    asks: fields.u32(),
    queuedMs: fields.u64(),
    nextMs: fields.u64(),
  }
  fields.end()
  return entry
}

function stateOf(number: number): DeliveryState {
  const state = (Object.keys(deliveryStates) as DeliveryState[]).find(
    (name) => deliveryStates[name] === number,
  )
  if (state === undefined) throw new Error(`outbox: state ${number} is not one of this version`)
  return state
}

/** The word behind a number in a receipt or an entry; `undefined` where it is none of this version. */
export function reasonOf(number: number): DeliveryReason | undefined {
  return (Object.keys(deliveryReasons) as DeliveryReason[]).find((name) => deliveryReasons[name] === number)
}
