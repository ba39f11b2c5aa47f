import { describe, expect, it } from 'vitest'
import { defaultTimers, due, type Duty, type Exchange } from '../../protocol/index.ts'
import { freeze } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { minute, startMs, twoDesks, underWay } from './two-desks.ts'

const hour = 60 * minute
const day = 24 * hour

const owed = (exchange: Exchange, nowMs = startMs) =>
  due(exchange, nowMs).map(({ code, side, dueMs, sinceMs }: Duty) => [code, side, (dueMs - sinceMs) / hour])

describe('what is owed', () => {
  it.each([
    ['URG:IMMEDIATE', 8],
    ['URG:URGENT', 3 * 24],
    ['URG:NORMAL', 7 * 24],
    ['EV:LEAD', 7 * 24],
    ['URG:UNHEARD-OF', 8],
  ])('under %s the receiver undertakes or returns within %d hours', (tag, hours) => {
    const { originator } = twoDesks()
    originator.place(say.disclosure(say.conditionsWith('BIND:BY-LAW', tag)))
    expect(owed(originator.known)).toEqual([['UNDERTAKE', 'receiver', hours]])
  })

  it('after the undertaking is an acknowledgement, by the date that ran from the disclosure', () => {
    const { originator, disclosed } = underWay()
    expect(due(originator.known, startMs)).toEqual([
      {
        code: 'ACKNOWLEDGE',
        side: 'receiver',
        ref: originator.known.id,
        sinceMs: disclosed.timeMs,
        dueMs: disclosed.timeMs + 7 * day,
        shownMs: disclosed.timeMs,
        remindMs: [disclosed.timeMs + 3.5 * day, disclosed.timeMs + 7 * day],
        isOverdue: false,
      },
    ])
  })

  it('is the same for both sides; only whether it is overdue depends on the clock', () => {
    const { originator, receiver } = underWay()
    const [now, late] = [startMs, startMs + 8 * day]
    expect(due(originator.known, now)).toEqual(due(receiver.known, now))
    const later = due(receiver.known, late).map((duty) => ({ ...duty, isOverdue: !duty.isOverdue }))
    expect(later).toEqual(due(originator.known, now))
  })

  it('for a question is an answer by the date it set, the most pressing first', () => {
    const { originator, receiver } = underWay()
    const replyByMs = startMs + 2 * day
    receiver.receive(originator.place(say.question(originator.known, { replyByMs })))
    expect(due(receiver.known, startMs).map(({ code, dueMs }) => [code, dueMs])).toEqual([
      ['ANSWER', replyByMs],
      ['ACKNOWLEDGE', startMs + minute + 7 * day],
    ])
  })

  it('for a question without a date follows the urgency, and is owed by the side that was asked', () => {
    const { originator, receiver } = underWay()
    originator.receive(receiver.place(say.question(receiver.known)))
    expect(owed(originator.known)).toContainEqual(['ANSWER', 'originator', 7 * 24])
  })

  it('after a partial answer is still the rest of it', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    receiver.receive(asked)
    receiver.place(say.answer(receiver.known, asked.statementHash, { partial: true }))
    expect(owed(receiver.known)).toContainEqual(['ANSWER', 'receiver', 7 * 24])
    receiver.place(say.answer(receiver.known, asked.statementHash))
    expect(owed(receiver.known)).toEqual([['ACKNOWLEDGE', 'receiver', 7 * 24]])
  })

  it('after the acknowledgement is news by the promised date, and feedback within 90 days', () => {
    const { receiver } = underWay()
    receiver.place(say.ack(receiver.known, { nextNewsByMs: startMs + 30 * day }))
    expect(due(receiver.known, startMs).map(({ code }) => code)).toEqual(['NEWS', 'FEEDBACK_REMINDER'])
    expect(owed(receiver.known)).toContainEqual(['FEEDBACK_REMINDER', 'receiver', 90 * 24])
  })

  it('after feedback is feedback again in a year', () => {
    const { receiver } = underWay()
    receiver.place(say.ack(receiver.known, { nextNewsByMs: startMs + 30 * day }))
    receiver.place(say.feedback(receiver.known))
    expect(owed(receiver.known)).toEqual([['FEEDBACK_REMINDER', 'receiver', 365 * 24]])
  })

  it('when feedback is asked for is that, within 14 days, and no reminder beside it', () => {
    const { originator, receiver } = underWay()
    receiver.receive(originator.place(say.feedbackAsk()))
    expect(owed(receiver.known)).toEqual([['ACKNOWLEDGE', 'receiver', 7 * 24]])
    receiver.place(say.ack(receiver.known))
    expect(owed(receiver.known)).toEqual([['FEEDBACK', 'receiver', 14 * 24]])
    receiver.place(say.feedback(receiver.known))
    expect(owed(receiver.known)).toEqual([['FEEDBACK_REMINDER', 'receiver', 365 * 24]])
  })

  it('after a refusal is what was asked, and nothing after a return', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    receiver.receive(asked)
    receiver.place(say.refusal(receiver.known))
    expect(owed(receiver.known)).toEqual([['ANSWER', 'receiver', 7 * 24]])
    receiver.place(say.cannotComply(receiver.known))
    expect(owed(receiver.known)).toEqual([])
  })

  it('is called to mind halfway and on its date, and a freeze as the network has it', () => {
    const { originator, disclosed } = underWay()
    const freezeMs = startMs + 20 * day
    const said = originator.place(freeze(originator.known, undefined, { expiresMs: freezeMs }))
    const at = (nowMs: number) => due(originator.known, nowMs).find(({ code }) => code === 'PROLONG_FREEZE')
    // Of thirty days, seven and one, the first was over before it was told.
    expect(at(startMs)).toMatchObject({
      ...{ shownMs: said.timeMs, remindMs: [freezeMs - 7 * day, freezeMs - day, freezeMs] },
    })
    const reviewMs = disclosed.timeMs + defaultTimers.retentionReview
    const review = due(originator.known, reviewMs).find(({ code }) => code === 'REVIEW_RETENTION')
    expect(review).toMatchObject({
      ...{ shownMs: reviewMs - 90 * day, remindMs: [reviewMs - 45 * day, reviewMs], isOverdue: false },
    })
  })

  it('obeys the periods that a network sets', () => {
    const { originator } = underWay()
    const timers = { ...defaultTimers, acknowledge: { IMMEDIATE: hour, URGENT: hour, NORMAL: hour } }
    const [duty] = due(originator.known, startMs, timers)
    expect(duty && duty.dueMs - duty.sinceMs).toBe(hour)
  })
})
