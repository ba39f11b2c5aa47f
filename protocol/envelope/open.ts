import { cobblestoneOpen, concat, unpad } from '../../crypto/index.ts'
import {
  envelopeShape,
  outerHeaderShape,
  sealedShape,
  type Envelope,
  type OuterHeader,
  type Sealed,
} from '../codec/envelope.ts'
import { ProtocolError } from '../errors.ts'
import { minSealedBytes } from '../limits.ts'
import { requireKnownVersion, sameBytes } from '../trust/certificates.ts'
import { bindingOf, bodyExportLabel } from './seal.ts'

/** An envelope as a relay or a receiver first reads it: nothing in it is authenticated yet. */
export interface ReadEnvelope {
  readonly envelope: Envelope
  readonly outer: OuterHeader
}

/** @throws {@link ProtocolError} `OVERSIZE`, `MALFORMED`, `NOT_CANONICAL`, `UPGRADE_NEEDED` */
export function readEnvelope(bytes: Uint8Array): ReadEnvelope {
  const envelope = envelopeShape.decode(bytes)
  const outer = outerHeaderShape.decode(envelope.outer)
  requireKnownVersion(outer)
  return { envelope, outer }
}

/**
 * Opens an envelope whose body key was exported with the recipient's prekey.
 *
 * Key commitment first, then the stream, the padding, strict decoding and the binding. Decides nothing: the caller
 * applies the inner rules next.
 *
 * @param key - 32 bytes from the HPKE exporter under {@link bodyExportLabel}
 * @throws {@link ProtocolError} `ENVELOPE_CORRUPT`, `PADDING_INVALID`, `MALFORMED`, `NOT_CANONICAL`, `BINDING_INVALID`
 * @see docs/protocol/5-envelope.md, "Opening"
 */
export function openEnvelope(envelope: Envelope, key: Uint8Array): Sealed {
  const binding = bindingOf(envelope.outer, envelope.enc)
  const padded = attempt(() => cobblestoneOpen(key, concat(bodyExportLabel, binding), envelope.body))
  if (padded === undefined)
    throw new ProtocolError('ENVELOPE_CORRUPT', 'envelope: altered, or not sealed to this prekey')
  const plaintext = attempt(() => unpad(padded, minSealedBytes))
  if (plaintext === undefined)
    throw new ProtocolError('PADDING_INVALID', 'envelope: padding is not what it must be')
  const sealed = sealedShape.decode(plaintext)
  if (!sameBytes(sealed.binding, binding)) {
    throw new ProtocolError('BINDING_INVALID', 'envelope: content was sealed for another envelope')
  }
  const { carried, receipt, missing, lookback, recollection } = sealed
  const contents = [carried, receipt, missing, lookback, recollection].filter(
    (content) => content !== undefined,
  )
  if (contents.length !== 1) throw new ProtocolError('MALFORMED', 'envelope: carries not exactly one thing')
  return sealed
}

/** What crypto refuses is not there: what the refusal means, the caller says. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
