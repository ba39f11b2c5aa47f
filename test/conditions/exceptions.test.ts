import { describe, expect, test } from 'vitest'
import {
  decide,
  type Decision,
  type ExceptionNotice,
  type HumanDecision,
  type StatutoryException,
  statutoryExceptions,
  type UseFacts,
  type UseRequest,
} from '../../protocol/index.ts'
import { parsedDraft, received, request, rulesOf, today } from './facts.ts'

const day = 86_400_000
const planned = today + 5 * day
const [item, other] = ['07', '08'].map((id) => id.repeat(16)) as [string, string]

/** Everything at its strictest, so that an exception has something to set aside. */
const strictest = parsedDraft([
  `AUD:NAMED(${'c'.repeat(32)})`,
  'EV:MLA-ONLY',
  'ONW:NO',
  'ACT:NONE',
  'CONF:UNTIL(event:arrests)',
  'DP:NO-AUTO',
  'OTHER(no)',
])
const abroad = { recipient: { country: 'BE', institutionKind: 'JUDICIAL' }, purpose: 'THREAT' } as const

function notice(code: StatutoryException, overrides: Partial<ExceptionNotice> = {}): ExceptionNotice {
  return {
    ...{ code, items: [], state: 'NOTICED', plannedMs: planned, consultByMs: undefined },
    ...overrides,
  }
}

function asked(asks: UseRequest, facts: Partial<UseFacts> = {}, nowMs = today): Decision {
  return decide(received({ ...strictest, highestSignedTimeMs: today, ...facts }), asks, nowMs)
}

function exculp(
  exceptions: readonly ExceptionNotice[],
  nowMs = today,
  facts: Partial<UseFacts> = {},
): Decision {
  return asked(request('EXCULP'), { exceptions, ...facts }, nowMs)
}

function recorded(tag: StatutoryException, overrides: Partial<HumanDecision> = {}): HumanDecision {
  return {
    ...{ tag, operation: 'EXCULP', item: undefined, officerId: 'd'.repeat(32), atMs: today },
    ...{ untilMs: undefined, originatorTold: false },
    ...overrides,
  }
}

