import { fromHex } from '../../crypto/index.ts'
import {
  conditionsShape,
  placementShape,
  statementShape,
  termsShapes,
  type Placed,
  type ProtocolErrorCode,
  type Side,
  type Verdict,
} from '../../protocol/index.ts'
import { offered, twoDesks, underWay } from '../exchange/two-desks.ts'
import * as say from '../exchange/sayings.ts'
import { backDatedChain, draftFamilyChains } from './family-chains.ts'
import { draftMatterChains } from './matter-chains.ts'

export interface ChainDraft {
  readonly name: string
  readonly rule: string
  readonly code?: ProtocolErrorCode
  readonly verdict: Verdict['kind']
  readonly row?: string
  readonly placements: readonly {
    readonly placement: Uint8Array
    readonly statement: Uint8Array
    timeMs: number
  }[]
  readonly receipts?: readonly {
    /** How many placements were taken in before it. */
    readonly before: number
    readonly signer: Side
    readonly mine: Uint8Array
    readonly yours: Uint8Array
  }[]
}

export type Chain = (
  name: string,
  verdict: readonly [Verdict['kind'], ProtocolErrorCode?, string?],
  placements: readonly Placed[],
) => ChainDraft

/** Placements in a row, of which the last is in question. */
export function draftChains(): readonly ChainDraft[] {
  const bytesOf = (placed: Placed) => ({
    placement: placementShape.encode(placed.placement),
    statement: statementShape.encode(placed.statement),
    timeMs: placed.timeMs,
  })
  const chain: Chain = (name, [verdict, code, row], placements) => ({
    name,
    rule: `3-exchange.md, ${row ?? 'Receiving'}`,
    ...(code === undefined ? {} : { code }),
    verdict,
    ...(row === undefined ? {} : { row }),
    placements: placements.map(bytesOf),
  })

  const { originator, receiver } = twoDesks()
  const disclosed = originator.place(say.disclosure())
  receiver.receive(disclosed)
  const read = receiver.place(say.conditionsRead(receiver.known))
  originator.receive(read)
  const start = [disclosed, read] as const
  const known = originator.known
  const draft = (changes?: Parameters<typeof originator.draft>[1]) =>
    originator.draft(say.question(known), changes)
  const first = draft()
  const second = draft()
  const other = twoDesks('other')
  const elsewhere = other.originator.place(say.disclosure())
  originator.receive(first)
  const next = originator.draft(say.question(originator.known))
  const placedAgain = {
    ...next,
    ...{ statement: first.statement, statementHash: first.statementHash, content: first.content },
    placement: { ...next.placement, statementHash: first.placement.statementHash },
  }
  const recovering = twoDesks()
  const recovered = draft({ placement: { pairEpoch: say.bytesFor('recovered', 16) } })
  for (const placed of [...start, first, recovered]) recovering.originator.receive(placed)
  const { pairEpoch } = first.placement
  const takenUp = recovering.originator.draft(say.question(recovering.originator.known), {
    placement: { pairEpoch },
  })
  const skipped = { placement: { seq: 5 } }
  const random32 = say.bytesFor('nobody has it', 32)

  return [
    chain('chain-goes-on', ['accepted'], [...start, first, next]),
    chain('chain-forks', ['fork', 'FORK', 'chain.one-after-another'], [...start, first, second]),
    chain('chain-skips-a-number', ['violation', 'SEQ_GAP', 'place.seq'], [...start, first, draft(skipped)]),
    chain('chain-lacks-a-link', ['held', 'SEQ_GAP', 'place.prev-known'], [...start, next]),
    chain(
      'chain-back-dates',
      ['violation', 'BACK_DATED', 'place.seen-forward'],
      [...start, first, originator.draft(say.question(known), { placement: { seen: undefined } })],
    ),
    chain(
      'chain-saw-what-nobody-has',
      ['held', 'SEEN_UNKNOWN', 'place.seen-known'],
      [...start, first, draft({ placement: { seen: random32 } })],
    ),
    chain(
      'chain-names-its-own-as-seen',
      ['violation', 'SEEN_UNKNOWN', 'place.seen-theirs'],
      [...start, first, draft({ placement: { seen: fromHex(disclosed.hash) } })],
    ),
    chain('chain-repeats-a-placement', ['violation', 'DUPLICATE', 'place.new'], [...start, first, first]),
    chain(
      'chain-places-a-statement-again',
      ['violation', 'DUPLICATE', 'chain.statement-once'],
      [...start, first, placedAgain],
    ),
    chain(
      'chain-of-another-exchange',
      ['violation', 'EXCHANGE_UNKNOWN', 'place.exchange'],
      [...start, elsewhere],
    ),
    chain(
      'chain-of-other-parties',
      ['violation', 'PARTIES_INVALID', 'place.parties'],
      [...start, first, draft({ statement: { to: { ...first.statement.to, iikHash: random32 } } })],
    ),
    chain(
      'chain-back-to-an-epoch-it-left',
      ['violation', 'BACK_DATED', 'place.epoch'],
      [...start, first, recovered, takenUp],
    ),
    chain('chain-before-the-undertaking', ['violation', 'NOT_NOW', 'family.now'], beforeUndertaking()),
    chain(
      'chain-acknowledged-by-the-originator',
      ['violation', 'NOT_YOURS', 'place.yours'],
      [...start, first, originator.draft(say.ack(originator.known))],
    ),
    chain(
      'chain-refers-to-nothing',
      ['violation', 'REFERENCE_INVALID', 'family.refs'],
      [...start, first, draft({ statement: { refs: [random32] } })],
    ),
    chain(
      'chain-answers-no-question',
      ['violation', 'REFERENCE_INVALID', 'matter.named'],
      [...start, receiver.draft(say.answer(receiver.known, disclosed.statementHash))],
    ),
    ...notices(chain),
    ...draftFamilyChains(chain),
    ...draftMatterChains(chain),
    backDatedChain(chain),
  ]
}

