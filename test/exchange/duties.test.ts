import { describe, expect, it } from 'vitest'
import { defaultTimers, due, phaseOf, termsShapes } from '../../protocol/index.ts'
import { sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { codesOwed, owed, talking } from './talking.ts'
import { startMs, underWay } from './two-desks.ts'

const day = 24 * 60 * 60 * 1000

describe('a duty', () => {
  it('is overdue from the moment after its time', () => {
    const { receiver } = underWay()
    const [duty] = due(receiver.known, startMs)
    const isOverdueAt = (nowMs: number) =>
      due(receiver.known, nowMs).find(({ code }) => code === duty?.code)?.isOverdue
    expect(duty).toMatchObject({ code: 'ACKNOWLEDGE', isOverdue: false })
    expect([-1, 0, 1].map((ms) => isOverdueAt((duty?.dueMs ?? 0) + ms))).toEqual([false, false, true])
  })

  it('to review what is kept is a receiver’s who refused the case, too', () => {
    const { originator, receiver } = underWay()
    originator.receive(receiver.place(say.refusal(receiver.known)))
    expect(phaseOf(originator.known)).toBe('REFUSED')
    const inThreeYears = startMs + 3 * 365 * day
    expect(due(originator.known, inThreeYears)).toMatchObject([
      { code: 'REVIEW_RETENTION', side: 'receiver' },
    ])
    expect(due(originator.known, inThreeYears - 91 * day)).toEqual([])
  })

  it('to correct is the other side’s until it has reported', () => {
    const desks = talking()
    const of = desks.speak('originator', 'CORRECT')
    expect(owed(desks.receiver.known)).toContainEqual(['CORRECT', 'receiver', 14 * 24])
    desks.speak('receiver', 'RECALL_RESULT', of)
    expect(codesOwed(desks.receiver.known)).not.toContain('CORRECT')
  })

  it('to comment on a request is the other side’s until it is made formal', () => {
    const desks = talking()
    const of = desks.speak('receiver', 'REQUEST')
    expect(owed(desks.originator.known)).toContainEqual(['COMMENT', 'originator', 14 * 24])
    desks.speak('receiver', 'FORMALISED', of)
    expect(codesOwed(desks.originator.known)).not.toContain('COMMENT')
  })

  it('to give reasons against a lifting is the side’s that does not hold the freeze', () => {
    const desks = talking()
    const of = desks.speak('receiver', 'FREEZE_INFO')
    const intent = sayInMatter('LIFT_INTENT', desks.receiver.known, of)
    desks.tell('receiver', intent)
    const { reasonsByMs } = termsShapes.LIFT_INTENT.decode(intent.terms)
    const claim = due(desks.receiver.known, startMs).find(({ code }) => code === 'GIVE_REASONS')
    expect(claim).toMatchObject({ side: 'originator', dueMs: reasonsByMs })
    desks.speak('originator', 'LIFT_REASONS', of)
    expect(codesOwed(desks.receiver.known)).not.toContain('GIVE_REASONS')
    expect(due(desks.receiver.known, startMs).find(({ code }) => code === 'DECIDE_LIFT')?.side).toBe(
      'receiver',
    )
  })

  it('has the times of the page', () => {
    const { freezeReminders, shownBefore, noticeValidity, consultation, confirmation } = defaultTimers
    expect(freezeReminders.map((ms) => ms / day)).toEqual([30, 7, 1])
    expect([shownBefore.freeze, shownBefore.retention].map((ms) => ms / day)).toEqual([30, 90])
    expect([noticeValidity, consultation, confirmation].map((ms) => ms / day)).toEqual([14, 7, 183])
  })
})
