// The law of consent: asked for, given, used as often as it says, taken back; and no clock brings it back.
import { describe, expect, test } from 'vitest'
import {
  decide,
  noteReceipted,
  takeIn,
  termsShapes,
  useViewOf,
  type ConsentGiven,
  type Grant,
  type Hash,
  type TermsOf,
} from '../../protocol/index.ts'
import { parsedDraft, received, request, today } from '../conditions/facts.ts'
import { said, sayInMatter } from '../exchange/matter-sayings.ts'
import * as say from '../exchange/sayings.ts'
import { owed, stateOf, talking } from '../exchange/talking.ts'
import type { underWay } from '../exchange/two-desks.ts'

const day = 24 * 3_600_000
const evidence = request('EVID', { purpose: 'CRIM-TRIAL' })

function grant(changes: Partial<Grant> = {}): Grant {
  return {
    ...{ ask: 'a'.repeat(64), operation: 'EVID', items: [], purpose: 'CRIM-TRIAL', recipient: '' },
    ...{ proceeding: '', tags: [], usesLeft: undefined, expiresMs: today + 30 * day, maxSilenceMs: day },
    ...{ heardMs: today },
    ...changes,
  }
}

describe('consent', () => {
  /** Two desks with a consent that was asked for and given. */
  function consenting(changes: Partial<TermsOf['GRANT']> = {}) {
    const desks = talking()
    const of = desks.speak('receiver', 'CONSENT_ASK')
    const plain = termsShapes.GRANT.decode(sayInMatter('GRANT', desks.originator.known, of).terms)
    desks.tell('originator', said('GRANT', { ...plain, purpose: 3, ...changes }))
    return { ...desks, of }
  }

  /** Whether what the fold knows of consents lets it be shown to the court. */
  function inCourt(consents: readonly ConsentGiven[]): string {
    const grants = consents.map((consent) => ({ ...consent, heardMs: today }))
    return decide(received({ grants }), evidence, today).effect
  }

  test('CETS 198 46(7): nothing is used beyond the purpose, nor passed on, without prior consent', () => {
    expect(decide(received(), evidence, today)).toMatchObject({ effect: 'needs', needs: ['consent'] })
    const abroad = request('ONW', { purpose: 'CRIM-INV', recipient: { country: 'BE' } })
    const open = parsedDraft(['AUD:PUBLIC'])
    expect(decide(received(open), abroad, today)).toMatchObject({ effect: 'needs', needs: ['consent'] })
    expect(decide(received(parsedDraft(['AUD:PUBLIC', 'ONW:NO'])), abroad, today).effect).toBe('deny')
    const given = grant({ operation: 'ONW', recipient: 'BE', purpose: 'CRIM-INV' })
    expect(decide(received({ ...open, grants: [given] }), abroad, today).effect).toBe('allow')
  })

  test('CETS 198 46(7): a consent that was used as often as it said is used up: once too often is denied', () => {
    const { receiver, speak, of } = consenting({ uses: 1 })
    expect(inCourt(useViewOf(receiver.known).consents)).toBe('allow')
    speak('receiver', 'USED', of)
    expect(inCourt(useViewOf(receiver.known).consents)).toBe('needs')
  })

  test('CETS 198 46(8): a consent is given by the originator alone, and never wider than it was asked for', () => {
    const { of, receiver, originator, verdict } = consenting()
    const asked = talking()
    const ask = asked.speak('receiver', 'CONSENT_ASK')
    const plain = termsShapes.GRANT.decode(sayInMatter('GRANT', asked.originator.known, ask).terms)
    expect(asked.verdict('originator', said('GRANT', { ...plain, operation: 5 }))).toMatchObject({
      rule: 'grant.scope',
    })
    expect(verdict('receiver', sayInMatter('GRANT', receiver.known, of))).toMatchObject({
      rule: 'place.yours',
    })
    expect(stateOf(originator, of)).toBe('GRANTED')
  })

  test('Directive (EU) 2015/849 art. 55(2): who is asked owes a prompt answer, and a refusal its reason', () => {
    const { speak, originator, receiver } = talking()
    const of = speak('receiver', 'CONSENT_ASK')
    expect(owed(originator.known)).toContainEqual(['DECIDE_CONSENT', 'originator', 7 * 24])
    // As long as nobody answers there is none.
    expect(useViewOf(receiver.known).consents).toEqual([])
    const { matter } = termsShapes.DENY.decode(sayInMatter('DENY', originator.known, of).terms)
    expect(() => originator.draft(said('DENY', { matter, reason: 0 }))).toThrow()
    speak('originator', 'DENY', of)
    expect(stateOf(receiver, of)).toBe('DENIED')
  })

  test('Europol Regulation 23(6): a consent that is withdrawn stops the next use, and the last is still reported', () => {
    const { receiver, speak, of } = consenting()
    expect(inCourt(useViewOf(receiver.known).consents)).toBe('allow')
    speak('originator', 'WITHDRAW', of)
    expect(inCourt(useViewOf(receiver.known).consents)).toBe('needs')
    speak('receiver', 'USED', of)
    expect(stateOf(receiver, of)).toBe('WITHDRAWN')
  })

  test('Europol Regulation 23(6): a withdrawal is heard before what preceded it has come', () => {
    const { originator, receiver, of } = consenting()
    originator.place(say.question(originator.known))
    expect(receiver.receive(originator.place(sayInMatter('WITHDRAW', originator.known, of))).kind).toBe(
      'held',
    )
    expect(inCourt(useViewOf(receiver.known).consents)).toBe('needs')
  })

  test('Europol Regulation 23(6): a withdrawal slid in before a use that was reported is refused (rules B2)', () => {
    const { originator, receiver, of } = consenting()
    const slid = originator.draft(sayInMatter('WITHDRAW', originator.known, of))
    const used = receiver.place(sayInMatter('USED', receiver.known, of))
    originator.receive(used)
    const heads = { mine: headOf(originator), yours: used.hash }
    const noted = noteReceipted(receiver.known, 'originator', heads)
    if (noted.kind !== 'noted') throw new Error('both heads are known')
    expect(takeIn(noted.exchange, slid, undefined)).toMatchObject({
      kind: 'not-stored',
      reason: 'BACK_DATED',
    })
    const honest = originator.draft(sayInMatter('WITHDRAW', originator.known, of))
    expect(takeIn(noted.exchange, honest, undefined).kind).toBe('stored')
  })

  test('Europol Regulation 23(6): a use that meets its withdrawal was lawful, and stays so (rules B1)', () => {
    const { originator, receiver, of } = consenting()
    const withdrawn = originator.place(sayInMatter('WITHDRAW', originator.known, of))
    const used = receiver.place(sayInMatter('USED', receiver.known, of))
    expect([originator.receive(used).kind, receiver.receive(withdrawn).kind]).toEqual([
      'accepted',
      'accepted',
    ])
    for (const desk of [originator, receiver]) expect(stateOf(desk, of)).toBe('WITHDRAWN')
  })

  const headOf = ({ known }: ReturnType<typeof underWay>['originator']): Hash =>
    known.chains.originator.head?.placement ?? ''
})

test('UNCAC 46(5): a clock set back revives no permission (rules B10)', () => {
  const ended = today + 31 * day
  const decided = (highestSignedTimeMs: number) =>
    decide(received({ grants: [grant()], highestSignedTimeMs }), evidence, today)
  expect(decided(today).effect).toBe('allow')
  const back = decided(ended)
  expect(back).toMatchObject({ effect: 'needs', needs: expect.arrayContaining(['consent']) as unknown })
  expect(back.duties.map(({ code }) => code)).toContain('CHECK_CLOCK')
  const unread = { opened: undefined, undertaken: { officerId: 'ab'.repeat(16), untilMs: today + day } }
  const reading = (signedMs: number) =>
    decide(received({ ...unread, highestSignedTimeMs: signedMs }), request('READ'), today).effect
  expect([reading(today), reading(today + 2 * day)]).toEqual(['allow', 'deny'])
})
