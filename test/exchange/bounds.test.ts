import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { phaseOf, termsShapes, viewOf } from '../../protocol/index.ts'
import { freeze, plannedMs, said, sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { talking } from './talking.ts'
import { offered, twoDesks, underWay } from './two-desks.ts'

describe('a recovery', () => {
  it('begins a new epoch after however many placements in one', () => {
    const { originator, receiver } = underWay()
    for (let n = 0; n < 66; n++) receiver.receive(originator.place(say.question(originator.known)))
    const anew = { placement: { pairEpoch: say.bytesFor('recovered', 16) } }
    expect(receiver.receive(originator.draft(say.question(originator.known), anew)).kind).toBe('accepted')
  })
})

describe('what an undertaking covers', () => {
  it('is its own words, with nothing else to name', () => {
    const words = { statement: { bodyCommitment: say.someBody } }
    const noticed = offered()
    const inOffer = (mutual: boolean) =>
      noticed.receiver.draft(say.agree(noticed.receiver.known, { mutual }), words)
    expect(noticed.originator.receive(inOffer(false))).toMatchObject({ kind: 'violation' })
    expect(noticed.originator.receive(inOffer(true)).kind).toBe('accepted')
    const disclosed = underWay({ undertaken: false })
    const read = disclosed.receiver.draft(say.conditionsRead(disclosed.receiver.known), words)
    expect(disclosed.originator.receive(read).kind).toBe('accepted')
  })

  it('is named from its own past: what the signer had not seen is no reference', () => {
    const { originator, receiver } = underWay()
    const unseen = originator.place(say.question(originator.known))
    const refs = [...say.covered(receiver.known).refs, fromHex(unseen.statementHash)]
    const asks = receiver.draft(say.question(receiver.known), { statement: { refs } })
    expect(originator.receive(asks)).toMatchObject({ kind: 'violation', rule: 'family.refs' })
  })
})

describe('a date', () => {
  const { receiver } = talking()
  const frozen = (expiresMs: number) =>
    receiver.receive(receiver.draft(freeze(receiver.known, undefined, { expiresMs })))
  const began = 1_700_000_000_000

  it('at which a freeze ends is after it began, or none', () => {
    expect([began - 1, began].map((ms) => frozen(ms))).toMatchObject([
      { rule: 'form.freeze' },
      { rule: 'form.freeze' },
    ])
    // To come still, as everything that is said of later.
    expect([1_900_000_000_000, 0].map((ms) => frozen(ms).kind)).not.toContain('violation')
  })

  it('for reasons against a lifting may be that of the lifting', () => {
    const desks = talking()
    const of = desks.speak('receiver', 'FREEZE_INFO')
    const intent = termsShapes.LIFT_INTENT.decode(sayInMatter('LIFT_INTENT', desks.receiver.known, of).terms)
    const at = (reasonsByMs: number) =>
      desks.verdict('receiver', said('LIFT_INTENT', { ...intent, reasonsByMs }))
    expect(at(intent.liftMs + 1)).toMatchObject({ rule: 'form.lift-time' })
    expect(at(intent.liftMs).kind).not.toBe('violation')
  })

  it('of an exception is one of two, and afterwards with the reason', () => {
    const desks = talking()
    const notice = termsShapes.EXCULP_NOTICE.decode(sayInMatter('EXCULP_NOTICE', desks.receiver.known).terms)
    const at = (planned: number, doneMs: number, reason: number) =>
      desks.receiver.receive(
        desks.receiver.draft(said('EXCULP_NOTICE', { ...notice, plannedMs: planned, doneMs, reason })),
      )
    for (const [planned, doneMs, reason] of [
      [0, 0, 4],
      [0, plannedMs, 0],
      [plannedMs, plannedMs, 0],
    ] as const)
      expect(at(planned, doneMs, reason)).toMatchObject({ rule: 'form.exception-time' })
    expect(at(0, plannedMs, 4).kind).not.toBe('violation')
  })
})

describe('a consent', () => {
  it('is for no item that was not asked for, though another one was', () => {
    const items = ['one', 'other'].map((name) => ({ itemId: say.bytesFor(`item ${name}`, 16), tags: [] }))
    const [one, other] = items.map(({ itemId }) => itemId) as [Uint8Array, Uint8Array]
    const desks = twoDesks()
    const { originator, receiver } = desks
    receiver.receive(originator.place(say.disclosure(undefined, items)))
    originator.receive(receiver.place(say.conditionsRead(receiver.known)))
    const ask = termsShapes.CONSENT_ASK.decode(sayInMatter('CONSENT_ASK', receiver.known).terms)
    const asked = receiver.place(said('CONSENT_ASK', { ...ask, items: [one] }))
    originator.receive(asked)
    const plain = termsShapes.GRANT.decode(sayInMatter('GRANT', originator.known, asked.statementHash).terms)
    const granted = (named: readonly Uint8Array[]) =>
      originator.receive(originator.draft(said('GRANT', { ...plain, items: [...named] }))).kind
    const sorted = [one, other].sort((a, b) => Buffer.compare(a, b))
    expect([granted(sorted), granted([other])]).toEqual(['violation', 'violation'])
    expect(granted([one])).toBe('accepted')
  })
})

describe('a declined notice', () => {
  it('is declined at both ends, for the reason that was given, and not twice', () => {
    const { originator, receiver } = offered()
    originator.receive(receiver.place(say.decline(receiver.known)))
    for (const { known } of [originator, receiver]) expect(phaseOf(known)).toBe('DECLINED')
    expect(viewOf(originator.known).notice?.entry.statement).toBe(originator.known.id)
    const again = receiver.draft(say.decline(receiver.known))
    expect(originator.receive(again)).toMatchObject({ rule: 'family.now' })
  })
})
