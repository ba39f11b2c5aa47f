import { describe, expect, it } from 'vitest'
import { defaultTimers, due, toldOf, type Conditions } from '../../protocol/index.ts'
import { fromHex } from '../../crypto/index.ts'
import { said, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { stateOf, talking } from './talking.ts'
import { minute, startMs } from './two-desks.ts'

const day = 24 * 60 * minute

describe('retention', () => {
  const reviewing = (conditions?: Conditions) => {
    const desks = talking(conditions && { conditions })
    const review = (decision: number, untilMs: number, reason: number) =>
      desks.tell('receiver', said('RETENTION_REVIEW', { items: [], decision, untilMs, reason }))
    const shown = (nowMs: number) =>
      due(desks.originator.known, nowMs)
        .filter(({ code }) => code === 'REVIEW_RETENTION' || code === 'CERTIFY_DELETION')
        .map(({ code, dueMs }) => [code, dueMs])
    return { ...desks, review, shown }
  }

  it('is reviewed after three years, and shown ninety days before', () => {
    const { shown, disclosed } = reviewing()
    const dueMs = disclosed.timeMs + defaultTimers.retentionReview
    expect(shown(dueMs - 91 * day)).toEqual([])
    expect(shown(dueMs - 90 * day)).toEqual([['REVIEW_RETENTION', dueMs]])
  })

  it.each([
    ['which is earlier', '2028-02-03', 0, Date.parse('2028-02-03')],
    ['which is later', '2048-02-03', 0, undefined],
    ['which is for some items', '2028-02-03', 1, undefined],
    ['which cannot be read', 'soon', 0, undefined],
  ])(
    'is reviewed on the day that the Conditions set, %s, or after three years',
    (_what, day, scope, dueMs) => {
      const { vocabulary, tags } = say.conditionsWith('BIND:BY-LAW')
      const review = { code: 'RET:REVIEW', args: [day], scope }
      const { shown, disclosed } = reviewing({ vocabulary, tags: [...tags, review] })
      const threeYears = disclosed.timeMs + defaultTimers.retentionReview
      expect(shown(threeYears)).toEqual([['REVIEW_RETENTION', dueMs ?? threeYears]])
    },
  )

  it('is reviewed again on the date that a review sets, and items have dates of their own', () => {
    const { shown, review, tell } = reviewing()
    const until = startMs + 500 * day
    review(1, until, 1)
    const items = [say.oneItem.itemId]
    tell('receiver', said('RETENTION_REVIEW', { items, decision: 3, untilMs: until + 9 * day, reason: 3 }))
    expect(shown(until)).toEqual([['REVIEW_RETENTION', until]])
  })

  it('ends with a certificate, after a review that erases', () => {
    const { shown, review, speak, originator } = reviewing()
    review(2, 0, 0)
    expect(shown(startMs).map(([code]) => code)).toEqual(['CERTIFY_DELETION'])
    speak('receiver', 'DELETION_CERT')
    expect(shown(startMs + 5000 * day)).toEqual([])
    expect(toldOf(originator.known, 'DELETION_CERT')).toHaveLength(1)
  })

  it('is owed in a closed exchange, and not in a returned one', () => {
    const { shown, speak, tell, receiver, disclosed } = reviewing()
    const dueMs = disclosed.timeMs + defaultTimers.retentionReview
    speak('receiver', 'CLOSE')
    expect(shown(dueMs)).toHaveLength(1)
    tell('receiver', say.cannotComply(receiver.known))
    expect(shown(dueMs)).toEqual([])
  })
})

describe('a certificate of deletion', () => {
  it('answers the recall that it names', () => {
    const { speak, originator } = talking()
    const of = speak('originator', 'RECALL')
    speak('receiver', 'DELETION_CERT', of)
    expect(stateOf(originator, of)).toBe('DONE')
  })

  it('needs no undertaking for its words, for there may be none any more', () => {
    const { receiver, tell } = talking()
    tell('receiver', say.cannotComply(receiver.known))
    tell('receiver', { ...sayInMatter('DELETION_CERT', receiver.known), bodyCommitment: say.someBody })
  })
})

describe('what is told beside all matters', () => {
  it('is there for both, the newest first, but for what was refused', () => {
    const { speak, originator, receiver } = talking()
    const first = speak('receiver', 'BREACH_NOTICE')
    const second = receiver.place(sayInMatter('BREACH_NOTICE', receiver.known))
    originator.receive(second)
    const statements = () => toldOf(receiver.known, 'BREACH_NOTICE').map(({ entry }) => entry.statement)
    expect(statements()).toEqual([second.statementHash, first])
    const refused = [{ placementHash: fromHex(second.hash), code: 2 }]
    receiver.receive(originator.place(sayInMatter('CLOSE', originator.known), { placement: { refused } }))
    expect(statements()).toEqual([first])
  })
})
