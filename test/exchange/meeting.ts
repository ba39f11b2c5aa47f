import { expect } from 'vitest'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import {
  forceOf,
  otherSide,
  stateHash,
  type Exchange,
  type Hash,
  type Placed,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import { isMatterType, leadingTo, sayInMatter, type MatterType } from './matter-sayings.ts'
import * as say from './sayings.ts'
import type { Desk } from './two-desks.ts'

export type Desks = Readonly<Record<Side, Desk>>

/** A side says something, and the other has it. */
export function exchanged(desks: Desks, from: Side, saying: say.Saying): Hash {
  const placed = desks[from].place(saying)
  desks[otherSide(from)].receive(placed)
  return placed.statementHash
}

/** The matter that the first of some statements opens, once all are said. */
function led(desks: Desks, path: readonly (readonly [Side, MatterType])[]): Hash | undefined {
  let of: Hash | undefined
  for (const [side, type] of path) {
    const said = exchanged(desks, side, sayInMatter(type, desks[side].known, of))
    of ??= said
  }
  return of
}

/** A statement of that type, and what must be said before for it to be possible. */
export function prepare(desks: Desks, side: Side, type: StatementType): (exchange: Exchange) => say.Saying {
  if (isMatterType(type)) {
    const of = led(desks, leadingTo(type, side))
    return (exchange) => sayInMatter(type, exchange, of)
  }
  switch (type) {
    case 'DISCLOSURE':
      return (exchange) => say.release(exchange)
    case 'CONDITIONS_READ':
      return (exchange) => say.conditionsRead(exchange)
    case 'CANNOT_COMPLY':
      return (exchange) => say.cannotComply(exchange)
    case 'ACK':
      return (exchange) => say.ack(exchange)
    case 'REFUSE':
      return (exchange) => say.refusal(exchange)
    case 'QUESTION':
      return (exchange) => say.question(exchange)
    case 'ANSWER': {
      const asked = exchanged(desks, otherSide(side), say.question(desks[otherSide(side)].known))
      return (exchange) => say.answer(exchange, asked)
    }
    case 'FEEDBACK_ASK':
      return () => say.feedbackAsk()
    case 'FEEDBACK':
      exchanged(desks, 'receiver', say.ack(desks.receiver.known))
      return (exchange) => say.feedback(exchange)
    case 'PRIOR_NOTICE':
      return () => say.priorNotice()
    case 'AGREE':
      return (exchange) => say.agree(exchange)
    case 'COUNTER':
      return (exchange) => say.counter(exchange)
    case 'DECLINE':
      return (exchange) => say.decline(exchange)
    case 'WITHDRAW_NOTICE':
      return (exchange) => say.withdrawNotice(exchange)
    case 'EXPIRED':
      return (exchange) => say.expired(exchange)
    case 'LATE':
      return (exchange) => say.late(exchange)
    case 'NOT_ACCEPTED':
    case 'URGENT_NOTICE':
      throw new Error('the one meets everything, the other nothing')
  }
}

/** What each of two placements counts for at both ends, which have to agree. */
export function forces(desks: Desks, placed: readonly Placed[]): readonly (string | undefined)[] {
  expect(stateHash(desks.originator.known)).toBe(stateHash(desks.receiver.known))
  const [ours, theirs] = [desks.originator, desks.receiver].map(({ known }) =>
    placed.map(({ hash }) => {
      const entry = lookUp(known.placements, hash)
      return entry && forceOf(known, entry)
    }),
  )
  expect(ours).toEqual(theirs)
  return ours ?? []
}

/** Both say something without having seen the other's, and then have it. */
export function meet(desks: Desks, ours: say.Saying, theirs: say.Saying): readonly Placed[] {
  const a = desks.originator.place(ours)
  const b = desks.receiver.place(theirs)
  expect(desks.originator.receive(b).kind).toBe('accepted')
  expect(desks.receiver.receive(a).kind).toBe('accepted')
  return [a, b]
}
