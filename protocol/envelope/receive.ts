import { toHex, type HpkeContext } from '../../crypto/index.ts'
import type { Carried, CarriedLookback, CarriedReceipt, CarriedRecollection } from '../codec/envelope.ts'
import type { Statement } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { openEnvelope, readEnvelope } from './open.ts'
import { bodyExportLabel, envelopeInfo } from './seal.ts'

/** The institution that envelopes are opened for. */
export interface Addressee {
  readonly institutionId: Uint8Array
  readonly iikHash: Uint8Array
  /** The networks it is a member of, each with its mailbox there. */
  readonly memberships: () => readonly { readonly networkId: Uint8Array; readonly mailbox: Uint8Array }[]
  /** The public half of a live prekey of its own; `undefined` for any other id. */
  readonly prekey: (prekeyId: Uint8Array) => Uint8Array | undefined
}

/** Who holds the seeds of the prekeys. */
export interface PrekeyHolder {
  openWithPrekey(id: Uint8Array, enc: Uint8Array, info: Uint8Array): Promise<HpkeContext | undefined>
}

/** What was in an envelope: nobody stands for it yet. */
export type Opened =
  | { readonly kind: 'statement'; readonly carried: Carried; readonly binding: Uint8Array }
  | { readonly kind: 'receipt'; readonly carried: CarriedReceipt }
  | { readonly kind: 'lookback'; readonly carried: CarriedLookback; readonly networkId: Uint8Array }
  | { readonly kind: 'recollection'; readonly carried: CarriedRecollection; readonly networkId: Uint8Array }

/**
 * Reads and opens an envelope that is for this institution.
 *
 * @param bytes - as received
 * @throws {@link ProtocolError} every code of `readEnvelope` and `openEnvelope`, `MISADDRESSED`, `PREKEY_UNKNOWN`;
 *   `UPGRADE_NEEDED` for a content that this version does not take
 * @see docs/protocol/5-envelope.md, "Opening", steps 1 to 7
 */
export async function openReceived(
  bytes: Uint8Array,
  addressee: Addressee,
  holder: PrekeyHolder,
): Promise<Opened> {
  const { envelope, outer } = readEnvelope(bytes)
  const membership = addressee.memberships().find(({ mailbox }) => toHex(mailbox) === toHex(outer.mailbox))
  if (membership === undefined) throw new ProtocolError('MISADDRESSED', 'envelope: for another mailbox')
  const prekey = addressee.prekey(outer.prekeyId)
  if (prekey === undefined)
    throw new ProtocolError('PREKEY_UNKNOWN', 'envelope: sealed to a prekey this node does not have')
  const { networkId } = membership
  const info = envelopeInfo({ networkId, institutionId: addressee.institutionId, prekey })
  const context = await holder.openWithPrekey(outer.prekeyId, envelope.enc, info).catch(() => undefined)
  if (context === undefined)
    throw new ProtocolError('ENVELOPE_CORRUPT', 'envelope: does not open under this prekey')
  const { carried, receipt, lookback, recollection, binding } = openEnvelope(
    envelope,
    await context.exportSecret(bodyExportLabel, 32),
  )
  if (receipt !== undefined) return { kind: 'receipt', carried: receipt }
  if (carried !== undefined) return { kind: 'statement', carried, binding }
  if (lookback !== undefined) return { kind: 'lookback', carried: lookback, networkId }
  if (recollection !== undefined) return { kind: 'recollection', carried: recollection, networkId }
  throw new ProtocolError('UPGRADE_NEEDED', 'envelope: carries what this version cannot read')
}

/**
 * Requires that a statement was signed for this institution, in a network of its own.
 *
 * Recipient and network are signed, so that nobody can pass a statement on under another name.
 * @throws {@link ProtocolError} `MISADDRESSED`, `PARTIES_INVALID`
 * @see docs/protocol/5-envelope.md, "Opening", step 14
 */
export function requireAddressed({ from, to }: Pick<Statement, 'from' | 'to'>, addressee: Addressee): void {
  const isOurs =
    addressee.memberships().some(({ networkId }) => toHex(networkId) === toHex(to.networkId)) &&
    toHex(to.institutionId) === toHex(addressee.institutionId) &&
    toHex(to.iikHash) === toHex(addressee.iikHash)
  if (!isOurs)
    throw new ProtocolError('MISADDRESSED', 'statement: addressed to another institution, network or key')
  if (toHex(from.networkId) !== toHex(to.networkId)) {
    throw new ProtocolError('PARTIES_INVALID', 'statement: its parties are in two networks')
  }
}
