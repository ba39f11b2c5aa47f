import { describe, expect, test } from 'vitest'
import { decide, type Decision, type HumanDecision, operations } from '../../protocol/index.ts'
import { at, deskOfficer, parsedDraft, received, request, rulesOf, today } from './facts.ts'

function tagsOf({ because }: Decision): readonly string[] {
  return because.map(({ tag, effect }) => `${tag} ${effect}`)
}

function duties({ duties: all }: Decision): readonly string[] {
  return all.map(({ code }) => code)
}

const court = { institutionKind: 'JUDICIAL', country: 'FR' } as const
const day = 86_400_000

describe('a disclosure under the default conditions', () => {
  test('can be read by the desk, as a lead, and for a formal request', () => {
    for (const operation of ['READ', 'CHECK', 'LEAD', 'MLA', 'STAT'] as const)
      expect(decide(received(), request(operation), today)).toMatchObject({ effect: 'allow', because: [] })
  })
  test('needs consent to be shared in the own institution or State', () => {
    const shared = decide(received(), request('INT'), today)
    expect(shared).toMatchObject({ effect: 'needs', needs: ['consent'], ask: 'originator' })
    expect(tagsOf(shared)).toEqual(['AUD:DESK C'])
    const given = request('DOM', { recipient: court, purpose: 'CRIM-INV' })
    expect(tagsOf(decide(received(), given, today))).toEqual(['AUD:DESK C'])
  })
  test('does not go to another State, and the answer says which tag and whom to ask', () => {
    const onward = request('ONW', { recipient: { country: 'BE' }, purpose: 'CRIM-INV' })
    const decision = decide(received(), onward, today)
    expect(decision).toMatchObject({ effect: 'deny', needs: [], ask: 'originator', permit: undefined })
    expect(tagsOf(decision)).toEqual(['AUD:DESK D', 'ONW:CONSENT C'])
  })
  test('needs consent to be evidence, and the purposes it is outside of are named', () => {
    const decision = decide(received(), request('EVID'), today)
    expect(decision).toMatchObject({ effect: 'needs', needs: ['consent'] })
    expect(tagsOf(decision)).toEqual(['EV:LEAD C', 'PUR:CRIM-INV PUR:MLA-PREP PUR:TRACE C'])
  })
  test('leaves the node only after a person decided so', () => {
    const decision = decide(received(), request('EXPORT'), today)
    expect(decision).toMatchObject({ effect: 'needs', needs: ['human'], ask: 'own-head' })
    expect(tagsOf(decision)).toEqual(['CONF:CONTENT H'])
  })
  test('is reviewed in three years', () => {
    expect(decide(received(), request('READ'), today).duties).toEqual([
      { code: 'REVIEW', dueMs: at('2029-10-05') },
    ])
  })
})

describe('before an officer has undertaken', () => {
  const sealed = { undertaken: undefined, opened: undefined }
  test.each(['BY-LAW', 'PRIOR-NOTICE', 'OFFER', 'MOU(carin-2026)'])(
    'nothing is read under BIND:%s',
    (mode) => {
      const facts = received({ ...parsedDraft([`BIND:${mode}`]), ...sealed })
      const decision = decide(facts, request('READ'), today)
      expect(decision).toMatchObject({ effect: 'deny', ask: 'own-officer', permit: undefined })
      expect(tagsOf(decision)).toEqual([`BIND:${mode} D`])
    },
  )
  test('it can be counted, without its content', () => {
    expect(decide(received(sealed), request('STAT'), today).effect).toBe('allow')
  })
})

