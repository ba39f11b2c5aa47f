import { fromHex } from '../../crypto/index.ts'
import { attachedFiles, parseBody, partsKeyOf, type Placed } from '../../protocol/index.ts'
import type { CaseId, FinishingTurn } from '../store/index.ts'
import { ownBlobId } from './carried.ts'
import { beginSending } from './sending.ts'

/** A statement of ours that is being placed, and the institution it goes to. */
export interface CarriedBy {
  readonly caseId: CaseId
  readonly exchangeId: Uint8Array
  readonly placed: Placed
  readonly networkId: Uint8Array
  readonly institutionId: Uint8Array
}

/**
 * Notes that the attachments of a statement are to be carried: the same commit places it, so that its blobs, which are
 * on disk by now, are named by a record from then on.
 *
 * @returns what writes the records; nothing is written for a statement without attachments, whose body is not read
 * @throws {@link ProtocolError} `COMMITMENT_INVALID` for a body that lists others than its statement
 */
export function carryOut(
  { caseId, exchangeId, placed, networkId, institutionId }: CarriedBy,
  body: Uint8Array | undefined,
): (turn: FinishingTurn) => void {
  const { attachments } = placed.statement
  if (attachments.length === 0 || body === undefined) return () => undefined
  const files = attachedFiles(attachments, parseBody('DISCLOSURE', body))
  const placementHash = fromHex(placed.hash)
  return (turn) => {
    for (const [place, { attachment, secret }] of files.entries())
      beginSending(turn, {
        ...{ caseId, exchangeId, placementHash, place, networkId, institutionId, attachment },
        partsKey: partsKeyOf(secret.key),
        blob: ownBlobId(turn, attachment.attachmentId),
        ...({ state: 'WAITING', parts: 0 } as const),
      })
  }
}
