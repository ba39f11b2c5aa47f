import type { TermsOf } from '../codec/terms.ts'
import { withConsent } from './consents.ts'
import { insert, lookUp, remove, type HashTrie } from './hash-trie.ts'
import { dutiesIn } from './matter-duties.ts'
import { matterKinds, type MatterState } from './matters.ts'
import { everything, latestAt, standsAt, type Cut } from './past.ts'
import type { Hash } from './placed.ts'
import { otherSide, type Exchange, type Matter, type Step } from './state.ts'

/**
 * The state of a matter at a cut, by the newest step of each side that stands there.
 *
 * Where neither of the two had seen the other, that of the side which opened the matter counts: who asked can drop it,
 * who holds a measure knows it best, and what had to be disclosed stays disclosed. So both ends say the same, whichever
 * came first.
 */
export function stateAt(exchange: Exchange, matter: Matter, cut: Cut): MatterState {
  const openers = latestAt(exchange, matter.steps[matter.entry.side], cut)
  const others = latestAt(exchange, matter.steps[otherSide(matter.entry.side)], cut)
  if (openers === undefined || others === undefined) return (openers ?? others)?.to ?? matter.first
  return others.entry.seen >= openers.entry.seq ? others.to : openers.to
}

/** The newest step of either side that stands at a cut, and led to `state`. */
export function stepTo(exchange: Exchange, matter: Matter, state: MatterState, cut: Cut): Step | undefined {
  for (const side of ['originator', 'receiver'] as const)
    for (let some = matter.steps[side]; some !== undefined; some = some.earlier)
      if (some.latest.to === state && standsAt(exchange, some.latest.entry, cut)) return some.latest
  return undefined
}

export function isEnd({ kind }: Matter, state: MatterState): boolean {
  const ends: readonly MatterState[] = matterKinds[kind].ends
  return ends.includes(state)
}

/** The exchange with a matter that was opened, or in which something was said. */
export function withMatter(exchange: Exchange, matter: Matter): Exchange {
  const { statement } = matter.entry
  return withIndex({ ...exchange, matters: insert(exchange.matters, statement, matter) }, statement)
}

/** The exchange with a use of a consent counted in, or out where its report was refused; the same without the consent. */
export function withUse(exchange: Exchange, ask: Hash, by: 1 | -1): Exchange {
  const matter = lookUp(exchange.matters, ask)
  return matter === undefined ? exchange : withMatter(exchange, { ...matter, used: matter.used + by })
}

/**
 * The exchange with what finds its matters put right for one of them: the open ones, those in which something is owed,
 * the consents that can be used. The same where there is no such matter.
 */
export function withIndex(exchange: Exchange, statement: Hash): Exchange {
  const matter = lookUp(exchange.matters, statement)
  if (matter === undefined) return exchange
  const state = stateAt(exchange, matter, everything)
  const isOpen = standsAt(exchange, matter.entry, everything) && !isEnd(matter, state)
  const isOwing = isOpen && dutiesIn(matter.kind, state).length > 0
  const put = (list: HashTrie<Matter>, isIn: boolean): HashTrie<Matter> =>
    isIn ? insert(list, statement, matter) : remove(list, statement)
  const { open, owing, consents } = exchange
  return {
    ...exchange,
    open: put(open, isOpen),
    owing: put(owing, isOwing),
    consents:
      matter.kind === 'CONSENT'
        ? withConsent(consents, statement, isOpen ? usableGrant(exchange, matter, state) : undefined)
        : consents,
  }
}

/** What was granted, while it has uses left. */
function usableGrant(exchange: Exchange, matter: Matter, state: MatterState): TermsOf['GRANT'] | undefined {
  const granted = state === 'GRANTED' ? stepTo(exchange, matter, state, everything)?.content : undefined
  if (granted?.type !== 'GRANT') return undefined
  const { uses } = granted.terms
  return uses === 0 || matter.used < uses ? granted.terms : undefined
}