describe('an undertaking that has an end', () => {
  const undertaken = { officerId: deskOfficer.officerId, untilMs: today + day }
  const inTime = today + day - 1
  test('opens until then, and not from then on', () => {
    const facts = received({ undertaken, opened: undefined })
    expect(decide(facts, request('READ'), inTime).effect).toBe('allow')
    expect(tagsOf(decide(facts, request('READ'), today + day))).toEqual(['BIND:BY-LAW D'])
  })
  test('has ended where others have signed later than our clock says', () => {
    const facts = received({ undertaken, opened: undefined, highestSignedTimeMs: today + day })
    expect(decide(facts, request('READ'), inTime).effect).toBe('deny')
  })
  test('counts as ended where our clock is far behind, with a word about the clock', () => {
    const facts = received({ undertaken, opened: undefined, highestSignedTimeMs: today })
    const decision = decide(facts, request('READ'), today - 10 * 60_000 - 1)
    expect(decision.effect).toBe('deny')
    expect(duties(decision)).toContain('CHECK_CLOCK')
    expect(decide(facts, request('READ'), today - 10 * 60_000).effect).toBe('allow')
  })
  test('does not close again what was opened in time', () => {
    const facts = received({ undertaken, opened: { atMs: inTime } })
    expect(decide(facts, request('READ'), today + 30 * day).effect).toBe('allow')
  })
  test('does not cover what was opened too late', () => {
    const facts = received({ undertaken, opened: { atMs: today + day } })
    expect(decide(facts, request('READ'), today + 30 * day).effect).toBe('deny')
  })
})

describe('what fails closed', () => {
  test('conditions that cannot be read permit nothing but an exculpatory disclosure', () => {
    const facts = received({ conditions: undefined, items: new Map() })
    for (const operation of operations.filter((name) => name !== 'EXCULP'))
      expect(tagsOf(decide(facts, request(operation), today))).toEqual(['CONDITIONS_UNREADABLE D'])
    expect(decide(facts, request('EXCULP'), today).needs).toEqual(['notify-before'])
  })
  test('an item that is not listed is under every tag that any item carries', () => {
    const itemId = new Uint8Array(16).fill(7)
    const drafted = parsedDraft(['AUD:ORG'], [{ itemId, tags: ['DP:VICTIM', 'SEC:BANK'] }])
    const facts = received(drafted)
    const listed = request('INT', { item: '07'.repeat(16) })
    const unlisted = request('INT', { item: '08'.repeat(16) })
    expect(tagsOf(decide(facts, listed, today))).toEqual(['DP:VICTIM H'])
    expect(tagsOf(decide(facts, unlisted, today))).toEqual(['DP:VICTIM H'])
    expect(tagsOf(decide(facts, request('INT'), today))).toEqual(['DP:VICTIM H'])
  })
  test('an item that carries nothing is free of what others carry', () => {
    const free = { itemId: new Uint8Array(16).fill(8), tags: [] }
    const bound = { itemId: new Uint8Array(16).fill(7), tags: ['DP:VICTIM'] }
    const facts = received(parsedDraft(['AUD:ORG'], [bound, free]))
    expect(decide(facts, request('INT', { item: '08'.repeat(16) }), today).effect).toBe('allow')
  })
  test('the whole may be used only for what every item may be used for', () => {
    const traced = { itemId: new Uint8Array(16).fill(7), tags: ['PUR:TRACE'] }
    const investigated = { itemId: new Uint8Array(16).fill(8), tags: ['PUR:CRIM-INV'] }
    const facts = received(parsedDraft([], [traced, investigated]))
    const lead = (item?: string) => decide(facts, request('LEAD', { purpose: 'TRACE', item }), today)
    expect(lead('07'.repeat(16)).effect).toBe('allow')
    expect(tagsOf(lead('08'.repeat(16)))).toEqual(['PUR:CRIM-INV C'])
    expect(tagsOf(lead())).toEqual(['PUR:CRIM-INV C'])
  })
  test('what the node does by itself is automated analysis too', () => {
    const facts = received(parsedDraft(['DP:NO-AUTO']))
    const byItself = { actor: { officerId: undefined, roles: ['desk'] } } as const
    expect(tagsOf(decide(facts, request('CHECK', byItself), today))).toEqual(['DP:NO-AUTO D'])
    expect(decide(facts, request('CHECK'), today).effect).toBe('allow')
  })
  test('an authority of another State is another State, whatever the request calls it', () => {
    const facts = received(parsedDraft(['AUD:DOM(court)', 'ONW:NO']))
    const abroad = { recipient: { institutionKind: 'JUDICIAL', country: 'BE' }, purpose: 'CRIM-INV' } as const
    expect(tagsOf(decide(facts, request('DOM', abroad), today))).toContain('ONW:NO D')
    expect(decide(facts, request('DOM', { ...abroad, recipient: court }), today).effect).toBe('allow')
  })
})

