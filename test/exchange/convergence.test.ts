import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  apply,
  fold,
  isForked,
  stateHash,
  statementTypes,
  timeline,
  viewOf,
  type Side,
} from '../../protocol/index.ts'
import { about, opening, order, play, shuffle, steps } from './playing.ts'
import * as say from './sayings.ts'
import { somethingToSay } from './something-to-say.ts'
import { twoDesks, underWay } from './two-desks.ts'

const fixed = { seed: 20_261_121, numRuns: 150 }

describe('two writers', () => {
  it('come to one state, whatever they write at once and however it is delivered', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(steps(150), opening, about, (steps, opening, about) => {
        const { originator, receiver, written } = play(steps, opening, about)
        for (const { content } of written) seen.add(content.type)
        expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
        expect(timeline(originator.known).length).toBe(written.length)
      }),
      { ...fixed, numRuns: 250 },
    )
    expect([...seen].sort()).toEqual(Object.keys(statementTypes).sort())
  })

  it('never write what the other has to call a violation', () => {
    // `play` throws at a violation that is no duplicate: a statement is judged in its own past on both sides.
    fc.assert(
      fc.property(steps(100), opening, (steps, opening) => {
        play(steps, opening)
      }),
      { ...fixed, numRuns: 50, seed: 7 },
    )
  })

  it('leave placements that fold to the same state in any order', () => {
    fc.assert(
      fc.property(steps(100), opening, order, (steps, opening, order) => {
        const { originator, written } = play(steps, opening)
        const shuffled = shuffle(written, order)
        const folded = fold([...shuffled, ...shuffled])
        expect(folded.held).toEqual([])
        expect(folded.exchange && stateHash(folded.exchange)).toBe(stateHash(originator.known))
      }),
      { ...fixed, numRuns: 60 },
    )
  })

  it('that fork, one or both, come to one state too', () => {
    let forks = 0
    const rival = fc.record({
      cut: fc.nat(),
      side: fc.constantFrom<Side>('originator', 'receiver'),
      pick: fc.nat(),
    })
    const rivals = fc.array(rival, { maxLength: 4 })
    fc.assert(
      fc.property(steps(60), opening, rivals, order, order, (steps, opening, rivals, one, other) => {
        const { written } = play(steps, opening)
        const all = [...written]
        for (const { cut, side, pick } of rivals) {
          // A node that was set back to an earlier day, and goes on from there.
          const desk = twoDesks(`${cut} ${side}`)[side]
          desk.exchange = fold(written.slice(0, 1 + (cut % written.length))).exchange
          const saying = somethingToSay(desk.known, side, pick)
          const placed = saying && desk.draft(saying)
          if (placed && desk.receive(placed).kind === 'accepted') all.push(placed)
        }
        const hashes = [all, shuffle(all, one), shuffle(all, other)].map((placements) => {
          const { exchange } = fold(placements)
          if (exchange && isForked(exchange)) forks++
          return exchange && stateHash(exchange)
        })
        expect(new Set(hashes).size).toBe(1)
      }),
      fixed,
    )
    expect(forks).toBeGreaterThan(100)
  })
})

describe('the exchange handed to apply', () => {
  it('is not changed: two continuations of one state do not know each other', () => {
    const { originator } = underWay()
    const before = originator.known
    const hash = stateHash(before)
    const [one, other] = [1, 2].map(() => apply(before, originator.draft(say.question(before))))
    if (one?.kind !== 'accepted' || other?.kind !== 'accepted') throw new Error('both are lawful')
    expect(stateHash(before)).toBe(hash)
    expect(stateHash(one.exchange)).not.toBe(stateHash(other.exchange))
    expect(viewOf(one.exchange).owed.length).toBe(1)
    expect(viewOf(before).owed).toEqual([])
  })
})
