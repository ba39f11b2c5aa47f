import { toHex } from '../../crypto/index.ts'
import { lookUp } from './hash-trie.ts'
import { isSameParty } from './parties.ts'
import type { Hash, Placed } from './placed.ts'
import type { Entry, Exchange, Side } from './state.ts'

/** A placement before an exchange that exists, with its named ancestors looked up. */
export interface Situation {
  readonly exchange: Exchange
  readonly placed: Placed
  /** The side that the statement claims to be from; a stranger is refused by `place.parties`. */
  readonly side: Side
  readonly prevHash: Hash | undefined
  readonly seenHash: Hash | undefined
  /** `undefined` where none is named, or it is not known. */
  readonly prev: Entry | undefined
  /** The same. */
  readonly seen: Entry | undefined
}

export function situate(exchange: Exchange, placed: Placed): Situation {
  const { placement, statement } = placed
  const prevHash = placement.prev && toHex(placement.prev)
  const seenHash = placement.seen && toHex(placement.seen)
  return {
    exchange,
    placed,
    side: isSameParty(statement.from, exchange.parties.originator) ? 'originator' : 'receiver',
    prevHash,
    seenHash,
    prev: prevHash === undefined ? undefined : lookUp(exchange.placements, prevHash),
    seen: seenHash === undefined ? undefined : lookUp(exchange.placements, seenHash),
  }
}

/** Whether another placement already stands after the one that this names. */
export function isConflicting({ exchange, side, prevHash }: Situation): boolean {
  return exchange.chains[side].head?.placement !== prevHash
}
