import { expect, test } from 'vitest'
import { decide } from '../../protocol/index.ts'
import { parsedDraft, received, request, today } from './facts.ts'

test('what the page says follows from its example does follow', () => {
  const [victim, other] = ['01', '02']
  const items = [
    { itemId: new Uint8Array(16).fill(1), tags: ['DP:VICTIM'] },
    { itemId: new Uint8Array(16).fill(2), tags: [] },
  ]
  const facts = received(parsedDraft(['AUD:DOM(court,prosecutor)', 'PUR:CRIM-INV'], items))
  const toCourt = (item: string, country: string) => {
    const recipient = { country, institutionKind: 'JUDICIAL' } as const
    return decide(facts, request('DOM', { item: item.repeat(16), purpose: 'CRIM-INV', recipient }), today)
  }
  const tags = (item: string, country: string) => toCourt(item, country).because.map(({ tag }) => tag)

  expect(decide(facts, request('READ', { item: other.repeat(16) }), today).effect).toBe('allow')
  expect(toCourt(other, 'FR').effect).toBe('allow')
  expect(toCourt(other, 'BE')).toMatchObject({ effect: 'needs', ask: 'originator' })
  expect(tags(other, 'BE')).toEqual(['AUD:DOM(court,prosecutor)', 'ONW:CONSENT'])
  expect(tags(victim, 'FR')).toEqual(['DP:VICTIM'])
  const printed = decide(facts, request('EXPORT', { item: other.repeat(16) }), today)
  expect(printed.because).toEqual([{ family: 'CONF', tag: 'CONF:CONTENT', effect: 'H' }])
})
