import { fromHex, toHex } from '../../crypto/index.ts'
import type { Placement } from '../codec/exchange.ts'
import { forceOf } from './force.ts'
import { families, mayPlace, settledByType, type Phase } from './families.ts'
import { lookUp, valuesOf } from './hash-trie.ts'
import { headsOf, latestAt, noticeAt, offeredAt, phaseAt, undertakingAt } from './past.ts'
import { present } from './refusals.ts'
import {
  otherSide,
  type Disclosed,
  type Entry,
  type Exchange,
  type FeedbackGiven,
  type Outcome,
  type Inquiry,
  type Notice,
  type Offered,
  type Side,
  type Undertaking,
} from './state.ts'
import type { StatementType } from '../names.ts'

/** What holds in an exchange now, as this node sees it; codes and hashes, no words. */
export interface ExchangeView {
  readonly phase: Phase | 'FORKED'
  /** Whether the receiver has returned the disclosure: in a forked exchange too. */
  readonly isReturned: boolean
  /** What the originator last offered, standing or not: the disclosure, else the newest notice. */
  readonly offered: Offered
  /** The notice that counts: the newest, unless it has ended. */
  readonly notice: Notice | undefined
  /** What was disclosed, if it stands. */
  readonly disclosure: Disclosed | undefined
  /** The newest undertaking that is in force. */
  readonly undertaking: Undertaking | undefined
  readonly outcome: Outcome | undefined
  readonly feedback: FeedbackGiven | undefined
  /** Requests that the other side still owes something for, and may answer. */
  readonly owed: readonly Inquiry[]
}

/** The phase now; `FORKED` stops everything but safety statements. */
export function phaseOf(exchange: Exchange): Phase | 'FORKED' {
  if (isForked(exchange)) return 'FORKED'
  if (exchange.announcedReturn !== undefined) return 'RETURNED'
  const now = present(exchange)
  return phaseAt(now.exchange, now.heads)
}

/** Whether either side has placed two statements in one place. */
export function isForked({ fork }: Exchange): boolean {
  return fork !== undefined
}

/** Everything that holds now. Costs time in the number of open inquiries. */
export function viewOf(exchange: Exchange): ExchangeView {
  const now = present(exchange)
  return {
    phase: phaseOf(exchange),
    isReturned: exchange.announcedReturn !== undefined || phaseAt(now.exchange, now.heads) === 'RETURNED',
    offered: offeredOf(exchange),
    notice: noticeAt(now.exchange, now.heads),
    disclosure: latestAt(now.exchange, now.exchange.disclosures, now.heads),
    undertaking: undertakingAt(now.exchange, now.heads),
    outcome: latestAt(now.exchange, now.exchange.outcomes, now.heads),
    feedback: latestAt(now.exchange, now.exchange.feedbacks, now.heads),
    owed: owedInquiries(exchange),
  }
}

/** What the originator last offered, refused or not: the disclosure, else the newest notice. */
export function offeredOf(exchange: Exchange): Offered {
  return offeredAt(exchange, headsOf(exchange))
}

/** What was disclosed last, refused or not; `undefined` while the content waits for an undertaking. */
export function disclosedOf({ disclosures }: Exchange): Disclosed | undefined {
  return disclosures?.latest
}

/** The types that a side may place now, by phase alone: what they name is judged when they are placed. */
export function openTypes(exchange: Exchange, side: Side): readonly StatementType[] {
  const phase = phaseOf(exchange)
  if (phase !== 'FORKED') return mayPlace[side][phase]
  return mayPlace[side].DISCLOSED.filter((type) => families[type].safety)
}

/** The inquiries that are open, not overtaken, and that the other side may answer in the present phase. */
export function owedInquiries(exchange: Exchange): readonly Inquiry[] {
  const now = present(exchange).exchange
  const answerable = {
    originator: openTypes(exchange, 'receiver'),
    receiver: openTypes(exchange, 'originator'),
  }
  return Array.from(valuesOf(now.open)).filter(
    ({ entry }) =>
      (entry.type === 'QUESTION' || entry.type === 'FEEDBACK_ASK') &&
      answerable[entry.side].includes(settledByType[entry.type]) &&
      forceOf(now, entry) !== 'OVERTAKEN',
  )
}

/** A placement of either side, by its hash; `undefined` where it is not here. */
export function placementNamed(exchange: Exchange, hash: Uint8Array): Entry | undefined {
  return lookUp(exchange.placements, toHex(hash))
}

/** The fields of a placement that follow from the exchange. */
export type NextPlace = Pick<Placement, 'exchangeId' | 'seq' | 'prev' | 'seen' | 'refused'> & {
  /** `undefined` before the side's first placement: sixteen random bytes are to be chosen. */
  readonly pairEpoch: Uint8Array | undefined
}

/** Where the next placement of a side stands: after its last one, having seen all there is. */
export function nextPlace(exchange: Exchange, side: Side): NextPlace {
  const { head } = exchange.chains[side]
  const seen = exchange.chains[otherSide(side)].head
  const refusing = exchange.refusing?.side === side ? exchange.refusing.refused : []
  return {
    exchangeId: fromHex(exchange.id),
    seq: (head?.seq ?? 0) + 1,
    prev: head && fromHex(head.placement),
    seen: seen && fromHex(seen.placement),
    refused: refusing,
    pairEpoch: head && fromHex(head.epoch),
  }
}
