import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import {
  forceOf,
  mayPlace,
  meetings,
  otherSide,
  phaseOf,
  phases,
  refuse,
  stateHash,
  viewOf,
  type Exchange,
  type Phase,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { offered, underWay, type Desk } from './two-desks.ts'

type Desks = Readonly<Record<Side, Desk>>

/** The two stages of an exchange whose content waits: what is said before its release never meets what comes after. */
const before = ['NOTICED', 'AGREED', 'COUNTERED', 'DECLINED', 'WITHDRAWN', 'LAPSED'] as const

/** A statement of that type, and what must be said before for it to be possible. */
function prepare(desks: Desks, side: Side, type: StatementType): (exchange: Exchange) => say.Saying {
  const exchanged = (from: Side, saying: say.Saying) => {
    const placed = desks[from].place(saying)
    desks[otherSide(from)].receive(placed)
    return placed.statementHash
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
      const asked = exchanged(otherSide(side), say.question(desks[side].known))
      return (exchange) => say.answer(exchange, asked)
    }
    case 'FEEDBACK_ASK':
      return () => say.feedbackAsk()
    case 'FEEDBACK':
      exchanged('receiver', say.ack(desks.receiver.known))
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
      throw new Error('it meets everything, and is tried with everything below')
  }
}

/** An exchange in which either can be said: before its release, or after; LATE comes only after one. */
function stageOf(originator: StatementType, receiver: StatementType): Desks {
  if (receiver === 'LATE') return offered({ released: true })
  if (originator === 'DISCLOSURE') return offered({ agreed: true })
  const stage = before.flatMap((phase) => mayPlace.originator[phase])
  return stage.includes(originator) ? offered() : underWay()
}

describe('statements that meet', () => {
  it.each(meetings)('$originator and $receiver: $stands stand', ({ originator, receiver, stands }) => {
    const desks = stageOf(originator, receiver)
    const theirs = prepare(desks, 'receiver', receiver)
    const ours = prepare(desks, 'originator', originator)
    const a = desks.originator.place(ours(desks.originator.known))
    const b = desks.receiver.place(theirs(desks.receiver.known))
    expect(desks.originator.receive(b).kind).toBe('accepted')
    expect(desks.receiver.receive(a).kind).toBe('accepted')

    for (const { known } of [desks.originator, desks.receiver]) {
      const force = [a, b].map(({ hash }) => {
        const entry = lookUp(known.placements, hash)
        return entry && forceOf(known, entry)
      })
      expect(force).toEqual([
        stands === 'RECEIVER' ? 'OVERTAKEN' : 'PENDING',
        stands === 'ORIGINATOR' ? 'OVERTAKEN' : 'PENDING',
      ])
      const isOwed = viewOf(known).owed.some(({ entry }) => entry.placement === a.hash)
      if (stands === 'RECEIVER') expect(isOwed).toBe(false)
    }
    expect(stateHash(desks.originator.known)).toBe(stateHash(desks.receiver.known))
  })

  it('are all in the table: every pair that two phases of a past allow', () => {
    const after = phases.filter((phase) => !before.some((one) => one === phase))
    const pairsIn = (stage: readonly Phase[]) => {
      const all = (side: Side) => new Set(stage.flatMap((phase) => mayPlace[side][phase]))
      return [...all('originator')].flatMap((a) => [...all('receiver')].map((b) => `${a} ${b}`))
    }
    // A release has seen the answer to its notice, and there is one answer to each.
    const impossible = ['AGREE', 'COUNTER', 'DECLINE'].map((answer) => `DISCLOSURE ${answer}`)
    const pairs = [...pairsIn(before).filter((pair) => !impossible.includes(pair)), ...pairsIn(after)]
    expect(meetings.map(({ originator, receiver }) => `${originator} ${receiver}`).sort()).toEqual(
      pairs.sort(),
    )
  })

  it('do not meet when one has seen the other: a question before a return was asked in time', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    receiver.receive(asked)
    receiver.place(say.cannotComply(receiver.known))
    const entry = lookUp(receiver.known.placements, asked.hash)
    expect(entry && forceOf(receiver.known, entry)).toBe('STANDS')
    expect(viewOf(receiver.known).owed).toEqual([])
  })

  it('an answer to a question that its own side asked meanwhile settles only the other', () => {
    const { originator, receiver } = underWay()
    const first = originator.place(say.question(originator.known))
    receiver.receive(first)
    const answer = receiver.place(say.answer(receiver.known, first.statementHash))
    const second = originator.place(say.question(originator.known))
    originator.receive(answer)
    receiver.receive(second)
    for (const { known } of [originator, receiver])
      expect(viewOf(known).owed.map(({ entry }) => entry.placement)).toEqual([second.hash])
  })
})

describe('a statement is judged in its own past', () => {
  it('a question that had not seen the refusal stays valid after it', () => {
    const { originator, receiver } = underWay()
    receiver.place(say.refusal(receiver.known))
    const asked = originator.place(say.feedbackAsk())
    expect(receiver.receive(asked).kind).toBe('accepted')
  })

  it('the same question after seeing the refusal is refused', () => {
    const { originator, receiver } = underWay()
    originator.receive(receiver.place(say.refusal(receiver.known)))
    expect(originator.receive(originator.draft(say.feedbackAsk()))).toMatchObject({ rule: 'family.now' })
  })

  it('feedback stays valid when the acknowledgement under it is refused concurrently', () => {
    const { originator, receiver } = underWay()
    const acknowledged = receiver.place(say.ack(receiver.known))
    originator.receive(acknowledged)
    const given = receiver.place(say.feedback(receiver.known))
    const refused = { placementHash: fromHex(acknowledged.hash), code: 2 }
    originator.exchange = refuse(originator.known, 'originator', refused)
    receiver.receive(originator.place(say.feedbackAsk()))
    expect(originator.receive(given).kind).toBe('accepted')
    expect([originator, receiver].map(({ known }) => phaseOf(known))).toEqual(['UNDERTAKEN', 'UNDERTAKEN'])
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
  })
})
