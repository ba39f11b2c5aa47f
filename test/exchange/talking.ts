import { expect } from 'vitest'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import { stateAt } from '../../protocol/exchange/matter.ts'
import { everything } from '../../protocol/exchange/past.ts'
import {
  due,
  otherSide,
  type Exchange,
  type Hash,
  type MatterState,
  type Side,
} from '../../protocol/index.ts'
import { sayInMatter, type MatterType } from './matter-sayings.ts'
import type * as say from './sayings.ts'
import { minute, startMs, underWay, type Desk } from './two-desks.ts'

const hour = 60 * minute

/** Two desks with an undertaking between them that tell each other everything at once. */
export function talking(options?: Parameters<typeof underWay>[0]) {
  const desks = underWay(options)
  const tell = (side: Side, saying: say.Saying): Hash => {
    const placed = desks[side].place(saying)
    expect(desks[otherSide(side)].receive(placed).kind).toBe('accepted')
    return placed.statementHash
  }
  /** Says something of a type, in the matter `of` where it goes on in one. */
  const speak = (side: Side, type: MatterType, of?: Hash): Hash =>
    tell(side, sayInMatter(type, desks[side].known, of))
  /** What the own node says to something that a side drafts. */
  const verdict = (side: Side, saying: say.Saying) => desks[side].receive(desks[side].draft(saying))
  return { ...desks, tell, speak, verdict }
}

/** The state of a matter, now; `undefined` where there is none. */
export function stateOf({ known }: Desk, of: Hash): MatterState | undefined {
  const matter = lookUp(known.matters, of)
  return matter && stateAt(known, matter, everything)
}

/** What is owed, by whom, and how many hours after it arose. */
export const owed = (exchange: Exchange) =>
  due(exchange, startMs).map(({ code, side, dueMs, sinceMs }) => [code, side, (dueMs - sinceMs) / hour])

/** What is owed, by its codes. */
export const codesOwed = (exchange: Exchange) => due(exchange, startMs).map(({ code }) => code)
