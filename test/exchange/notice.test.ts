import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { withRefusals } from '../../protocol/exchange/refusals.ts'
import {
  conditionsShape,
  due,
  phaseOf,
  refuse,
  stateHash,
  termsShapes,
  viewOf,
  type TermsOf,
} from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { offered, startMs, twoDesks, type Desk } from './two-desks.ts'

const nobody = say.bytesFor('no such thing', 32)
const other = say.conditionsWith('BIND:OFFER', 'EV:COURT')

/** What a desk answers to something it drafts but for the changes. */
function verdictOn(desk: Desk, saying: say.Saying, changes?: Parameters<Desk['draft']>[1]) {
  return desk.receive(desk.draft(saying, changes))
}

function agreeing({ known }: Desk, changes: Partial<TermsOf['AGREE']>): say.Saying {
  const terms = { ...termsShapes.AGREE.decode(say.agree(known).terms), ...changes }
  return { ...say.agree(known), terms: termsShapes.AGREE.encode(terms) }
}

describe('content that waits for an undertaking', () => {
  it('is noticed, agreed to and released; what was agreed covers it, and both sides compute the same', () => {
    const { originator, receiver } = offered()
    expect(phaseOf(receiver.known)).toBe('NOTICED')
    originator.receive(receiver.place(say.agree(receiver.known)))
    expect(phaseOf(originator.known)).toBe('AGREED')
    receiver.receive(originator.place(say.release(originator.known)))
    expect(phaseOf(receiver.known)).toBe('UNDERTAKEN')
    originator.receive(receiver.place(say.ack(receiver.known)))
    receiver.receive(originator.place(say.question(originator.known)))
    expect([originator, receiver].map(({ known }) => phaseOf(known))).toEqual([
      'ACKNOWLEDGED',
      'ACKNOWLEDGED',
    ])
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
  })

  it('is never released without one: not on a notice, a counter-proposal, a refusal to agree', () => {
    for (const answer of [undefined, say.counter, say.decline]) {
      const { originator, receiver } = offered()
      if (answer !== undefined) originator.receive(receiver.place(answer(receiver.known)))
      expect(verdictOn(originator, say.release(originator.known))).toMatchObject({ rule: 'family.now' })
    }
  })

  it.each([
    ['other Conditions', 'undertaking.conditions', { conditionsHash: nobody }],
    ['another notice', 'notice.named', { notice: nobody }],
  ])('is not undertaken over %s', (_what, rule, changes) => {
    const { receiver } = offered()
    expect(verdictOn(receiver, agreeing(receiver, changes))).toMatchObject({ rule })
  })

  it('is not undertaken in another exchange, whose notice reads the same', () => {
    const { receiver } = offered()
    const elsewhere = twoDesks('two')
    const notice = elsewhere.originator.place(say.priorNotice())
    elsewhere.receiver.receive(notice)
    expect(verdictOn(receiver, say.agree(elsewhere.receiver.known))).toMatchObject({ rule: 'notice.named' })
  })

  it('is answered once: whoever has agreed cannot counter, decline or agree again', () => {
    const { receiver } = offered({ agreed: true })
    for (const again of [say.agree, say.counter, say.decline])
      expect(verdictOn(receiver, again(receiver.known))).toMatchObject({ rule: 'family.now' })
  })

  it('stays where it is after a withdrawal, though the receiver had agreed meanwhile', () => {
    const { originator, receiver } = offered()
    const withdrawn = originator.place(say.withdrawNotice(originator.known))
    const agreed = receiver.place(say.agree(receiver.known))
    originator.receive(agreed)
    receiver.receive(withdrawn)
    for (const { known } of [originator, receiver]) expect(phaseOf(known)).toBe('WITHDRAWN')
    const undertaking = { placement: { undertaking: fromHex(agreed.statementHash) } }
    expect(verdictOn(originator, say.release(originator.known), undertaking)).toMatchObject({
      rule: 'family.now',
    })
  })

  it('stays where it is after its date, which only the side that set it can say', () => {
    const { originator, receiver } = offered()
    expect(verdictOn(receiver, say.expired(receiver.known))).toMatchObject({ rule: 'place.yours' })
    const ended = originator.place(say.expired(originator.known))
    const agreed = receiver.place(say.agree(receiver.known))
    originator.receive(agreed)
    receiver.receive(ended)
    for (const { known } of [originator, receiver]) expect(phaseOf(known)).toBe('LAPSED')
    // It may be noticed again.
    receiver.receive(originator.place(say.priorNotice()))
    expect(phaseOf(receiver.known)).toBe('NOTICED')
  })

  it('is released under the newest notice alone: what was agreed before it counts no more', () => {
    const { originator, receiver } = offered()
    const agreed = receiver.place(say.agree(receiver.known))
    const renewed = originator.place(say.priorNotice(other))
    originator.receive(agreed)
    receiver.receive(renewed)
    for (const { known } of [originator, receiver]) {
      expect(phaseOf(known)).toBe('NOTICED')
      expect(viewOf(known).undertaking).toBeUndefined()
    }
    originator.receive(receiver.place(say.agree(receiver.known)))
    receiver.receive(originator.place(say.release(originator.known)))
    expect(phaseOf(receiver.known)).toBe('UNDERTAKEN')
  })

  it('is not released under stricter or looser items than were noticed', () => {
    const { originator } = offered({ agreed: true })
    const item = { itemId: say.bytesFor('item', 16), tags: [{ code: 'DP:WITNESS', args: [], scope: 0 }] }
    const stricter = {
      ...say.release(originator.known),
      terms: termsShapes.DISCLOSURE.encode({ items: [item] }),
    }
    expect(verdictOn(originator, stricter)).toMatchObject({ rule: 'form.items-noticed' })
    const wider = { ...say.release(originator.known), conditions: conditionsShape.encode(other) }
    expect(verdictOn(originator, wider)).toMatchObject({ rule: 'release.conditions' })
  })

  it('is released once for a notice, also where the receiver’s node refused it', () => {
    const { originator } = offered({ released: true })
    const released = originator.known.chains.originator.head?.placement ?? ''
    const refused = [{ placementHash: fromHex(released), code: 2 }]
    originator.exchange = withRefusals(originator.known, { seq: 1, refused })
    expect(phaseOf(originator.known)).toBe('AGREED')
    expect(verdictOn(originator, say.release(originator.known))).toMatchObject({ rule: 'release.once' })
  })

  it('does not lean on an undertaking that the originator’s node refuses', () => {
    const { originator, receiver } = offered()
    const agreed = receiver.place(say.agree(receiver.known))
    originator.receive(agreed)
    const refused = { placementHash: fromHex(agreed.hash), code: 2 }
    originator.exchange = refuse(originator.known, 'originator', refused)
    expect(phaseOf(originator.known)).toBe('NOTICED')
    const undertaking = { placement: { undertaking: fromHex(agreed.statementHash) } }
    expect(verdictOn(originator, say.release(originator.known), undertaking)).toMatchObject({
      rule: 'family.now',
    })
  })

  it('comes back unopened where the undertaking was withdrawn while it was under way', () => {
    const { originator, receiver } = offered({ agreed: true })
    const released = originator.place(say.release(originator.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    expect(originator.receive(returned).kind).toBe('accepted')
    expect(receiver.receive(released).kind).toBe('accepted')
    for (const { known } of [originator, receiver]) expect(phaseOf(known)).toBe('RETURNED')
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))
  })

  it('stays sealed when it came too late, until an officer renews the undertaking', () => {
    const { originator, receiver } = offered({ released: true })
    originator.receive(receiver.place(say.late(receiver.known)))
    for (const { known } of [originator, receiver]) expect(phaseOf(known)).toBe('DISCLOSED')
    originator.receive(receiver.place(say.conditionsRead(receiver.known)))
    for (const { known } of [originator, receiver]) expect(phaseOf(known)).toBe('UNDERTAKEN')
    expect(verdictOn(receiver, say.late(receiver.known))).toMatchObject({ rule: 'late.release' })
  })
})

describe('what is owed while content waits', () => {
  it('an answer to the notice until its date, then to a counter-proposal, then nothing', () => {
    const { originator, receiver } = offered()
    const dueMs = 1_850_000_000_000
    expect(due(receiver.known, startMs)).toMatchObject([{ code: 'ANSWER_NOTICE', side: 'receiver', dueMs }])
    originator.receive(receiver.place(say.counter(receiver.known)))
    expect(due(originator.known, startMs)).toMatchObject([
      { code: 'ANSWER_COUNTER', side: 'originator', dueMs },
    ])
    originator.place(say.withdrawNotice(originator.known))
    expect(due(originator.known, startMs)).toEqual([])
  })
})
