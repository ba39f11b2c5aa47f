import { concat, equalBytes, hmacSha256, sha512, toHex, utf8, verifyOfficer } from '../../crypto/index.ts'
import { sealingShape, type Carried, type KeptPlacement, type Sealing } from '../codec/envelope.ts'
import { batchShape, placementShape, statementShape, type Leaf, type SignedBatch } from '../codec/exchange.ts'
import { ProtocolError, type ProtocolErrorCode } from '../errors.ts'
import { families, readPlaced, type Placed } from '../exchange/index.ts'
import { maxSkewMs } from '../limits.ts'
import { domains, statementTypes } from '../names.ts'
import { requireKnownVersion, sameBytes } from '../trust/certificates.ts'
import type { Directory } from '../trust/directory.ts'
import { trust, type Claim, type Standing } from '../trust/standing.ts'
import type { BatchVerifier } from './batch.ts'

/** What an officer signs: the statement's hash, bound to the certificate it is signed under. */
export function officerMessage(statement: Uint8Array, officerCertHash: Uint8Array): Uint8Array {
  return concat(utf8(domains.statementOfficer), sha512(statement), officerCertHash)
}

/** A body's commitment in its statement: says nothing of the body to who has not the salt (rules A6). */
export function bodyCommitment(salt: Uint8Array, body: Uint8Array): Uint8Array {
  return hmacSha256(salt, body)
}

/** A statement that its sender's node stands for. Whether it may stand here is `apply`'s question. */
export interface Authenticated {
  readonly placed: Placed
  readonly sealing: Sealing
  /** The node key that signed the sealing, and when. */
  readonly sealedBy: { readonly nok: Uint8Array; readonly timeMs: number }
  /** The node that placed it. */
  readonly sender: Extract<Standing, { kind: 'entitled' }>
  /**
   * Why its officer was not entitled to say it; `undefined` where the officer was, and has signed. A node stands for
   * the place of such a statement all the same, so that it is refused in its place and not passed over (rules B4).
   */
  readonly refusal: ProtocolErrorCode | undefined
  readonly placementBatch: SignedBatch
}

/**
 * Checks who says what is carried: node signatures over placement and sealing, officer's signature over the statement,
 * each under a certificate of the pinned institution in this network.
 *
 * The certificates that came along must have gone through `directory.add` before.
 *
 * @param binding - of the envelope it was found in
 * @throws {@link ProtocolError} decoding codes, `UPGRADE_NEEDED`, every code of {@link trust} about the nodes,
 *   `CERTIFICATE_UNKNOWN` for an officer who may become known, `SIGNATURE_INVALID`, `BINDING_INVALID`,
 *   `STATEMENT_MISMATCH`, `COMMITMENT_INVALID`
 * @see docs/protocol/5-envelope.md, "Opening", steps 8 to 13
 */
export function authenticate(deps: AuthenticationDeps, carried: Carried, binding: Uint8Array): Authenticated {
  const statement = statementShape.decode(carried.statement)
  requireKnownVersion(statement)
  const sealing = sealingShape.decode(carried.sealing.item)

  const placementBatch = batchOf(carried, carried.placement)
  const { placed, sender } = authenticatePlacement(deps, carried, placementBatch)

  const sealingBatch = batchOf(carried, carried.sealing)
  const sealedMs = batchShape.decode(sealingBatch.batch).timeMs
  requirePast(sealedMs, deps.nowMs)
  const claim = { party: statement.from, nodeCertHash: sealing.nodeCertHash }
  const sealer = entitled(trust(deps.directory, claim, sealedMs))
  deps.batches.verify('sealing', carried.sealing, sealingBatch, sealer.node.tbs.nok)
  if (!sameBytes(sealing.binding, binding)) {
    throw new ProtocolError('BINDING_INVALID', 'sealing: signed for another envelope')
  }
  if (placed.hash !== toHex(sealing.placementHash)) {
    throw new ProtocolError('BINDING_INVALID', 'sealing: signed for another placement')
  }

  const standingOf: StandingOf = (claim, atMs) => trust(deps.directory, claim, atMs)
  const refusal = refusalOfOfficer(standingOf, carried.statement, placed)
  requireCommitted(carried, statement.bodyCommitment)
  const sealedBy = { nok: sealer.node.tbs.nok, timeMs: sealedMs }
  return { placed, sealing, sealedBy, sender, refusal, placementBatch }
}

/** What authentication asks: a directory, the verifier of batches, and the own clock. */
export interface AuthenticationDeps {
  readonly directory: Directory
  readonly batches: BatchVerifier
  readonly nowMs: number
}

/**
 * Checks a placement that somebody has kept, whoever sends it: what its node signed, for this statement. Steps 8 to 10
 * of opening, and 12 and 13 for what stands beside it.
 *
 * @param isBodyNeeded - false where the body may be gone that the statement commits to: who refused a statement keeps none
 * @throws as {@link authenticate}, and `MALFORMED` where its leaf names a batch that is not there
 */
