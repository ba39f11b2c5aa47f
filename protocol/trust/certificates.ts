import { concat, sha256, u32, utf8, verifyComposite } from '../../crypto/index.ts'
import { certifiedShape, type Certified } from '../codec/trust.ts'
import { ProtocolError } from '../errors.ts'
import { protocolVersion, suiteOne } from '../limits.ts'
import { directoryKinds, domains, type DirectoryKind } from '../names.ts'

/** Signs with a composite key that never leaves its keeper. */
export type CompositeSign = (message: Uint8Array, context: string) => Uint8Array | Promise<Uint8Array>

/** Names a certificate by what was signed; never by its signature, which differs at each signing. */
export function certificateHash(kind: DirectoryKind, tbs: Uint8Array): Uint8Array {
  return sha256(utf8(domains.certificate), u32(directoryKinds[kind]), tbs)
}

/** Signs a certificate's bytes. */
export async function certify(tbs: Uint8Array, context: string, sign: CompositeSign): Promise<Uint8Array> {
  return certifiedShape.encode({ tbs, signature: await sign(tbs, context) })
}

/**
 * Reads a certificate and checks its signature under `issuerKey`.
 *
 * @throws {@link ProtocolError} `MALFORMED`, `NOT_CANONICAL`, `OVERSIZE`, `CERTIFICATE_INVALID`
 */
export function readCertified(bytes: Uint8Array, context: string, issuerKey: Uint8Array): Certified {
  const certified = certifiedShape.decode(bytes)
  if (!verifyComposite(issuerKey, certified.tbs, certified.signature, context)) {
    throw new ProtocolError(
      'CERTIFICATE_INVALID',
      `${context}: signature does not verify under its issuer's key`,
    )
  }
  return certified
}

/** The hash that a party, a node certificate and a pin name an identity key by. */
export function identityKeyHash(iik: Uint8Array): Uint8Array {
  return sha256(iik)
}

/** An institution's id in every network: the first half of the hash of its first identity key (rules E1). */
export function institutionIdOf(firstIik: Uint8Array): Uint8Array {
  return sha256(firstIik).slice(0, 16)
}

/** Where a relay keeps what is addressed to an institution in a network. */
export function mailboxOf(networkId: Uint8Array, institutionId: Uint8Array): Uint8Array {
  return sha256(concat(utf8(domains.mailbox), networkId, institutionId)).slice(0, 16)
}

/** A prekey's name on envelopes. */
export function prekeyIdOf(publicKey: Uint8Array): Uint8Array {
  return sha256(utf8(domains.prekey), publicKey).slice(0, 16)
}

/** @throws {@link ProtocolError} `UPGRADE_NEEDED` for a version or suite this node does not speak */
export function requireKnownVersion(object: { readonly version: number; readonly suite: number }): void {
  if (object.version !== protocolVersion || object.suite !== suiteOne) {
    throw new ProtocolError('UPGRADE_NEEDED', `version ${object.version}, suite ${object.suite}`)
  }
}

/** Equality of public values; no secret is compared by it. */
export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
