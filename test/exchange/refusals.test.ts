import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { lookUp } from '../../protocol/exchange/hash-trie.ts'
import {
  due,
  forceOf,
  phaseOf,
  refuse,
  stateHash,
  takeIn,
  viewOf,
  type Exchange,
  type Hash,
  type Placed,
} from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { offered, startMs, twoDesks, underWay, type Desk } from './two-desks.ts'

const notTrusted = 2

/** The desk's node refuses a placement that it has just stored. */
function refuseAt(desk: Desk, placed: Placed): Exchange | undefined {
  return refuse(desk.known, desk.side, { placementHash: fromHex(placed.hash), code: notTrusted })
}

function force({ known }: Desk, hash: Hash) {
  const entry = lookUp(known.placements, hash)
  return entry && forceOf(known, entry)
}

/** Both desks have a question of the originator; the receiver's node refuses it and tells so with its ACK. */
function questionRefused() {
  const desks = underWay()
  const { originator, receiver } = desks
  const asked = originator.place(say.question(originator.known))
  receiver.receive(asked)
  receiver.exchange = refuseAt(receiver, asked)
  const before = receiver.known
  originator.receive(receiver.place(say.ack(receiver.known)))
  return { ...desks, asked, before }
}

describe('a refused placement', () => {
  it('is without effect on the refusing node at once, and equal to the peer’s state until it is said', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    receiver.receive(asked)
    receiver.exchange = refuseAt(receiver, asked)
    expect(viewOf(receiver.known).owed).toEqual([])
    expect(stateHash(receiver.known)).toBe(stateHash(originator.known))
  })

  it('is void for both sides once the next placement lists it', () => {
    const { originator, receiver, asked } = questionRefused()
    expect([force(originator, asked.hash), force(receiver, asked.hash)]).toEqual(['VOID', 'VOID'])
    expect(viewOf(originator.known).owed).toEqual([])
    expect(receiver.known.refusing).toBeUndefined()
    expect(stateHash(receiver.known)).toBe(stateHash(originator.known))
  })

  it('stays in its chain: what follows it is accepted', () => {
    const { originator, receiver } = questionRefused()
    expect(receiver.receive(originator.place(say.question(originator.known))).kind).toBe('accepted')
  })

  it('cannot be answered', () => {
    const { receiver, asked } = questionRefused()
    const verdict = receiver.receive(receiver.draft(say.answer(receiver.known, asked.statementHash)))
    expect(verdict).toMatchObject({ rule: 'matter.named' })
  })

  it('cannot be refused after a placement that saw it', () => {
    const { receiver, originator, disclosed } = underWay()
    expect(refuseAt(receiver, disclosed)).toBe(receiver.known)
    const late = { refused: [{ placementHash: fromHex(disclosed.hash), code: notTrusted }] }
    const verdict = receiver.receive(receiver.draft(say.ack(receiver.known), { placement: late }))
    expect(verdict).toMatchObject({ rule: 'place.refused-new' })
    expect(originator.known.refusals).toBeUndefined()
  })

  it('cannot be refused by its own side', () => {
    const { originator, disclosed } = underWay()
    expect(refuseAt(originator, disclosed)).toBe(originator.known)
  })

  it('that settled a question opens it again', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    receiver.receive(asked)
    const answer = receiver.place(say.answer(receiver.known, asked.statementHash))
    originator.receive(answer)
    expect(viewOf(originator.known).owed).toEqual([])
    originator.exchange = refuseAt(originator, answer)
    receiver.receive(originator.place(say.feedbackAsk()))
    expect(due(receiver.known, startMs).map(({ code, ref }) => [code, ref])).toEqual([
      ['ACKNOWLEDGE', receiver.known.id],
      ['ANSWER', asked.statementHash],
    ])
    const again = receiver.place(say.answer(receiver.known, asked.statementHash))
    expect(originator.receive(again).kind).toBe('accepted')
    expect(viewOf(originator.known).owed.map(({ entry }) => entry.type)).toEqual([])
  })

  it('that was the only undertaking puts the exchange back to DISCLOSED, and another one brings it forward', () => {
    const { originator, receiver } = underWay({ undertaken: false })
    const read = receiver.place(say.conditionsRead(receiver.known))
    originator.receive(read)
    const renewed = receiver.place(say.conditionsRead(receiver.known))
    originator.receive(renewed)
    originator.exchange = refuseAt(originator, renewed)
    expect(phaseOf(originator.known)).toBe('UNDERTAKEN')
    originator.exchange = refuseAt(originator, read)
    expect(phaseOf(originator.known)).toBe('DISCLOSED')
    expect(originator.receive(originator.draft(say.feedbackAsk()))).toMatchObject({ rule: 'family.now' })
    originator.receive(receiver.place(say.conditionsRead(receiver.known)))
    receiver.receive(originator.place(say.feedbackAsk()))
    expect([originator, receiver].map(({ known }) => phaseOf(known))).toEqual(['UNDERTAKEN', 'UNDERTAKEN'])
  })

  it('that acknowledged the disclosure lets it be acknowledged again', () => {
    const { originator, receiver } = underWay()
    const first = receiver.place(say.ack(receiver.known))
    originator.receive(first)
    originator.exchange = refuseAt(originator, first)
    receiver.receive(originator.place(say.feedbackAsk()))
    expect(phaseOf(receiver.known)).toBe('UNDERTAKEN')
    originator.receive(receiver.place(say.ack(receiver.known)))
    expect(phaseOf(originator.known)).toBe('ACKNOWLEDGED')
  })

  it('may be the disclosure itself: the receiver says so with a CANNOT_COMPLY', () => {
    const { originator, receiver, disclosed } = underWay({ undertaken: false })
    receiver.exchange = refuseAt(receiver, disclosed)
    expect(phaseOf(receiver.known)).toBe('RETURNED')
    expect(receiver.receive(receiver.draft(say.conditionsRead(receiver.known)))).toMatchObject({
      rule: 'family.now',
    })
    originator.receive(receiver.place(say.cannotComply(receiver.known)))
    expect(force(originator, disclosed.hash)).toBe('VOID')
    expect(stateHash(receiver.known)).toBe(stateHash(originator.known))
  })

  it('is listed by the first word after a recovery, though the other side begins a new epoch at the same time', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    receiver.receive(asked)
    receiver.exchange = refuseAt(receiver, asked)
    const left = receiver.known.chains.receiver.head?.epoch ?? ''
    const begins = (side: string) => ({ placement: { pairEpoch: say.bytesFor(`recovered ${side}`, 16) } })
    const listed = receiver.place(say.notAccepted(), begins('receiver'))
    const question = originator.place(say.question(originator.known), begins('originator'))
    expect([originator.receive(listed).kind, receiver.receive(question).kind]).toEqual([
      'accepted',
      'accepted',
    ])
    expect([force(originator, asked.hash), force(receiver, asked.hash)]).toEqual(['VOID', 'VOID'])
    expect(receiver.known.refusing).toBeUndefined()
    expect(stateHash(receiver.known)).toBe(stateHash(originator.known))

    expect(originator.receive(receiver.place(say.ack(receiver.known))).kind).toBe('accepted')
    const old = { placement: { pairEpoch: fromHex(left) } }
    const verdict = originator.receive(receiver.draft(say.ack(receiver.known), old))
    expect(verdict).toMatchObject({ rule: 'place.epoch' })
    expect(stateHash(receiver.known)).toBe(stateHash(originator.known))
  })

  it('is one of at most 64 that wait; then nothing more is to be stored', () => {
    const { originator, receiver } = underWay()
    for (let n = 1; n <= 64; n++) {
      const asked = originator.place(say.question(originator.known))
      receiver.receive(asked)
      receiver.exchange = refuseAt(receiver, asked)
    }
    const last = originator.place(say.question(originator.known))
    receiver.receive(last)
    expect(refuseAt(receiver, last)).toBeUndefined()
  })
})

