import { equalBytes, sha256 } from '../../crypto/index.ts'
import {
  custodyShape,
  ProtocolError,
  type BatchVerifier,
  type CarriedCustody,
  type VerifiedRelay,
} from '../../protocol/index.ts'

/**
 * Checks that a relay stands for having this very envelope.
 *
 * @throws {@link ProtocolError} `SIGNATURE_INVALID`; `MALFORMED` where its leaf names a batch that is not there
 */
export function requireCustody(
  batches: BatchVerifier,
  envelope: Uint8Array,
  carried: CarriedCustody,
  relay: VerifiedRelay,
): void {
  if (carried.custody.batch !== 0)
    throw new ProtocolError('MALFORMED', 'custody: its leaf names a batch that is not there')
  const custody = custodyShape.decode(carried.custody.item)
  batches.verify('custody', carried.custody, carried.batch, relay.tbs.rlk)
  if (
    !equalBytes(custody.envelopeHash, sha256(envelope)) ||
    !equalBytes(custody.relayId, relay.tbs.relayId)
  ) {
    throw new ProtocolError('SIGNATURE_INVALID', 'custody: for another envelope or relay')
  }
}
