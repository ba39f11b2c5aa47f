import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import { due, forceOf, viewOf } from '../../protocol/index.ts'
import { sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { codesOwed, owed, stateOf, talking } from './talking.ts'
import { startMs, underWay } from './two-desks.ts'

describe('a closed exchange', () => {
  it('owes nothing, and is open again after any word', () => {
    const { speak, tell, originator, receiver } = talking()
    tell('receiver', say.ack(receiver.known))
    tell('originator', say.question(originator.known))
    speak('originator', 'CLOSE')
    for (const { known } of [originator, receiver]) {
      expect(viewOf(known).isClosed).toBe(true)
      expect(due(known, startMs)).toEqual([])
    }
    tell('receiver', say.question(receiver.known))
    expect(viewOf(originator.known).isClosed).toBe(false)
    expect(codesOwed(originator.known)).toEqual(['ANSWER', 'ANSWER', 'FEEDBACK_REMINDER'])
  })

  it('still owes what safety asks for', () => {
    const { speak, originator } = talking()
    speak('originator', 'RECALL')
    speak('originator', 'CLOSE')
    expect(codesOwed(originator.known)).toEqual(['CARRY_OUT_RECALL'])
  })

  it('is not closed by one that met something else, and is by two that met', () => {
    for (const [type, isClosed] of [
      ['STATUS_ASK', false],
      ['CLOSE', true],
    ] as const) {
      const { originator, receiver } = underWay()
      const ours = originator.place(sayInMatter('CLOSE', originator.known))
      const theirs = receiver.place(sayInMatter(type, receiver.known))
      originator.receive(theirs)
      receiver.receive(ours)
      for (const { known } of [originator, receiver]) expect(viewOf(known).isClosed).toBe(isClosed)
    }
  })
})

describe('a status', () => {
  it('is asked for and given, or given unasked', () => {
    const { speak, originator } = talking()
    const of = speak('originator', 'STATUS_ASK')
    expect(owed(originator.known)).toContainEqual(['GIVE_STATUS', 'receiver', 7 * 24])
    speak('receiver', 'STATUS')
    expect(stateOf(originator, of)).toBe('OPEN')
    speak('receiver', 'STATUS', of)
    expect(stateOf(originator, of)).toBe('SETTLED')
  })
})

describe('a step that the other side refuses', () => {
  it('falls away: the matter is where it was, at both ends', () => {
    const { speak, originator, receiver } = talking()
    const of = speak('receiver', 'CONSENT_ASK')
    const granted = originator.place(sayInMatter('GRANT', originator.known, of))
    receiver.receive(granted)
    const refused = [{ placementHash: fromHex(granted.hash), code: 2 }]
    originator.receive(receiver.place(say.ack(receiver.known), { placement: { refused } }))
    for (const desk of [originator, receiver]) {
      expect(stateOf(desk, of)).toBe('REQUESTED')
      const entry = lookUp(desk.known.placements, granted.hash)
      expect(entry && forceOf(desk.known, entry)).toBe('VOID')
    }
    speak('originator', 'GRANT', of)
    expect(stateOf(receiver, of)).toBe('GRANTED')
  })

  it('that opened a matter leaves none', () => {
    const { originator, receiver } = talking()
    const asked = receiver.place(sayInMatter('CONSENT_ASK', receiver.known))
    originator.receive(asked)
    const refused = [{ placementHash: fromHex(asked.hash), code: 2 }]
    receiver.receive(originator.place(sayInMatter('CLOSE', originator.known), { placement: { refused } }))
    expect(viewOf(receiver.known).matters).toEqual([])
    expect(
      originator.receive(originator.draft(sayInMatter('GRANT', originator.known, asked.statementHash))),
    ).toMatchObject({ rule: 'matter.named' })
  })
})