describe('UNCAC art. 46(5): an exculpatory disclosure', () => {
  test('is not begun before the originator was told', () => {
    expect(exculp([])).toMatchObject({ effect: 'needs', needs: ['notify-before'], ask: 'originator' })
    expect(exculp([notice('X:COMPELLED')]).needs).toEqual(['notify-before'])
    expect(exculp([notice('X:EXCULP', { state: 'DONE' })]).needs).toEqual(['notify-before'])
  })
  test('waits until the time that was announced, so that consultation can be asked for', () => {
    const decision = exculp([notice('X:EXCULP')])
    expect(decision).toMatchObject({ effect: 'needs', needs: ['consultation'], waitUntilMs: planned })
    expect(exculp([notice('X:EXCULP')], planned - 1).effect).toBe('needs')
    expect(exculp([notice('X:EXCULP')], planned)).toMatchObject({ effect: 'allow', waitUntilMs: undefined })
  })
  test('waits for the consultation that was asked for, never longer than its date', () => {
    const consulting = notice('X:EXCULP', { state: 'CONSULTING', consultByMs: today + 2 * day })
    expect(exculp([consulting]).waitUntilMs).toBe(today + 2 * day)
    expect(exculp([consulting], today + 2 * day).effect).toBe('allow')
  })
  test.each([undefined, planned + 365 * day])(
    'is delayed beyond what was planned by no date: %s',
    (consultByMs) => {
      const blocked = notice('X:EXCULP', { state: 'CONSULTING', consultByMs })
      expect(exculp([blocked]).waitUntilMs).toBe(planned)
      expect(exculp([blocked], planned).effect).toBe('allow')
    },
  )
  test('goes on as soon as the consultation is over', () => {
    const consulted = notice('X:EXCULP', { state: 'CONSULTED', consultByMs: today + 2 * day })
    expect(exculp([consulted])).toMatchObject({ effect: 'allow', because: [], ask: undefined })
  })
  test('does not get around a consultation with a second notice', () => {
    const consulting = notice('X:EXCULP', { state: 'CONSULTING', consultByMs: today + 2 * day })
    const second = notice('X:EXCULP', { plannedMs: today })
    expect(exculp([consulting, second]).waitUntilMs).toBe(today + 2 * day)
    expect(exculp([notice('X:EXCULP', { state: 'CONSULTED' }), notice('X:EXCULP')]).effect).toBe('allow')
    expect(exculp([notice('X:EXCULP'), second]).effect).toBe('allow')
  })
  test('cannot be held up by a clock that was set back, where others have signed later', () => {
    const decision = exculp([notice('X:EXCULP')], today, { highestSignedTimeMs: planned })
    expect(decision.effect).toBe('allow')
    expect(decision.duties.map(({ code }) => code)).toContain('CHECK_CLOCK')
  })
  test('of which no notice could be given before is followed by one, for a reason that a person recorded', () => {
    const urgent = exculp([], today, { decisions: [recorded('X:EXCULP')] })
    expect(urgent).toMatchObject({ effect: 'allow', needs: ['notify-after'] })
    expect(urgent.because).toEqual([{ family: 'RULE', tag: 'X:EXCULP', effect: 'NA' }])
    expect(urgent.duties.map(({ code }) => code)).toContain('NOTIFY_AFTER')
  })
  test.each<[string, Partial<HumanDecision>]>([
    ['for another exception', { tag: 'X:LIFE' }],
    ['for another operation', { operation: 'READ' }],
    ['for an item, where the whole is asked for', { item }],
    ['to come', { atMs: today + 1 }],
    ['over', { untilMs: today }],
  ])('is not followed where the reason is %s', (_what, difference) => {
    const decisions = [recorded('X:EXCULP', difference)]
    expect(exculp([], today, { decisions }).needs).toEqual(['notify-before'])
  })
  test('follows no notice where one was given: then the consultation counts', () => {
    const facts = { decisions: [recorded('X:EXCULP')] }
    expect(exculp([notice('X:EXCULP')], today, facts).needs).toEqual(['consultation'])
  })
  test('is a person’s to make, not the node’s', () => {
    const byItself = { actor: { officerId: undefined, roles: ['desk'] } } as const
    const decision = asked(request('EXCULP', byItself), {
      exceptions: [notice('X:EXCULP', { state: 'CONSULTED' })],
    })
    expect(decision).toMatchObject({ effect: 'needs', needs: ['human'], ask: 'own-head' })
    expect(decision.because).toEqual([{ family: 'RULE', tag: 'X:EXCULP', effect: 'H' }])
  })
  test('is stopped by no tag, recall, tightening, consent or unreadable conditions', () => {
    const exceptions = [notice('X:EXCULP')]
    const worst: readonly Partial<UseFacts>[] = [
      { recalled: [{ items: [], mode: 'DELETE' }] },
      { conditions: undefined, items: new Map() },
      { local: rulesOf('AUD:NAMED(' + 'c'.repeat(32) + ')', 'NEW:TAG') },
      { undertaken: undefined, opened: undefined },
      { fetchedMs: undefined },
    ]
    for (const facts of worst) expect(exculp(exceptions, planned, facts).effect).toBe('allow')
  })
  test('of an item needs a notice of that item, or of the whole', () => {
    const ofItem = (items: readonly string[], asks?: string) =>
      asked(request('EXCULP', { item: asks }), { exceptions: [notice('X:EXCULP', { items })] }, planned)
        .effect
    expect([ofItem([item], item), ofItem([], item)]).toEqual(['allow', 'allow'])
    expect([ofItem([item], other), ofItem([item])]).toEqual(['needs', 'needs'])
  })
  test('is reported when it was done', () => {
    expect(exculp([notice('X:EXCULP')], planned).duties).toContainEqual({
      code: 'REPORT_EXCEPTION',
      tags: [],
    })
  })
})

describe('Regulation (EU) 2016/794 art. 22(2): a threat to life', () => {
  const life = request('ONW', { ...abroad, exception: 'X:LIFE' })
  test('lets it be read and passed on at once, when the notice was placed with its reason', () => {
    expect(asked(life)).toMatchObject({ effect: 'needs', needs: ['notify-before'] })
    const decision = asked(life, { exceptions: [notice('X:LIFE')], fetchedMs: undefined })
    expect(decision).toMatchObject({ effect: 'allow', because: [] })
    const tags = decision.setAside.map(({ tag, effect }) => `${tag} ${effect}`)
    expect(tags).toContain('ONW:NO D')
    expect(decision.duties).toContainEqual({
      code: 'REPORT_EXCEPTION',
      tags: decision.setAside.map(({ tag }) => tag),
    })
  })
  test('reaches nothing but reading and giving', () => {
    const exceptions = [notice('X:LIFE')]
    for (const operation of ['LEAD', 'EVID', 'COERCE', 'TIPOFF', 'EXPORT', 'AUTO'] as const)
      expect(asked(request(operation, { exception: 'X:LIFE' }), { exceptions })).toMatchObject({
        setAside: [],
      })
    expect(asked(request('COERCE', { exception: 'X:LIFE' }), { exceptions }).effect).toBe('deny')
  })
  test('is for the officer who invokes it', () => {
    expect(asked(request('ONW', abroad), { exceptions: [notice('X:LIFE')] }).effect).toBe('deny')
  })
  test('goes into the permit: one that was given for it opens nothing else', () => {
    expect(asked(life, { exceptions: [notice('X:LIFE')] }).permit).toBeDefined()
  })
})

