// What somebody tries about conditions that hold: each is refused with its rule, and the exchange goes on.
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import {
  backDated,
  noteReceipted,
  stateHash,
  takeIn,
  termsShapes,
  useViewOf,
  type TermsOf,
} from '../../protocol/index.ts'
import { said, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { stateOf, talking } from './talking.ts'
import { startMs, type Desk } from './two-desks.ts'

const day = 24 * 3_600_000

/** A consent that was asked for. */
function asked() {
  const desks = talking()
  const of = desks.speak('receiver', 'CONSENT_ASK')
  const plain = termsShapes.GRANT.decode(sayInMatter('GRANT', desks.originator.known, of).terms)
  const grant = (changes: Partial<TermsOf['GRANT']> = {}) => said('GRANT', { ...plain, ...changes })
  return { ...desks, of, grant }
}

/** Another word of each side is taken at the other, and both have one state. */
function goesOn({ originator, receiver }: Readonly<Record<'originator' | 'receiver', Desk>>): void {
  expect(receiver.receive(originator.place(say.question(originator.known))).kind).toBe('accepted')
  expect(originator.receive(receiver.place(say.question(receiver.known))).kind).toBe('accepted')
  expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
}

describe('a consent', () => {
  it.each([
    ['contradict each other', ['EV:COURT', 'EV:LEAD']],
    ['belong to the receiver', ['RET:HOLD']],
    ['are written wrongly', ['RET:DELETE']],
  ])('whose tags %s is refused, binds nobody, and is given anew', (_what, codes) => {
    const desks = asked()
    const { originator, receiver, of, grant } = desks
    const placed = originator.place(grant({ tags: say.conditionsWith(...codes).tags }))
    const intake = takeIn(receiver.known, placed, undefined)
    expect(intake).toMatchObject({ kind: 'refused', reason: 'CONDITIONS_INVALID', code: 3 })
    if (intake.kind !== 'refused') return
    receiver.exchange = intake.exchange
    expect(useViewOf(receiver.known).consents).toEqual([])
    originator.receive(receiver.place(say.notAccepted()))
    expect(stateOf(originator, of)).toBe('REQUESTED')
    desks.tell('originator', grant({ tags: say.conditionsWith('EV:LEAD').tags }))
    expect(useViewOf(receiver.known).consents).toMatchObject([{ tags: [{ code: 'EV:LEAD' }] }])
    goesOn(desks)
  })

  it.each([
    ['twice', say.conditionsWith('EV:LEAD', 'EV:LEAD').tags],
    ['in another order', say.conditionsWith('EV:LEAD', 'AUD:ORG').tags],
    ['for some items', [{ code: 'EV:LEAD', args: [], scope: 1 }]],
  ])('that names tags %s is no part of the exchange', (_what, tags) => {
    const desks = asked()
    expect(desks.verdict('originator', desks.grant({ tags }))).toMatchObject({ rule: 'form.tags' })
    goesOn(desks)
  })

  it('of an officer without the power to give it is without effect', () => {
    const desks = asked()
    const { originator, receiver, of, grant } = desks
    const intake = takeIn(receiver.known, originator.place(grant()), 'NOT_EMPOWERED')
    expect(intake).toMatchObject({ kind: 'refused' })
    if (intake.kind !== 'refused') return
    receiver.exchange = intake.exchange
    expect(useViewOf(receiver.known).consents).toEqual([])
    originator.receive(receiver.place(say.notAccepted()))
    expect(stateOf(originator, of)).toBe('REQUESTED')
    goesOn(desks)
  })

  it('of the receiver to itself is for the other side to say', () => {
    const desks = asked()
    expect(desks.verdict('receiver', desks.grant())).toMatchObject({ rule: 'place.yours' })
    goesOn(desks)
  })

  it('used once too often is a breach, and no use', () => {
    const desks = asked()
    desks.tell('originator', desks.grant({ uses: 2 }))
    desks.speak('receiver', 'USED', desks.of)
    desks.speak('receiver', 'PASSED_ON', desks.of)
    desks.speak('receiver', 'USED', desks.of)
    const again = sayInMatter('USED', desks.receiver.known, desks.of)
    expect(desks.verdict('receiver', again)).toMatchObject({ rule: 'used.often', code: 'TERMS_INVALID' })
    desks.speak('receiver', 'BREACH_NOTICE')
    goesOn(desks)
  })

  it('of which a report was refused is not used by it', () => {
    const { originator, receiver, tell, speak, of, grant } = asked()
    tell('originator', grant({ uses: 1 }))
    const used = receiver.place(sayInMatter('USED', receiver.known, of))
    originator.receive(used)
    const refused = [{ placementHash: fromHex(used.hash), code: 2 }]
    receiver.receive(originator.place(say.notAccepted(), { placement: { refused } }))
    speak('receiver', 'USED', of)
    expect(useViewOf(originator.known).consents).toMatchObject([{ usesLeft: 0 }])
  })

  it('is not withdrawn behind a use that the originator had receipted', () => {
    const { originator, receiver, tell, of, grant } = asked()
    tell('originator', grant())
    const seen = originator.known.chains.receiver.head?.placement ?? ''
    const slidIn = originator.draft(sayInMatter('WITHDRAW', originator.known, of), {
      placement: { seen: fromHex(seen) },
    })
    const used = receiver.place(sayInMatter('USED', receiver.known, of))
    originator.receive(used)
    const heads = { mine: originator.known.chains.originator.head?.placement, yours: used.hash }
    const noted = noteReceipted(receiver.known, 'originator', heads)
    if (noted.kind !== 'noted') throw new Error('both heads are known')
    expect(backDated(noted.exchange, slidIn)).toMatchObject({ rule: 'receive.seen-receipted' })
    expect(takeIn(noted.exchange, slidIn, undefined)).toMatchObject({ reason: 'BACK_DATED' })
    // Withdrawn openly, the use stays what it was.
    const { content } = originator.place(sayInMatter('WITHDRAW', originator.known, of))
    expect([content.type, stateOf(originator, of)]).toEqual(['WITHDRAW', 'WITHDRAWN'])
  })
})

describe('a date that has passed', () => {
  const past = startMs
  it.each<[string, 'originator' | 'receiver', () => say.Saying]>([
    ['of a question', 'originator', () => said('STATUS_ASK', { replyByMs: past })],
    [
      'of what is kept',
      'receiver',
      () => said('RETENTION_REVIEW', { items: [], decision: 1, untilMs: past, reason: 1 }),
    ],
    [
      'of a freeze',
      'receiver',
      () => {
        const own = {
          matter: undefined,
          query: undefined,
          itemId: undefined,
          kind: 3,
          ownerTold: 1,
          change: 1,
        }
        return said('FREEZE_INFO', { ...own, startsMs: past - day, expiresMs: past })
      },
    ],
    ['of news', 'receiver', () => said('STATUS', { matter: undefined, stage: 2, nextNewsByMs: past })],
  ])('%s is refused', (_what, side, saying) => {
    const desks = talking()
    expect(desks.verdict(side, saying())).toMatchObject({ rule: 'form.dates', code: 'TERMS_INVALID' })
    goesOn(desks)
  })

  it('of a consent, an undertaking and a consultation is refused', () => {
    const desks = asked()
    expect(desks.verdict('originator', desks.grant({ expiresMs: past }))).toMatchObject({
      rule: 'form.dates',
    })
    const { known } = desks.receiver
    const read = termsShapes.CONDITIONS_READ.decode(say.conditionsRead(known).terms)
    const late = { ...say.conditionsRead(known), ...said('CONDITIONS_READ', { ...read, validUntilMs: past }) }
    expect(desks.verdict('receiver', late)).toMatchObject({ rule: 'form.dates' })
    const of = desks.speak('receiver', 'EXCULP_NOTICE')
    const consult = said('CONSULT_ASK', { matter: fromHex(of), byMs: past })
    expect(desks.verdict('originator', consult)).toMatchObject({ rule: 'form.dates' })
    goesOn(desks)
  })

  it('does not stop a recall: it is late, and not void', () => {
    const desks = talking()
    const recall = termsShapes.RECALL.decode(sayInMatter('RECALL', desks.originator.known).terms)
    desks.tell('originator', said('RECALL', { ...recall, replyByMs: past }))
    goesOn(desks)
  })
})

describe('a recall', () => {
  it('of what was never sent is refused', () => {
    const desks = talking()
    const recall = termsShapes.RECALL.decode(sayInMatter('RECALL', desks.originator.known).terms)
    const items = [say.bytesFor('never sent', 16)]
    expect(desks.verdict('originator', said('RECALL', { ...recall, items }))).toMatchObject({
      ...{ rule: 'matter.items', code: 'REFERENCE_INVALID' },
    })
    goesOn(desks)
  })
})

describe('what somebody is compelled to', () => {
  it('names the tags it cannot keep as Conditions name them, of one family too', () => {
    const desks = talking()
    const { originator, receiver } = desks
    const notice = termsShapes.COMPELLED_NOTICE.decode(sayInMatter('COMPELLED_NOTICE', receiver.known).terms)
    const naming = (...codes: readonly string[]) =>
      said('COMPELLED_NOTICE', { ...notice, tags: say.conditionsWith(...codes).tags })
    expect(desks.verdict('receiver', naming('EV:LEAD', 'CONF:EXISTENCE'))).toMatchObject({
      rule: 'form.tags',
    })
    // Of two items, each with its own.
    expect(takeIn(originator.known, receiver.draft(naming('EV:COURT', 'EV:LEAD')), undefined).kind).toBe(
      'stored',
    )
    const ours = receiver.draft(naming('RET:HOLD'))
    expect(takeIn(originator.known, ours, undefined)).toMatchObject({ reason: 'CONDITIONS_INVALID' })
    goesOn(desks)
  })
})
