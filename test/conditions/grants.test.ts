import { describe, expect, test } from 'vitest'
import { decide, type Grant, type UseFacts, type UseRequest } from '../../protocol/index.ts'
import { at, parsedDraft, received, request, tag, today } from './facts.ts'

const hour = 3_600_000
const day = 24 * hour
const court = 'c0'.repeat(16)
const toCourt = { institutionId: court, institutionKind: 'JUDICIAL', country: 'FR' } as const
const [victim, account, other] = ['01', '02', '03'].map((id) => id.repeat(16)) as [string, string, string]

function grant(overrides: Partial<Grant> = {}): Grant {
  return {
    ask: 'a'.repeat(64),
    operation: 'EVID',
    items: [],
    purpose: 'CRIM-TRIAL',
    recipient: '',
    proceeding: '',
    tags: [],
    usesLeft: undefined,
    expiresMs: today + 30 * day,
    maxSilenceMs: day,
    heardMs: today,
    ...overrides,
  }
}

const evidence = request('EVID')

function asked(grants: readonly Grant[], asks: UseRequest = evidence, facts: Partial<UseFacts> = {}) {
  return decide(received({ grants, ...facts }), asks, today)
}

/** Items with tags of their own, as `parsedDraft` takes them. */
function items(tags: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(tags).map(([id, own]) => ({ itemId: Buffer.from(id, 'hex'), tags: own }))
}

describe('CETS 198 art. 46(7): use beyond the purpose needs the prior consent of the sender; the consent', () => {
  test('lifts what asked for it, is named, is counted, and is reported', () => {
    const without = asked([])
    expect(without).toMatchObject({ effect: 'needs', needs: ['consent'], grants: [] })
    expect(without.consents).toEqual([
      {
        operation: 'EVID',
        items: [],
        purpose: 'CRIM-TRIAL',
        recipient: '',
        proceeding: '',
        tags: ['EV:LEAD', 'PUR:CRIM-INV PUR:MLA-PREP PUR:TRACE'],
      },
    ])
    const decision = asked([grant()])
    expect(decision).toMatchObject({ effect: 'allow', because: [], consents: [], ask: undefined })
    expect(decision.grants).toEqual(['a'.repeat(64)])
    expect(decision.duties).toContainEqual({ code: 'REPORT_USE' })
  })

  test.each<[string, Partial<Grant>, Partial<UseRequest>]>([
    ['another operation', { operation: 'COERCE' }, {}],
    ['another purpose', { purpose: 'TAX' }, {}],
    ['an item, where the whole is asked for', { items: [victim] }, {}],
    ['another item', { items: [account] }, { item: victim }],
    ['another case', { proceeding: '17' }, { proceeding: '18' }],
    ['a case, where none is named', { proceeding: '17' }, {}],
    ['another recipient', { recipient: court }, { recipient: { institutionId: 'd0'.repeat(16) } }],
    ['a recipient, where none is named', { recipient: court }, {}],
    [
      'a kind of authority of this State, asked for another',
      { recipient: 'court' },
      { recipient: { institutionKind: 'JUDICIAL', country: 'BE' } },
    ],
    ['no purpose, beyond the purposes', { purpose: undefined }, {}],
    ['no case, beyond the case that the purpose is bound to', {}, { proceeding: '17' }],
  ])('does not lift it where it is for %s', (_what, scope, asks) => {
    const decision = asked([grant(scope)], request('EVID', asks))
    expect(decision).toMatchObject({ effect: 'needs', needs: ['consent'], grants: [] })
  })

  test.each<[string, Partial<Grant>, Partial<UseRequest>]>([
    ['the item', { items: [victim, account] }, { item: account }],
    ['the whole, asked for an item', {}, { item: account }],
    ['the case', { proceeding: '17' }, { proceeding: '17' }],
    ['the court', { recipient: court }, { recipient: toCourt }],
    ['its kind of authority', { recipient: 'court' }, { recipient: toCourt }],
    ['its State', { recipient: 'FR' }, { recipient: toCourt }],
    ['its network', { recipient: 'e'.repeat(64) }, { recipient: { networks: ['e'.repeat(64)] } }],
    ['the organisation', { recipient: 'org:icc' }, { recipient: { organisation: 'icc' } }],
  ])('lifts it where it is for %s', (_what, scope, asks) => {
    expect(asked([grant(scope)], request('EVID', asks)).effect).toBe('allow')
  })

  test('for a formal request needs no purpose of its own, and for a purpose inside the set none at all', () => {
    const facts = parsedDraft(['PUR:CRIM-INV', 'ACT:ASK-FIRST'])
    const lead = request('LEAD')
    expect(asked([grant({ operation: 'LEAD', purpose: undefined })], lead, facts).effect).toBe('allow')
    const formal = asked([grant({ operation: 'MLA', purpose: 'MLA-PREP' })], request('MLA'), facts)
    expect(formal.effect).toBe('allow')
    expect(asked([], request('MLA'), facts).consents[0]?.purpose).toBe('MLA-PREP')
  })

  test('lets nothing be given to anybody where it names nobody', () => {
    const shared = request('DOM', { purpose: 'CRIM-INV', recipient: toCourt })
    const general = grant({ operation: 'DOM', purpose: 'CRIM-INV' })
    expect(asked([general], shared).needs).toEqual(['consent'])
    expect(asked([{ ...general, recipient: court }], shared).effect).toBe('allow')
  })

  test('never lifts a denial, nor what a person of ours has to decide', () => {
    const onward = request('ONW', { purpose: 'CRIM-INV', recipient: { country: 'BE' } })
    const abroad = grant({ operation: 'ONW', purpose: 'CRIM-INV', recipient: 'BE' })
    const denied = asked([abroad], onward)
    expect(denied).toMatchObject({ effect: 'deny', consents: [] })
    expect(denied.because.map(({ tag: text, effect }) => `${text} ${effect}`)).toEqual(['AUD:DESK D'])
    const exported = asked([grant({ operation: 'EXPORT', purpose: undefined })], request('EXPORT'))
    expect(exported).toMatchObject({ effect: 'needs', needs: ['human'], ask: 'own-head' })
  })

  test('to a court of another State is asked for as both operations that it is', () => {
    const facts = parsedDraft(['AUD:DOM(fiu)', 'PUR:CRIM-INV'])
    const abroad = request('DOM', { purpose: 'CRIM-INV', recipient: { ...toCourt, country: 'BE' } })
    const { consents } = asked([], abroad, facts)
    expect(consents.map(({ operation, recipient }) => [operation, recipient])).toEqual([
      ['DOM', court],
      ['ONW', court],
    ])
    const dom = grant({ operation: 'DOM', purpose: undefined, recipient: court })
    expect(asked([dom], abroad, facts).consents.map(({ operation }) => operation)).toEqual(['ONW'])
    expect(asked([dom, { ...dom, operation: 'ONW' }], abroad, facts).effect).toBe('allow')
  })

  test('binds whoever receives it by the tags it adds', () => {
    const tags = [tag('RET:DELETE(2027-01-01)'), tag('ACT:NO-TIPOFF')]
    expect(asked([grant({ tags })]).duties).toContainEqual({
      code: 'BIND_RECIPIENT',
      tags: ['RET:DELETE(2027-01-01)', 'ACT:NO-TIPOFF'],
    })
  })
})

