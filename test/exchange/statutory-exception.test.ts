import { describe, expect, it } from 'vitest'
import { termsShapes, type TermsOf } from '../../protocol/index.ts'
import { said, sayInMatter } from './matter-sayings.ts'
import { codesOwed, stateOf, talking } from './talking.ts'

describe('a statutory exception', () => {
  it('is noticed, consulted on once, and used: there is no veto', () => {
    const { speak, originator, receiver, verdict } = talking()
    const of = speak('receiver', 'EXCULP_NOTICE')
    speak('originator', 'CONSULT_ASK', of)
    expect(codesOwed(receiver.known)).toContain('CONSULT')
    speak('originator', 'CONSULT_DONE', of)
    expect(verdict('originator', sayInMatter('CONSULT_ASK', originator.known, of))).toMatchObject({
      rule: 'matter.state',
    })
    expect(codesOwed(receiver.known)).toContain('REPORT_EXCEPTION')
    speak('receiver', 'EXCEPTION_DONE', of)
    expect(stateOf(originator, of)).toBe('DONE')
  })

  it.each(['NOTICED', 'CONSULTING', 'CONSULTED'])('can always be used by the receiver: while %s', (state) => {
    const { speak, receiver } = talking()
    const of = speak('receiver', 'COMPELLED_NOTICE')
    if (state !== 'NOTICED') speak('originator', 'CONSULT_ASK', of)
    if (state === 'CONSULTED') speak('receiver', 'CONSULT_DONE', of)
    expect(stateOf(receiver, of)).toBe(state)
    expect(receiver.receive(receiver.draft(sayInMatter('EXCEPTION_DONE', receiver.known, of))).kind).toBe(
      'accepted',
    )
  })

  it('that was urgent is told after it with the reason, and there is nothing to consult on', () => {
    const { speak, originator, verdict } = talking()
    const of = speak('receiver', 'LIFE_NOTICE')
    expect(stateOf(originator, of)).toBe('DONE')
    expect(verdict('originator', sayInMatter('CONSULT_ASK', originator.known, of))).toMatchObject({
      rule: 'matter.state',
    })
  })

  it.each<[string, Partial<TermsOf['EXCULP_NOTICE']>]>([
    ['neither planned nor done', { plannedMs: 0 }],
    ['both planned and done', { doneMs: 1 }],
    ['done without a reason', { plannedMs: 0, doneMs: 1 }],
  ])('is not noticed %s', (_what, changes) => {
    const { receiver, verdict } = talking()
    const notice = termsShapes.EXCULP_NOTICE.decode(sayInMatter('EXCULP_NOTICE', receiver.known).terms)
    expect(verdict('receiver', said('EXCULP_NOTICE', { ...notice, ...changes }))).toMatchObject({
      rule: 'form.exception-time',
    })
  })
})
