import type { CollectReply, CollectRequest } from '../../protocol/index.ts'
import type { Mailboxes } from './mailboxes.ts'

/**
 * Collects from several mailboxes as if they were one: an institution has one in each of its networks, and others may
 * have named its key for theirs.
 *
 * @param inTurn - at least one; the first that holds something gives it, the others keep theirs for the next request
 */
export async function collectFrom(
  { collect }: Pick<Mailboxes, 'collect'>,
  inTurn: readonly Uint8Array[],
  request: CollectRequest,
  signal: AbortSignal,
): Promise<CollectReply> {
  if (request.done.length > 0) {
    for (const mailbox of inTurn) await collect(mailbox, { ...request, maxCount: 0, waitMs: 0 }, { signal })
  }
  const found = new AbortController()
  const waiting = AbortSignal.any([signal, found.signal])
  const replies = await Promise.all(
    inTurn.map(async (mailbox) => {
      const reply = await collect(mailbox, { ...request, done: [] }, { signal: waiting })
      if (reply.envelopes.length > 0) found.abort()
      return reply
    }),
  )
  const [first] = replies
  return replies.find(({ envelopes }) => envelopes.length > 0) ?? first ?? { envelopes: [], more: false }
}
