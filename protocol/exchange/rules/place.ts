import { toHex } from '../../../crypto/index.ts'
import type { ProtocolErrorCode } from '../../errors.ts'
import { maxRecoveries } from '../../limits.ts'
import { families } from '../families.ts'
import { lookUp } from '../hash-trie.ts'
import { isSameParty } from '../parties.ts'
import type { Situation } from '../situation.ts'
import { otherSide } from '../state.ts'
import type { Rule } from './rule.ts'

/** Where a placement may stand in an exchange that exists: parties, chain, past. */
export const placeRules: readonly Rule<Situation, ProtocolErrorCode | 'HOLD'>[] = [
  {
    id: 'place.new',
    source: 'a placement counts once (§3)',
    holds: ({ exchange, placed }) => lookUp(exchange.placements, placed.hash) === undefined,
    otherwise: 'DUPLICATE',
  },
  {
    id: 'place.exchange',
    source: 'statement and placement name this exchange; only its first statement names none (rules A2)',
    holds: ({ exchange, placed: { placement, statement, statementHash } }) =>
      toHex(placement.exchangeId) === exchange.id &&
      (statement.exchangeId === undefined ? statementHash : toHex(statement.exchangeId)) === exchange.id,
    otherwise: 'EXCHANGE_UNKNOWN',
  },
  {
    id: 'place.parties',
    source: 'exactly the two, each in its network and under its identity key (rules A2)',
    holds: ({ exchange, placed: { statement }, side }) =>
      isSameParty(statement.from, exchange.parties[side]) &&
      isSameParty(statement.to, exchange.parties[otherSide(side)]),
    otherwise: 'PARTIES_INVALID',
  },
  {
    id: 'place.yours',
    source: 'each type belongs to a side (§4)',
    holds: ({ placed, side }) => families[placed.content.type].by.includes(side),
    otherwise: 'NOT_YOURS',
  },
  {
    id: 'place.prev-known',
    source: 'a placement waits for its ancestors (rules B8)',
    holds: ({ prevHash, prev }) => prevHash === undefined || prev !== undefined,
    otherwise: 'HOLD',
  },
  {
    id: 'place.prev-own',
    source: 'each side continues its own chain (§2)',
    holds: ({ side, prev }) => prev === undefined || prev.side === side,
    otherwise: 'SEQ_GAP',
  },
  {
    id: 'place.seq',
    source: 'numbers in a chain have no gap (§2)',
    holds: ({ placed, prev }) => placed.placement.seq === (prev?.seq ?? 0) + 1,
    otherwise: 'SEQ_GAP',
  },
  {
    id: 'place.epoch',
    source: 'a side that recovered begins a new pair epoch, and takes up none that it has left (rules D5)',
    holds: ({ exchange, placed, side, prev }) => {
      const epoch = toHex(placed.placement.pairEpoch)
      const { head, left } = exchange.chains[side]
      if (prev?.side !== side || exchange.fork !== undefined || epoch === prev.epoch) return true
      return epoch !== head?.epoch && !left.includes(epoch) && left.length < maxRecoveries
    },
    otherwise: 'BACK_DATED',
  },
  {
    id: 'place.seen-known',
    source: 'a placement waits for its ancestors (rules B8)',
    holds: ({ seenHash, seen }) => seenHash === undefined || seen !== undefined,
    otherwise: 'HOLD',
  },
  {
    id: 'place.seen-theirs',
    source: 'what is seen is the other side’s; the receiver has always seen the disclosure (§2)',
    holds: ({ side, seen }) => (seen === undefined ? side === 'originator' : seen.side !== side),
    otherwise: 'SEEN_UNKNOWN',
  },
  {
    id: 'place.seen-forward',
    source: 'what a side has once seen it does not unsee (rules B2)',
    holds: ({ prev, seen }) => (seen?.seq ?? 0) >= (prev?.seen ?? 0),
    otherwise: 'BACK_DATED',
  },
  {
    id: 'place.refused-new',
    source:
      'a placement refuses what it sees first: after the last seen, up to this one, none twice (rules B4)',
    holds: ({ exchange, placed, side, prev, seen }) => {
      const { refused } = placed.placement
      const hashes = refused.map(({ placementHash }) => toHex(placementHash))
      return (
        new Set(hashes).size === hashes.length &&
        hashes.every((hash) => {
          const entry = lookUp(exchange.placements, hash)
          return entry?.side === otherSide(side) && isBetween(entry.seq, prev?.seen ?? 0, seen?.seq ?? 0)
        })
      )
    },
    otherwise: 'REFERENCE_INVALID',
  },
]

/** Above `after`, up to `upTo`. */
function isBetween(seq: number, after: number, upTo: number): boolean {
  return seq > after && seq <= upTo
}
