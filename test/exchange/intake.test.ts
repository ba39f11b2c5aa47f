import { describe, expect, it } from 'vitest'
import { fromHex } from '../../crypto/index.ts'
import {
  compareTags,
  refuse,
  takeIn,
  type Conditions,
  type Exchange,
  type Item,
  type Placed,
  type Tag,
} from '../../protocol/index.ts'
import { sayInMatter } from './matter-sayings.ts'
import * as say from './sayings.ts'
import { offered, party, twoDesks, underWay, type Desk } from './two-desks.ts'

const tag = (code: string, ...args: readonly string[]): Tag => ({ code, args, scope: 0 })

/** Conditions that say all that has to be said. */
function complete(...more: readonly Tag[]): Conditions {
  const tags = [
    ...[
      'ACT:PASSIVE',
      'AUD:DESK',
      'BIND:BY-LAW',
      'CONF:CONTENT',
      'EV:LEAD',
      'ONW:CONSENT',
      'PUR:CRIM-INV',
    ].map((code) => tag(code)),
    ...['REL:ANY-SEALED', 'URG:NORMAL'].map((code) => tag(code)),
    tag('RET:REVIEW', '2029-10-05'),
    ...more,
  ]
  return { vocabulary: 1, tags: tags.sort(compareTags) }
}

const first = (conditions: Conditions, items?: readonly Item[]) =>
  twoDesks().originator.place(say.disclosure(conditions, items))

/** The receiver refuses so many questions and has not said so yet. */
function waiting(count: number) {
  const desks = underWay()
  for (let n = 1; n <= count; n++) {
    const asked = desks.originator.place(say.question(desks.originator.known))
    desks.receiver.receive(asked)
    const refused = { placementHash: fromHex(asked.hash), code: 2 }
    desks.receiver.exchange = refuse(desks.receiver.known, 'receiver', refused)
  }
  return desks
}

const taken = ({ known }: Desk, placed: Placed, refusal?: Parameters<typeof takeIn>[2]) =>
  takeIn(known, placed, refusal)
const rejected = (reason: string) => ({ kind: 'not-stored', status: 'REJECTED', reason })
const held = (reason: string, exchange?: Exchange) => ({
  kind: 'not-stored',
  status: 'HELD',
  reason,
  exchange,
})

describe('a first statement', () => {
  it('begins an exchange where somebody could undertake it', () => {
    expect(takeIn(undefined, first(complete()), undefined)).toMatchObject({ kind: 'stored' })
  })

  it('begins none where its officer was not entitled to say it', () => {
    expect(takeIn(undefined, first(complete()), 'REVOKED')).toEqual(rejected('REVOKED'))
  })

  it('begins none under Conditions that nobody can undertake', () => {
    const lacking = say.conditionsWith('BIND:BY-LAW', 'EV:LEAD')
    expect(takeIn(undefined, first(lacking), undefined)).toEqual(rejected('CONDITIONS_INVALID'))
  })

  it('begins none where its items carry what its Conditions do not announce', () => {
    const item = { itemId: say.bytesFor('item', 16), tags: [tag('EVAL', 'B2')] }
    const announced = complete({ ...tag('EVAL', 'B2'), scope: 1 })
    expect(takeIn(undefined, first(announced, [item]), undefined)).toMatchObject({ kind: 'stored' })
    expect(takeIn(undefined, first(announced, [{ ...item, tags: [] }]), undefined)).toEqual(
      rejected('CONDITIONS_INVALID'),
    )
  })

  it('begins none where a rule is broken, and the rule says why', () => {
    const wrong = twoDesks().originator.draft(say.disclosure(complete()), { placement: { seq: 2 } })
    expect(takeIn(undefined, wrong, undefined)).toMatchObject({ kind: 'not-stored', status: 'REJECTED' })
  })
})

