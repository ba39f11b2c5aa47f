// docs/protocol/7-dossier.md, "Verifying", step 5: how the placements of one exchange hang together. What may be said
// when is not the business of this decoder.
import type { Asker } from './checks.ts'
import type { Said } from './placement.ts'
import { hex, same } from './suite.ts'

/** A placement of one of the two, in its chain. */
export interface Link {
  readonly said: Said
  /** Whether the side that disclosed has placed it. */
  readonly isFirstSide: boolean
  readonly seq: number
}

/** The placements of an exchange by their hashes. */
export type Chains = ReadonlyMap<string, Link>

/**
 * That all are of the exchange which the first begins, that each stands there once, that whatever one follows or has
 * seen is there, that numbers have no gap, and that no side has placed two in one place.
 */
export function requireChains(ask: Asker, first: Said, all: readonly Said[]): Chains {
  const links = all.map((said) => ({
    said,
    isFirstSide: same(said.party.institutionId, first.party.institutionId),
    seq: said.placement.number('seq'),
  }))
  const chains: Chains = new Map(links.map((link) => [hex(link.said.placementHash), link]))
  ask.must('chain-once', chains.size === links.length, 'DUPLICATE')
  for (const link of links) if (link.said !== first) requireLink(ask, chains, first, link)
  const places = new Set(links.map(({ isFirstSide, seq }) => `${String(isFirstSide)} ${seq}`))
  ask.must('chain-fork', places.size === chains.size, 'FORK')
  return chains
}

function requireLink(ask: Asker, chains: Chains, first: Said, { said, isFirstSide, seq }: Link): void {
  const { statement, placement, party } = said
  const exchangeId = first.statementHash
  const isOfIt =
    statement.has('exchangeId') &&
    same(statement.bytes('exchangeId'), exchangeId) &&
    same(placement.bytes('exchangeId'), exchangeId)
  ask.must('chain-exchange', isOfIt, 'EXCHANGE_UNKNOWN')
  const two = [first.statement.message('from'), first.statement.message('to')]
  const [from, to] = isFirstSide ? two : two.toReversed()
  const isBetween =
    from !== undefined &&
    same(from.bytes('institutionId'), party.institutionId) &&
    to !== undefined &&
    same(to.bytes('institutionId'), statement.message('to').bytes('institutionId'))
  ask.must('chain-parties', isBetween, 'PARTIES_INVALID')

  const named = (name: 'prev' | 'seen') =>
    placement.has(name) ? chains.get(hex(placement.bytes(name))) : undefined
  const [prev, seen] = [named('prev'), named('seen')]
  const areThere =
    placement.has('prev') === (prev !== undefined) && placement.has('seen') === (seen !== undefined)
  ask.must('chain-ancestors', areThere, 'STATEMENT_MISSING')
  const isOwn = prev === undefined || prev.isFirstSide === isFirstSide
  ask.must('chain-number', isOwn && seq === (prev?.seq ?? 0) + 1, 'SEQ_GAP')
  // The receiver has always seen what began it.
  ask.must('chain-seen', seen === undefined ? isFirstSide : seen.isFirstSide !== isFirstSide, 'SEEN_UNKNOWN')
  const before = prev?.said.placement
  const had = before?.has('seen') === true ? chains.get(hex(before.bytes('seen')))?.seq : undefined
  ask.must('chain-forward', (seen?.seq ?? 0) >= (had ?? 0), 'BACK_DATED')
}
