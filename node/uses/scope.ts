import { toHex } from '../../crypto/index.ts'
import { disclosedOf, type Exchange } from '../../protocol/index.ts'
import { NodeError } from '../node-error.ts'

/**
 * Files among the items that are named: they alone can be erased without the rest.
 *
 * @param items - at least one, hexadecimal
 * @throws NodeError `NOT_SUPPORTED` for some of the items that stand in one text together
 */
export function filesNamed(state: Exchange, items: readonly string[]): ReadonlySet<string> {
  const ids = new Set(items)
  // Items without tags of their own are in no list: naming every one that is listed is not naming the whole.
  const files = new Set(
    (disclosedOf(state)?.attachments ?? []).map(({ attachmentId }) => toHex(attachmentId)),
  )
  if ([...ids].every((id) => files.has(id))) return ids
  throw new NodeError('NOT_SUPPORTED', 'these items stand in one text with others: the text is erased whole')
}
