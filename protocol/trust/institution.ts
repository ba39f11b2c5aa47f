import {
  nodeCertificateTbsShape,
  officerCertificateTbsShape,
  prekeyBundleTbsShape,
  type NodeCertificateTbs,
  type OfficerCertificateTbs,
  type PrekeyBundleTbs,
} from '../codec/trust.ts'
import { isOfficerKeyAcceptable, sha256 } from '../../crypto/index.ts'
import { ProtocolError } from '../errors.ts'
import { protocolVersion, suiteOne } from '../limits.ts'
import { contexts } from '../names.ts'
import { certificateHash, readCertified, requireKnownVersion, sameBytes } from './certificates.ts'
import type { VerifiedCredential } from './credential.ts'

/** What an institution signs about its own server: checked against the identity key in its credential. */
export interface VerifiedNode {
  readonly kind: 'NODE_CERTIFICATE'
  readonly bytes: Uint8Array
  readonly tbs: NodeCertificateTbs
  readonly hash: Uint8Array
}

export interface VerifiedOfficer {
  readonly kind: 'OFFICER_CERTIFICATE'
  readonly bytes: Uint8Array
  readonly tbs: OfficerCertificateTbs
  readonly hash: Uint8Array
}

export interface VerifiedBundle {
  readonly kind: 'PREKEY_BUNDLE'
  readonly bytes: Uint8Array
  readonly tbs: PrekeyBundleTbs
  readonly hash: Uint8Array
}

function requireSameIdentity(
  what: string,
  tbs: { readonly institutionId: Uint8Array; readonly iikHash: Uint8Array },
  credential: VerifiedCredential,
): void {
  if (
    !sameBytes(tbs.institutionId, credential.tbs.institutionId) ||
    !sameBytes(tbs.iikHash, credential.iikHash)
  ) {
    throw new ProtocolError('CERTIFICATE_INVALID', `${what}: of another institution or identity key`)
  }
}

/** @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `FOREIGN_NETWORK`, `CERTIFICATE_INVALID` */
export function readNodeCertificate(credential: VerifiedCredential, bytes: Uint8Array): VerifiedNode {
  const certified = readCertified(bytes, contexts.node, credential.tbs.iik)
  const tbs = nodeCertificateTbsShape.decode(certified.tbs)
  requireKnownVersion(tbs)
  if (!sameBytes(tbs.networkId, credential.tbs.networkId)) {
    throw new ProtocolError('FOREIGN_NETWORK', 'node certificate: of another network')
  }
  requireSameIdentity('node certificate', tbs, credential)
  return { kind: 'NODE_CERTIFICATE', bytes, tbs, hash: certificateHash('NODE_CERTIFICATE', certified.tbs) }
}

/** @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `CERTIFICATE_INVALID` */
export function readOfficerCertificate(credential: VerifiedCredential, bytes: Uint8Array): VerifiedOfficer {
  const certified = readCertified(bytes, contexts.officer, credential.tbs.iik)
  const tbs = officerCertificateTbsShape.decode(certified.tbs)
  requireKnownVersion(tbs)
  requireSameIdentity('officer certificate', tbs, credential)
  // Checked once, here; each signature then costs one native verification (docs/protocol/5-envelope.md).
  if (!isOfficerKeyAcceptable(tbs.key)) {
    throw new ProtocolError(
      'CERTIFICATE_INVALID',
      'officer certificate: key is not an acceptable Ed25519 key',
    )
  }
  return {
    kind: 'OFFICER_CERTIFICATE',
    bytes,
    tbs,
    hash: certificateHash('OFFICER_CERTIFICATE', certified.tbs),
  }
}

/** @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `FOREIGN_NETWORK`, `CERTIFICATE_INVALID` */
export function readPrekeyBundle(node: VerifiedNode, bytes: Uint8Array): VerifiedBundle {
  const certified = readCertified(bytes, contexts.prekeys, node.tbs.nok)
  const tbs = prekeyBundleTbsShape.decode(certified.tbs)
  if (tbs.version !== protocolVersion)
    throw new ProtocolError('UPGRADE_NEEDED', `prekey bundle: version ${tbs.version}`)
  if (!tbs.suites.includes(suiteOne)) {
    throw new ProtocolError('UPGRADE_NEEDED', `prekey bundle: suites ${tbs.suites.join(', ')}`)
  }
  if (!sameBytes(tbs.networkId, node.tbs.networkId)) {
    throw new ProtocolError('FOREIGN_NETWORK', 'prekey bundle: of another network')
  }
  if (!sameBytes(tbs.institutionId, node.tbs.institutionId) || !sameBytes(tbs.nodeCertHash, node.hash)) {
    throw new ProtocolError('CERTIFICATE_INVALID', 'prekey bundle: of another node')
  }
  if (tbs.bundleSeq > tbs.createdMs) {
    throw new ProtocolError('CERTIFICATE_INVALID', 'prekey bundle: numbered beyond the time it was made')
  }
  return { kind: 'PREKEY_BUNDLE', bytes, tbs, hash: sha256(certified.tbs) }
}
