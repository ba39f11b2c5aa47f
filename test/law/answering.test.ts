// The law of what the two owe each other afterwards: reasons, news, feedback, and a hearing before a freeze ends.
import { describe, expect, test } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import {
  due,
  isReturnAnnounced,
  offeredOf,
  phaseOf,
  termsShapes,
  viewOf,
  type MatterState,
} from '../../protocol/index.ts'
import { freeze, said, sayInMatter } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { codesOwed, owed, stateOf, talking } from '../exchange/talking.ts'
import { minute, offered, startMs, underWay } from '../exchange/two-desks.ts'

const day = 24 * 60 * minute

describe('what can no longer be kept', () => {
  test('ETS 141 33(3): a receiver that can keep the conditions no longer says so, in every state', () => {
    const { tell, originator, receiver } = talking()
    tell('receiver', say.ack(receiver.known))
    tell('receiver', say.cannotComply(receiver.known))
    expect([originator, receiver].map(({ known }) => phaseOf(known))).toEqual(['RETURNED', 'RETURNED'])
    // Of a forked exchange too: two statements of the sender in one place.
    const forked = talking()
    const questions = [1, 2].map(() => forked.originator.draft(say.question(forked.originator.known)))
    for (const placed of questions) forked.receiver.receive(placed)
    expect(phaseOf(forked.receiver.known)).toBe('FORKED')
    expect(forked.verdict('receiver', say.cannotComply(forked.receiver.known)).kind).toBe('accepted')
  })

  test('ETS 141 33(3): that it cannot be kept is heard before what preceded it has come', () => {
    const { originator, receiver } = underWay()
    receiver.place(say.question(receiver.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    expect(originator.receive(returned).kind).toBe('held')
    expect(isReturnAnnounced(originator.known)).toBe(true)
  })
})

describe('feedback', () => {
  test('CETS 198 46(12): the sender asks what use was made of it, and the receiver owes the answer', () => {
    const { tell, originator, receiver } = talking()
    tell('receiver', say.ack(receiver.known))
    tell('originator', say.feedbackAsk())
    expect(owed(receiver.known)).toContainEqual(['FEEDBACK', 'receiver', 14 * 24])
    tell('receiver', say.feedback(receiver.known))
    expect(codesOwed(originator.known)).not.toContain('FEEDBACK')
    expect(viewOf(originator.known).feedback).toMatchObject({ usefulness: 4 })
  })

  test('CETS 198 46(12): unasked, the receiver is reminded of it after ninety days, then every year', () => {
    const { tell, receiver } = talking()
    tell('receiver', say.ack(receiver.known))
    expect(owed(receiver.known)).toContainEqual(['FEEDBACK_REMINDER', 'receiver', 90 * 24])
    tell('receiver', say.feedback(receiver.known))
    expect(owed(receiver.known)).toContainEqual(['FEEDBACK_REMINDER', 'receiver', 365 * 24])
  })
})

describe('refusals', () => {
  const refusing = (changes: Readonly<Record<string, number>>) => {
    const { receiver, verdict } = talking()
    const terms = { ...termsShapes.REFUSE.decode(say.refusal(receiver.known).terms), ...changes }
    return () => verdict('receiver', said('REFUSE', terms)).kind
  }

  test('UNCAC 46(23): no refusal is without a reason from the list', () => {
    expect(refusing({})()).toBe('accepted')
    for (const reason of [0, 200]) expect(refusing({ reason })).toThrow()
    const { originator, receiver } = offered()
    const notice = fromHex(offeredOf(receiver.known).entry.statement)
    expect(() => receiver.draft(said('DECLINE', { notice, reason: 0 }))).toThrow()
    expect(receiver.receive(receiver.draft(said('DECLINE', { notice, reason: 5 }))).kind).toBe('accepted')
    expect(phaseOf(originator.known)).toBe('NOTICED')
  })

  test('UNCAC 46(26): whoever refuses says whether it offers to consult, or what else', () => {
    for (const alternative of [1, 2, 3, 4, 5]) expect(refusing({ alternative })()).toBe('accepted')
    expect(refusing({ alternative: 0 })).toThrow()
  })
})

describe('news', () => {
  test('UNCAC 46(24): a question after the state is owed an answer by its day, whichever side asks', () => {
    for (const [asks, answers] of [
      ['originator', 'receiver'],
      ['receiver', 'originator'],
    ] as const) {
      const { speak, originator } = talking()
      const of = speak(asks, 'STATUS_ASK')
      expect(owed(originator.known)).toContainEqual(['GIVE_STATUS', answers, 7 * 24])
      speak(answers, 'STATUS', of)
      expect(codesOwed(originator.known)).not.toContain('GIVE_STATUS')
    }
  })

  test('UNCAC 46(24): who no longer needs what it asked for says so, and nobody owes it any more', () => {
    const { speak, verdict, originator, receiver } = talking()
    const of = speak('receiver', 'STATUS_ASK')
    const others = sayInMatter('NOT_NEEDED', originator.known, of)
    expect(verdict('originator', others)).toMatchObject({ kind: 'violation' })
    speak('receiver', 'NOT_NEEDED', of)
    expect(stateOf(receiver, of)).toBe('DROPPED')
    expect(codesOwed(originator.known)).not.toContain('GIVE_STATUS')
  })
})

describe('freezes', () => {
  test('Draft guideline 5(1): a freeze is told by whoever holds it, and asked after by the other', () => {
    const { speak, originator } = talking()
    const asked = speak('receiver', 'FREEZE_ASK')
    expect(owed(originator.known)).toContainEqual(['ANSWER_FREEZE', 'originator', expect.any(Number)])
    speak('originator', 'FREEZE_INFO', asked)
    expect(stateOf(originator, asked)).toBe('SETTLED')
    expect(viewOf(originator.known).matters).toMatchObject([{ matter: { kind: 'FREEZE' }, state: 'ACTIVE' }])
  })

  test('UNCAC 55(8): before a freeze is lifted the other State is told, and can give its reasons', () => {
    const { speak, tell, verdict, originator, receiver } = talking()
    const of = speak('receiver', 'FREEZE_INFO')
    const lift = () => verdict('receiver', sayInMatter('LIFTED', receiver.known, of))
    expect(lift()).toMatchObject({ rule: 'matter.state' })
    const late = said('LIFT_INTENT', {
      matter: fromHex(of),
      liftMs: startMs + day,
      reasonsByMs: startMs + 2 * day,
    })
    expect(verdict('receiver', late)).toMatchObject({ rule: 'form.lift-time' })
    const intent = { matter: fromHex(of), liftMs: startMs + 9 * day, reasonsByMs: startMs + 5 * day }
    tell('receiver', said('LIFT_INTENT', intent))
    expect(due(originator.known, startMs)).toContainEqual(
      expect.objectContaining({ code: 'GIVE_REASONS', side: 'originator', dueMs: startMs + 5 * day }),
    )
    speak('originator', 'LIFT_REASONS', of)
    expect(codesOwed(receiver.known)).toContain('DECIDE_LIFT')
    expect(lift().kind).toBe('accepted')
  })

  test('UNCAC 55(8): a freeze is not lifted before the reasons came or their time is over', () => {
    const { speak, tell, receiver } = talking()
    const of = speak('receiver', 'FREEZE_INFO')
    const reasonsByMs = startMs + 5 * day
    tell('receiver', said('LIFT_INTENT', { matter: fromHex(of), liftMs: startMs + 9 * day, reasonsByMs }))
    const lift = (timeMs: number) =>
      receiver.receive(receiver.draft(sayInMatter('LIFTED', receiver.known, of), { timeMs }))
    expect(lift(reasonsByMs - 1)).toMatchObject({ rule: 'freeze.heard' })
    expect(lift(reasonsByMs).kind).toBe('accepted')
  })

  test('UNCAC 55(8): the hearing needs no undertaking in force', () => {
    const { speak, tell, originator, receiver } = talking()
    const of = speak('originator', 'FREEZE_INFO')
    tell('receiver', say.cannotComply(receiver.known))
    speak('originator', 'LIFT_INTENT', of)
    speak('receiver', 'LIFT_REASONS', of)
    expect(stateOf(originator, of)).toBe('REASONS_GIVEN')
  })

  test('UNCAC 55(8): only a freeze that had an end lapses unheard, and its end is shown a month before', () => {
    const { tell, verdict, originator } = talking()
    const endless = tell('originator', freeze(originator.known, undefined, { expiresMs: 0 }))
    const lapsed = said('LIFTED', { matter: fromHex(endless), lapsed: true })
    expect(verdict('originator', lapsed)).toMatchObject({ rule: 'freeze.lapsed' })
    const expiresMs = startMs + 100 * day
    tell('originator', freeze(originator.known, undefined, { expiresMs }))
    const isShown = (nowMs: number) =>
      due(originator.known, nowMs).some(({ code }) => code === 'PROLONG_FREEZE')
    expect([isShown(startMs + 69 * day), isShown(startMs + 70 * day)]).toEqual([false, true])
  })
})

test('Draft guideline 5(2): a settlement is told while it is negotiated and when it is concluded', () => {
  const { tell, speak, verdict, receiver } = talking()
  const of = speak('originator', 'SETTLEMENT_INFO')
  const at = (stage: number) => said('SETTLEMENT_INFO', { matter: fromHex(of), stage })
  const states: (MatterState | undefined)[] = [stateOf(receiver, of)]
  for (const stage of [2, 3, 4]) {
    tell('originator', at(stage))
    states.push(stateOf(receiver, of))
  }
  expect(states).toEqual(['TALKS', 'AGREED', 'APPROVED', 'PUBLISHED'])
  expect(verdict('originator', at(1)).kind).toBe('violation')
})
