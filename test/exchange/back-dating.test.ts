import { describe, expect, it } from 'vitest'
import { backDated, noteReceipted, stateHash, type Hash } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { underWay, type Desk } from './two-desks.ts'

describe('a placement that has seen less than its signer receipted', () => {
  const headOf = (desk: Desk): Hash => desk.known.chains[desk.side].head?.placement ?? ''

  /** What a receipt says whose signer has placed nothing but the disclosure. */
  const headsOf = (desk: Desk) => ({ mine: firstOf(desk), yours: headOf(desk) })
  const firstOf = (desk: Desk): Hash => {
    let entry = desk.known.chains.originator.head
    while (entry?.older !== undefined) entry = entry.older
    return entry?.placement ?? ''
  }

  /** The receiver has an ACK; the originator receipts it, and then places as if it had not. */
  function receiptedAndHidden() {
    const { originator, receiver } = underWay()
    const hidden = originator.draft(say.feedbackAsk())
    originator.receive(receiver.place(say.ack(receiver.known)))
    return { originator, receiver, hidden, honest: originator.draft(say.feedbackAsk()) }
  }

  it('is back-dated', () => {
    const { receiver, hidden, honest } = receiptedAndHidden()
    const noted = noteReceipted(receiver.known, 'originator', headsOf(receiver))
    if (noted.kind !== 'noted') throw new Error('the head is ours')
    expect(backDated(noted.exchange, hidden)).toEqual({
      kind: 'violation',
      code: 'BACK_DATED',
      rule: 'receive.seen-receipted',
    })
    expect(backDated(noted.exchange, honest)).toBeUndefined()
  })

  it('is none for a fold over placements alone: the receipt may still be under way', () => {
    const { receiver, hidden } = receiptedAndHidden()
    expect(backDated(receiver.known, hidden)).toBeUndefined()
    expect(receiver.receive(hidden).kind).toBe('accepted')
  })

  it('is not judged while what it has seen is unknown', () => {
    const { receiver, originator } = receiptedAndHidden()
    const noted = noteReceipted(receiver.known, 'originator', headsOf(receiver))
    if (noted.kind !== 'noted') throw new Error('the head is ours')
    const placement = { seen: say.bytesFor('not here', 32) }
    expect(backDated(noted.exchange, originator.draft(say.feedbackAsk(), { placement }))).toBeUndefined()
  })

  it('is measured by the newest receipt, and receipts do not enter the state hash', () => {
    const { receiver, originator, disclosed } = underWay()
    const newest = noteReceipted(receiver.known, 'originator', headsOf(receiver))
    if (newest.kind !== 'noted') throw new Error('the head is ours')
    expect(newest.exchange.receipted.originator).toEqual({ after: 1, seen: 1 })
    expect(stateHash(newest.exchange)).toBe(stateHash(originator.known))
    expect(noteReceipted(newest.exchange, 'originator', { mine: undefined, yours: disclosed.hash })).toEqual({
      kind: 'unknown',
    })
  })

  it('cannot be told by a head that nobody placed', () => {
    const { receiver } = underWay()
    expect(noteReceipted(receiver.known, 'originator', { mine: undefined, yours: 'ab'.repeat(32) })).toEqual({
      kind: 'unknown',
    })
  })

  it('is none where it was placed before the receipt, and only came later', () => {
    const { receiver, hidden } = receiptedAndHidden()
    // The originator had placed its request before it saw the ACK; the receipt, made after both, overtakes it.
    const late = hidden.hash
    const noted = noteReceipted(receiver.known, 'originator', { mine: late, yours: headOf(receiver) })
    if (noted.kind !== 'noted') throw new Error('the head is ours')
    expect(backDated(noted.exchange, hidden)).toBeUndefined()
    expect(receiver.receive(hidden).kind).toBe('accepted')
    const again = noteReceipted(receiver.known, 'originator', { mine: late, yours: headOf(receiver) })
    if (again.kind !== 'noted') throw new Error('the head is ours')
    expect(again.exchange.receipted.originator).toEqual({ after: 2, seen: 2 })
  })
})
