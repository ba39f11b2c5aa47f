import { describe, expect, it } from 'vitest'
import { toHex } from '../../crypto/index.ts'
import { apply, openTypes, phaseOf, stateHash } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { underWay } from './two-desks.ts'

describe('a placement that waits', () => {
  it('says whose the missing ancestor is: a node never waits for one of its own', () => {
    const { originator, receiver } = underWay()
    const acknowledged = receiver.place(say.ack(receiver.known))
    const asked = receiver.place(say.question(receiver.known))
    expect(originator.receive(asked)).toMatchObject({
      kind: 'held',
      missing: acknowledged.hash,
      of: 'SIGNER',
    })
    const placement = { seen: say.bytesFor('not here', 32) }
    const unseen = originator.draft(say.question(originator.known), { placement })
    expect(receiver.receive(unseen)).toMatchObject({
      kind: 'held',
      missing: toHex(placement.seen),
      of: 'OTHER',
    })
  })

  it('for an exchange that has not begun names its own predecessor, or the disclosure that it saw', () => {
    const { originator, receiver, disclosed } = underWay({ undertaken: false })
    const read = receiver.draft(say.conditionsRead(receiver.known))
    expect(apply(undefined, read)).toMatchObject({ kind: 'held', missing: disclosed.hash, of: 'OTHER' })
    const later = originator.draft(say.feedbackAsk())
    expect(apply(undefined, later)).toMatchObject({ kind: 'held', missing: disclosed.hash, of: 'SIGNER' })
  })

  it('changes nothing unless it is a safety statement', () => {
    const { originator, receiver } = underWay()
    receiver.place(say.ack(receiver.known))
    const before = originator.known
    originator.receive(receiver.place(say.question(receiver.known)))
    expect(originator.known).toBe(before)
  })
})

describe('a return that waits for its ancestors', () => {
  it('counts on arrival, and is confirmed when they come', () => {
    const { originator, receiver } = underWay()
    const acknowledged = receiver.place(say.ack(receiver.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    expect(originator.receive(returned)).toMatchObject({
      kind: 'held',
      missing: acknowledged.hash,
      of: 'SIGNER',
    })
    expect(phaseOf(originator.known)).toBe('RETURNED')
    expect(openTypes(originator.known, 'originator')).not.toContain('QUESTION')
    originator.receive(acknowledged)
    originator.receive(returned)
    expect(originator.known.announced).toEqual([])
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
  })

  it('leaves the state hash alone until then', () => {
    const { originator, receiver } = underWay()
    const before = stateHash(originator.known)
    receiver.place(say.ack(receiver.known))
    originator.receive(receiver.place(say.cannotComply(receiver.known)))
    expect(stateHash(originator.known)).toBe(before)
  })
})
