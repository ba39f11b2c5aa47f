import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import {
  apply,
  due,
  isForked,
  openTypes,
  phaseOf,
  stateHash,
  viewOf,
  type Exchange,
} from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { startMs, twoDesks, underWay } from './two-desks.ts'

/** Two questions of the originator in one place, and the receiver who has both. */
function forkedByOriginator() {
  const desks = underWay()
  const { originator, receiver } = desks
  const branches = [0, 1].map(() => originator.draft(say.question(originator.known)))
  const [one, other] = branches
  if (one === undefined || other === undefined) throw new Error('two branches')
  return { ...desks, one, other, first: receiver.receive(one), second: receiver.receive(other) }
}

describe('a fork', () => {
  it('is shown by two placements after one, which are both its evidence', () => {
    const { one, other, first, second, disclosed } = forkedByOriginator()
    expect(first.kind).toBe('accepted')
    expect(second).toMatchObject({
      kind: 'fork',
      evidence: { side: 'originator', seq: 2, prev: disclosed.hash, evidence: [one.hash, other.hash] },
    })
  })

  it('is shown by a chain that was begun twice', () => {
    const { receiver, originator } = underWay()
    const begun = { seq: 1, prev: undefined }
    const again = receiver.draft(say.cannotComply(receiver.known), { placement: begun })
    expect(originator.receive(again)).toMatchObject({ kind: 'fork', evidence: { seq: 1, prev: undefined } })
  })

  it('is shown by a disclosure that was placed twice', () => {
    const { receiver, disclosed } = underWay()
    const again = twoDesks().originator.draft(say.disclosure(), {
      statement: disclosed.statement,
      placement: { nodeCertHash: say.bytesFor('a second server', 32) },
    })
    expect(receiver.receive(again)).toMatchObject({ kind: 'fork', evidence: { seq: 1, prev: undefined } })
  })

  it('stops everything but what is safe', () => {
    const { receiver } = forkedByOriginator()
    expect(phaseOf(receiver.known)).toBe('FORKED')
    expect(isForked(receiver.known)).toBe(true)
    expect(due(receiver.known, startMs)).toEqual([])
    const reports = ['BREACH_NOTICE', 'RETENTION_REVIEW', 'DELETION_CERT']
    const notices = ['EXCULP_NOTICE', 'COMPELLED_NOTICE', 'LIFE_NOTICE', 'DATA_SUBJECT_NOTICE']
    expect([openTypes(receiver.known, 'receiver'), openTypes(receiver.known, 'originator')]).toEqual([
      ['CANNOT_COMPLY', 'USED', ...notices, 'EXCEPTION_DONE', 'RECALL_RESULT', ...reports],
      ['WITHDRAW', 'CORRECT', 'RETAG', 'RECALL'],
    ])
    expect(receiver.receive(receiver.draft(say.ack(receiver.known)))).toMatchObject({ code: 'FORK' })
    expect(receiver.receive(receiver.draft(say.cannotComply(receiver.known))).kind).toBe('accepted')
    expect(viewOf(receiver.known).isReturned).toBe(true)
  })

  it('is one and the same whichever branch came first', () => {
    const { originator, receiver, one, other } = forkedByOriginator()
    originator.receive(other)
    originator.receive(one)
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
  })

  it('says nothing new with a third placement in the same place', () => {
    const { originator, receiver } = forkedByOriginator()
    const third = originator.draft(say.question(originator.known))
    expect(receiver.receive(third)).toMatchObject({ kind: 'violation', rule: 'chain.not-forked' })
  })

  it('is found when a statement is placed twice in one place', () => {
    const { originator, receiver } = underWay()
    const once = originator.draft(say.question(originator.known))
    const twice = originator.draft(once.statement, {
      placement: { nodeCertHash: say.bytesFor('a second server', 32) },
    })
    receiver.receive(once)
    expect(twice.statementHash).toBe(once.statementHash)
    expect(receiver.receive(twice).kind).toBe('fork')
  })

  it('is not found in what is refused for itself, whichever came first', () => {
    const { originator, receiver } = underWay()
    const good = originator.draft(say.question(originator.known))
    const bad = originator.draft(say.question(originator.known), { statement: { refs: [] } })
    for (const order of [
      [good, bad],
      [bad, good],
    ]) {
      let { exchange }: { exchange: Exchange | undefined } = receiver
      for (const placed of order) {
        const verdict = apply(exchange, placed)
        expect(verdict.kind).toBe(placed === good ? 'accepted' : 'violation')
        if (verdict.kind === 'accepted') exchange = verdict.exchange
      }
      expect(exchange && isForked(exchange)).toBe(false)
    }
  })

  it('of two acknowledgements is no second acknowledgement: each is judged before the other', () => {
    const { originator, receiver } = underWay()
    const again = receiver.draft(say.ack(receiver.known))
    originator.receive(receiver.place(say.ack(receiver.known)))
    expect(originator.receive(again).kind).toBe('fork')
  })

  it('one of whose branches returns the disclosure returns it', () => {
    const { originator, receiver } = underWay()
    const returned = receiver.draft(say.cannotComply(receiver.known))
    originator.receive(receiver.place(say.ack(receiver.known)))
    expect(originator.receive(returned).kind).toBe('fork')
    expect(viewOf(originator.known).isReturned).toBe(true)
    receiver.receive(returned)
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
  })

  it('lets a safety statement continue either branch', () => {
    const { receiver, originator } = underWay()
    const other = receiver.draft(say.ack(receiver.known))
    originator.receive(receiver.place(say.ack(receiver.known)))
    originator.receive(other)
    const onOther = { seq: 3, prev: fromHex(other.hash) }
    const returned = receiver.draft(say.cannotComply(receiver.known), { placement: onOther })
    expect(originator.receive(returned).kind).toBe('accepted')
  })
})
