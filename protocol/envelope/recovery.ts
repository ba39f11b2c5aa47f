import {
  lookbackShape,
  recollectionShape,
  type CarriedLookback,
  type CarriedRecollection,
  type Lookback,
  type Recollection,
} from '../codec/envelope.ts'
import { batchShape, type Leaf, type Party, type SignedBatch, type Statement } from '../codec/exchange.ts'
import { ProtocolError } from '../errors.ts'
import { maxSkewMs } from '../limits.ts'
import { sameBytes } from '../trust/certificates.ts'
import type { Directory } from '../trust/directory.ts'
import type { VerifiedNode } from '../trust/institution.ts'
import type { Member } from '../trust/known.ts'
import { isSuperseded } from '../trust/current-node.ts'
import { trust } from '../trust/standing.ts'
import type { AuthenticationDeps } from './authenticate.ts'

/** Who asks or answers in a recovery. */
export interface Recoverer {
  readonly member: Member
  readonly node: VerifiedNode
}

/**
 * Checks who asks what is beyond its heads.
 *
 * The certificates that came along must have gone through `directory.add` before.
 * @throws {@link ProtocolError} `MALFORMED`, every code of {@link trust}, `CERTIFICATE_EXPIRED` under a node
 *   certificate that another has taken the place of, `SIGNATURE_INVALID`
 * @see docs/protocol/5-envelope.md, "Recovery"
 */
export function authenticateLookback(
  deps: AuthenticationDeps,
  { lookback, batch }: Pick<CarriedLookback, 'lookback' | 'batch'>,
  networkId: Uint8Array,
): Recoverer & { readonly asked: Lookback } {
  const asked = lookbackShape.decode(lookback.item)
  return { ...signedBy(deps, 'lookback', lookback, batch, { ...asked, networkId }), asked }
}

/** Checks who answers such a question, or shows unasked what it has. @throws as {@link authenticateLookback} */
export function authenticateRecollection(
  deps: AuthenticationDeps,
  { recollection, batch }: Pick<CarriedRecollection, 'recollection' | 'batch'>,
  networkId: Uint8Array,
): Recoverer & { readonly told: Recollection } {
  const told = recollectionShape.decode(recollection.item)
  return { ...signedBy(deps, 'recollection', recollection, batch, { ...told, networkId }), told }
}

/**
 * Requires that a placement which a peer gives back stands between the two, in the network in which it answers.
 *
 * @throws {@link ProtocolError} `MISADDRESSED`, `PARTIES_INVALID`
 */
export function requireBetween(
  { from, to }: Pick<Statement, 'from' | 'to'>,
  us: Pick<Party, 'institutionId' | 'iikHash'>,
  peer: Pick<Party, 'networkId' | 'institutionId'>,
): void {
  const isOwn = sameBytes(from.institutionId, us.institutionId)
  const [ours, theirs] = isOwn ? [from, to] : [to, from]
  const isOurs = sameBytes(ours.institutionId, us.institutionId) && sameBytes(ours.iikHash, us.iikHash)
  if (!isOurs || !sameBytes(theirs.institutionId, peer.institutionId))
    throw new ProtocolError('MISADDRESSED', 'recovery: a placement between others')
  if (![from, to].every(({ networkId }) => sameBytes(networkId, peer.networkId)))
    throw new ProtocolError('PARTIES_INVALID', 'recovery: a placement of another network')
}

function signedBy(
  { directory, batches, nowMs }: AuthenticationDeps,
  kind: 'lookback' | 'recollection',
  leaf: Leaf,
  batch: SignedBatch,
  by: Pick<Lookback, 'institutionId' | 'nodeCertHash'> & { readonly networkId: Uint8Array },
): Recoverer {
  if (leaf.batch !== 0)
    throw new ProtocolError('MALFORMED', `${kind}: its leaf names a batch that is not there`)
  const { timeMs } = batchShape.decode(batch.batch)
  if (timeMs > nowMs + maxSkewMs)
    throw new ProtocolError('SIGNATURE_INVALID', `${kind}: signed in the future`)
  const { member, node } = standingOf(directory, by, timeMs, kind)
  // A recovery ends the key before it, whoever has that by now.
  if (isSuperseded(member, node, nowMs))
    throw new ProtocolError('CERTIFICATE_EXPIRED', `${kind}: a later node certificate has begun`)
  batches.verify(kind, leaf, batch, node.tbs.nok)
  return { member, node }
}

function standingOf(
  directory: Directory,
  by: Pick<Lookback, 'institutionId' | 'nodeCertHash'> & { readonly networkId: Uint8Array },
  timeMs: number,
  kind: string,
): Recoverer {
  const { networkId, institutionId, nodeCertHash } = by
  const iikHash = directory.member(networkId, institutionId)?.pin.iikHash ?? new Uint8Array(32)
  const standing = trust(directory, { party: { networkId, institutionId, iikHash }, nodeCertHash }, timeMs)
  if (standing.kind === 'refused') throw new ProtocolError(standing.code, `${kind}: ${standing.reason}`)
  return standing
}