describe('what follows', () => {
  it('is stored, under the exchange that it makes', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    const intake = taken(receiver, asked)
    receiver.receive(asked)
    expect(intake).toEqual({ kind: 'stored', exchange: receiver.known })
  })

  it('keeps its place and has no effect where its officer was not entitled to say it', () => {
    const { originator, receiver } = underWay()
    const asked = originator.place(say.question(originator.known))
    // Five words leave the node; the reason itself stays.
    expect(taken(receiver, asked, 'REVOKED')).toMatchObject({
      ...{ kind: 'refused', reason: 'REVOKED', code: 2 },
      exchange: {
        refusing: { side: 'receiver', refused: [{ placementHash: fromHex(asked.hash), code: 2 }] },
      },
    })
  })

  it('is rejected where a rule is broken, with the code of the rule', () => {
    const { originator, receiver } = underWay()
    const stranger = originator.draft(say.question(originator.known), {
      statement: { to: party('stranger') },
    })
    expect(taken(receiver, stranger)).toMatchObject({ status: 'REJECTED' })
    const twice = originator.place(say.question(originator.known))
    receiver.receive(twice)
    expect(taken(receiver, twice)).toEqual(rejected('DUPLICATE'))
  })

  it('waits where what its side placed before it has not come', () => {
    const { originator, receiver } = underWay()
    originator.place(say.question(originator.known))
    const next = originator.place(say.question(originator.known))
    expect(taken(receiver, next)).toEqual(held('SEQ_GAP', receiver.known))
    // What nobody was entitled to say counts for nothing on arrival.
    expect(taken(receiver, next, 'REVOKED')).toEqual(held('SEQ_GAP'))
  })

  it('is rejected where it names a placement of ours that we never made', () => {
    const { originator, receiver } = underWay()
    const invented = originator.draft(say.question(originator.known), {
      placement: { seen: say.bytesFor('never placed', 32) },
    })
    expect(taken(receiver, invented)).toEqual(rejected('SEEN_UNKNOWN'))
  })

  it('is kept as the second branch of a fork', () => {
    const { originator, receiver } = underWay()
    const [one, other] = [0, 1].map(() => originator.draft(say.question(originator.known))) as [
      Placed,
      Placed,
    ]
    receiver.receive(one)
    expect(taken(receiver, other)).toMatchObject({
      kind: 'stored',
      exchange: { fork: { side: 'originator' } },
    })
  })
})

describe('while 64 refusals wait to be said', () => {
  it('nothing more of that side is stored, and it may come again', () => {
    const { originator, receiver } = waiting(64)
    const asked = originator.place(say.question(originator.known))
    expect(taken(receiver, asked)).toEqual(held('BUSY'))
    expect(taken(receiver, asked, 'REVOKED')).toEqual(held('BUSY'))
  })

  it('a safety statement is, and with one less so is anything', () => {
    const { originator, receiver } = waiting(64)
    const safe = originator.place(sayInMatter('RECALL', originator.known))
    expect(taken(receiver, safe)).toMatchObject({ kind: 'stored' })
    // But not one of an officer who was not entitled: there is no room to say so.
    expect(taken(receiver, safe, 'REVOKED')).toEqual(held('BUSY'))
    const fewer = waiting(63)
    expect(taken(fewer.receiver, fewer.originator.place(say.question(fewer.originator.known)))).toMatchObject(
      {
        kind: 'stored',
      },
    )
  })
})

describe('a later notice', () => {
  it('is taken in where somebody could undertake it, and refused at its place where nobody could', () => {
    const { originator, receiver } = offered()
    const conditions = complete()
    const offer = {
      ...conditions,
      tags: conditions.tags.map((one) => (one.code === 'BIND:BY-LAW' ? tag('BIND:OFFER') : one)),
    }
    const notice = originator.draft(say.priorNotice(offer))
    expect(taken(receiver, notice)).toMatchObject({ kind: 'stored' })
    const lacking = originator.draft(say.priorNotice())
    expect(taken(receiver, lacking)).toMatchObject({ kind: 'refused', reason: 'CONDITIONS_INVALID', code: 3 })
  })
})
