import { fromHex } from '../../crypto/index.ts'
import {
  placementShape,
  statementShape,
  type Placed,
  type ProtocolErrorCode,
  type Verdict,
} from '../../protocol/index.ts'
import { twoDesks, underWay } from '../exchange/two-desks.ts'
import * as say from '../exchange/sayings.ts'

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
}

/** Placements in a row, of which the last is in question. */
export function draftChains(): readonly ChainDraft[] {
  const bytesOf = (placed: Placed) => ({
    placement: placementShape.encode(placed.placement),
    statement: statementShape.encode(placed.statement),
    timeMs: placed.timeMs,
  })
  const chain = (
    name: string,
    [verdict, code, row]: readonly [Verdict['kind'], ProtocolErrorCode?, string?],
    placements: readonly Placed[],
  ): ChainDraft => ({
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
      'chain-not-its-own-epoch',
      ['violation', 'UPGRADE_NEEDED', 'place.epoch'],
      [...start, first, draft({ placement: { pairEpoch: random32.slice(0, 16) } })],
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
      ['violation', 'REFERENCE_INVALID', 'answer.question'],
      [...start, receiver.draft(say.answer(receiver.known, disclosed.statementHash))],
    ),
  ]
}

function beforeUndertaking(): readonly Placed[] {
  const { originator, disclosed } = underWay({ undertaken: false })
  return [disclosed, originator.draft(say.question(originator.known))]
}
