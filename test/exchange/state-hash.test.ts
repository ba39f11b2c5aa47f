import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import { fold, refuse, stateHash, type Placed } from '../../protocol/index.ts'
import * as say from './sayings.ts'
import { underWay, type Desk } from './two-desks.ts'

/** As docs/protocol/3-exchange.md, section 8, has it: nothing here is asked of the code that is tested. */
function hashOf(...lines: readonly string[]): string {
  return createHash('sha256')
    .update(`sponte/1 exchange state\0${lines.join('\n')}`)
    .digest('hex')
}

const line = (placed: Placed, side: string, type: string, force: string) =>
  `${placed.hash} ${placed.statementHash} ${side} ${type} ${force}`

/** The receiver's node refuses what it has stored, and says so with what it places next. */
function refuseAndSay(receiver: Desk, placed: Placed): Placed {
  receiver.exchange = refuse(receiver.known, 'receiver', { placementHash: fromHex(placed.hash), code: 2 })
  return receiver.place(say.notAccepted())
}

describe('the state hash', () => {
  it('is over the id, the phase and each statement with its force', () => {
    const { originator, disclosed } = underWay({ undertaken: false })
    expect(stateHash(originator.known)).toBe(
      hashOf(originator.known.id, 'DISCLOSED', line(disclosed, 'originator', 'DISCLOSURE', 'PENDING')),
    )
  })

  it('is over the undertaking in force and the matters that stand, ascending', () => {
    const { originator, receiver, disclosed } = underWay({ undertaken: false })
    const read = receiver.place(say.conditionsRead(receiver.known))
    originator.receive(read)
    const asked = [1, 2, 3].map(() => originator.place(say.question(originator.known)))
    for (const placed of asked) receiver.receive(placed)
    const [first, second, third] = asked as [Placed, Placed, Placed]
    const answer = receiver.place(say.answer(receiver.known, second.statementHash))
    const matters = [
      [first, 'OPEN'],
      [second, 'SETTLED'],
      [third, 'OPEN'],
    ] as const
    expect(stateHash(receiver.known)).toBe(
      hashOf(
        receiver.known.id,
        'UNDERTAKEN',
        line(disclosed, 'originator', 'DISCLOSURE', 'STANDS'),
        line(read, 'receiver', 'CONDITIONS_READ', 'STANDS'),
        ...asked.map((placed) => line(placed, 'originator', 'QUESTION', 'STANDS')),
        line(answer, 'receiver', 'ANSWER', 'PENDING'),
        `undertaking ${read.statementHash}`,
        ...matters.map(([placed, state]) => `matter ${placed.statementHash} ${state}`).sort(),
      ),
    )
  })

  it('is over what was refused, as void, and not over its matter', () => {
    const { originator, receiver, disclosed } = underWay({ undertaken: false })
    const read = receiver.place(say.conditionsRead(receiver.known))
    originator.receive(read)
    const asked = originator.place(say.question(originator.known))
    receiver.receive(asked)
    const refusing = refuseAndSay(receiver, asked)
    originator.receive(refusing)
    const expected = hashOf(
      receiver.known.id,
      'UNDERTAKEN',
      line(disclosed, 'originator', 'DISCLOSURE', 'STANDS'),
      line(read, 'receiver', 'CONDITIONS_READ', 'STANDS'),
      line(asked, 'originator', 'QUESTION', 'VOID'),
      line(refusing, 'receiver', 'NOT_ACCEPTED', 'PENDING'),
      `undertaking ${read.statementHash}`,
    )
    expect([originator, receiver].map(({ known }) => stateHash(known))).toEqual([expected, expected])
  })

  it('is over nothing but the fork of a forked exchange, and whether it was returned', () => {
    const { originator, receiver } = underWay()
    const [one, other] = [0, 1].map(() => originator.draft(say.question(originator.known))) as [
      Placed,
      Placed,
    ]
    for (const placed of [one, other]) receiver.receive(placed)
    expect(stateHash(receiver.known)).toBe(hashOf(receiver.known.id, 'FORKED'))
    receiver.place(say.cannotComply(receiver.known))
    expect(stateHash(receiver.known)).toBe(hashOf(receiver.known.id, 'FORKED', 'RETURNED'))
  })

  it('is over a return that was heard of a forked exchange, though what comes before it has not come', () => {
    const { originator, receiver } = underWay()
    const [one, other] = [0, 1].map(() => originator.draft(say.question(originator.known))) as [
      Placed,
      Placed,
    ]
    const said = receiver.place(say.ack(receiver.known))
    const returned = receiver.place(say.cannotComply(receiver.known))
    for (const placed of [one, other]) originator.receive(placed)
    expect(originator.receive(returned)).toMatchObject({ kind: 'held', missing: said.hash })
    expect(stateHash(originator.known)).toBe(hashOf(originator.known.id, 'FORKED', 'RETURNED'))
  })
})

describe('a fold of placements that came in any order', () => {
  it('tries again what waited, and says what still waits and what was refused', () => {
    const { originator, receiver, disclosed } = underWay({ undertaken: false })
    const read = receiver.place(say.conditionsRead(receiver.known))
    originator.receive(read)
    const [one, two, three] = [1, 2, 3].map(() => originator.place(say.question(originator.known))) as [
      Placed,
      Placed,
      Placed,
    ]
    const whole = fold([three, one, two, read, disclosed])
    expect([whole.held, whole.refused]).toEqual([[], []])
    expect(whole.exchange && stateHash(whole.exchange)).toBe(stateHash(originator.known))

    expect(fold([three, two]).exchange).toBeUndefined()
    expect(new Set(fold([three, two, disclosed, read]).held)).toEqual(new Set([two, three]))

    const { refused } = fold([disclosed, read, read])
    expect(refused).toMatchObject([{ placed: read, verdict: { kind: 'violation' } }])
  })

  it('keeps both branches of a fork, and says which was the second', () => {
    const { originator, receiver, disclosed } = underWay({ undertaken: false })
    const read = receiver.place(say.conditionsRead(receiver.known))
    originator.receive(read)
    const [one, other] = [0, 1].map(() => originator.draft(say.question(originator.known))) as [
      Placed,
      Placed,
    ]
    const { exchange, refused } = fold([disclosed, read, one, other])
    expect(refused).toMatchObject([{ placed: other, verdict: { kind: 'fork' } }])
    expect(exchange && stateHash(exchange)).toBe(hashOf(disclosed.statementHash, 'FORKED'))
  })
})