describe('a consent that ends', () => {
  test('at its date is over then, whichever clock says so', () => {
    const grants = [grant({ expiresMs: today + hour, maxSilenceMs: 90 * day })]
    const at = (nowMs: number, signedMs = today) =>
      decide(received({ grants, highestSignedTimeMs: signedMs, fetchedMs: nowMs }), evidence, nowMs).effect
    expect(at(today + hour - 1)).toBe('allow')
    expect(at(today + hour)).toBe('needs')
    expect(at(today, today + hour)).toBe('needs')
  })
  test('is not revived by a clock that was set back', () => {
    const grants = [grant({ maxSilenceMs: 90 * day })]
    const back = received({ grants, highestSignedTimeMs: today + hour, fetchedMs: today })
    const decision = decide(back, evidence, today)
    expect(decision.needs).toContain('consent')
    expect(decision.duties).toContainEqual({ code: 'CHECK_CLOCK' })
  })
  test('with its last use permits none more', () => {
    expect(asked([grant({ usesLeft: 1 })]).effect).toBe('allow')
    expect(asked([grant({ usesLeft: 0 })]).needs).toEqual(['consent'])
    expect(asked([grant({ usesLeft: -1 })]).needs).toEqual(['consent'])
  })
  test('rests until this node has listened, where it has heard nothing for longer than the consent bears', () => {
    const lead = request('LEAD', { purpose: 'TAX' })
    const silent = grant({ operation: 'LEAD', purpose: 'TAX', maxSilenceMs: hour, heardMs: today - hour })
    const facts = { fetchedMs: today - hour }
    expect(asked([silent], lead, facts)).toMatchObject({ effect: 'needs', needs: ['fetch'], consents: [] })
    expect(asked([{ ...silent, heardMs: today - hour + 1 }], lead, facts).effect).toBe('allow')
    expect(asked([silent], lead, { fetchedMs: today - hour + 1 }).effect).toBe('allow')
    expect(asked([{ ...silent, heardMs: today + 1 }], lead, { fetchedMs: undefined }).needs).toEqual([
      'fetch',
    ])
  })
  test('however little silence it bears, a fetch is good for as long as it takes to act', () => {
    const now = grant({ maxSilenceMs: 0, heardMs: 0 })
    expect(asked([now], evidence, { fetchedMs: today - 5 * 60_000 + 1 }).effect).toBe('allow')
    expect(asked([now], evidence, { fetchedMs: today - 5 * 60_000 - 1 }).needs).toEqual(['fetch'])
  })
  test('ends the permit that rests on it', () => {
    const until = (overrides: Partial<Grant>) => asked([grant(overrides)]).permit?.untilMs
    expect(until({ expiresMs: today + 5000 })).toBe(today + 5000)
    expect(until({ maxSilenceMs: day, heardMs: today })).toBe(today + 60_000)
    const silent = grant({ maxSilenceMs: hour, heardMs: today - hour + 2000 })
    expect(asked([silent], evidence, { fetchedMs: today - hour }).effect).toBe('needs')
    const lead = request('LEAD', { purpose: 'TAX' })
    const facts = { fetchedMs: today - hour }
    const decision = asked([{ ...silent, operation: 'LEAD', purpose: 'TAX' }], lead, facts)
    expect(decision.permit?.untilMs).toBe(today + 2000)
  })
})