export function authenticateKept(
  deps: AuthenticationDeps,
  kept: KeptPlacement,
  { isBodyNeeded }: { readonly isBodyNeeded: boolean },
): Pick<Authenticated, 'placed' | 'sender' | 'refusal'> {
  const statement = statementShape.decode(kept.statement)
  requireKnownVersion(statement)
  if (kept.placement.batch !== 0)
    throw new ProtocolError('MALFORMED', 'kept: its leaf names a batch that is not there')
  const { placed, sender } = authenticatePlacement(deps, kept, kept.batch)
  const standingOf: StandingOf = (claim, atMs) => trust(deps.directory, claim, atMs)
  const refusal = refusalOfOfficer(standingOf, kept.statement, placed)
  const isAbsent = kept.body.length === 0 && kept.salt === undefined
  if (isBodyNeeded || !isAbsent) requireCommitted(kept, statement.bodyCommitment)
  return { placed, sender, refusal }
}

function authenticatePlacement(
  deps: AuthenticationDeps,
  carried: Pick<Carried, 'statement' | 'placement'>,
  placementBatch: SignedBatch,
): Pick<Authenticated, 'placed' | 'sender'> {
  const { from } = statementShape.decode(carried.statement)
  const placement = placementShape.decode(carried.placement.item)
  // The time is believed once the batch that holds it is verified, and is what all certificates are judged by.
  const { timeMs } = batchShape.decode(placementBatch.batch)
  requirePast(timeMs, deps.nowMs)
  const claim: Claim = { party: from, nodeCertHash: placement.nodeCertHash }
  const sender = entitled(trust(deps.directory, claim, timeMs))
  deps.batches.verify('placement', carried.placement, placementBatch, sender.node.tbs.nok)
  return { placed: readPlaced(carried.placement.item, carried.statement, timeMs), sender }
}

/** Who was entitled to speak, and when. */
export type StandingOf = (claim: Claim, atMs: number) => Standing

/**
 * Whether the officer may say it; one who may has also signed it.
 *
 * @param statement - the exact bytes that `placed` was read from
 * @returns `undefined` where the officer may, or the type is the node's alone
 * @throws {@link ProtocolError} `SIGNATURE_INVALID`, `CERTIFICATE_UNKNOWN`
 */
export function refusalOfOfficer(
  standingOf: StandingOf,
  statement: Uint8Array,
  placed: Placed,
): ProtocolErrorCode | undefined {
  const { officerCertHash, officerSig, nodeCertHash } = placed.placement
  if (families[placed.content.type].nodeOnly) {
    if (officerCertHash !== undefined || officerSig !== undefined) {
      throw new ProtocolError('SIGNATURE_INVALID', 'statement: this type is the node’s alone')
    }
    return undefined
  }
  if (officerCertHash === undefined || officerSig === undefined) {
    throw new ProtocolError('SIGNATURE_INVALID', 'statement: this type is an officer’s to sign')
  }
  const claim: Claim = {
    party: placed.statement.from,
    nodeCertHash,
    officer: {
      certHash: officerCertHash,
      statementType: statementTypes[placed.content.type],
      ceiling: ceilingOf(placed),
    },
  }
  const standing = standingOf(claim, placed.timeMs)
  // The certificate may have been lost on the way: another try may bring it.
  if (standing.kind === 'refused' && standing.code !== 'CERTIFICATE_UNKNOWN') return standing.code
  const { officer } = entitled(standing)
  const message = officerMessage(statement, officerCertHash)
  if (officer === undefined || !verifyOfficer(officer.tbs.key, message, officerSig)) {
    throw new ProtocolError('SIGNATURE_INVALID', 'statement: officer’s signature does not verify')
  }
  return undefined
}

/** A time that has not come cannot have been signed honestly; a little skew is nobody's fault. */
function requirePast(timeMs: number, nowMs: number): void {
  if (timeMs > nowMs + maxSkewMs) throw new ProtocolError('SIGNATURE_INVALID', 'batch: signed in the future')
}

/** @throws {@link ProtocolError} with the code of a refusal */
export function entitled(standing: Standing): Extract<Standing, { kind: 'entitled' }> {
  if (standing.kind === 'refused') throw new ProtocolError(standing.code, `sender: ${standing.reason}`)
  return standing
}

function batchOf(carried: Carried, leaf: Leaf): SignedBatch {
  const batch = carried.batches[leaf.batch]
  if (batch === undefined)
    throw new ProtocolError('MALFORMED', 'carried: a leaf names a batch that is not there')
  return batch
}

/** Level of classification a statement needs its officer to be cleared for; higher ones are refused by the codec of tags. */
function ceilingOf(placed: Placed): number {
  return placed.conditions?.tags.some((tag) => tag.code === 'CLS:RESTRICTED') === true ? 1 : 0
}

/** @throws {@link ProtocolError} `COMMITMENT_INVALID` */
export function requireCommitted(
  carried: Pick<Carried, 'body' | 'salt'>,
  commitment: Uint8Array | undefined,
): void {
  const isEmpty = carried.body.length === 0 && carried.salt === undefined
  if (commitment === undefined) {
    if (!isEmpty) throw new ProtocolError('COMMITMENT_INVALID', 'body: the statement does not commit to one')
    return
  }
  if (carried.salt === undefined || !equalBytes(bodyCommitment(carried.salt, carried.body), commitment)) {
    throw new ProtocolError('COMMITMENT_INVALID', 'body: not the one the statement commits to')
  }
}
