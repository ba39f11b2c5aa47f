import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import {
  forceOf,
  mayPlace,
  phaseOf,
  phases,
  refuse,
  stateHash,
  viewOf,
  type Phase,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import { forces, meet, prepare, type Desks } from './meeting.ts'
import * as say from './sayings.ts'
import { offered, underWay, urgent } from './two-desks.ts'

/** The two stages of an exchange whose content waits: what is said before its release never meets what comes after. */
const before = ['NOTICED', 'AGREED', 'COUNTERED', 'DECLINED', 'WITHDRAWN', 'LAPSED'] as const

/** An exchange in which either can be said: before its release, or after; LATE comes only after one. */
function stageOf(originator: StatementType, receiver: StatementType): Desks {
  if (receiver === 'LATE') return offered({ released: true })
  // What is released meets a return; what follows an urgent notice meets everything.
  if (originator === 'DISCLOSURE') return receiver === 'CANNOT_COMPLY' ? offered({ agreed: true }) : urgent()
  const stage = before.flatMap((phase) => mayPlace.originator[phase])
  return stage.includes(originator) ? offered() : underWay()
}

/**
 * Where two that meet do not both stand, written from the rules and not from the code: what returns the matter wins over
 * what is asked of it or sent to it, a notice that was replaced or ended over its answer, a refusal over the question
 * what use was made, and who no longer asks for a consent over who gives it.
 */
const overtaken: Readonly<Partial<Record<StatementType, Readonly<Partial<Record<StatementType, Side>>>>>> = {
  PRIOR_NOTICE: { AGREE: 'receiver', COUNTER: 'receiver', DECLINE: 'receiver', CANNOT_COMPLY: 'originator' },
  WITHDRAW_NOTICE: { AGREE: 'receiver', COUNTER: 'receiver' },
  EXPIRED: { AGREE: 'receiver', COUNTER: 'receiver' },
  DISCLOSURE: { CANNOT_COMPLY: 'originator' },
  QUESTION: { CANNOT_COMPLY: 'originator' },
  ANSWER: { CANNOT_COMPLY: 'originator' },
  FEEDBACK_ASK: { CANNOT_COMPLY: 'originator', REFUSE: 'originator' },
  STATUS_ASK: { CANNOT_COMPLY: 'originator' },
  GRANT: { CANNOT_COMPLY: 'originator' },
  REDIRECT_OK: { CANNOT_COMPLY: 'originator' },
  SUPPLEMENT: { CANNOT_COMPLY: 'originator' },
  FREEZE_ASK: { CANNOT_COMPLY: 'originator' },
  FREEZE_INFO: { CANNOT_COMPLY: 'originator' },
  SETTLEMENT_INFO: { CANNOT_COMPLY: 'originator' },
  REQUEST: { CANNOT_COMPLY: 'originator' },
  COMMENT: { CANNOT_COMPLY: 'originator' },
}

/** Every pair that two phases of a past allow. */
function pairs(): readonly (readonly [StatementType, readonly StatementType[]])[] {
  const after = phases.filter((phase) => !before.some((one) => one === phase))
  const inStage = (stage: readonly Phase[], side: Side) =>
    [...new Set(stage.flatMap((phase) => mayPlace[side][phase]))].filter((type) => type !== 'NOT_ACCEPTED')
  const pairsOf = (stage: readonly Phase[]) =>
    inStage(stage, 'originator').map((type) => [type, inStage(stage, 'receiver')] as const)
  // A release has seen the answer to its notice, and there is one answer to each.
  const early = pairsOf(before).map(
    ([type, theirs]) => [type, type === 'DISCLOSURE' ? (['CANNOT_COMPLY'] as const) : theirs] as const,
  )
  // A LATE has seen the disclosure, and there is one; a second REDIRECT has seen the answer to the first.
  const neverMeet = ['DISCLOSURE LATE', 'REDIRECT_OK REDIRECT']
  const later = pairsOf(after).map(
    ([type, theirs]) => [type, theirs.filter((other) => !neverMeet.includes(`${type} ${other}`))] as const,
  )
  return [...early, ...later]
}

describe('statements that meet', () => {
  it.each(pairs())('%s and whatever the receiver says meanwhile', (originator, types) => {
    for (const receiver of types) {
      const desks = stageOf(originator, receiver)
      const theirs = prepare(desks, 'receiver', receiver)
      const ours = prepare(desks, 'originator', originator)
      const met = meet(desks, ours(desks.originator.known), theirs(desks.receiver.known))
      const loser = overtaken[originator]?.[receiver]
      expect([receiver, ...forces(desks, met)]).toEqual([
        receiver,
        loser === 'originator' ? 'OVERTAKEN' : 'PENDING',
        loser === 'receiver' ? 'OVERTAKEN' : 'PENDING',
      ])
      const { matters } = viewOf(desks.receiver.known)
      if (loser === 'originator')
        expect(matters.some(({ matter }) => matter.entry.placement === met[0]?.hash)).toBe(false)
    }
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
