import { toHex } from '../../crypto/index.ts'
import { receiptShape } from '../codec/envelope.ts'
import type { DossierLeaf } from '../codec/dossier.ts'
import { batchShape } from '../codec/exchange.ts'
import { entitled } from '../envelope/authenticate.ts'
import { receiptStatusOf } from '../envelope/receipt.ts'
import { lookUp } from '../exchange/hash-trie.ts'
import type { Hash } from '../exchange/placed.ts'
import { otherSide, type Entry, type Exchange, type Side } from '../exchange/state.ts'
import type { ReceiptStatus } from '../names.ts'
import { DossierError, inPart } from './fault.ts'
import { batchOf, type Proving } from './statements.ts'

/** A receipt of a dossier: the institution that a statement went to stands for it. */
export interface ProvenReceipt {
  readonly signer: Side
  readonly of: Entry
  readonly status: ReceiptStatus
  /** Time of its batch, in UTC milliseconds. */
  readonly timeMs: number
  /** The last placement of its signer, and of the other side, as its signer had them. */
  readonly headMine: Entry | undefined
  readonly headYours: Entry | undefined
  /** Whether its signer's certificates were revoked some time: then it proves nothing about times. */
  readonly isRevoked: boolean
}

/**
 * Checks who says each receipt, and that everything it names is in the dossier.
 *
 * @throws {@link DossierError} the first that fails: `STATEMENT_MISSING` where it names a placement that is not there
 */
export function proveReceipts(
  proving: Proving,
  exchange: Exchange,
  receipts: readonly DossierLeaf[],
): readonly ProvenReceipt[] {
  return receipts.map((leaf, index) =>
    inPart('RECEIPT', index + 1, () => prove(proving, exchange, leaf, index + 1)),
  )
}

function prove(
  { certificates, verifier, batches }: Proving,
  exchange: Exchange,
  leaf: DossierLeaf,
  number: number,
): ProvenReceipt {
  const receipt = receiptShape.decode(leaf.item)
  const known = (hash: Uint8Array): Entry => knownOf(exchange, toHex(hash), number)
  const of = known(receipt.placementHash)
  const signer = otherSide(of.side)
  const batch = batchOf(batches, leaf)
  const { timeMs } = batchShape.decode(batch.batch)
  const claim = { party: exchange.parties[signer], nodeCertHash: receipt.nodeCertHash }
  const standing = entitled(certificates.standingOf(claim, timeMs))
  verifier.verify('receipt', leaf, batch, standing.node.tbs.nok)
  return {
    ...{ signer, of, timeMs, status: receiptStatusOf(receipt) },
    headMine: receipt.headMine && known(receipt.headMine),
    headYours: receipt.headYours && known(receipt.headYours),
    isRevoked: certificates.revocationOf(standing) !== undefined,
  }
}

function knownOf(exchange: Exchange, hash: Hash, number: number): Entry {
  const entry = lookUp(exchange.placements, hash)
  if (entry !== undefined) return entry
  throw new DossierError({
    ...{ code: 'STATEMENT_MISSING', part: 'RECEIPT', number, placements: [hash] },
    reason: 'a signed receipt names a placement that is not there',
  })
}