/** A notice, what answers it, and the release. */
function notices(chain: Chain): readonly ChainDraft[] {
  const { originator, receiver, notice } = offered()
  const agree = say.agree(receiver.known)
  const agreed = receiver.place(agree)
  originator.receive(agreed)
  const start = [notice, agreed]
  const release = (...changes: readonly Parameters<typeof originator.draft>[1][]) =>
    originator.draft(say.release(originator.known), ...changes)
  const { disclosed, ...byLaw } = underWay({ undertaken: false })
  const undertaken = byLaw.receiver.place(say.conditionsRead(byLaw.receiver.known))
  const some = say.bytesFor('another notice', 32)
  const officer = { officerCertHash: some, officerSig: say.bytesFor('never looked at', 64) }
  const waiting = offered()
  const toAnother = offered()
  const conditions = conditionsShape.encode(say.conditionsWith('BIND:OFFER', 'EV:COURT'))

  return [
    chain('chain-releases', ['accepted'], [...start, release()]),
    chain(
      'chain-agrees-to-another-notice',
      ['violation', 'REFERENCE_INVALID', 'notice.named'],
      [notice, toAnother.receiver.draft({ ...agree, terms: agreeTo(agree.terms, some) })],
    ),
    chain(
      'chain-releases-before-the-answer',
      ['violation', 'NOT_NOW', 'family.now'],
      [notice, waiting.originator.draft(say.release(waiting.originator.known))],
    ),
    chain(
      'chain-releases-without-the-undertaking',
      ['violation', 'REFERENCE_INVALID', 'release.undertaken'],
      [...start, release({ placement: { undertaking: undefined } })],
    ),
    chain(
      'chain-releases-without-its-notice',
      ['violation', 'REFERENCE_INVALID', 'release.notice'],
      [...start, release({ statement: { refs: [] } })],
    ),
    chain(
      'chain-releases-under-other-conditions',
      ['violation', 'CONDITIONS_INVALID', 'release.conditions'],
      [...start, release({ statement: { conditions } })],
    ),
    chain(
      'chain-gives-notice-under-another-binding',
      ['violation', 'CONDITIONS_INVALID', 'notice.binding'],
      [notice, waiting.originator.draft(say.priorNotice(say.conditionsWith('BIND:PRIOR-NOTICE', 'EV:LEAD')))],
    ),
    chain(
      'chain-expired-by-an-officer',
      ['violation', 'SIGNATURE_INVALID', 'form.officer'],
      [notice, waiting.originator.draft(say.expired(waiting.originator.known), { placement: officer })],
    ),
    chain(
      'chain-late-without-a-release',
      ['violation', 'NOT_NOW', 'late.release'],
      [disclosed, undertaken, byLaw.receiver.draft(say.late(byLaw.receiver.known))],
    ),
  ]
}

/** The same answer to another notice. */
function agreeTo(terms: Uint8Array, notice: Uint8Array): Uint8Array {
  return termsShapes.AGREE.encode({ ...termsShapes.AGREE.decode(terms), notice })
}

function beforeUndertaking(): readonly Placed[] {
  const { originator, disclosed } = underWay({ undertaken: false })
  return [disclosed, originator.draft(say.question(originator.known))]
}
