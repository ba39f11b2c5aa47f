import { toHex } from '../../crypto/index.ts'
import { conditionsShape } from '../codec/exchange.ts'
import { conditionsHash } from '../conditions/parse.ts'
import type { Placed } from './placed.ts'
import type { Disclosed, Entry, Exchange, Notice, Offered } from './state.ts'
import { urgencyOf } from './tags.ts'

/** The exchange with what a notice, an urgent notice or a disclosure offers; any other placement offers nothing. */
export function withOffer<E extends Pick<Exchange, 'notices' | 'disclosures'>>(
  exchange: E,
  { content, statement }: Placed,
  entry: Entry,
): E {
  if (content.type === 'PRIOR_NOTICE') {
    const latest: Notice = { ...offeredBy(entry, statement.conditions), ...content.terms }
    return { ...exchange, notices: { latest, earlier: exchange.notices } }
  }
  if (content.type !== 'DISCLOSURE' && content.type !== 'URGENT_NOTICE') return exchange
  const [notice] = statement.refs
  const items = content.type === 'DISCLOSURE' ? content.terms.items : []
  const latest: Disclosed = {
    ...offeredBy(entry, statement.conditions),
    items: items.map(({ itemId, tags }) => ({ itemId: itemId.slice(), tags })),
    attachments: statement.attachments.map((attachment) => ({
      ...attachment,
      attachmentId: attachment.attachmentId.slice(),
      treeRoot: attachment.treeRoot.slice(),
      keyCommitment: attachment.keyCommitment.slice(),
    })),
    notice: notice && toHex(notice),
  }
  return { ...exchange, disclosures: { latest, earlier: exchange.disclosures } }
}

/** The Conditions of a statement that has some of its own, as an act. */
export function offeredBy(entry: Entry, bytes: Uint8Array): Offered {
  // Decoded values are views into the received message, which may be large: what is kept is copied.
  const conditionsBytes = bytes.slice()
  const conditions = conditionsShape.decode(conditionsBytes)
  return {
    entry,
    conditions,
    conditionsBytes,
    conditionsHash: toHex(conditionsHash(conditionsBytes)),
    urgency: urgencyOf(conditions),
  }
}
