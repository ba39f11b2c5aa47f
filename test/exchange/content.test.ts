import { describe, expect, it } from 'vitest'
import * as say from './sayings.ts'
import { underWay } from './two-desks.ts'

const words = { statement: { bodyCommitment: say.someBody } }

describe('content', () => {
  it('of a return is covered by nothing, and never keeps it back', () => {
    const { receiver } = underWay({ undertaken: false })
    expect(receiver.receive(receiver.draft(say.cannotComply(receiver.known), words)).kind).toBe('accepted')
  })

  it('of an undertaking is covered by itself, where it is mutual', () => {
    const { receiver } = underWay({ undertaken: false })
    const oneSided = receiver.draft(say.conditionsRead(receiver.known, { mutual: false }), words)
    expect(receiver.receive(oneSided)).toMatchObject({ rule: 'content.mutual' })
    const mutual = receiver.draft(say.conditionsRead(receiver.known), words)
    expect(receiver.receive(mutual).kind).toBe('accepted')
  })

  it('of the originator needs no mutual undertaking', () => {
    const { originator } = underWay({ mutual: false })
    expect(originator.receive(originator.draft(say.question(originator.known))).kind).toBe('accepted')
  })

  it('of the receiver is possible once the undertaking is renewed as a mutual one', () => {
    const { receiver } = underWay({ mutual: false })
    expect(receiver.receive(receiver.draft(say.question(receiver.known)))).toMatchObject({
      rule: 'content.mutual',
    })
    receiver.place(say.conditionsRead(receiver.known))
    expect(receiver.receive(receiver.draft(say.question(receiver.known))).kind).toBe('accepted')
  })

  it('is no need of an acknowledgement or a refusal: both can be said in codes', () => {
    for (const saying of [say.ack, say.refusal]) {
      const { receiver } = underWay({ mutual: false })
      expect(receiver.receive(receiver.draft(saying(receiver.known))).kind).toBe('accepted')
    }
  })
})
