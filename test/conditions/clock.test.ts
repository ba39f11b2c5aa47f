// Rules B10: over any history of an own clock and of what others signed, what has ended is not revived.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decide,
  type Grant,
  type HumanDecision,
  type UseFacts,
  type UseRequest,
} from '../../protocol/index.ts'
import { deskOfficer, parsedDraft, received, request, today } from './facts.ts'

const day = 86_400_000
const endMs = today + 20 * day

const grant: Grant = {
  ...{
    ask: 'a'.repeat(64),
    operation: 'INT',
    items: [],
    purpose: undefined,
    recipient: '',
    proceeding: '',
  },
  ...{ tags: [], usesLeft: undefined, expiresMs: endMs, maxSilenceMs: 100 * day, heardMs: today },
}

const endDay = new Date(endMs).toISOString().slice(0, 10)
const decision: HumanDecision = {
  ...{ tag: 'CONF:CONTENT', operation: 'EXPORT', item: undefined, officerId: deskOfficer.officerId },
  ...{ atMs: today, untilMs: endMs, originatorTold: true },
}
/** A person's decision that no notice could be given before the exception is used. */
const following: HumanDecision = { ...decision, tag: 'X:EXCULP', operation: 'EXCULP' }

/** Permissions with an end: the facts, and what is asked. */
const ending: Readonly<Record<string, readonly [Partial<UseFacts>, UseRequest]>> = {
  'a consent': [{ grants: [grant] }, request('INT')],
  'a consent that has to be heard of': [
    { grants: [{ ...grant, expiresMs: today + 900 * day, maxSilenceMs: 20 * day }] },
    request('INT'),
  ],
  'an undertaking that nothing was opened under': [
    { undertaken: { officerId: 'ab'.repeat(16), untilMs: endMs }, opened: undefined },
    request('READ'),
  ],
  'what is erased on its day': [parsedDraft(['AUD:ORG', `RET:DELETE(${endDay})`]), request('INT')],
  'what has to be reviewed': [parsedDraft(['AUD:ORG', `RET:REVIEW(${endDay})`]), request('INT')],
  'a review that somebody decided by': [
    {
      ...parsedDraft(['AUD:ORG', 'RET:REVIEW(2026-10-06)']),
      decisions: [{ ...decision, tag: 'RET:REVIEW(2026-10-06)', operation: 'RETAIN' }],
    },
    request('INT'),
  ],
  'a decision of a person': [{ ...parsedDraft(['CONF:CONTENT']), decisions: [decision] }, request('EXPORT')],
  'a decision that a notice can follow': [{ decisions: [following] }, request('EXCULP')],
}

const ticks = fc.array(
  fc.record({ nowMs: fc.integer({ min: -5, max: 40 }), signedMs: fc.integer({ min: 0, max: 22 }) }),
  {
    minLength: 2,
    maxLength: 12,
  },
)

/** What is decided at each tick; the highest signed time only ever grows. */
function decided(
  facts: Partial<UseFacts>,
  asks: UseRequest,
  history: readonly { nowMs: number; signedMs: number }[],
) {
  let highestSignedTimeMs = today
  return history.map(({ nowMs: now, signedMs }) => {
    highestSignedTimeMs = Math.max(highestSignedTimeMs, today + signedMs * day)
    const nowMs = today + now * day
    // The wire is fetched from each time, by whatever the clock says then.
    const known = received({
      ...facts,
      highestSignedTimeMs,
      othersSignedTimeMs: highestSignedTimeMs,
      fetchedMs: facts.grants === undefined ? nowMs : today,
    })
    return { nowMs, highestSignedTimeMs, isAllowed: decide(known, asks, nowMs).effect === 'allow' }
  })
}

