import { describe, expect, it } from 'vitest'
import { due, stateHash, termsShapes, type TermsOf } from '../../protocol/index.ts'
import { said, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { codesOwed, owed, stateOf, talking } from './talking.ts'
import { minute, startMs } from './two-desks.ts'

const day = 24 * 60 * minute

describe('a consent', () => {
  const asking = (changes: Partial<TermsOf['CONSENT_ASK']> = {}) => {
    const desks = talking()
    const ask = termsShapes.CONSENT_ASK.decode(sayInMatter('CONSENT_ASK', desks.receiver.known).terms)
    const of = desks.tell('receiver', said('CONSENT_ASK', { ...ask, ...changes }))
    const granted = (grant: Partial<TermsOf['GRANT']>) => {
      const plain = termsShapes.GRANT.decode(sayInMatter('GRANT', desks.originator.known, of).terms)
      return said('GRANT', { ...plain, ...grant })
    }
    return { ...desks, of, granted }
  }

  it('is asked, given, used, withdrawn, and a use before the withdrawal is still reported', () => {
    const { of, speak, originator, receiver, verdict } = asking()
    expect(owed(originator.known)).toContainEqual(['DECIDE_CONSENT', 'originator', 7 * 24])
    speak('originator', 'GRANT', of)
    speak('receiver', 'USED', of)
    speak('originator', 'WITHDRAW', of)
    speak('receiver', 'USED', of)
    expect([originator, receiver].map((desk) => stateOf(desk, of))).toEqual(['WITHDRAWN', 'WITHDRAWN'])
    expect(verdict('originator', sayInMatter('GRANT', originator.known, of))).toMatchObject({
      rule: 'matter.state',
    })
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
  })

  it('is not used before it is given, nor after it was denied', () => {
    const { of, speak, receiver, verdict } = asking()
    const use = () => verdict('receiver', sayInMatter('USED', receiver.known, of))
    expect(use()).toMatchObject({ rule: 'matter.state' })
    speak('originator', 'DENY', of)
    expect(use()).toMatchObject({ rule: 'matter.state' })
  })

  it('is given by the originator alone, and for what was asked', () => {
    const { of, receiver, originator, verdict } = asking()
    expect(verdict('receiver', sayInMatter('GRANT', receiver.known, of))).toMatchObject({
      rule: 'place.yours',
    })
    const other = sayInMatter('GRANT', originator.known, originator.known.id)
    expect(verdict('originator', other)).toMatchObject({ rule: 'matter.named' })
  })

  it.each<[string, Partial<TermsOf['GRANT']>]>([
    ['another operation', { operation: 5 }],
    ['another purpose', { purpose: 2 }],
    ['another recipient', { recipient: 'court' }],
    ['another proceeding', { proceeding: 'case 2' }],
    ['the whole', { items: [] }],
  ])('is never wider than what was asked for: %s', (_what, grant) => {
    const asked = { purpose: 3, recipient: 'prosecutor', proceeding: 'case 1', items: [say.oneItem.itemId] }
    const { granted, verdict } = asking(asked)
    expect(verdict('originator', granted({ ...asked, ...grant }))).toMatchObject({ rule: 'grant.scope' })
    expect(verdict('originator', granted(asked)).kind).toBe('accepted')
  })

  it('may be narrower: an item of the whole, one purpose, one proceeding', () => {
    const { granted, verdict } = asking()
    const narrow = { items: [say.oneItem.itemId], purpose: 3, recipient: 'court', proceeding: 'case 1' }
    expect(verdict('originator', granted(narrow)).kind).toBe('accepted')
  })

  it('of one item is not used for the whole: that is a breach, and reported as one', () => {
    const { of, granted, tell, receiver, verdict } = asking()
    tell('originator', granted({ items: [say.oneItem.itemId] }))
    expect(verdict('receiver', sayInMatter('USED', receiver.known, of))).toMatchObject({ rule: 'used.scope' })
  })

  it('that is asked for no longer is not owed, and cannot be given', () => {
    const { of, speak, originator, verdict } = asking()
    speak('receiver', 'NOT_NEEDED', of)
    expect(codesOwed(originator.known)).toEqual(['ACKNOWLEDGE'])
    expect(verdict('originator', sayInMatter('GRANT', originator.known, of))).toMatchObject({
      rule: 'matter.state',
    })
  })

  it('that nobody answers stays asked for, however late it is: silence is no consent', () => {
    const { of, originator } = asking()
    expect(due(originator.known, startMs + 10_000 * day).find(({ ref }) => ref === of)?.isOverdue).toBe(true)
    expect(stateOf(originator, of)).toBe('REQUESTED')
  })
})
