import { entryOf } from './advance.ts'
import { insert } from './hash-trie.ts'
import { announced } from './holding.ts'
import type { Situation } from './situation.ts'
import type { Entry, Fork } from './state.ts'
import type { Forked } from './verdict.ts'

/**
 * The exchange with a placement that stands where another one stands (rules B6).
 *
 * Both are evidence, and known, so that safety statements can build upon either. The one that came second continues no
 * chain and establishes nothing, but for a CANNOT_COMPLY: of two branches the more restrictive holds.
 */
export function forked(situation: Situation): Forked {
  const { placed, side, prevHash } = situation
  const exchange = announced(situation.exchange, placed)
  const rival = followerOf(exchange.chains[side].head, prevHash)
  const evidence: Fork = {
    side,
    seq: placed.placement.seq,
    prev: prevHash,
    evidence: rival === undefined ? [placed.hash] : [rival.placement, placed.hash],
  }
  return {
    kind: 'fork',
    evidence,
    exchange: {
      ...exchange,
      placements: insert(exchange.placements, placed.hash, entryOf(situation)),
      fork: evidence,
    },
  }
}

// Once in the life of an exchange: a forked one looks for no second fork.
function followerOf(head: Entry | undefined, prevHash: string | undefined): Entry | undefined {
  let follower = head
  while (follower !== undefined && follower.older?.placement !== prevHash) follower = follower.older
  return follower
}
