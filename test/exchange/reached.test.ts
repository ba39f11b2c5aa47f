// What the generated histories reach: a property says nothing about a state that none of them comes to.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stateAt } from '../../protocol/exchange/matter.ts'
import { valuesOf } from '../../protocol/exchange/hash-trie.ts'
import { headsOf } from '../../protocol/exchange/past.ts'
import { matterKinds, stateHash, type MatterKind } from '../../protocol/index.ts'
import { about, opening, play, steps } from './playing.ts'

const kinds = Object.keys(matterKinds) as MatterKind[]

it('every kind of matter comes to every state it has, at both ends', () => {
  const reached = new Map<string, number>()
  fc.assert(
    fc.property(steps(160, 80), opening, about, (steps, opening, about) => {
      const { originator, receiver } = play(steps, opening, about)
      expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
      const { known } = receiver
      const seen = new Set<string>()
      for (const matter of valuesOf(known.matters)) {
        seen.add(`${matter.kind} ${matter.first}`)
        for (const steps of Object.values(matter.steps))
          for (let some = steps; some !== undefined; some = some.earlier)
            seen.add(`${matter.kind} ${some.latest.to}`)
        seen.add(`${matter.kind} ${stateAt(known, matter, headsOf(known))}`)
      }
      for (const one of seen) reached.set(one, (reached.get(one) ?? 0) + 1)
    }),
    { seed: 20_261_124, numRuns: 200 },
  )
  const rare = kinds.flatMap((kind) =>
    matterKinds[kind].states
      .map((state) => [`${kind} ${state}`, reached.get(`${kind} ${state}`) ?? 0] as const)
      .filter(([, histories]) => histories < 2),
  )
  expect(rare).toEqual([])
})
