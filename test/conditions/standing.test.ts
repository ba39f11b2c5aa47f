import { describe, expect, test } from 'vitest'
import {
  decide,
  type Decision,
  operations,
  type Recall,
  type Retag,
  type UseFacts,
  type UseRequest,
} from '../../protocol/index.ts'
import { at, parsedDraft, received, request, rulesOf, today } from './facts.ts'

const [item, other, unlisted] = ['07', '08', '09'].map((id) => id.repeat(16)) as [string, string, string]

function items(tags: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(tags).map(([id, own]) => ({ itemId: Buffer.from(id, 'hex'), tags: own }))
}

/** New Conditions of the originator: a draft like any other. */
function retag(mode: Retag['mode'], tags: readonly string[], named: readonly string[] = []): Retag {
  return { mode, items: named, inForce: parsedDraft(tags).conditions.all, undertaken: true }
}

function asked(facts: Partial<UseFacts>, asks: UseRequest, nowMs = today): Decision {
  return decide(received(facts), asks, nowMs)
}

function codes({ because }: Decision): readonly string[] {
  return because.map(({ tag, effect }) => `${tag} ${effect}`)
}

describe('Europol Regulation art. 19(2): restrictions added after sending', () => {
  const open = parsedDraft(['AUD:ORG'], items({ [item]: ['SEC:BANK'], [other]: [] }))
  const shared = (id?: string) => request('INT', { item: id })
  const tighter = (named: readonly string[] = []) => ({
    ...open,
    retags: [retag('TIGHTEN', ['AUD:DESK'], named)],
  })

  test('are united with what stands', () => {
    expect(asked(open, shared()).effect).toBe('allow')
    expect(codes(asked(tighter(), shared()))).toEqual(['AUD:DESK C'])
    expect(codes(asked(tighter(), shared(item)))).toEqual(['AUD:DESK C'])
  })
  test('for one item bind that item, the whole and what nobody listed, and no other item', () => {
    const facts = tighter([item])
    expect([item, other, undefined, unlisted].map((id) => asked(facts, shared(id)).effect)).toEqual([
      ...['needs', 'allow', 'needs', 'needs'],
    ])
    expect(asked(facts, shared()).consents).toMatchObject([{ items: [item] }])
  })
  test('are applied before they are undertaken, and the answer says so', () => {
    const notYet = { ...retag('TIGHTEN', ['AUD:DESK']), undertaken: false }
    const decision = asked({ ...open, retags: [notYet] }, shared())
    expect(decision.because).toEqual([
      { family: 'AUD', tag: 'AUD:DESK', effect: 'C', word: 'not-undertaken' },
    ])
    const duty = { code: 'UNDERTAKE_TIGHTENING' }
    expect(decision.duties).toContainEqual(duty)
    expect(asked({ ...open, retags: [notYet] }, request('READ')).duties).toContainEqual(duty)
    expect(asked(tighter(), shared()).duties).not.toContainEqual(duty)
    expect(asked(tighter(), shared()).because).toMatchObject([{ tag: 'AUD:DESK' }])
    expect(asked(tighter(), shared()).because[0]).not.toHaveProperty('word')
  })
  test('are undertaken with the next that says the same', () => {
    const retags = [{ ...retag('TIGHTEN', ['AUD:DESK']), undertaken: false }, retag('TIGHTEN', ['AUD:DESK'])]
    expect(asked({ ...open, retags }, shared()).because[0]).not.toHaveProperty('word')
  })
  test('that do not touch an item leave it as it was', () => {
    const retags = [{ ...retag('TIGHTEN', ['AUD:DESK'], [item]), undertaken: false }]
    const decision = asked({ ...open, retags }, shared(other))
    expect(decision.duties.map(({ code }) => code)).not.toContain('UNDERTAKE_TIGHTENING')
  })
  test('mark nothing that was undertaken before', () => {
    const same = { ...retag('TIGHTEN', ['AUD:ORG', 'EV:LEAD']), undertaken: false }
    const decision = asked({ ...open, retags: [same] }, request('COERCE', { purpose: 'CRIM-INV' }))
    expect(decision.because.filter(({ word }) => word !== undefined)).toEqual([])
  })
})

