import { lengthPrefixed, sha256, u32, utf8, verifyComposite } from '../../crypto/index.ts'
import { charterShape, charterTbsShape, type CharterTbs } from '../codec/trust.ts'
import { ProtocolError } from '../errors.ts'
import { contexts, domains } from '../names.ts'
import { requireKnownVersion, sameBytes, type CompositeSign } from './certificates.ts'

/** A network as its members know it: its charter, checked. */
export interface Network {
  readonly networkId: Uint8Array
  readonly charter: CharterTbs
}

/** A network's id: its root set. Whoever holds enough of these keys is the network. */
export function networkIdOf(rootKeys: readonly Uint8Array[], threshold: number): Uint8Array {
  return sha256(utf8(domains.network), u32(threshold), lengthPrefixed(...rootKeys))
}

/** Signs a charter with root keys by their index; two separate signatures, no threshold cryptography. */
export async function signCharter(
  charter: CharterTbs,
  signers: ReadonlyMap<number, CompositeSign>,
): Promise<Uint8Array> {
  const tbs = charterTbsShape.encode(charter)
  const signatures = []
  for (const [root, sign] of signers) signatures.push({ root, signature: await sign(tbs, contexts.charter) })
  return charterShape.encode({ tbs, signatures })
}

/**
 * Reads a charter and checks that enough different root keys signed it.
 *
 * @param expectedId - the network id known already; a charter of another root set is foreign
 * @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, `FOREIGN_NETWORK`, `CERTIFICATE_INVALID`
 */
export function readCharter(bytes: Uint8Array, expectedId: Uint8Array | undefined): Network {
  const { tbs, signatures } = charterShape.decode(bytes)
  const charter = charterTbsShape.decode(tbs)
  requireKnownVersion(charter)
  if (charter.threshold < 1 || charter.threshold > charter.rootKeys.length) {
    throw new ProtocolError('CERTIFICATE_INVALID', 'charter: threshold does not fit its root keys')
  }
  const networkId = networkIdOf(charter.rootKeys, charter.threshold)
  if (expectedId !== undefined && !sameBytes(networkId, expectedId)) {
    throw new ProtocolError('FOREIGN_NETWORK', 'charter: of another root set')
  }
  const signers = new Set<number>()
  for (const { root, signature } of signatures) {
    const key = charter.rootKeys[root]
    if (key === undefined || !verifyComposite(key, tbs, signature, contexts.charter)) {
      throw new ProtocolError('CERTIFICATE_INVALID', 'charter: a root signature does not verify')
    }
    signers.add(root)
  }
  if (signers.size < charter.threshold) {
    throw new ProtocolError(
      'CERTIFICATE_INVALID',
      `charter: ${signers.size} of ${charter.threshold} root signatures`,
    )
  }
  return { networkId, charter }
}
