import { concat, lengthPrefixed, u32, u64 } from '../../crypto/index.ts'
import { readFields, type BegunEnvelope, type Side } from '../../protocol/index.ts'
import { encodeLeaf, readLeaf, type KeptLeaf } from './records.ts'

/** Where a statement on its way is known to be. */
export const deliveryStates = { QUEUED: 1, HANDED_TO_RELAY: 2, HELD: 3, REJECTED: 4 } as const
export type DeliveryState = keyof typeof deliveryStates

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
  readonly state: DeliveryState
  readonly tries: number
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
    u32(deliveryStates[entry.state]),
    u32(entry.tries),
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
    state: stateOf(fields.u32()),
    tries: fields.u32(),
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
