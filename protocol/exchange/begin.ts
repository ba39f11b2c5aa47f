import { toHex } from '../../crypto/index.ts'
import type { Party } from '../codec/exchange.ts'
import { noConsents } from './consents.ts'
import { insert } from './hash-trie.ts'
import { offeredBy, withOffer } from './offered.ts'
import type { Placed } from './placed.ts'
import type { Entry, Exchange } from './state.ts'
import { bindingOf, type Binding } from './tags.ts'

/** The exchange that its first placement makes; the rules of form and of the first placement hold. */
export function begin(placed: Placed): Exchange {
  const { statement, placement, statementHash, hash, timeMs } = placed
  const entry: Entry = {
    placement: hash,
    statement: statementHash,
    type: placed.content.type,
    side: 'originator',
    seq: 1,
    seen: 0,
    timeMs,
    epoch: toHex(placement.pairEpoch),
    older: undefined,
    moves: [],
    uses: undefined,
  }
  const opening = offeredBy(entry, statement.conditions)
  const exchange: Exchange = {
    id: statementHash,
    parties: { originator: copyOf(statement.from), receiver: copyOf(statement.to) },
    opening,
    binding: knownBinding(bindingOf(opening.conditions)),
    chains: {
      originator: { head: entry, left: [], latestMs: timeMs },
      receiver: { head: undefined, left: [], latestMs: 0 },
    },
    placements: insert(undefined, hash, entry),
    statements: insert(undefined, statementHash, entry),
    refusals: undefined,
    notices: undefined,
    noticeAnswers: undefined,
    noticeEnds: undefined,
    disclosures: undefined,
    undertakings: undefined,
    lates: undefined,
    returns: undefined,
    outcomes: undefined,
    feedbacks: undefined,
    told: {},
    matters: undefined,
    open: undefined,
    owing: undefined,
    consents: noConsents,
    opened: {},
    fork: undefined,
    receipted: { originator: { after: 0, seen: 0 }, receiver: { after: 0, seen: 0 } },
    announced: [],
    refusing: undefined,
  }
  return withOffer(exchange, placed, entry)
}

function knownBinding(binding: ReturnType<typeof bindingOf>): Binding {
  if (binding === 'NONE' || binding === 'NEWER') throw new Error('the rules of the first placement hold')
  return binding
}

function copyOf({ networkId, institutionId, iikHash }: Party): Party {
  return { networkId: networkId.slice(), institutionId: institutionId.slice(), iikHash: iikHash.slice() }
}
