import { verifyLog } from '../../crypto/index.ts'
import { batchShape, type Party } from '../codec/exchange.ts'
import { entitled } from '../envelope/authenticate.ts'
import { ProtocolError } from '../errors.ts'
import type { Exchange, Side } from '../exchange/state.ts'
import { ledgerOrigin, verifyLedgerCheckpoint, type LedgerCheckpoint } from '../ledger/index.ts'
import type { VerifiedNode } from '../trust/institution.ts'
import { DossierError, inPart } from './fault.ts'
import type { ReadDossier } from './file.ts'
import type { Proving } from './statements.ts'

/** Who put a dossier together, and when. */
export interface Seal {
  readonly side: Side
  readonly node: VerifiedNode
  readonly timeMs: number
}

/**
 * Who put the dossier together: the node of one of the two, by its signature over all of it.
 *
 * @throws {@link DossierError} where it was not entitled to sign then, or has not
 */
export function proveSeal(
  { file, sealedBy }: ReadDossier,
  { certificates, verifier }: Proving,
  { parties }: Exchange,
): Seal {
  return inPart('SEAL', undefined, () => {
    if (file.seal.batch !== 0)
      throw new ProtocolError('MALFORMED', 'the seal names a batch that is not there')
    const { timeMs } = batchShape.decode(file.batch.batch)
    const claimOf = (side: Side) => ({ party: parties[side], nodeCertHash: sealedBy })
    const byOriginator = certificates.standingOf(claimOf('originator'), timeMs)
    const side = byOriginator.kind === 'entitled' ? 'originator' : 'receiver'
    const standing = entitled(
      side === 'originator' ? byOriginator : certificates.standingOf(claimOf('receiver'), timeMs),
    )
    verifier.verify('dossier', file.seal, file.batch, standing.node.tbs.nok)
    if (certificates.revocationOf(standing) !== undefined)
      throw new ProtocolError('REVOKED', 'the exporting node is listed as revoked')
    return { side, node: standing.node, timeMs }
  })
}

/**
 * What the exporter's ledger was before the export.
 *
 * @throws {@link DossierError} `SIGNATURE_INVALID`
 */
export function readCheckpoint(note: string, party: Party, node: VerifiedNode): LedgerCheckpoint {
  const expected = {
    origin: ledgerOrigin(party.networkId, party.institutionId),
    logPublicKey: node.tbs.logKey,
  }
  let checkpoint: LedgerCheckpoint | undefined
  try {
    checkpoint = verifyLedgerCheckpoint(note, expected, verifyLog)
  } catch {
    checkpoint = undefined
  }
  if (checkpoint !== undefined) return checkpoint
  throw new DossierError({
    ...{ code: 'SIGNATURE_INVALID', part: 'CHECKPOINT' },
    reason: 'the checkpoint is not signed by the ledger of the exporting node',
  })
}
