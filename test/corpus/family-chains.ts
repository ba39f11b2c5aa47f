import { fromHex } from '../../crypto/index.ts'
import { conditionsShape, termsShapes, type Placed } from '../../protocol/index.ts'
import * as say from '../exchange/sayings.ts'
import { offered, underWay, type Desk } from '../exchange/two-desks.ts'
import type { Chain, ChainDraft } from './chains.ts'

const nobody = say.bytesFor('no such thing', 32)

/** A disclosure, an undertaking, and what follows: a row of the families each, and what is left of place and chain. */
export function draftFamilyChains(chain: Chain): readonly ChainDraft[] {
  const { originator, receiver, start } = undertaken()
  const ask = (...changes: readonly Parameters<Desk['draft']>[1][]) =>
    originator.draft(say.question(originator.known), ...changes)
  const ack = termsShapes.ACK.decode(say.ack(receiver.known).terms)
  const read = termsShapes.CONDITIONS_READ.decode(say.conditionsRead(receiver.known).terms)
  const theirs = start.at(-1)
  if (theirs === undefined) throw new Error('the receiver has undertaken')

  return [
    chain(
      'chain-continues-the-other-side',
      ['violation', 'SEQ_GAP', 'place.prev-own'],
      [...start, ask({ placement: { prev: fromHex(theirs.hash) } })],
    ),
    chain(
      'chain-refuses-what-nobody-placed',
      ['violation', 'REFERENCE_INVALID', 'place.refused-new'],
      [...start, ask({ placement: { refused: [{ placementHash: nobody, code: 2 }] } })],
    ),
    chain(
      'chain-asks-under-conditions-of-its-own',
      ['violation', 'CONDITIONS_INVALID', 'form.conditions'],
      [...start, ask({ statement: { conditions: conditionsShape.encode(say.conditionsWith('EV:LEAD')) } })],
    ),
    chain(
      'chain-names-another-disclosure',
      ['violation', 'REFERENCE_INVALID', 'family.disclosure'],
      [
        ...start,
        receiver.draft({
          ...say.ack(receiver.known),
          terms: termsShapes.ACK.encode({ ...ack, disclosure: nobody }),
        }),
      ],
    ),
    chain(
      'chain-acknowledges-and-refers-to-nothing',
      ['violation', 'REFERENCE_INVALID', 'family.refs'],
      [...start, receiver.draft(say.ack(receiver.known), { statement: { refs: [nobody] } })],
    ),
    chain(
      'chain-undertakes-other-conditions',
      ['violation', 'CONDITIONS_INVALID', 'undertaking.conditions'],
      [
        ...start,
        receiver.draft({
          ...say.conditionsRead(receiver.known),
          terms: termsShapes.CONDITIONS_READ.encode({ ...read, conditionsHash: nobody }),
        }),
      ],
    ),
    chain(
      'chain-asks-without-an-undertaking',
      ['violation', 'REFERENCE_INVALID', 'content.covered'],
      [...start, ask({ statement: { refs: [] } })],
    ),
    ...answers(chain),
    ...oneTooMany(chain),
    released(chain),
  ]
}

function undertaken({ mutual = true } = {}) {
  const { disclosed, originator, receiver } = underWay({ undertaken: false })
  const read = receiver.place(say.conditionsRead(receiver.known, { mutual }))
  originator.receive(read)
  return { originator, receiver, start: [disclosed, read] as readonly Placed[] }
}

/** Questions and feedback, and a fork among them. */
function answers(chain: Chain): readonly ChainDraft[] {
  const oneSided = undertaken({ mutual: false })
  const answered = undertaken()
  const question = answered.originator.place(say.question(answered.originator.known))
  answered.receiver.receive(question)
  const answer = answered.receiver.place(say.answer(answered.receiver.known, question.statementHash))
  const again = say.answer(answered.receiver.known, question.statementHash, { partial: true })
  const asked = undertaken()
  const ask = asked.originator.place(say.feedbackAsk())
  const forked = undertaken()
  const [one, other] = [1, 2].map(() => forked.originator.draft(say.question(forked.originator.known)))
  if (one === undefined || other === undefined) throw new Error('two were asked for')
  forked.originator.receive(one)
  forked.originator.receive(other)

  return [
    chain(
      'chain-writes-under-a-one-sided-undertaking',
      ['violation', 'NOT_NOW', 'content.mutual'],
      [...oneSided.start, oneSided.receiver.draft(say.question(oneSided.receiver.known))],
    ),
    chain(
      'chain-answers-twice',
      ['violation', 'NOT_NOW', 'matter.state'],
      [...answered.start, question, answer, answered.receiver.draft(again)],
    ),
    chain(
      'chain-asks-twice-for-feedback',
      ['violation', 'NOT_NOW', 'matter.one-at-a-time'],
      [...asked.start, ask, asked.originator.draft(say.feedbackAsk())],
    ),
    chain(
      'chain-goes-on-after-a-fork',
      ['violation', 'FORK', 'chain.not-forked'],
      [...forked.start, one, other, forked.originator.draft(say.question(forked.originator.known))],
    ),
  ]
}

/** What stands at its bound. */
function oneTooMany(chain: Chain): readonly ChainDraft[] {
  const most = 64
  const { receiver, start } = undertaken()
  const read = () => say.conditionsRead(receiver.known)
  const renewals = Array.from({ length: most - 1 }, () => receiver.place(read()))
  const { originator, notice } = offered()
  const notices = Array.from({ length: most - 1 }, () => originator.place(say.priorNotice()))
  return [
    chain(
      'chain-undertakes-too-often',
      ['violation', 'NOT_NOW', 'undertaking.bound'],
      [...start, ...renewals, receiver.draft(read())],
    ),
    chain(
      'chain-gives-too-many-notices',
      ['violation', 'NOT_NOW', 'notice.bound'],
      [notice, ...notices, originator.draft(say.priorNotice())],
    ),
  ]
}

/** A release that the receiver's node refused, in a return that the originator's refuses: the notice is spent. */
function released(chain: Chain): ChainDraft {
  const { originator, receiver, notice } = offered()
  const agreed = receiver.place(say.agree(receiver.known))
  originator.receive(agreed)
  const saying = say.release(originator.known)
  const release = originator.place(saying)
  receiver.receive(release)
  const refusing = ({ hash }: Placed) => [{ placementHash: fromHex(hash), code: 2 }]
  const returned = receiver.place(say.cannotComply(receiver.known), {
    placement: { refused: refusing(release) },
  })
  originator.receive(returned)
  const undertaking = fromHex(agreed.statementHash)
  const again = originator.draft(saying, { placement: { undertaking, refused: refusing(returned) } })
  return chain(
    'chain-releases-twice',
    ['violation', 'NOT_NOW', 'release.once'],
    [notice, agreed, release, returned, again],
  )
}

/** A statement that has not seen what its side has receipted. */
export function backDatedChain(chain: Chain): ChainDraft {
  const { originator, receiver, start } = undertaken()
  const [disclosed] = start
  if (disclosed === undefined) throw new Error('a disclosure begins it')
  const hidden = originator.draft(say.feedbackAsk())
  const ack = receiver.place(say.ack(receiver.known))
  const receipt = {
    before: start.length + 1,
    signer: 'originator' as const,
    mine: fromHex(disclosed.hash),
    yours: fromHex(ack.hash),
  }
  return {
    ...chain(
      'chain-has-not-seen-what-it-receipted',
      ['violation', 'BACK_DATED', 'receive.seen-receipted'],
      [...start, ack, hidden],
    ),
    receipts: [receipt],
  }
}
