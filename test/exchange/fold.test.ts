import { describe, expect, it } from 'vitest'
import { fold, nextPlace, timeline } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { underWay } from './two-desks.ts'

describe('a fold', () => {
  it('keeps what waits for an ancestor', () => {
    const { originator, disclosed } = underWay()
    const orphan = originator.draft(say.question(originator.known))
    const folded = fold([orphan, disclosed])
    expect(folded.held).toEqual([orphan])
    expect(folded.exchange?.chains.originator.head?.placement).toBe(disclosed.hash)
  })

  it('says what it refused', () => {
    const { disclosed } = underWay()
    expect(fold([disclosed, disclosed]).refused).toMatchObject([{ verdict: { code: 'DUPLICATE' } }])
  })

  it('of nothing is nothing', () => {
    expect(fold([])).toEqual({ exchange: undefined, held: [], refused: [] })
  })
})

describe('the merged order', () => {
  it('is causal, the originator first where two are concurrent', () => {
    const { originator, receiver } = underWay()
    const question = originator.place(say.question(originator.known))
    const acknowledged = receiver.place(say.ack(receiver.known))
    receiver.receive(question)
    originator.receive(acknowledged)
    const answer = receiver.place(say.answer(receiver.known, question.statementHash))
    originator.receive(answer)
    for (const { known } of [originator, receiver])
      expect(timeline(known).map(({ type }) => type)).toEqual([
        'DISCLOSURE',
        'CONDITIONS_READ',
        'QUESTION',
        'ACK',
        'ANSWER',
      ])
  })
})

describe('the next place', () => {
  it('follows the own last placement and sees all there is', () => {
    const { originator, receiver, disclosed } = underWay()
    const read = originator.known.chains.receiver.head
    const place = nextPlace(originator.known, 'originator')
    expect(place).toMatchObject({ seq: 2, refused: [] })
    expect(Buffer.from(place.prev ?? []).toString('hex')).toBe(disclosed.hash)
    expect(Buffer.from(place.seen ?? []).toString('hex')).toBe(read?.placement)
    expect(nextPlace(receiver.known, 'receiver').pairEpoch).toEqual(say.bytesFor('epoch receiver', 16))
  })

  it('of a side that has placed nothing leaves the pair epoch to be chosen', () => {
    const { receiver } = underWay({ undertaken: false })
    expect(nextPlace(receiver.known, 'receiver')).toMatchObject({
      seq: 1,
      prev: undefined,
      pairEpoch: undefined,
    })
  })
})
