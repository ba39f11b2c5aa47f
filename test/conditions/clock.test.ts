// Rules B10: over any history of an own clock and of what others signed, what has ended is not revived.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, type Grant, type UseFacts, type UseRequest } from '../../protocol/index.ts'
import { parsedDraft, received, request, today } from './facts.ts'

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

test('a clock set forward does not lift an embargo: what begins needs both times', () => {
  const embargo = parsedDraft(['AUD:ORG', `CONF:UNTIL(${new Date(endMs).toISOString().slice(0, 10)})`])
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
