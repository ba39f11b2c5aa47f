import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { backDated, noteReceipted, wasSetBack, type Exchange, type Hash } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { startMs, underWay } from './two-desks.ts'

/** An originator that has asked twice, and a receiver that has it all. */
function asked() {
  const desks = underWay()
  const first = desks.originator.place(say.question(desks.originator.known))
  const second = desks.originator.place(say.question(desks.originator.known))
  for (const placed of [first, second]) desks.receiver.receive(placed)
  return { ...desks, first, second }
}

describe('who names an earlier placement of its own as its newest, after the next, has lost placements', () => {
  const isSetBack = (exchange: Exchange, head: Hash | undefined, timeMs: number) =>
    wasSetBack(exchange, 'originator', { headMine: head === undefined ? undefined : fromHex(head), timeMs })

  it('from the moment after the next was placed, and not before', () => {
    const { receiver, disclosed, first, second } = asked()
    for (const [head, next] of [
      [undefined, disclosed],
      [disclosed.hash, first],
      [first.hash, second],
    ] as const) {
      expect(isSetBack(receiver.known, head, next.timeMs + 1)).toBe(true)
      expect(isSetBack(receiver.known, head, next.timeMs)).toBe(false)
      expect(isSetBack(receiver.known, head, next.timeMs - 1)).toBe(false)
    }
  })

  it('but not who names the newest that we have of it, or one that we have not', () => {
    const { receiver, second } = asked()
    const later = startMs * 2
    expect(isSetBack(receiver.known, second.hash, later)).toBe(false)
    expect(isSetBack(receiver.known, 'ab'.repeat(32), later)).toBe(false)
  })

  it('nor who names a placement of the other side', () => {
    const { receiver } = asked()
    const theirs = receiver.known.chains.receiver.head?.placement
    expect(theirs).toBeDefined()
    expect(isSetBack(receiver.known, theirs, startMs * 2)).toBe(false)
  })
})

describe('what a receipt says of its signer’s placements to come', () => {
  const noted = (exchange: Exchange, mine: Hash | undefined, yours: Hash) =>
    noteReceipted(exchange, 'receiver', { mine, yours })

  it('is noted from its newest placement on', () => {
    const { receiver, originator, first, second } = asked()
    const mine = receiver.known.chains.receiver.head?.placement
    const one = noted(originator.known, mine, first.hash)
    if (one.kind !== 'noted') throw new Error('both heads are known')
    expect(one.exchange.receipted).toEqual({
      originator: { after: 0, seen: 0 },
      receiver: { after: 1, seen: 2 },
    })
    // A later one says more, and one that says less or the same changes nothing.
    const more = noted(one.exchange, mine, second.hash)
    if (more.kind !== 'noted') throw new Error('both heads are known')
    expect(more.exchange.receipted.receiver).toEqual({ after: 1, seen: 3 })
    expect(noted(more.exchange, undefined, first.hash)).toEqual({ kind: 'noted', exchange: more.exchange })
    expect(noted(more.exchange, undefined, second.hash)).toEqual({ kind: 'noted', exchange: more.exchange })
  })

  it('is noted from its first placement on, where it has placed nothing', () => {
    const { receiver, disclosed } = underWay({ undertaken: false })
    const answer = noted(receiver.known, undefined, disclosed.hash)
    expect(answer).toMatchObject({
      kind: 'noted',
      exchange: { receipted: { receiver: { after: 0, seen: 1 } } },
    })
  })

  it('is nothing yet where its newest placement has not come, or is not its own', () => {
    const { originator, disclosed, first } = asked()
    for (const mine of ['ab'.repeat(32), disclosed.hash])
      expect(noted(originator.known, mine, first.hash)).toEqual({ kind: 'noted', exchange: originator.known })
  })

  it('cannot be told by a head that is no placement of the other side', () => {
    const { receiver, originator } = asked()
    const own = receiver.known.chains.receiver.head?.placement ?? ''
    expect(noted(originator.known, undefined, own)).toEqual({ kind: 'unknown' })
  })

  it('refuses what stands after its newest placement and has seen nothing', () => {
    const { receiver, disclosed } = underWay({ undertaken: false })
    const hidden = receiver.draft(say.conditionsRead(receiver.known), { placement: { seen: undefined } })
    expect(backDated(receiver.known, hidden)).toBeUndefined()
    const answer = noted(receiver.known, undefined, disclosed.hash)
    if (answer.kind !== 'noted') throw new Error('the head is known')
    expect(backDated(answer.exchange, hidden)).toMatchObject({ code: 'BACK_DATED' })
  })
})
