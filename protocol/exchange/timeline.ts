import type { Entry, Exchange, Side } from './state.ts'

/**
 * All statements in the merged order: causal, the originator first where two are concurrent (rules B1).
 *
 * For display and comparison: it decides nothing about the past. Costs time in the length of the exchange.
 */
export function timeline(exchange: Exchange): readonly Entry[] {
  const receivers = chainOf(exchange, 'receiver')
  const merged: Entry[] = []
  let next = 0
  for (const entry of chainOf(exchange, 'originator')) {
    // As late as possible: each statement of the receiver stands just before the first that has seen it.
    while (next < entry.seen) {
      const seen = receivers[next++]
      if (seen !== undefined) merged.push(seen)
    }
    merged.push(entry)
  }
  merged.push(...receivers.slice(next))
  return merged
}

function chainOf(exchange: Exchange, side: Side): readonly Entry[] {
  const chain: Entry[] = []
  for (let entry = exchange.chains[side].head; entry !== undefined; entry = entry.older) chain.push(entry)
  return chain.reverse()
}