describe('an act that cannot be taken back', () => {
  const facts = received(parsedDraft(['EV:OK', 'PUR:CRIM-TRIAL']))
  const evidence = request('EVID', { purpose: 'CRIM-TRIAL' })
  test('is permitted just after a fetch', () => {
    expect(decide(facts, evidence, today + 5 * 60_000).effect).toBe('allow')
  })
  test.each([
    ['no fetch', undefined],
    ['an older fetch', today - 5 * 60_000 - 1],
    ['a fetch that our clock says is still to come', today + 1],
  ])('waits for a fetch after %s', (_what, fetchedMs) => {
    const decision = decide({ ...facts, fetchedMs }, evidence, today)
    expect(decision).toMatchObject({ effect: 'needs', needs: ['fetch'], ask: undefined, permit: undefined })
  })
})

describe('our own content', () => {
  const ours = received({
    ...parsedDraft(['AUD:DESK', 'REL:DIRECT']),
    side: 'originator',
    undertaken: undefined,
    opened: undefined,
    fetchedMs: undefined,
  })
  test('is ours to use', () => {
    for (const operation of operations.filter((name) => name !== 'RELAY'))
      expect(decide(ours, request(operation), today).effect).toBe('allow')
  })
  test('takes no route that its tags exclude, for a relay cannot read them', () => {
    expect(tagsOf(decide(ours, request('RELAY'), today))).toEqual(['REL:DIRECT D'])
  })
})

describe('an exculpatory disclosure', () => {
  test('is stopped by no tag, and announced to the originator before', () => {
    const strictest = parsedDraft([
      `AUD:NAMED(${'c'.repeat(32)})`,
      'EV:MLA-ONLY',
      'ONW:NO',
      'ACT:NONE',
      'CONF:UNTIL(event:arrests)',
      'DP:NO-AUTO',
      'OTHER(no)',
    ])
    const decision = decide(received(strictest), request('EXCULP'), today)
    expect(decision).toMatchObject({ effect: 'needs', needs: ['notify-before'], ask: 'originator' })
    expect(tagsOf(decision)).toEqual(['X:EXCULP NB'])
  })
})

