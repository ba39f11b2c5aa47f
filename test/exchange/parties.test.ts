import { expect, it } from 'vitest'
import { isSameParty, sideOf } from '../../protocol/index.ts'
import { bytesFor } from './sayings.ts'
import { party, underWay } from './two-desks.ts'

const other = {
  networkId: bytesFor('another', 32),
  institutionId: bytesFor('another', 16),
  iikHash: bytesFor('another', 32),
}
const fields = ['networkId', 'institutionId', 'iikHash'] as const

it.each(fields)('a party is another one as soon as its %s is another', (field) => {
  const one = party('originator')
  expect(isSameParty(one, { ...one })).toBe(true)
  expect(isSameParty(one, { ...one, [field]: other[field] })).toBe(false)
  // And alike in this alone makes no one the same.
  expect(isSameParty(one, { ...other, [field]: one[field] })).toBe(false)
})

it('a party is the originator, the receiver or a stranger of an exchange', () => {
  const { originator } = underWay()
  expect(sideOf(originator.known, party('originator'))).toBe('originator')
  expect(sideOf(originator.known, party('receiver'))).toBe('receiver')
  expect(sideOf(originator.known, party('stranger'))).toBeUndefined()
  for (const side of ['originator', 'receiver'] as const)
    for (const field of fields)
      expect(sideOf(originator.known, { ...party(side), [field]: other[field] })).toBeUndefined()
})

it('an exchange keeps who its parties are, whatever becomes of the bytes they came in', () => {
  const { originator, disclosed } = underWay()
  for (const { networkId, institutionId, iikHash } of [disclosed.statement.from, disclosed.statement.to])
    for (const bytes of [networkId, institutionId, iikHash]) bytes.fill(0)
  expect(sideOf(originator.known, party('originator'))).toBe('originator')
  expect(sideOf(originator.known, party('receiver'))).toBe('receiver')
})