describe('a later word of the originator that loosens', () => {
  const closed = parsedDraft(['AUD:DESK'], items({ [item]: ['DP:VICTIM'], [other]: [] }))
  const shared = (id?: string) => request('INT', { item: id })

  test('replaces what stands for all, and leaves what an item carries by itself', () => {
    const facts = { ...closed, retags: [retag('LOOSEN', ['AUD:ORG'])] }
    expect(asked(facts, shared(other)).effect).toBe('allow')
    expect(codes(asked(facts, shared(item)))).toEqual(['DP:VICTIM H'])
    expect(codes(asked(facts, shared()))).toEqual(['DP:VICTIM H'])
  })
  test('replaces everything for the items it names, and nothing for the others, nor for the whole', () => {
    const facts = { ...closed, retags: [retag('LOOSEN', ['AUD:ORG'], [item])] }
    expect(asked(facts, shared(item)).effect).toBe('allow')
    expect(codes(asked(facts, shared(other)))).toEqual(['AUD:DESK C'])
    expect(codes(asked(facts, shared()))).toEqual(['AUD:DESK C', 'DP:VICTIM H'])
  })
  test('stands with every tightening that comes after it, not with those before', () => {
    const [tight, loose] = [retag('TIGHTEN', ['AUD:DESK']), retag('LOOSEN', ['AUD:ORG'])]
    const open = parsedDraft(['AUD:ORG'])
    expect(asked({ ...open, retags: [tight, loose] }, shared()).effect).toBe('allow')
    expect(asked({ ...open, retags: [loose, tight] }, shared()).effect).toBe('needs')
  })
  test('for an item stays with a tightening of the whole that comes after it', () => {
    const retags = [retag('LOOSEN', ['AUD:ORG'], [item]), retag('TIGHTEN', ['AUD:DESK'])]
    expect(codes(asked({ ...closed, retags }, shared(item)))).toEqual(['AUD:DESK C'])
  })
  test('ends an embargo that waits for an event, by leaving it out', () => {
    const embargo = parsedDraft(['AUD:ORG', 'CONF:UNTIL(event:arrests)'])
    const late = at('2028-01-01')
    const facts = { ...embargo, highestSignedTimeMs: late }
    expect(codes(asked(facts, shared(), late))).toContain('CONF:UNTIL(event:arrests) C')
    const released = { ...facts, retags: [retag('LOOSEN', ['AUD:ORG'])] }
    expect(codes(asked(released, shared(), late))).toEqual([])
  })
  test('opens nothing before an officer has undertaken', () => {
    const bare: Retag = { mode: 'LOOSEN', items: [], inForce: rulesOf('AUD:PUBLIC'), undertaken: true }
    const sealed = { ...closed, undertaken: undefined, opened: undefined }
    expect(codes(asked({ ...sealed, retags: [bare] }, request('READ')))).toContain('BIND:BY-LAW D')
    const forItem = { ...bare, items: [other] }
    expect(codes(asked({ ...sealed, retags: [forItem] }, request('READ', { item: other })))).toEqual([
      'BIND:BY-LAW D',
    ])
  })
  test('makes nothing readable that was not', () => {
    const facts = { conditions: undefined, items: new Map(), retags: [retag('LOOSEN', ['AUD:PUBLIC'])] }
    expect(codes(asked(facts, request('READ')))).toEqual(['CONDITIONS_UNREADABLE D'])
  })
  test('asks consent for no item that it freed', () => {
    const drafted = parsedDraft(
      ['EV:OK', 'PUR:CRIM-INV'],
      items({ [item]: ['SEC:TAX'], [other]: ['SEC:TAX'] }),
    )
    const evidence = request('EVID', { purpose: 'CRIM-INV' })
    const freed = { ...drafted, retags: [retag('LOOSEN', ['EV:OK', 'PUR:CRIM-INV'], [other])] }
    expect(asked(drafted, evidence).consents).toMatchObject([{ items: [item, other] }])
    expect(asked(freed, evidence).consents).toMatchObject([{ items: [item] }])
  })
  test('of our own content changes the route it may take', () => {
    const ours = { ...parsedDraft(['REL:DIRECT']), side: 'originator' } as const
    const route = request('RELAY')
    expect(asked(ours, route).effect).toBe('deny')
    expect(asked({ ...ours, retags: [retag('LOOSEN', ['REL:ANY-SEALED'])] }, route).effect).toBe('allow')
  })
})

