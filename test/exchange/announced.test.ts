import { describe, expect, it } from 'vitest'
import { families, isReturnAnnounced, phaseOf, stateHash, type Placed } from '../../protocol/index.ts'
import { retag, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { underWay } from './two-desks.ts'

describe('what only tightens and waits for its ancestors', () => {
  it.each(['RECALL', 'CORRECT', 'RETAG'] as const)(
    'is heard on arrival, and placed when they come: %s',
    (type) => {
      const { originator, receiver } = underWay()
      const asked = originator.place(say.question(originator.known))
      const safe = originator.place(sayInMatter(type, originator.known))
      expect(receiver.receive(safe)).toMatchObject({ kind: 'held', missing: asked.hash })
      expect(receiver.known.announced).toMatchObject([{ placement: safe.hash, content: { type } }])
      expect(isReturnAnnounced(receiver.known)).toBe(false)
      for (const placed of [asked, safe]) expect(receiver.receive(placed).kind).toBe('accepted')
      expect(receiver.known.announced).toEqual([])
      expect(stateHash(receiver.known)).toBe(stateHash(originator.known))
    },
  )

  it('is heard of at most sixty-four at once; a return always', () => {
    const { originator, receiver } = underWay()
    const missing = originator.place(say.question(originator.known))
    const waiting: Placed[] = []
    for (let one = 1; one <= 65; one++)
      waiting.push(originator.place(sayInMatter('RECALL', originator.known)))
    for (const placed of waiting) receiver.receive(placed)
    expect(receiver.known.announced.length).toBe(64)
    receiver.receive(missing)
    expect(receiver.receive(waiting[64] ?? missing)).toMatchObject({ kind: 'held' })
  })

  it('loosens nothing: a RETAG that loosens waits like everything else', () => {
    const { originator, receiver } = underWay()
    originator.place(say.question(originator.known))
    const before = receiver.known
    receiver.receive(originator.place(retag(originator.known, { mode: 2 })))
    expect(receiver.known).toBe(before)
  })
})

describe('safety statements', () => {
  const { originator, receiver } = underWay()
  const [one, other] = [1, 2].map(() => originator.draft(say.question(originator.known)))
  const safe = (['originator', 'receiver'] as const).flatMap((side) =>
    (['CORRECT', 'RECALL', 'RETAG', 'EXCULP_NOTICE', 'COMPELLED_NOTICE', 'LIFE_NOTICE'] as const)
      .filter((type) => families[type].by.includes(side))
      .map((type) => [type, side] as const),
  )
  if (one === undefined || other === undefined) throw new Error('two were drafted')
  for (const desk of [originator, receiver]) for (const placed of [one, other]) desk.receive(placed)

  it.each(safe)('are accepted in a forked exchange: %s of the %s', (type, side) => {
    const desk = side === 'originator' ? originator : receiver
    expect(phaseOf(desk.known)).toBe('FORKED')
    expect(desk.receive(desk.draft(sayInMatter(type, desk.known))).kind).toBe('accepted')
  })
})
