import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { phaseOf, stateHash, termsShapes } from '../../protocol/index.ts'
import { said, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { twoDesks, urgent } from './two-desks.ts'

describe('an urgent notice', () => {
  it('is undertaken like a disclosure, which follows it once and is covered by the same undertaking', () => {
    const { originator, receiver } = urgent()
    expect(phaseOf(receiver.known)).toBe('UNDERTAKEN')
    receiver.receive(originator.place(say.release(originator.known)))
    expect(phaseOf(receiver.known)).toBe('UNDERTAKEN')
    originator.receive(receiver.place(say.ack(receiver.known)))
    receiver.receive(originator.place(say.question(originator.known)))
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
    const again = { ...say.release(originator.known), refs: [fromHex(originator.known.id)] }
    expect(originator.receive(originator.draft(again))).toMatchObject({ rule: 'release.once' })
  })

  it('can be followed before anybody has read it', () => {
    const { originator, receiver } = twoDesks()
    receiver.receive(originator.place(say.urgentNotice()))
    receiver.receive(originator.place(say.release(originator.known)))
    expect(phaseOf(receiver.known)).toBe('DISCLOSED')
    receiver.place(say.conditionsRead(receiver.known))
    expect(phaseOf(receiver.known)).toBe('UNDERTAKEN')
  })

  it('is followed under the same Conditions, and by what names it', () => {
    const { originator } = urgent()
    const verdict = (changes: Parameters<typeof originator.draft>[1]) =>
      originator.receive(originator.draft(say.release(originator.known), changes))
    const other = say.disclosure(say.conditionsWith('BIND:BY-LAW', 'EV:COURT')).conditions
    expect(verdict({ statement: { conditions: other ?? new Uint8Array(0) } })).toMatchObject({
      rule: 'release.conditions',
    })
    expect(verdict({ statement: { refs: [] } })).toMatchObject({ rule: 'release.notice' })
  })

  it('begins nothing where the content has to wait for an undertaking', () => {
    const offer = say.urgentNotice(say.conditionsWith('BIND:OFFER', 'EV:LEAD'))
    const desk = twoDesks().originator
    expect(desk.receive(desk.draft(offer))).toMatchObject({ rule: 'first.binding-fits' })
  })

  it('comes first or not at all', () => {
    const { originator } = urgent()
    expect(originator.receive(originator.draft(say.urgentNotice()))).toMatchObject({ rule: 'family.now' })
  })

  it('has no items: what is said of some waits for the disclosure', () => {
    const { originator } = urgent()
    const { terms } = sayInMatter('RECALL', originator.known)
    const recall = { ...termsShapes.RECALL.decode(terms), items: [say.oneItem.itemId] }
    expect(originator.receive(originator.draft(said('RECALL', recall)))).toMatchObject({
      rule: 'matter.items',
    })
  })
})
