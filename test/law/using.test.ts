// The law of use: what the receiver's node lets nobody do, and for how long.
import { describe, expect, test } from 'vitest'
import { decide, inForce, useViewOf, type UseFacts } from '../../protocol/index.ts'
import { at, parsedDraft, received, request, rulesOf, today } from '../conditions/facts.ts'
import { retag } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { underWay } from '../exchange/two-desks.ts'

describe('confidentiality and restrictions on use', () => {
  test('UNCAC 46(5): nothing is open before an officer has undertaken the conditions', () => {
    const sealed = received({ undertaken: undefined, opened: undefined })
    for (const operation of ['READ', 'CHECK', 'INT', 'LEAD', 'EXPORT'] as const) {
      const decision = decide(sealed, request(operation), today)
      expect(decision).toMatchObject({ effect: 'deny', permit: undefined })
      expect(decision.because.map(({ tag }) => tag)).toContain('BIND:BY-LAW')
    }
    expect(decide(received(), request('READ'), today).effect).toBe('allow')
  })

  test('UNCAC 46(5): an embargo is kept until its day, by both clocks, and no longer', () => {
    const end = at('2026-12-01')
    const embargoed = parsedDraft(['AUD:DOM(court)', 'CONF:UNTIL(2026-12-01)', 'PUR:CRIM-TRIAL'])
    const asks = request('DOM', {
      ...{ purpose: 'CRIM-TRIAL', recipient: { institutionKind: 'JUDICIAL', country: 'FR' } },
    })
    const asked = (signedMs: number, nowMs: number) =>
      decide(received({ ...embargoed, highestSignedTimeMs: signedMs }), asks, nowMs).effect
    expect([asked(end - 1, end), asked(end, end - 1), asked(end, end)]).toEqual(['needs', 'needs', 'allow'])
  })
})

test('Europol Regulation 19(2): restrictions that are added after sending count on arrival, undertaken or not', () => {
  const { originator, receiver } = underWay()
  originator.place(say.question(originator.known))
  const conditions = say.conditionsWith('BIND:BY-LAW', 'EV:MLA-ONLY')
  expect(receiver.receive(originator.place(retag(originator.known, { conditions }))).kind).toBe('held')
  const retags = useViewOf(receiver.known).retags.map((one) => ({
    ...one,
    inForce: inForce(one.conditions.tags),
  }))
  const lead = request('LEAD', { purpose: 'CRIM-INV' })
  expect(decide(received(), lead, today).effect).toBe('allow')
  expect(decide(received({ retags }), lead, today)).toMatchObject({
    effect: 'deny',
    because: [{ tag: 'EV:MLA-ONLY', word: 'not-undertaken' }],
  })
})

describe('what the law asks of keeping', () => {
  const late = at('2027-02-01')
  const kept = (tags: readonly string[], more: Partial<UseFacts> = {}) =>
    decide(received({ ...parsedDraft(tags), highestSignedTimeMs: late, ...more }), request('RETAIN'), late)

  test('Directive (EU) 2016/680 art. 5: beyond its day nothing is kept or used without a decision or a consent', () => {
    expect(kept(['RET:REVIEW(2027-01-01)'])).toMatchObject({ effect: 'needs', needs: ['human'] })
    expect(kept(['RET:DELETE(2027-01-01)'])).toMatchObject({ effect: 'needs', needs: ['consent'] })
    const read = (tags: readonly string[], nowMs: number) =>
      decide(received({ ...parsedDraft(tags), highestSignedTimeMs: nowMs }), request('READ'), nowMs)
    expect(read(['RET:DELETE(2027-01-01)'], late).effect).toBe('needs')
    expect(read(['RET:DELETE(2027-01-01)'], today)).toMatchObject({
      effect: 'allow',
      duties: [{ code: 'ERASE', dueMs: at('2027-01-01') }],
    })
  })

  test('Directive (EU) 2016/680 art. 16(3): what a claim needs is restricted and not erased, and the originator is told', () => {
    const recalled = [{ items: [], mode: 'DELETE' }] as const
    expect(kept([], { recalled }).effect).toBe('deny')
    const held = { recalled, local: rulesOf('RET:HOLD(legal-claim)') }
    expect(kept([], held)).toMatchObject({ effect: 'allow', needs: ['notify-after'] })
    expect(decide(received(held), request('READ'), today).effect).toBe('deny')
  })
})