describe('Directive (EU) 2016/680 art. 7(3): what was called back', () => {
  const drafted = parsedDraft(['AUD:ORG', 'REL:ANY-SEALED'], items({ [item]: [], [other]: ['SEC:BANK'] }))
  const recalling = (mode: Recall['mode'], named: readonly string[] = []): Partial<UseFacts> => ({
    ...drafted,
    recalled: [{ mode, items: named }],
  })
  const others = operations.filter((operation) => operation !== 'EXCULP' && operation !== 'RETAIN')

  test('is used for nothing any more', () => {
    for (const mode of ['DELETE', 'RESTRICT'] as const)
      for (const operation of others) {
        const decision = asked(recalling(mode), request(operation, { purpose: 'CRIM-INV' }))
        expect(decision).toMatchObject({ effect: 'deny', ask: 'originator' })
        expect(codes(decision)[0]).toBe('RECALLED D')
      }
  })
  test('of one item binds that item, the whole and what nobody listed, and no other', () => {
    const of = (id?: string) => asked(recalling('DELETE', [item]), request('READ', { item: id })).effect
    expect([of(item), of(other), of(), of(unlisted)]).toEqual(['deny', 'allow', 'deny', 'deny'])
  })
  test('is not kept where it is to be erased, and may be where it is to be restricted', () => {
    const kept = (facts: Partial<UseFacts>) => codes(asked(facts, request('RETAIN')))
    expect(kept(recalling('DELETE'))).toContain('RECALLED D')
    expect(kept(recalling('RESTRICT'))).not.toContain('RECALLED D')
    expect(
      kept({
        ...drafted,
        recalled: [
          { mode: 'RESTRICT', items: [] },
          { mode: 'DELETE', items: [item] },
        ],
      }),
    ).toContain('RECALLED D')
  })
})

describe('Directive (EU) 2016/680 art. 16(3): a hold for a reason of the law', () => {
  const held = { local: rulesOf('RET:HOLD(legal-claim)') }
  test('keeps what would be erased, and the originator is told', () => {
    for (const facts of [
      { ...parsedDraft(['RET:DELETE(2027-01-01)']), highestSignedTimeMs: at('2027-02-01') },
      { recalled: [{ items: [], mode: 'DELETE' }] },
    ] as const) {
      expect(asked(facts, request('RETAIN')).effect).not.toBe('allow')
      const decision = asked({ ...facts, ...held }, request('RETAIN'))
      expect(decision).toMatchObject({ effect: 'allow', needs: ['notify-after'] })
      expect(decision.because).toEqual([
        { family: 'RET', tag: 'RET:HOLD(legal-claim)', effect: 'NA', word: 'own' },
      ])
      expect(decision.duties.map(({ code }) => code)).toContain('NOTIFY_AFTER')
    }
  })
  test('permits nothing else', () => {
    const late = at('2027-02-01')
    const facts = { ...parsedDraft(['RET:DELETE(2027-01-01)']), highestSignedTimeMs: late, ...held }
    expect(codes(asked(facts, request('READ'), late))).toEqual(['RET:DELETE(2027-01-01) C'])
    const recalled: Partial<UseFacts> = { recalled: [{ items: [], mode: 'DELETE' }], ...held }
    expect(codes(asked(recalled, request('READ')))).toEqual(['RECALLED D'])
  })
  test('does not stand against a tag it is not about', () => {
    const facts = { items: new Map([[item, rulesOf('NEW:TAG')]]), ...held }
    expect(codes(asked(facts, request('RETAIN', { item })))).toContain('NEW:TAG H')
  })
})

describe('our own tightening', () => {
  test('narrows, and is ours to take back', () => {
    const facts = { ...parsedDraft(['AUD:ORG']), local: rulesOf('AUD:NAMED(' + 'c'.repeat(32) + ')') }
    const decision = asked(facts, request('INT'))
    expect(decision).toMatchObject({ effect: 'deny', ask: 'own-head', because: [{ word: 'own' }] })
  })
  test('that asks for consent asks the originator', () => {
    const facts = { ...parsedDraft(['AUD:ORG']), local: rulesOf('AUD:DESK') }
    expect(asked(facts, request('INT'))).toMatchObject({ needs: ['consent'], ask: 'originator' })
  })
  test('that says what the originator says is the originator’s', () => {
    const [reason] = asked({ local: rulesOf('AUD:DESK') }, request('INT')).because
    expect(reason).toEqual({ family: 'AUD', tag: 'AUD:DESK', effect: 'C' })
  })
  test('leaves our own content alone', () => {
    const ours = {
      side: 'originator',
      local: rulesOf('AUD:NAMED(' + 'c'.repeat(32) + ')', 'REL:DIRECT'),
    } as const
    for (const operation of operations) expect(asked(ours, request(operation)).effect).toBe('allow')
  })
})
