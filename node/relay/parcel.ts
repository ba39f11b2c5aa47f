import { concat, u32, u64 } from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import { layout, type Row } from '../store/index.ts'

/** What a relay knows of an envelope that waits, beside its bytes. */
export interface Parcel {
  /** Its place: parcels of all mailboxes are numbered together, in the order in which they came. */
  readonly number: number
  readonly mailbox: Uint8Array
  readonly envelopeId: Uint8Array
  /** SHA-256 of the envelope's bytes. */
  readonly hash: Uint8Array
  /** Who left it, as 16 bytes that only tell whether two are the same; for the bounds, and gone with the parcel. */
  readonly depositor: Uint8Array
  /** Length of the envelope. */
  readonly bytes: number
  /** Last day to keep it, in days since 1970-01-01 UTC. */
  readonly expiryDay: number
}

/** Where the envelope of a parcel is stored. */
export const envelopeAt = ({ number }: Pick<Parcel, 'number'>) => layout.parcels.at(u64(number))

/** Where its label is stored: all of {@link Parcel}, so that counting never reads an envelope. */
export const labelAt = ({ number }: Pick<Parcel, 'number'>) => layout.parcelLabels.at(u64(number))

/** Mailbox 16 ‖ envelope id 16 ‖ hash 32 ‖ depositor 16 ‖ bytes u32 ‖ day u32. */
export function encodeLabel(parcel: Parcel): Uint8Array {
  const { mailbox, envelopeId, hash, depositor, bytes, expiryDay } = parcel
  return concat(mailbox, envelopeId, hash, depositor, u32(bytes), u32(expiryDay))
}

/** The number of a parcel from the key of its label. */
export const numberOf = (key: Uint8Array): number => readFields(key).u64()

/** Reads a stored label. @throws LedgerError `FIELDS` when it has another length */
export function decodeLabel({ key, value }: Pick<Row, 'key' | 'value'>): Parcel {
  const fields = readFields(value)
  const parcel = {
    number: numberOf(key),
    mailbox: fields.take(16),
    envelopeId: fields.take(16),
    hash: fields.take(32),
    depositor: fields.take(16),
    bytes: fields.u32(),
    expiryDay: fields.u32(),
  }
  fields.end()
  return parcel
}
