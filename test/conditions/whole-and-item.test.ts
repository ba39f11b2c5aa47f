import { describe, expect, test } from 'vitest'
import { decide, type HumanDecision, inForce, type Retag } from '../../protocol/index.ts'
import { parsedDraft, received, request, rulesOf, tag, today } from './facts.ts'

const [item, other] = ['07', '08'].map((id) => id.repeat(16)) as [string, string]
const itemOf = (id: string, ...tags: readonly string[]) => ({ itemId: Buffer.from(id, 'hex'), tags })

test('consent to what a tag of the whole asks is asked for the whole, though items are listed', () => {
  const facts = parsedDraft(['AUD:PUBLIC', 'ONW:CONSENT'], [itemOf(item, 'EVAL(B2)'), itemOf(other)])
  const abroad = request('ONW', { purpose: 'CRIM-INV', recipient: { country: 'BE' } })
  expect(decide(received(facts), abroad, today).consents).toMatchObject([{ operation: 'ONW', items: [] }])
})

describe('what nobody can stop, or need not be asked', () => {
  test('an exculpatory disclosure sets no unknown tag aside, for none reaches it', () => {
    const facts = { items: new Map([[item, rulesOf('NEW:TAG')]]) }
    const decision = decide(received(facts), request('EXCULP', { item }), today)
    expect(decision.setAside).toEqual([])
    expect(decision.because.map(({ tag: named }) => named)).toEqual(['X:EXCULP'])
  })

  test('reading at the desk under an unknown tag has no reason against it', () => {
    const facts = { items: new Map([[item, rulesOf('NEW:TAG')]]) }
    expect(decide(received(facts), request('READ', { item }), today)).toMatchObject({
      effect: 'allow',
      because: [],
    })
  })
})

describe('our own content', () => {
  const retag: Retag = { mode: 'LOOSEN', items: [item], inForce: rulesOf('AUD:PUBLIC'), undertaken: false }
  test('takes no other route for an item that was loosened', () => {
    const ours = {
      ...parsedDraft(['REL:DIRECT'], [itemOf(item)]),
      side: 'originator',
      retags: [retag],
    } as const
    for (const asks of [request('RELAY'), request('RELAY', { item })])
      expect(decide(received(ours), asks, today).effect).toBe('deny')
  })

  test('is not stopped by what we called back of it ourselves', () => {
    const ours = {
      ...parsedDraft([]),
      side: 'originator',
      recalled: [{ mode: 'DELETE', items: [] }],
    } as const
    expect(decide(received(ours), request('READ'), today)).toMatchObject({ effect: 'allow', because: [] })
  })
})

test('that no notice could be given before is recorded for every item, or for one', () => {
  const decided = (named: string | undefined): HumanDecision => ({
    ...{ tag: 'X:EXCULP', operation: 'EXCULP', item: named, officerId: 'd'.repeat(32), atMs: today },
    ...{ untilMs: undefined, originatorTold: false },
  })
  const needs = (named: string | undefined, asked: string | undefined) =>
    decide(received({ decisions: [decided(named)] }), request('EXCULP', { item: asked }), today).needs
  for (const asked of [undefined, item, other]) expect(needs(undefined, asked)).toEqual(['notify-after'])
  expect(needs(item, item)).toEqual(['notify-after'])
  for (const asked of [undefined, other]) expect(needs(item, asked)).toEqual(['notify-before'])
})

test('denials are named first, whatever the tags are called', () => {
  const facts = parsedDraft(['AUD:PUBLIC', 'ONW:NO', 'CONF:CONTENT', 'CONF:UNTIL(event:arrests)'])
  const abroad = request('ONW', { purpose: 'CRIM-INV', recipient: { country: 'BE' } })
  const because = decide(received(facts), abroad, today).because.map(({ tag: named, effect }) => [
    named,
    effect,
  ])
  expect(because).toEqual([
    ['ONW:NO', 'D'],
    ['CONF:UNTIL(event:arrests)', 'C'],
  ])
})

test('purposes are one rule, in whatever order they stand', () => {
  const [one, two] = ['PUR:TRACE', 'PUR:CRIM-INV'].map(tag) as [
    ReturnType<typeof tag>,
    ReturnType<typeof tag>,
  ]
  expect(inForce([one, two]).rules[0]?.key).toBe('PUR:CRIM-INV PUR:TRACE')
  expect(inForce([one, two]).rules[0]?.tags).toEqual(inForce([two, one]).rules[0]?.tags)
})
