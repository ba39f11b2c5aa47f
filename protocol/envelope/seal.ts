import {
  cobblestoneSeal,
  concat,
  hpkeSender,
  lengthPrefixed,
  pad,
  sha256,
  u16,
  utf8,
  type RandomSource,
} from '../../crypto/index.ts'
import { envelopeShape, outerHeaderShape, sealedShape, type Sealed } from '../codec/envelope.ts'
import { ProtocolError } from '../errors.ts'
import { maxEnvelopeBytes, minSealedBytes, protocolVersion, suiteOne } from '../limits.ts'
import { domains } from '../names.ts'
import { mailboxOf, prekeyIdOf } from '../trust/certificates.ts'

/** To whom, and under which of their prekeys, an envelope is sealed. */
export interface Recipient {
  readonly networkId: Uint8Array
  readonly institutionId: Uint8Array
  readonly prekey: Uint8Array
}

/**
 * An envelope with everything but its content. `binding` goes into the signed sealing, and only then is the body
 * made; kept, it gives the same envelope again after a restart.
 */
export interface BegunEnvelope {
  readonly outer: Uint8Array
  readonly enc: Uint8Array
  /** Secret: opens this one envelope. */
  readonly key: Uint8Array
  readonly salt: Uint8Array
  readonly binding: Uint8Array
}

/** HPKE info: suite, network, institution and prekey, so that no envelope opens under another name. */
export function envelopeInfo(recipient: Recipient): Uint8Array {
  return concat(
    utf8(domains.envelopeInfo),
    u16(suiteOne),
    recipient.networkId,
    recipient.institutionId,
    sha256(recipient.prekey),
  )
}

/** Ties the plaintext to what stands outside. */
export function bindingOf(outer: Uint8Array, enc: Uint8Array): Uint8Array {
  return sha256(utf8(domains.binding), lengthPrefixed(outer, enc))
}

/** The label under which the body key leaves HPKE. */
export const bodyExportLabel = utf8(domains.body)

/**
 * Begins an envelope to `recipient`.
 *
 * @param expiryDay - days since 1970 after which a relay may drop it
 * @param random - for the envelope id (16 bytes) and the stream's salt (24 bytes); the KEM draws its own
 */
export async function beginEnvelope(
  recipient: Recipient,
  expiryDay: number,
  random: RandomSource,
): Promise<BegunEnvelope> {
  const outer = outerHeaderShape.encode({
    version: protocolVersion,
    suite: suiteOne,
    envelopeId: random(16),
    mailbox: mailboxOf(recipient.networkId, recipient.institutionId),
    prekeyId: prekeyIdOf(recipient.prekey),
    expiryDay,
  })
  const sender = await hpkeSender(recipient.prekey, envelopeInfo(recipient))
  const { enc } = sender
  const key = await sender.exportSecret(bodyExportLabel, 32)
  return { outer, enc, key, salt: random(24), binding: bindingOf(outer, enc) }
}

/** What an envelope carries: one of these. */
export type Content = Partial<Omit<Sealed, 'binding'>>

/** The plaintext of an envelope. */
export function encodeSealed(content: Content, binding: Uint8Array): Uint8Array {
  const none = { carried: undefined, receipt: undefined, missing: undefined }
  return sealedShape.encode({ ...none, lookback: undefined, recollection: undefined, ...content, binding })
}

/**
 * Ends an envelope: encodes, pads (Padmé, at least 32 KiB) and encrypts. Deterministic.
 *
 * @throws {@link ProtocolError} `OVERSIZE` when the envelope would exceed `maxEnvelopeBytes`
 */
export function finishEnvelope(begun: BegunEnvelope, content: Content): Uint8Array {
  const plaintext = pad(encodeSealed(content, begun.binding), minSealedBytes)
  const body = cobblestoneSeal(begun.key, concat(bodyExportLabel, begun.binding), plaintext, begun.salt)
  const envelope = envelopeShape.encode({ outer: begun.outer, enc: begun.enc, body })
  if (envelope.length > maxEnvelopeBytes) {
    throw new ProtocolError('OVERSIZE', `envelope: ${envelope.length} > ${maxEnvelopeBytes} bytes`)
  }
  return envelope
}