describe('a consent is asked for exactly the items that need it', () => {
  const drafted = parsedDraft(
    ['AUD:DOM(court)', 'PUR:CRIM-INV'],
    items({ [victim]: ['DP:VICTIM'], [account]: ['SEC:BANK'], [other]: [] }),
  )
  const shared = request('DOM', { purpose: 'CRIM-INV', recipient: toCourt })
  const dom = grant({ operation: 'DOM', purpose: undefined, recipient: court })

  test('and for the whole, those items that carry the tag', () => {
    expect(asked([], shared, drafted).consents.map(({ items: named }) => named)).toEqual([[victim]])
    const evid = request('EVID', { purpose: 'CRIM-INV' })
    expect(
      asked([], evid, parsedDraft(['EV:OK'], items({ [account]: ['SEC:BANK'], [victim]: ['SEC:TAX'] })))
        .consents,
    ).toMatchObject([{ items: [victim, account], tags: ['SEC:BANK', 'SEC:TAX'] }])
  })
  test('which are enough for the whole then', () => {
    expect(asked([{ ...dom, items: [victim] }], shared, drafted).effect).toBe('allow')
    expect(asked([{ ...dom, items: [account] }], shared, drafted).needs).toEqual(['consent'])
  })
  test('one by one, from several consents', () => {
    const two = parsedDraft(
      ['AUD:DOM(court)', 'PUR:CRIM-INV'],
      items({ [victim]: ['DP:VICTIM'], [account]: ['DP:VICTIM'] }),
    )
    const [one, another] = [victim, account].map((id, index) => ({
      ...dom,
      ask: String(index).repeat(64),
      items: [id],
    }))
    if (one === undefined || another === undefined) throw new Error('two consents')
    expect(asked([one], shared, two).needs).toEqual(['consent'])
    expect(asked([one, another], shared, two).grants).toEqual([one.ask, another.ask])
  })
  test('with the purposes that stand on an item', () => {
    const bound = parsedDraft(['PUR:CRIM-INV'], items({ [account]: ['PUR:TRACE', 'PUR:FREEZE'] }))
    const lead = request('LEAD', { purpose: 'CRIM-INV' })
    expect(asked([], lead, bound).consents.map(({ items: named }) => named)).toEqual([[account]])
  })
  test('of one item alone where that is asked for', () => {
    const wanted = { ...shared, item: victim }
    expect(asked([], wanted, drafted).consents).toMatchObject([{ items: [victim], tags: ['DP:VICTIM'] }])
    expect(asked([], { ...shared, item: other }, drafted).effect).toBe('allow')
  })
  test('and an item that nobody listed is not covered by a consent for those that are', () => {
    const unlisted = { ...shared, item: '09'.repeat(16) }
    expect(asked([{ ...dom, items: [victim] }], unlisted, drafted).needs).toEqual(['consent'])
  })
})

test('of two consents the one that lifts everything is used alone', () => {
  const narrow = grant({ ask: 'b'.repeat(64), purpose: undefined })
  expect(asked([narrow, grant()]).grants).toEqual(['a'.repeat(64)])
})

test('our own content needs no consent, and none is asked for', () => {
  const decision = decide(received({ side: 'originator', grants: [grant()] }), evidence, at('2026-10-05'))
  expect(decision).toMatchObject({ effect: 'allow', grants: [], consents: [] })
})