describe('ETS 141 art. 33(3): what domestic law forces', () => {
  const compelled = (operation: UseRequest['operation'], more: Partial<UseRequest> = {}) =>
    request(operation, { exception: 'X:COMPELLED', ...more })
  test('is done, and the answer says which tags cannot be kept', () => {
    const decision = asked(compelled('EVID'), { exceptions: [notice('X:COMPELLED')] }, planned)
    expect(decision.effect).toBe('allow')
    expect(decision.setAside.map(({ tag }) => tag)).toContain('EV:MLA-ONLY')
  })
  test('does not reach another State, where the own law forces nothing', () => {
    const exceptions = [notice('X:COMPELLED', { state: 'CONSULTED' })]
    const decision = asked(compelled('DOM', abroad), { exceptions })
    expect(decision.effect).toBe('deny')
    expect(decision.because.map(({ tag }) => tag)).toContain('ONW:NO')
    expect(asked(compelled('DOM', { purpose: 'CIVIL' }), { exceptions }).effect).toBe('allow')
  })
  test('of what was called back is done as far as it reaches, and no farther', () => {
    const facts: Partial<UseFacts> = {
      exceptions: [notice('X:COMPELLED', { state: 'CONSULTED' })],
      recalled: [{ items: [], mode: 'DELETE' }],
    }
    expect(asked(compelled('EVID'), facts).setAside).toContainEqual({
      family: 'RULE',
      tag: 'RECALLED',
      effect: 'D',
    })
    expect(asked(compelled('DOM', abroad), facts).because).toContainEqual({
      family: 'RULE',
      tag: 'RECALLED',
      effect: 'D',
    })
  })
})

describe('Directive (EU) 2016/680', () => {
  test('art. 25(3): a supervisor sees what the logs hold, never content', () => {
    const counted = request('STAT', { exception: 'X:OVERSIGHT' })
    const unreadable = { conditions: undefined, items: new Map() }
    expect(asked(counted, unreadable)).toMatchObject({ effect: 'allow', duties: [{ code: 'LOG_ACCESS' }] })
    expect(asked(request('STAT'), unreadable).effect).toBe('deny')
    expect(asked(request('READ', { exception: 'X:OVERSIGHT' })).effect).toBe('deny')
  })
  test('arts. 13 to 16: an answer to the person concerned waits for the originator to be consulted', () => {
    const answer = request('TIPOFF', { exception: 'X:DATASUBJECT' })
    const decisions = [recorded('X:DATASUBJECT', { operation: 'TIPOFF' })]
    expect(asked(answer, { decisions }).needs).toEqual(['notify-before'])
    expect(asked(answer, { exceptions: [notice('X:DATASUBJECT')] }).needs).toEqual(['consultation'])
    expect(asked(answer, { exceptions: [notice('X:DATASUBJECT')] }, planned).effect).toBe('allow')
  })
})

describe('an exception that is invoked', () => {
  test('without need leaves no trace in the answer', () => {
    const free = parsedDraft([])
    for (const exception of statutoryExceptions.filter((code) => code !== 'X:OVERSIGHT'))
      expect(asked(request('READ', { exception }), free)).toMatchObject({
        ...{ effect: 'allow', because: [], setAside: [] },
        duties: [{ code: 'REVIEW' }],
      })
  })
  test('for our own content is none', () => {
    const ours = { side: 'originator', ...parsedDraft(['REL:DIRECT']) } as const
    expect(asked(request('EXCULP'), ours).because).toEqual([])
    expect(asked(request('RELAY', { exception: 'X:LIFE' }), ours).effect).toBe('deny')
  })
})