describe('a recorded human decision', () => {
  const yes: HumanDecision = {
    tag: 'CONF:CONTENT',
    operation: 'EXPORT',
    item: undefined,
    officerId: 'd'.repeat(32),
    atMs: today,
    untilMs: undefined,
    originatorTold: false,
  }
  const exported = (decision: HumanDecision, tags: readonly string[] = []) =>
    decide(received({ ...parsedDraft(tags), decisions: [decision] }), request('EXPORT'), today + day)

  test('answers the tag that asked for it', () => {
    expect(exported(yes)).toMatchObject({ effect: 'allow', because: [] })
  })
  test.each<[string, Partial<HumanDecision>]>([
    ['another tag', { tag: 'OTHER(no)' }],
    ['another operation', { operation: 'INT' }],
    ['one item, where the whole is asked for', { item: '07'.repeat(16) }],
    ['a time that is over', { untilMs: today + day }],
    ['a time that has not come', { atMs: today + 2 * day }],
  ])('answers nothing where it was for %s', (_what, difference) => {
    expect(exported({ ...yes, ...difference }).needs).toEqual(['human'])
  })
  test('on free text holds only once the originator was told', () => {
    const text = 'OTHER("call us first")'
    const decisions = (originatorTold: boolean) => [yes, { ...yes, tag: text, originatorTold }]
    const facts = (told: boolean) => received({ ...parsedDraft([text]), decisions: decisions(told) })
    expect(tagsOf(decide(facts(false), request('EXPORT'), today))).toEqual([`${text} H`])
    expect(decide(facts(true), request('EXPORT'), today).effect).toBe('allow')
  })
  test('on a tag this version does not know holds only once the originator was told', () => {
    const interpreted = (originatorTold: boolean): HumanDecision => ({
      ...yes,
      tag: 'AUD:GUESTS',
      operation: 'INT',
      originatorTold,
    })
    const items = new Map([['07'.repeat(16), rulesOf('AUD:GUESTS')]])
    const facts = (told: boolean) => received({ items, decisions: [interpreted(told)] })
    const shared = request('INT', { item: '07'.repeat(16) })
    expect(decide(facts(false), shared, today).because).toEqual([
      { family: 'UNKNOWN', tag: 'AUD:GUESTS', effect: 'H' },
    ])
    expect(decide(facts(true), shared, today).effect).toBe('allow')
  })
  test('never lifts what needs consent, not even where it names that tag', () => {
    const embargo = 'CONF:UNTIL(2027-01-01)'
    const decisions = [yes, { ...yes, tag: embargo }]
    const decision = decide(received({ ...parsedDraft([embargo]), decisions }), request('EXPORT'), today)
    expect(decision).toMatchObject({ effect: 'needs', needs: ['consent'] })
  })
  test('to keep something past its review lets it be worked with, until its own end', () => {
    const review = 'RET:REVIEW(2027-01-01)'
    const kept: HumanDecision = { ...yes, tag: review, operation: 'RETAIN', untilMs: at('2028-01-01') }
    const facts = (nowMs: number) =>
      received({ ...parsedDraft([review]), decisions: [kept], highestSignedTimeMs: nowMs })
    const between = at('2027-06-01')
    expect(decide(facts(between), request('READ'), between).effect).toBe('allow')
    expect(decide(facts(at('2028-01-01')), request('READ'), at('2028-01-01')).effect).toBe('needs')
  })
})

describe('duties that come with a use', () => {
  test('the source is not named, the existence not shown, and counting is in aggregate', () => {
    const facts = received(parsedDraft(['AUD:PUBLIC', 'CONF:SOURCE', 'CONF:EXISTENCE']))
    const given = { purpose: 'CRIM-INV', recipient: court } as const
    expect(duties(decide(facts, request('DOM', given), today))).toEqual([
      'HIDE_EXISTENCE',
      'NO_ATTRIBUTION',
      'REVIEW',
    ])
    expect(duties(decide(facts, request('STAT'), today))).toEqual(['AGGREGATE_ONLY'])
    expect(duties(decide(facts, request('EXPORT'), today))).toContain('HIDE_EXISTENCE')
    for (const operation of ['ONW', 'LEAD', 'MLA', 'EVID', 'COERCE', 'NONCRIM', 'EXPORT'] as const)
      expect(duties(decide(facts, request(operation), today))).toContain('NO_ATTRIBUTION')
    expect(duties(decide(facts, request('READ'), today))).not.toContain('NO_ATTRIBUTION')
  })
  test('erasure and review come with their dates', () => {
    const facts = received(parsedDraft(['RET:DELETE(2028-01-01)', 'RET:REVIEW(2027-01-01T09:30Z)']))
    expect(decide(facts, request('READ'), today).duties).toEqual([
      { code: 'ERASE', dueMs: at('2028-01-01') },
      { code: 'REVIEW', dueMs: at('2027-01-01T09:30Z') },
    ])
  })
})
