import { sha256, toHex } from '../../crypto/index.ts'
import {
  relayCertificateTbsShape,
  statusTbsShape,
  type RelayCertificateTbs,
  type StatusTbs,
} from '../codec/trust.ts'
import { ProtocolError } from '../errors.ts'
import { protocolVersion } from '../limits.ts'
import { contexts } from '../names.ts'
import {
  certificateHash,
  institutionIdOf,
  readCertified,
  requireKnownVersion,
  sameBytes,
} from './certificates.ts'
import type { Network } from './charter.ts'

/** A relay that the network's issuing key stands for. */
export interface VerifiedRelay {
  readonly kind: 'RELAY_CERTIFICATE'
  readonly bytes: Uint8Array
  readonly tbs: RelayCertificateTbs
  readonly hash: Uint8Array
}

/** What the network says is revoked, at a time. */
export interface VerifiedStatus {
  readonly kind: 'STATUS'
  readonly bytes: Uint8Array
  readonly tbs: StatusTbs
  readonly hash: Uint8Array
  /** Everything it lists, in hexadecimal: asked for every connection and every statement. */
  readonly revoked: ReadonlySet<string>
}

/** A relay's id: derived from its key like an institution's. */
export const relayIdOf = institutionIdOf

/** @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `FOREIGN_NETWORK`, `CERTIFICATE_INVALID` */
export function readRelayCertificate(network: Network, bytes: Uint8Array): VerifiedRelay {
  const certified = readCertified(bytes, contexts.relay, network.charter.issuingKey)
  const tbs = relayCertificateTbsShape.decode(certified.tbs)
  requireKnownVersion(tbs)
  if (!sameBytes(tbs.networkId, network.networkId)) {
    throw new ProtocolError('FOREIGN_NETWORK', 'relay certificate: of another network')
  }
  if (!sameBytes(tbs.relayId, relayIdOf(tbs.rlk))) {
    throw new ProtocolError('CERTIFICATE_INVALID', 'relay certificate: relay id is not that of its key')
  }
  return { kind: 'RELAY_CERTIFICATE', bytes, tbs, hash: certificateHash('RELAY_CERTIFICATE', certified.tbs) }
}

/** @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `FOREIGN_NETWORK`, `CERTIFICATE_INVALID` */
export function readStatus(network: Network, bytes: Uint8Array): VerifiedStatus {
  const certified = readCertified(bytes, contexts.status, network.charter.issuingKey)
  const tbs = statusTbsShape.decode(certified.tbs)
  if (tbs.version !== protocolVersion)
    throw new ProtocolError('UPGRADE_NEEDED', `status: version ${tbs.version}`)
  if (!sameBytes(tbs.networkId, network.networkId)) {
    throw new ProtocolError('FOREIGN_NETWORK', 'status: of another network')
  }
  const revoked = new Set(tbs.revoked.map(({ serial }) => toHex(serial)))
  return { kind: 'STATUS', bytes, tbs, hash: sha256(certified.tbs), revoked }
}
