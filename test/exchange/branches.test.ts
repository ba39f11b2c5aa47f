import { describe, expect, it } from 'vitest'
import { backDated, meetings, noteReceipted } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { underWay } from './two-desks.ts'

/** The originator's chain has gone on after the place where a second placement comes to stand. */
function goneOn() {
  const { originator, receiver } = underWay()
  const second = originator.draft(say.question(originator.known))
  const [first, next, newest] = [1, 2, 3].map(() => originator.place(say.question(originator.known)))
  if (first === undefined || next === undefined || newest === undefined) throw new Error('three questions')
  for (const placed of [first, next, newest]) receiver.receive(placed)
  return { originator, receiver, second, first, next, newest }
}

describe('a second placement in one place', () => {
  it('is shown beside the one that stands there, however far its chain has gone on', () => {
    const { receiver, second, first } = goneOn()
    expect(receiver.receive(second)).toMatchObject({
      kind: 'fork',
      evidence: { seq: 2, evidence: [first.hash, second.hash] },
    })
  })

  it('is a fork and not back-dated, where its side had placed more when it receipted', () => {
    const { originator, receiver, second, newest } = goneOn()
    const ack = receiver.place(say.ack(receiver.known))
    originator.receive(ack)
    const noted = noteReceipted(receiver.known, 'originator', { mine: newest.hash, yours: ack.hash })
    if (noted.kind !== 'noted') throw new Error('both heads are known')
    expect(backDated(noted.exchange, second)).toBeUndefined()
    // What would stand after them is.
    const hidden = underWay().originator
    hidden.exchange = noted.exchange
    const seenBefore = { placement: { seen: second.placement.seen } }
    expect(backDated(noted.exchange, hidden.draft(say.feedbackAsk(), seenBefore))).toMatchObject({
      code: 'BACK_DATED',
    })
  })

  it('takes up no epoch that its chain came to only after that place', () => {
    const { originator, receiver } = underWay()
    const recovered = { placement: { pairEpoch: say.bytesFor('recovered', 16) } }
    const second = originator.draft(say.question(originator.known), recovered)
    for (const changes of [undefined, recovered])
      receiver.receive(originator.place(say.question(originator.known), changes))
    expect(receiver.receive(second)).toMatchObject({ kind: 'violation', rule: 'place.epoch' })
  })
})

it('every row of what meets says why', () => {
  for (const { because } of meetings) expect(because).toMatch(/^\S.{10,}$/)
})
