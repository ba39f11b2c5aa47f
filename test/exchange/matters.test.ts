import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import { due, forceOf, viewOf } from '../../protocol/index.ts'
import { comment, said, sayInMatter } from './matter-sayings.ts'
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

describe('a settlement', () => {
  it('goes from stage to stage, and never back', () => {
    const { speak, tell, originator, verdict } = talking()
    const of = speak('originator', 'SETTLEMENT_INFO')
    const stage = (number: number) => said('SETTLEMENT_INFO', { matter: fromHex(of), stage: number })
    tell('originator', stage(3))
    expect(stateOf(originator, of)).toBe('APPROVED')
    for (const earlier of [1, 2, 3])
      expect(verdict('originator', stage(earlier))).toMatchObject({ rule: 'matter.state' })
    tell('originator', stage(4))
    expect(stateOf(originator, of)).toBe('PUBLISHED')
  })
})

describe('a request', () => {
  it('is commented on by both, and closed by the other side’s last comment', () => {
    const { speak, tell, originator, receiver, verdict } = talking()
    const of = speak('receiver', 'REQUEST')
    expect(codesOwed(originator.known)).toContain('COMMENT')
    tell('originator', comment(originator.known, of))
    tell('receiver', comment(receiver.known, of))
    expect(stateOf(originator, of)).toBe('DRAFT')
    expect(verdict('receiver', comment(receiver.known, of, { final: true }))).toMatchObject({
      rule: 'matter.state',
    })
    tell('originator', comment(originator.known, of, { final: true }))
    expect(stateOf(receiver, of)).toBe('SETTLED')
  })

  it('goes the formal way by either side, also where it was never drafted here', () => {
    const { speak, receiver } = talking()
    const of = speak('receiver', 'REQUEST')
    speak('originator', 'FORMALISED', of)
    speak('receiver', 'FORMALISED')
    expect(stateOf(receiver, of)).toBe('FORMALISED')
  })
})

describe('another authority', () => {
  it.each([
    [true, 'AGREED'],
    [false, 'DECLINED'],
  ])('is proposed and agreed to (%s): %s', (agreed, state) => {
    const { speak, tell, originator, receiver, verdict } = talking()
    const of = speak('receiver', 'REDIRECT')
    expect(codesOwed(originator.known)).toContain('ANSWER_REDIRECT')
    expect(verdict('receiver', sayInMatter('REDIRECT', receiver.known))).toMatchObject({
      rule: 'matter.one-at-a-time',
    })
    tell('originator', said('REDIRECT_OK', { matter: fromHex(of), agreed }))
    expect(stateOf(receiver, of)).toBe(state)
  })
})

describe('a supplement', () => {
  it('is content: it names the undertaking that covers it', () => {
    const { originator, verdict } = talking()
    const saying = { ...sayInMatter('SUPPLEMENT', originator.known), refs: [] }
    expect(verdict('originator', saying)).toMatchObject({ rule: 'content.covered' })
    expect(verdict('originator', { ...saying, ...say.covered(originator.known) }).kind).toBe('accepted')
  })
})
