import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { mattersFor, refuse, type Side, type StatementType } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { talking } from './talking.ts'

/** The matters that a side may say something of a type in: each by its statement, with its state and whether it leads on. */
function mattersOf(desks: ReturnType<typeof talking>, side: Side, type: StatementType) {
  return mattersFor(desks[side].known, side, type).map(({ matter, state, isOpenTo }) => [
    matter.entry.statement,
    state,
    isOpenTo,
  ])
}

describe('the matters in which a side has a say', () => {
  it('are those of the kind that the tables name, and of the other side where they say so', () => {
    const desks = talking()
    const asked = desks.tell('originator', say.question(desks.originator.known))
    desks.tell('originator', say.feedbackAsk())
    expect(mattersOf(desks, 'receiver', 'ANSWER')).toEqual([[asked, 'OPEN', true]])
    expect(mattersOf(desks, 'originator', 'ANSWER')).toEqual([])
    expect(mattersOf(desks, 'receiver', 'GRANT')).toEqual([])
    expect(mattersOf(desks, 'receiver', 'QUESTION')).toEqual([])
  })

  it('are of the opener where the tables say so', () => {
    const desks = talking()
    const of = desks.speak('receiver', 'CONSENT_ASK')
    expect(mattersOf(desks, 'originator', 'GRANT')).toEqual([[of, 'REQUESTED', true]])
    expect(mattersOf(desks, 'receiver', 'GRANT')).toEqual([])
    expect(mattersOf(desks, 'receiver', 'USED')).toEqual([[of, 'REQUESTED', false]])
    expect(mattersOf(desks, 'originator', 'USED')).toEqual([])
  })

  it('stay when they have ended, and no longer lead on but by what is said of the past', () => {
    const desks = talking()
    const of = desks.speak('receiver', 'CONSENT_ASK')
    desks.speak('originator', 'GRANT', of)
    expect(mattersOf(desks, 'originator', 'WITHDRAW')).toEqual([[of, 'GRANTED', true]])
    desks.speak('originator', 'WITHDRAW', of)
    expect(mattersOf(desks, 'originator', 'GRANT')).toEqual([[of, 'WITHDRAWN', false]])
    expect(mattersOf(desks, 'originator', 'WITHDRAW')).toEqual([[of, 'WITHDRAWN', false]])
    expect(mattersOf(desks, 'receiver', 'USED')).toEqual([[of, 'WITHDRAWN', true]])
  })

  it('are of either side where the tables say so', () => {
    const desks = talking()
    const of = desks.speak('originator', 'REQUEST')
    for (const side of ['originator', 'receiver'] as const)
      expect(mattersOf(desks, side, 'FORMALISED')).toEqual([[of, 'DRAFT', true]])
  })

  it('are none that were refused', () => {
    const desks = talking()
    const placed = desks.originator.place(say.question(desks.originator.known))
    desks.receiver.receive(placed)
    const refused = { placementHash: fromHex(placed.hash), code: 2 }
    desks.receiver.exchange = refuse(desks.receiver.known, 'receiver', refused)
    expect(mattersOf(desks, 'receiver', 'ANSWER')).toEqual([])
  })
})
