import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decide,
  type Decision,
  exceptionRows,
  type Grant,
  nothingInForce,
  type UseFacts,
  type UseRequest,
} from '../../protocol/index.ts'
import {
  anyConditions,
  anyDay,
  anyDecision,
  anyFacts,
  anyGrant,
  anyNotice,
  anyRecall,
  anyRetag,
  anyUse,
  trusted,
} from './arbitrary.ts'
import { at, rulesOf } from './facts.ts'

const settings = { seed: 465, numRuns: 300 }

type Change = (facts: UseFacts) => UseFacts

/** Holds for every disclosure, request and day. */
function always(hold: (facts: UseFacts, request: UseRequest, nowMs: number) => void): void {
  fc.assert(fc.property(anyFacts, anyUse, anyDay, hold), settings)
}

/** Whatever is added so permits nothing that was not permitted before. */
function neverWidens(changes: fc.Arbitrary<Change>): void {
  fc.assert(
    fc.property(anyFacts, anyUse, anyDay, changes, (facts, request, nowMs, change) => {
      const after = decide(change(facts), request, nowMs)
      if (after.effect === 'allow') expect(decide(facts, request, nowMs).effect).toBe('allow')
    }),
    settings,
  )
}

const reasons = ({ because }: Decision, effects: readonly string[]) =>
  because.filter(({ effect }) => effects.includes(effect)).map(({ tag, effect }) => `${tag} ${effect}`)

describe('nothing but a consent, an exception of the law, or the originator’s own loosening ever widens:', () => {
  test('not a tightening', () => {
    neverWidens(
      anyRetag.map((retag) => (facts) => ({
        ...facts,
        retags: [...facts.retags, { ...retag, mode: 'TIGHTEN' }],
      })),
    )
  })
  test('not a recall', () => {
    neverWidens(anyRecall.map((recall) => (facts) => ({ ...facts, recalled: [...facts.recalled, recall] })))
  })
  test('not our own tightening', () => {
    neverWidens(
      anyConditions.map((more) => (facts) => ({
        ...facts,
        local: { rules: [...facts.local.rules, ...more.rules] },
      })),
    )
  })
  test('not a hold, but for keeping', () => {
    const hold = rulesOf('RET:HOLD(legal-claim)')
    always((facts, request, nowMs) => {
      const held = decide({ ...facts, local: hold }, request, nowMs)
      if (held.effect === 'allow' && request.operation !== 'RETAIN')
        expect(decide({ ...facts, local: nothingInForce }, request, nowMs).effect).toBe('allow')
    })
  })
  test('not a notice of an exception that the request does not invoke, or that does not reach it', () => {
    fc.assert(
      fc.property(anyFacts, anyUse, anyDay, anyNotice, (facts, request, nowMs, notice) => {
        const { exception, operation } = request
        const code = operation === 'EXCULP' ? 'X:EXCULP' : exception
        if (code !== undefined && exceptionRows[code].operations.includes(operation)) return
        const after = decide({ ...facts, exceptions: [notice] }, request, nowMs)
        expect(after.effect).toBe(decide({ ...facts, exceptions: [] }, request, nowMs).effect)
      }),
      settings,
    )
  })
  test('not a person’s decision, of what is for a person only', () => {
    fc.assert(
      fc.property(anyFacts, anyUse, anyDay, anyDecision, (facts, request, nowMs, decision) => {
        if (request.exception !== undefined || request.operation === 'EXCULP') return
        const others = ['C', 'NB', 'NA', 'D']
        const after = decide({ ...facts, decisions: [decision] }, request, nowMs)
        const before = decide({ ...facts, decisions: [] }, request, nowMs)
        expect(reasons(after, others)).toEqual(reasons(before, others))
      }),
      settings,
    )
  })
  test('and a consent lifts nothing but what asks for consent', () => {
    fc.assert(
      fc.property(anyFacts, anyUse, anyDay, anyGrant, (facts, request, nowMs, grant) => {
        const others = ['NB', 'NA', 'H', 'D']
        const after = decide({ ...facts, grants: [grant] }, request, nowMs)
        expect(reasons(after, others)).toEqual(
          reasons(decide({ ...facts, grants: [] }, request, nowMs), others),
        )
      }),
      settings,
    )
  })
})

describe('silence never permits', () => {
  test('where a tag asks for consent and none is in force', () => {
    always((facts, request, nowMs) => {
      const decision = decide({ ...facts, grants: [] }, request, nowMs)
      if (reasons(decision, ['C']).length > 0) expect(decision.effect).not.toBe('allow')
      expect(decision.grants).toEqual([])
    })
  })
  test('and a consent that is over, used up or of another operation is none', () => {
    fc.assert(
      fc.property(anyFacts, anyUse, anyDay, anyGrant, (facts, request, nowMs, grant) => {
        const dead: readonly Grant[] = [
          { ...grant, expiresMs: Math.max(nowMs, facts.highestSignedTimeMs) },
          { ...grant, usesLeft: 0 },
          { ...grant, operation: request.operation === 'READ' ? 'STAT' : 'READ' },
        ]
        // What the node does by itself and what leaves the State is judged as more than it is called.
        if (request.actor.officerId === undefined) return
        const none = decide({ ...facts, grants: [] }, request, nowMs)
        expect({ ...decide({ ...facts, grants: dead }, request, nowMs), permit: 0 }).toEqual({
          ...none,
          permit: 0,
        })
      }),
      settings,
    )
  })
})

