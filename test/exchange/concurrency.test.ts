import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import { stateAt } from '../../protocol/exchange/matter.ts'
import { everything } from '../../protocol/exchange/past.ts'
import {
  forceOf,
  matterKinds,
  mayPlace,
  moves,
  otherSide,
  phaseOf,
  phases,
  refuse,
  stateHash,
  statementTypes,
  viewOf,
  type Exchange,
  type Hash,
  type MatterKind,
  type MatterState,
  type Phase,
  type Placed,
  type Side,
  type StatementType,
} from '../../protocol/index.ts'
import { isMatterType, leadingTo, sayInMatter, type MatterType } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { offered, underWay, type Desk } from './two-desks.ts'

type Desks = Readonly<Record<Side, Desk>>

/** The two stages of an exchange whose content waits: what is said before its release never meets what comes after. */
const before = ['NOTICED', 'AGREED', 'COUNTERED', 'DECLINED', 'WITHDRAWN', 'LAPSED'] as const

/** A side says something, and the other has it. */
function exchanged(desks: Desks, from: Side, saying: say.Saying): Hash {
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
function prepare(desks: Desks, side: Side, type: StatementType): (exchange: Exchange) => say.Saying {
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
  return [...early, ...pairsOf(after)]
}

/** What each of two placements counts for at both ends, which have to agree. */
function forces(desks: Desks, placed: readonly Placed[]): readonly (string | undefined)[] {
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
function meet(desks: Desks, ours: say.Saying, theirs: say.Saying): readonly Placed[] {
  const a = desks.originator.place(ours)
  const b = desks.receiver.place(theirs)
  expect(desks.originator.receive(b).kind).toBe('accepted')
  expect(desks.receiver.receive(a).kind).toBe('accepted')
  return [a, b]
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

/** Two that are said in one matter: who opened it, what was said in it before, and the state it then has. */
const inOneMatter: readonly (readonly [
  MatterKind,
  Side,
  readonly MatterType[],
  StatementType,
  StatementType,
  MatterState,
])[] = [
  ['QUESTION', 'originator', [], 'NOT_NEEDED', 'ANSWER', 'DROPPED'],
  ['QUESTION', 'receiver', [], 'ANSWER', 'NOT_NEEDED', 'DROPPED'],
  ['FEEDBACK', 'originator', [], 'NOT_NEEDED', 'FEEDBACK', 'DROPPED'],
  ['STATUS', 'originator', [], 'NOT_NEEDED', 'STATUS', 'DROPPED'],
  ['STATUS', 'receiver', [], 'STATUS', 'NOT_NEEDED', 'DROPPED'],
  ['CONSENT', 'receiver', [], 'GRANT', 'NOT_NEEDED', 'DROPPED'],
  ['CONSENT', 'receiver', [], 'DENY', 'NOT_NEEDED', 'DROPPED'],
  ['CONSENT', 'receiver', ['GRANT'], 'WITHDRAW', 'USED', 'WITHDRAWN'],
  ['CONSENT', 'receiver', ['GRANT'], 'WITHDRAW', 'PASSED_ON', 'WITHDRAWN'],
  ['EXCEPTION', 'receiver', [], 'CONSULT_ASK', 'EXCEPTION_DONE', 'DONE'],
  ['EXCEPTION', 'receiver', [], 'CONSULT_ASK', 'NOT_NEEDED', 'DROPPED'],
  ['EXCEPTION', 'receiver', ['CONSULT_ASK'], 'CONSULT_DONE', 'CONSULT_DONE', 'CONSULTED'],
  ['EXCEPTION', 'receiver', ['CONSULT_ASK'], 'CONSULT_DONE', 'EXCEPTION_DONE', 'DONE'],
  ['EXCEPTION', 'receiver', ['CONSULT_ASK'], 'CONSULT_DONE', 'NOT_NEEDED', 'DROPPED'],
  ['CORRECTION', 'originator', [], 'NOT_NEEDED', 'RECALL_RESULT', 'DROPPED'],
  ['RECALL', 'originator', [], 'NOT_NEEDED', 'RECALL_RESULT', 'DROPPED'],
]

const openers: Readonly<Record<MatterKind, (exchange: Exchange) => say.Saying>> = {
  QUESTION: say.question,
  FEEDBACK: () => say.feedbackAsk(),
  STATUS: (exchange) => sayInMatter('STATUS_ASK', exchange),
  CONSENT: (exchange) => sayInMatter('CONSENT_ASK', exchange),
  EXCEPTION: (exchange) => sayInMatter('EXCULP_NOTICE', exchange),
  CORRECTION: (exchange) => sayInMatter('CORRECT', exchange),
  RETAG: (exchange) => sayInMatter('RETAG', exchange),
  RECALL: (exchange) => sayInMatter('RECALL', exchange),
}

function sayIn(type: StatementType, exchange: Exchange, of: Hash): say.Saying {
  if (isMatterType(type)) return sayInMatter(type, exchange, of)
  return type === 'ANSWER' ? say.answer(exchange, of) : say.feedback(exchange)
}

describe('statements that meet in one matter', () => {
  it.each(inOneMatter)('%s of the %s, after %j: %s and %s make it %s', (...row) => {
    const [kind, opener, path, originator, receiver, state] = row
    const desks = underWay()
    if (kind === 'FEEDBACK') exchanged(desks, 'receiver', say.ack(desks.receiver.known))
    const of = exchanged(desks, opener, openers[kind](desks[opener].known))
    for (const type of path)
      exchanged(desks, otherSide(opener), sayInMatter(type, desks[otherSide(opener)].known, of))
    const met = meet(
      desks,
      sayIn(originator, desks.originator.known, of),
      sayIn(receiver, desks.receiver.known, of),
    )
    const isLost = originator === 'GRANT'
    expect(forces(desks, met)).toEqual([isLost ? 'OVERTAKEN' : 'PENDING', 'PENDING'])
    for (const { known } of [desks.originator, desks.receiver]) {
      const matter = lookUp(known.matters, of)
      expect(matter && stateAt(known, matter, everything)).toBe(state)
    }
  })

  it('are all in the table: every two that lead on from one state', () => {
    const kinds = Object.keys(matterKinds) as MatterKind[]
    const opensIt = (kind: MatterKind, side: Side) =>
      mayPlace[side].UNDERTAKEN.some((type) => statementTypes[type] === openers[kind](desks[side].known).type)
    const desks = underWay()
    const possible = kinds.flatMap((kind) =>
      (['originator', 'receiver'] as const)
        .filter((opener) => opensIt(kind, opener))
        .flatMap((opener) => {
          const by = (side: Side) =>
            moves.filter((one) => one.kind === kind && one.by !== (opener === side ? 'OTHER' : 'OPENER'))
          return by('originator').flatMap((ours) =>
            by('receiver')
              .filter(({ from }) => from.some((state) => ours.from.includes(state)))
              .map((theirs) => `${kind} of the ${opener}: ${ours.type}, ${theirs.type}`),
          )
        }),
    )
    const listed = inOneMatter.map(
      ([kind, opener, , originator, receiver]) => `${kind} of the ${opener}: ${originator}, ${receiver}`,
    )
    expect([...new Set(listed)].sort()).toEqual([...new Set(possible)].sort())
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
