import type { DossierContents, DossierLeaf, DossierStatement } from '../codec/dossier.ts'
import { batchShape, placementShape, statementShape, type SignedBatch } from '../codec/exchange.ts'
import { requireCommitted, entitled, refusalOfOfficer } from '../envelope/authenticate.ts'
import type { BatchVerifier } from '../envelope/batch.ts'
import { ProtocolError, type ProtocolErrorCode } from '../errors.ts'
import type { Placed } from '../exchange/placed.ts'
import { readPlaced } from '../exchange/read.ts'
import type { VerifiedOfficer } from '../trust/institution.ts'
import type { Certificates, Revocation } from './certificates.ts'
import { inPart } from './fault.ts'

/** A statement of a dossier: its node stands for its place, and its officer for its words. */
export interface ProvenStatement {
  readonly placed: Placed
  /** Absent in what a node says by itself, and where its officer's certificate does not count. */
  readonly officer: VerifiedOfficer | undefined
  /** Why its officer was not entitled to say it; the other side must then have refused it. */
  readonly refusal: ProtocolErrorCode | undefined
  /** That a certificate behind it was listed as revoked, some time. */
  readonly revocation: Revocation | undefined
  /** The exact bytes that were signed as commitment, where the content was exported too. */
  readonly body: Uint8Array | undefined
}

/** What signatures are verified with. */
export interface Proving {
  readonly certificates: Certificates
  readonly verifier: BatchVerifier
  readonly batches: DossierContents['batches']
}

/**
 * Checks who says each statement, in the order of the file.
 *
 * @throws {@link DossierError} the first that nobody stands for
 */
export function proveStatements(
  proving: Proving,
  statements: readonly DossierStatement[],
): readonly ProvenStatement[] {
  return statements.map((one, index) => inPart('STATEMENT', index + 1, () => prove(proving, one)))
}

function prove({ certificates, verifier, batches }: Proving, one: DossierStatement): ProvenStatement {
  const { from } = statementShape.decode(one.statement)
  const { nodeCertHash } = placementShape.decode(one.placement.item)
  const batch = batchOf(batches, one.placement)
  const { timeMs } = batchShape.decode(batch.batch)
  const placer = entitled(certificates.standingOf({ party: from, nodeCertHash }, timeMs))
  verifier.verify('placement', one.placement, batch, placer.node.tbs.nok)
  const placed = readPlaced(one.placement.item, one.statement, timeMs)
  let officer: VerifiedOfficer | undefined
  let revocation = certificates.revocationOf(placer)
  const refusal = refusalOfOfficer(
    (claim, atMs) => {
      const standing = certificates.standingOf(claim, atMs)
      if (standing.kind === 'entitled') {
        officer = standing.officer
        revocation ??= certificates.revocationOf(standing)
      }
      return standing
    },
    one.statement,
    placed,
  )
  const isLeftOut = one.body.length === 0 && one.salt === undefined
  if (!isLeftOut) requireCommitted(one, placed.statement.bodyCommitment)
  return { placed, officer, refusal, revocation, body: isLeftOut ? undefined : one.body }
}

/** The batch that a leaf names. @throws {@link ProtocolError} `MALFORMED` */
export function batchOf(batches: readonly SignedBatch[], leaf: DossierLeaf): SignedBatch {
  const batch = batches[leaf.batch]
  if (batch === undefined) throw new ProtocolError('MALFORMED', 'a leaf names a batch that is not there')
  return batch
}