describe('the consents that an answer asks for', () => {
  const granted = (decision: Decision): readonly Grant[] =>
    decision.consents.map(({ tags: _tags, ...scope }, index) => ({
      ...{ ...scope, ask: String(index).repeat(64), tags: [], usesLeft: 1 },
      ...{ expiresMs: at('2999-01-01'), maxSilenceMs: Number.MAX_SAFE_INTEGER, heardMs: 0 },
    }))
  const waiting = (facts: UseFacts, request: UseRequest) => {
    // Time and reader apart: only consent is in question.
    const [nowMs, asks] = [facts.highestSignedTimeMs, { ...request, actor: trusted }]
    const decision = decide({ ...facts, grants: [] }, asks, nowMs)
    // To give something to nobody in particular there is no consent.
    const isGiven = decision.consents.every(
      ({ operation, recipient }) => recipient !== '' || (operation !== 'DOM' && operation !== 'ONW'),
    )
    return { nowMs, asks, grants: granted(decision), isAsked: isGiven && decision.consents.length > 0 }
  }
  // A use needs its purpose: without one no consent can name it.
  const named = (request: UseRequest): UseRequest => ({ ...request, purpose: request.purpose ?? 'TRACE' })

  test('are enough', () => {
    always((facts, request) => {
      const { nowMs, asks, grants, isAsked } = waiting(facts, named(request))
      if (isAsked) expect(reasons(decide({ ...facts, grants }, asks, nowMs), ['C'])).toEqual([])
    })
  })
  test('are all needed, item for item', () => {
    always((facts, request) => {
      const { nowMs, asks, grants, isAsked } = waiting(facts, named(request))
      if (!isAsked) return
      grants.forEach((grant, index) => {
        const others = grants.filter((_, place) => place !== index)
        const lacking = [
          others,
          ...grant.items.slice(1).map((item) => [...others, { ...grant, items: [item] }]),
        ]
        for (const some of lacking)
          expect(reasons(decide({ ...facts, grants: some }, asks, nowMs), ['C'])).not.toEqual([])
      })
    })
  })
})

describe('UNCAC art. 46(5): no tag and no word of the originator', () => {
  test('delays an exculpatory disclosure beyond what was announced', () => {
    fc.assert(
      fc.property(anyFacts, anyUse, anyDay, anyNotice, (facts, request, nowMs, notice) => {
        const own = { ...notice, code: 'X:EXCULP', items: [], plannedMs: nowMs } as const
        if (own.state === 'DONE') return
        const asks = { ...request, operation: 'EXCULP', actor: trusted } as const
        const exceptions = [own, ...facts.exceptions.map((one) => ({ ...one, plannedMs: nowMs }))]
        expect(decide({ ...facts, exceptions }, asks, nowMs).effect).toBe('allow')
      }),
      settings,
    )
  })
})

describe('a clock that was set back', () => {
  test('permits nothing that is over by what others have signed', () => {
    fc.assert(
      fc.property(anyFacts, anyUse, anyDay, (facts, request, earlierMs) => {
        const signedMs = facts.highestSignedTimeMs
        if (earlierMs > signedMs) return
        const heard = { ...facts, fetchedMs: signedMs }
        if (decide(heard, request, earlierMs).effect === 'allow')
          expect(decide(heard, request, signedMs).effect).toBe('allow')
      }),
      settings,
    )
  })
  test('and one set forward lifts no embargo', () => {
    always((facts, request) => {
      const late = decide(facts, request, at('2040-01-01'))
      if (late.because.some(({ tag }) => tag.startsWith('CONF:UNTIL(2026'))) return
      const early = decide(facts, request, facts.highestSignedTimeMs)
      expect(early.because.filter(({ tag }) => tag.startsWith('CONF:UNTIL(2026'))).toEqual([])
    })
  })
})

test('a permit comes with allow, and with nothing else', () => {
  always((facts, request, nowMs) => {
    const { effect, permit, because } = decide(facts, request, nowMs)
    expect(permit !== undefined).toBe(effect === 'allow')
    if (effect === 'allow') expect(because.filter(({ effect: asks }) => asks !== 'NA')).toEqual([])
  })
})

test('the answer is the same for the same question', () => {
  always((facts, request, nowMs) => {
    const [one, two] = [decide(facts, request, nowMs), decide(facts, request, nowMs)]
    expect({ ...one, permit: one.permit?.untilMs }).toEqual({ ...two, permit: two.permit?.untilMs })
  })
})
