import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import {
  announced,
  fold,
  forceOf,
  isReturnAnnounced,
  phaseOf,
  refuse,
  type Placed,
} from '../../protocol/index.ts'
import { sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { underWay, type Desk } from './two-desks.ts'

describe('what meets a return', () => {
  const force = ({ known }: Desk, { hash }: Placed) => {
    const entry = lookUp(known.placements, hash)
    return entry && forceOf(known, entry)
  }

  it('is overtaken by it, and what the return had seen is not', () => {
    const { originator, receiver } = underWay()
    const seen = originator.place(say.question(originator.known))
    receiver.receive(seen)
    const met = originator.place(say.question(originator.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    originator.receive(returned)
    receiver.receive(met)
    for (const desk of [originator, receiver])
      expect([seen, met, returned].map((placed) => force(desk, placed))).toEqual([
        'STANDS',
        'OVERTAKEN',
        'PENDING',
      ])
  })

  it('stands where the return was refused', () => {
    const { originator, receiver } = underWay()
    const met = originator.place(say.question(originator.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    originator.receive(returned)
    receiver.receive(met)
    originator.exchange = refuse(originator.known, 'originator', {
      placementHash: fromHex(returned.hash),
      code: 2,
    })
    receiver.receive(originator.place(say.notAccepted()))
    receiver.place(say.ack(receiver.known))
    expect([force(receiver, met), force(receiver, returned)]).toEqual(['STANDS', 'VOID'])
  })

  it('stands where it is a safety statement', () => {
    const { originator, receiver } = underWay()
    const recall = originator.place(sayInMatter('RECALL', originator.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    originator.receive(returned)
    receiver.receive(recall)
    expect([force(receiver, recall), force(originator, returned)]).not.toContain('OVERTAKEN')
  })
})

describe('a return that was heard and not placed', () => {
  it('counts, and once', () => {
    const { originator, receiver } = underWay()
    expect(isReturnAnnounced(originator.known)).toBe(false)
    const first = receiver.draft(say.cannotComply(receiver.known))
    receiver.place(say.ack(receiver.known))
    const second = receiver.draft(say.cannotComply(receiver.known))
    const heard = announced(originator.known, first)
    expect(isReturnAnnounced(heard)).toBe(true)
    expect(phaseOf(heard)).toBe('RETURNED')
    expect(heard.announced).toHaveLength(1)
    expect(announced(heard, first).announced).toHaveLength(1)
    expect(announced(heard, second).announced).toHaveLength(2)
    expect(phaseOf(originator.known)).not.toBe('RETURNED')
  })

  it('counts from the moment that there is an exchange, where it came first', () => {
    const { originator, receiver, disclosed } = underWay()
    receiver.place(say.ack(receiver.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    const { exchange, held } = fold([returned, disclosed])
    expect(held).toEqual([returned])
    expect(exchange && phaseOf(exchange)).toBe('RETURNED')
    expect(phaseOf(originator.known)).toBe('UNDERTAKEN')
  })

  it('is not lost where something after it is refused', () => {
    const { receiver, disclosed } = underWay({ undertaken: false })
    const read = receiver.place(say.conditionsRead(receiver.known))
    const { exchange, refused } = fold([disclosed, read, read])
    expect(refused).toHaveLength(1)
    expect(exchange && phaseOf(exchange)).toBe('UNDERTAKEN')
  })
})
