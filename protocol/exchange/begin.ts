import { toHex } from '../../crypto/index.ts'
import { conditionsShape, type Party } from '../codec/exchange.ts'
import { conditionsHash } from '../conditions/parse.ts'
import { insert } from './hash-trie.ts'
import type { Placed } from './placed.ts'
import type { Entry, Exchange } from './state.ts'
import { bindingOf, urgencyOf } from './tags.ts'

/** The exchange that its first placement makes; the rules of form and of the first placement hold. */
export function begin(placed: Placed): Exchange {
  const { statement, placement, statementHash, hash, timeMs } = placed
  // Decoded values are views into the received message, which may be large: what is kept is copied.
  const conditionsBytes = statement.conditions.slice()
  const conditions = conditionsShape.decode(conditionsBytes)
  const entry: Entry = {
    placement: hash,
    statement: statementHash,
    type: 'DISCLOSURE',
    side: 'originator',
    seq: 1,
    seen: 0,
    timeMs,
    older: undefined,
    settles: undefined,
  }
  return {
    id: statementHash,
    parties: { originator: copyOf(statement.from), receiver: copyOf(statement.to) },
    disclosure: {
      entry,
      conditions,
      conditionsBytes,
      conditionsHash: toHex(conditionsHash(conditionsBytes)),
      binding: bindingOf(conditions) === 'MOU' ? 'MOU' : 'BY-LAW',
      urgency: urgencyOf(conditions),
      items: placed.items.map(({ itemId, tags }) => ({ itemId: itemId.slice(), tags })),
    },
    chains: {
      originator: { head: entry, epoch: toHex(placement.pairEpoch) },
      receiver: { head: undefined, epoch: undefined },
    },
    placements: insert(undefined, hash, entry),
    statements: insert(undefined, statementHash, entry),
    refusals: undefined,
    undertakings: undefined,
    returns: undefined,
    outcomes: undefined,
    feedbacks: undefined,
    asks: undefined,
    inquiries: undefined,
    open: undefined,
    fork: undefined,
    receipted: { originator: 0, receiver: 0 },
    announcedReturn: undefined,
    refusing: undefined,
  }
}

function copyOf({ networkId, institutionId, iikHash }: Party): Party {
  return { networkId: networkId.slice(), institutionId: institutionId.slice(), iikHash: iikHash.slice() }
}