describe('a clock set back', () => {
  test.each(Object.entries(ending))('does not revive %s', (_name, [facts, asks]) => {
    let allowed = 0
    fc.assert(
      fc.property(ticks, (history) => {
        for (const { nowMs, highestSignedTimeMs, isAllowed } of decided(facts, asks, history)) {
          if (isAllowed) allowed++
          if (Math.max(nowMs, highestSignedTimeMs) >= endMs) expect(isAllowed).toBe(false)
        }
      }),
      { seed: 20_261_121, numRuns: 200 },
    )
    expect(allowed).toBeGreaterThan(20)
  })
})

test('a clock set back makes no news of what was heard before: a consent that has to be heard of ends', () => {
  const consent = { ...grant, expiresMs: today + 900 * day, maxSilenceMs: day }
  const heard = fc.record({
    nowMs: fc.integer({ min: -30, max: 30 }),
    signedMs: fc.integer({ min: 0, max: 20 }),
    heardMs: fc.integer({ min: 0, max: 20 }),
    fetchedMs: fc.integer({ min: -30, max: 30 }),
  })
  let allowed = 0
  fc.assert(
    fc.property(heard, (at) => {
      const [nowMs, signedMs, heardMs, fetchedMs] = [at.nowMs, at.signedMs, at.heardMs, at.fetchedMs].map(
        (days) => today + days * day,
      ) as [number, number, number, number]
      const highestSignedTimeMs = Math.max(signedMs, heardMs)
      const facts = received({ grants: [{ ...consent, heardMs }], highestSignedTimeMs, fetchedMs })
      const { effect } = decide(facts, request('INT'), nowMs)
      // Told without looking at how the product does it: by a clock that is behind nothing was heard at all.
      const wordMs = Math.max(heardMs, fetchedMs <= Math.max(nowMs, highestSignedTimeMs) ? fetchedMs : 0)
      const isSilent = nowMs < highestSignedTimeMs || nowMs - wordMs >= day
      if (effect === 'allow') allowed++
      if (isSilent) expect(effect).not.toBe('allow')
    }),
    { seed: 20_261_121, numRuns: 2000 },
  )
  expect(allowed).toBeGreaterThan(20)
})

describe('the planned date of an exculpatory disclosure', () => {
  const notice = {
    code: 'X:EXCULP' as const,
    ...{ items: [], plannedMs: endMs, consultByMs: undefined },
  } as const

  test.each(['NOTICED', 'CONSULTING'] as const)('once past is not put off again by a clock: %s', (state) => {
    const facts = { exceptions: [{ ...notice, state }] }
    let allowed = 0
    fc.assert(
      fc.property(ticks, (history) => {
        for (const { nowMs, highestSignedTimeMs, isAllowed } of decided(facts, request('EXCULP'), history)) {
          if (isAllowed) allowed++
          expect(isAllowed).toBe(Math.max(nowMs, highestSignedTimeMs) >= endMs)
        }
      }),
      { seed: 20_261_121, numRuns: 200 },
    )
    expect(allowed).toBeGreaterThan(20)
  })
})

test('a clock set forward does not lift an embargo: what begins needs both times', () => {
  const embargo = parsedDraft(['AUD:ORG', `CONF:UNTIL(${endDay})`])
  let lifted = 0
  fc.assert(
    fc.property(ticks, (history) => {
      for (const { nowMs, highestSignedTimeMs, isAllowed } of decided(embargo, request('INT'), history)) {
        if (isAllowed) lifted++
        if (Math.min(nowMs, highestSignedTimeMs) < endMs) expect(isAllowed).toBe(false)
      }
    }),
    { seed: 20_261_121, numRuns: 200 },
  )
  expect(lifted).toBeGreaterThan(5)
})

test('what we signed ourselves, by a clock that was ahead, lifts no embargo', () => {
  const embargo = parsedDraft(['AUD:ORG', `CONF:UNTIL(${endDay})`])
  const at = (othersSignedTimeMs: number) =>
    decide(
      received({ ...embargo, highestSignedTimeMs: endMs + day, othersSignedTimeMs }),
      request('INT'),
      endMs + day,
    ).effect
  expect([at(endMs - 1), at(endMs)]).toEqual(['needs', 'allow'])
})
