import { sha256, toHex, utf8 } from '../../crypto/index.ts'
import { forceOf } from './force.ts'
import { valuesOf } from './hash-trie.ts'
import { isReturnAnnounced } from './holding.ts'
import { stateAt } from './matter.ts'
import { headsOf, phaseAt, standsAt, undertakingAt } from './past.ts'
import type { Hash } from './placed.ts'
import type { Exchange } from './state.ts'
import { timeline } from './timeline.ts'

const domain = utf8('sponte/1 exchange state\0')

/**
 * A hash over everything that follows from the placements of an exchange: equal at both ends when both hold the same
 * ones, in whatever order they came.
 *
 * What only one node knows (receipts, its own refusals not yet placed) stays out. Of a forked exchange the ends
 * compare that it is one, and whether it was returned; the rest has to be settled by people. Costs time in the length of the exchange.
 *
 * @see docs/protocol/3-exchange.md §8
 */
export function stateHash(exchange: Exchange): Hash {
  const lines = exchange.fork === undefined ? standingLines(exchange) : forkedLines(exchange)
  return toHex(sha256(domain, utf8([exchange.id, ...lines].join('\n'))))
}

function forkedLines(exchange: Exchange): readonly string[] {
  const isReturned = exchange.returns !== undefined || isReturnAnnounced(exchange)
  return ['FORKED', ...(isReturned ? ['RETURNED'] : [])]
}

function standingLines(exchange: Exchange): readonly string[] {
  const heads = headsOf(exchange)
  const undertaking = undertakingAt(exchange, heads)
  return [
    phaseAt(exchange, heads),
    ...timeline(exchange).map(
      (entry) =>
        `${entry.placement} ${entry.statement} ${entry.side} ${entry.type} ${forceOf(exchange, entry)}`,
    ),
    ...(undertaking === undefined ? [] : [`undertaking ${undertaking.entry.statement}`]),
    ...Array.from(valuesOf(exchange.matters))
      .filter(({ entry }) => standsAt(exchange, entry, heads))
      .map((matter) => `matter ${matter.entry.statement} ${stateAt(exchange, matter, heads)}`),
  ]
}