describe('conditions that nobody here can undertake', () => {
  const noticed = () => {
    const desks = offered()
    const conditions = { ...say.conditionsWith('BIND:OFFER', 'EV:LEAD'), vocabulary: 2 }
    return { ...desks, newer: desks.originator.place(say.priorNotice(conditions)) }
  }

  it('keep their place in an exchange that exists, so that what follows is taken in', () => {
    const { originator, receiver, newer } = noticed()
    const intake = takeIn(receiver.known, newer, undefined)
    expect(intake).toMatchObject({ kind: 'refused', reason: 'UPGRADE_NEEDED', code: 4 })
    if (intake.kind !== 'refused') return
    receiver.exchange = intake.exchange
    originator.receive(receiver.place(say.notAccepted()))
    expect(force(originator, newer.hash)).toBe('VOID')
    expect(stateHash(originator.known)).toBe(stateHash(receiver.known))

    const next = originator.place(say.withdrawNotice(originator.known))
    expect(receiver.receive(next).kind).toBe('accepted')
  })

  it('are refused as not to be read, where their tags contradict each other', () => {
    const { originator, receiver } = offered()
    const placed = originator.place(say.priorNotice(say.conditionsWith('BIND:OFFER', 'EV:LEAD', 'EV:COURT')))
    expect(takeIn(receiver.known, placed, undefined)).toMatchObject({
      ...{ kind: 'refused', reason: 'CONDITIONS_INVALID', code: 3 },
    })
  })

  it('begin nothing, and need no place', () => {
    const { originator } = twoDesks()
    const first = originator.place(say.disclosure({ ...say.conditionsWith('BIND:BY-LAW'), vocabulary: 2 }))
    expect(takeIn(undefined, first, undefined)).toEqual({
      ...{ kind: 'not-stored', status: 'REJECTED', reason: 'UPGRADE_NEEDED' },
    })
  })
})
