import { leafHash, verifyComposite, verifyInclusion, verifyLog } from '../../crypto/index.ts'
import { credentialShape, credentialTbsShape, type Credential, type CredentialTbs } from '../codec/trust.ts'
import { ProtocolError } from '../errors.ts'
import { contexts, rekeyKinds } from '../names.ts'
import {
  certificateHash,
  identityKeyHash,
  institutionIdOf,
  requireKnownVersion,
  sameBytes,
} from './certificates.ts'
import type { Network } from './charter.ts'
import { verifyLedgerCheckpoint, type LedgerCheckpoint } from '../ledger/index.ts'

/** A membership credential whose signature, network and log evidence were checked. Dates are `trust`'s question. */
export interface VerifiedCredential {
  readonly kind: 'CREDENTIAL'
  readonly bytes: Uint8Array
  readonly tbs: CredentialTbs
  readonly hash: Uint8Array
  readonly iikHash: Uint8Array
}

/**
 * Reads a credential issued by `network`.
 *
 * @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `FOREIGN_NETWORK`, `CERTIFICATE_INVALID`,
 *   `LOG_PROOF_INVALID`, `WITNESSES_MISSING`
 * @see docs/protocol/2-trust.md, "Membership credential"
 */
export function readCredential(network: Network, bytes: Uint8Array): VerifiedCredential {
  const credential = credentialShape.decode(bytes)
  const tbs = credentialTbsShape.decode(credential.tbs)
  requireKnownVersion(tbs)
  if (!sameBytes(tbs.networkId, network.networkId)) {
    throw new ProtocolError('FOREIGN_NETWORK', 'credential: of another network')
  }
  if (
    !verifyComposite(network.charter.issuingKey, credential.tbs, credential.signature, contexts.credential)
  ) {
    throw new ProtocolError('CERTIFICATE_INVALID', 'credential: not signed by the network')
  }
  if (tbs.rekey.kind === rekeyKinds.FIRST && !sameBytes(tbs.institutionId, institutionIdOf(tbs.iik))) {
    throw new ProtocolError('CERTIFICATE_INVALID', 'credential: institution id is not that of its first key')
  }
  checkLogEvidence(network, credential)
  const hash = certificateHash('CREDENTIAL', credential.tbs)
  return { kind: 'CREDENTIAL', bytes, tbs, hash, iikHash: identityKeyHash(tbs.iik) }
}

function checkLogEvidence(network: Network, credential: Credential): void {
  const { log } = credential
  if (log === undefined) throw new ProtocolError('LOG_PROOF_INVALID', 'credential: no log evidence')
  const checkpoint = readCheckpoint(network, log.checkpoint)
  const leaf = leafHash(certificateHash('CREDENTIAL', credential.tbs))
  if (!verifyInclusion(leaf, log.leafIndex, checkpoint.size, [...log.path], checkpoint.root)) {
    throw new ProtocolError('LOG_PROOF_INVALID', 'credential: not in the log its checkpoint describes')
  }
  // Cosignatures of witnesses are read from a later version on; until then a policy that demands them is not met.
  const { witnessesRequired } = network.charter.policy
  if (witnessesRequired > 0) {
    throw new ProtocolError('WITNESSES_MISSING', `credential: ${witnessesRequired} witnesses demanded`)
  }
}

function readCheckpoint(network: Network, note: string): LedgerCheckpoint {
  const { logOrigin, logKey } = network.charter
  const invalid = (why: string) => new ProtocolError('LOG_PROOF_INVALID', `credential: ${why}`)
  let checkpoint: LedgerCheckpoint | undefined
  try {
    checkpoint = verifyLedgerCheckpoint(note, { origin: logOrigin, logPublicKey: logKey }, verifyLog)
  } catch {
    throw invalid('its checkpoint is not one')
  }
  if (checkpoint === undefined) throw invalid('its checkpoint is not signed by the network log')
  return checkpoint
}
