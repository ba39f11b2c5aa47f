import { equalBytes, toHex } from '../../crypto/index.ts'
import { outerHeaderShape, prekeyIdOf, type Member } from '../../protocol/index.ts'
import { neverMs, type OutboxEntry } from './outbox.ts'
import { isBurnt, nodeKeyHash } from './prekey-choice.ts'

/** How long a reply prekey has to bring a receipt, in milliseconds; then the week's is tried, which is not used up. */
const replyTrialMs = 7 * 24 * 60 * 60 * 1000
const firstRestMs = 10 * 60_000
const longestRestMs = 24 * 60 * 60 * 1000

/**
 * Whether the receiver of an envelope that waits can no longer open it, by its own word: its bundle lists the prekey as
 * burnt, lists another for that week, or is that of a node with another key, which has none of the old seeds (rules D1).
 *
 * A bundle that says so again and again is heard ever more rarely: after 10 minutes, then four times longer each, up to
 * a day.
 */
export function isKeyLost(
  { envelope, sealedTo, nextMs }: Pick<OutboxEntry, 'envelope' | 'sealedTo' | 'nextMs'>,
  { bundle, node }: Pick<Member, 'bundle' | 'node'>,
  nowMs: number,
): boolean {
  const { week, sealedMs, times } = sealedTo
  if (nextMs === neverMs || bundle === undefined || node === undefined) return false
  if (nowMs < sealedMs + restAfter(times)) return false
  const { prekeyId } = outerHeaderShape.decode(envelope.outer)
  if (!equalBytes(sealedTo.nodeKeyHash, nodeKeyHash(node)) || isBurnt(bundle, prekeyId)) return true
  if (week === undefined) return nowMs >= sealedMs + replyTrialMs
  const listed = bundle.tbs.weekly.find((prekey) => prekey.week === week)
  return listed !== undefined && toHex(prekeyIdOf(listed.publicKey)) !== toHex(prekeyId)
}

/** How long what was sealed again so often is not, in milliseconds. */
function restAfter(times: number): number {
  return times === 0 ? 0 : Math.min(firstRestMs * 4 ** (times - 1), longestRestMs)
}
