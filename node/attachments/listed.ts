import { concat, fromHex } from '../../crypto/index.ts'
import { attachedFiles, parseBody, partsKeyOf, type Attachment, type Placed } from '../../protocol/index.ts'
import type { CaseId, FinishingTurn } from '../store/index.ts'
import { theirBlobId, type CarriedAttachment } from './carried.ts'

/** A statement that is being stored, with its body as it came. */
interface Stored {
  readonly placed: Pick<Placed, 'statement' | 'placement' | 'hash'>
  readonly body: Uint8Array
  readonly caseId: CaseId
}

/**
 * The records of what a stored statement says will come.
 *
 * The keys of its parts are taken from its body here, while it is at hand: it may be locked away afterwards.
 * @returns none for a statement without attachments; given up from the beginning where its body lists others than it:
 *   the sender is at fault, and nothing of it could ever be opened
 */
export function filesToCome(
  turn: Pick<FinishingTurn, 'indexKey'>,
  { placed, body, caseId }: Stored,
): readonly CarriedAttachment[] {
  const { statement } = placed
  const keys = keysOf(statement.attachments, body)
  const placementHash = fromHex(placed.hash)
  return statement.attachments.map((attachment, place) => {
    const blob = theirBlobId(turn, placementHash, attachment.attachmentId)
    return {
      ...{ caseId, placementHash, place, exchangeId: placed.placement.exchangeId },
      networkId: statement.from.networkId,
      institutionId: statement.from.institutionId,
      ...{ attachment, blob },
      // Without a key, one that nobody can name a part by.
      partsKey: keys?.[place] ?? concat(blob, blob),
      state: keys === undefined ? 'GIVEN_UP' : 'WAITING',
      parts: 0,
    }
  })
}

function keysOf(attachments: readonly Attachment[], body: Uint8Array): readonly Uint8Array[] | undefined {
  if (attachments.length === 0) return []
  try {
    const disclosure = parseBody('DISCLOSURE', body)
    return attachedFiles(attachments, disclosure).map(({ secret }) => partsKeyOf(secret.key))
  } catch {
    // Whatever is wrong with it: an officer sees the body as it is, and none of its files can be opened.
    return undefined
  }
}
