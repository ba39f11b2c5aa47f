import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { phaseOf, termsShapes, viewOf } from '../../protocol/index.ts'
import { recallResult, retag, said } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { codesOwed, owed, stateOf, talking } from './talking.ts'

describe('Conditions that are changed', () => {
  it('are applied, then undertaken, and the first undertaking covers the content as before', () => {
    const { speak, tell, originator, receiver } = talking()
    const of = speak('originator', 'RETAG')
    expect(stateOf(receiver, of)).toBe('APPLIED')
    expect(owed(receiver.known)).toContainEqual(['UNDERTAKE_TIGHTENED', 'receiver', 7 * 24])
    const covering = viewOf(receiver.known).undertaking
    tell('receiver', say.undertakes(receiver.known, of))
    expect(stateOf(originator, of)).toBe('UNDERTAKEN')
    expect(viewOf(originator.known).undertaking).toEqual(covering)
    expect(codesOwed(receiver.known)).toEqual(['ACKNOWLEDGE'])
  })

  it('are not undertaken by an undertaking of others', () => {
    const { speak, receiver, verdict } = talking()
    const of = speak('originator', 'RETAG')
    const read = termsShapes.CONDITIONS_READ.decode(say.conditionsRead(receiver.known).terms)
    expect(verdict('receiver', said('CONDITIONS_READ', { ...read, disclosure: fromHex(of) }))).toMatchObject({
      rule: 'undertaking.conditions',
    })
  })

  it('are no undertaking of the content: what covers it is the undertaking of the disclosure', () => {
    const { speak, tell, receiver } = talking({ undertaken: false })
    const of = speak('originator', 'RETAG')
    tell('receiver', say.undertakes(receiver.known, of))
    expect(phaseOf(receiver.known)).toBe('DISCLOSED')
  })

  it('by loosening ask for nothing, and are no safety statement', () => {
    const { tell, originator, receiver } = talking()
    const of = tell('originator', retag(originator.known, { mode: 2 }))
    expect(stateOf(receiver, of)).toBe('LOOSENED')
    const [one, other] = [1, 2].map(() => originator.draft(say.question(originator.known)))
    if (one === undefined || other === undefined) throw new Error('two were drafted')
    for (const placed of [one, other]) originator.receive(placed)
    expect(phaseOf(originator.known)).toBe('FORKED')
    const verdict = (mode: number) => originator.receive(originator.draft(retag(originator.known, { mode })))
    expect(verdict(2)).toMatchObject({ rule: 'chain.not-forked' })
    expect(verdict(1).kind).toBe('accepted')
  })

  it('keep the binding mode of the exchange', () => {
    const { originator, verdict } = talking()
    const conditions = say.conditionsWith('BIND:MOU', 'EV:LEAD')
    expect(verdict('originator', retag(originator.known, { conditions }))).toMatchObject({
      rule: 'notice.binding',
    })
  })
})

describe('a recall', () => {
  it('is carried out in part as long as one is silent, and then whole', () => {
    const { speak, tell, originator, receiver, verdict } = talking()
    const of = speak('originator', 'RECALL')
    expect(owed(receiver.known)).toContainEqual(['CARRY_OUT_RECALL', 'receiver', 14 * 24])
    tell('receiver', recallResult(of, { complete: false }))
    expect(stateOf(originator, of)).toBe('PARTIAL')
    tell('receiver', recallResult(of))
    expect(stateOf(originator, of)).toBe('DONE')
    expect(verdict('receiver', recallResult(of))).toMatchObject({ rule: 'matter.state' })
  })

  it('of what was never sent is refused', () => {
    const { verdict } = talking()
    const terms = { cascadeId: say.bytesFor('cascade', 16), mode: 1, replyByMs: 0 }
    expect(
      verdict('originator', said('RECALL', { ...terms, items: [say.bytesFor('other', 16)] })),
    ).toMatchObject({ rule: 'matter.items' })
  })

  it('is answered when it was answered in part sixty-four times: the end is always taken', () => {
    const { speak, tell, originator, receiver } = talking()
    const of = speak('originator', 'RECALL')
    for (let time = 1; time <= 64; time++) tell('receiver', recallResult(of, { complete: false }))
    expect(receiver.receive(receiver.draft(recallResult(of))).kind).toBe('accepted')
    expect(stateOf(receiver, of)).toBe('DONE')
    expect(stateOf(originator, of)).toBe('PARTIAL')
  })

  it('counts after a return, and its answer too', () => {
    const { speak, tell, originator, receiver } = talking()
    tell('receiver', say.cannotComply(receiver.known))
    const of = speak('originator', 'RECALL')
    expect(owed(originator.known)).toEqual([['CARRY_OUT_RECALL', 'receiver', 14 * 24]])
    tell('receiver', recallResult(of))
    expect(owed(originator.known)).toEqual([])
  })
})
