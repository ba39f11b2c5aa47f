import { fromHex, toHex } from '../../crypto/index.ts'
import type { Placement } from '../codec/exchange.ts'
import { forceOf } from './force.ts'
import { families } from './families.ts'
import { lookUp, valuesOf, type HashTrie } from './hash-trie.ts'
import { isReturnAnnounced } from './holding.ts'
import { stateAt } from './matter.ts'
import type { MatterKind, MatterState } from './matters.ts'
import { mayPlace, type Phase } from './may-place.ts'
import { headsOf, latestAt, noticeAt, offeredAt, phaseAt, standsAt, undertakingAt } from './past.ts'
import { present, type Present } from './refusals.ts'
import {
  otherSide,
  type Disclosed,
  type Entry,
  type Exchange,
  type FeedbackGiven,
  type Outcome,
  type Matter,
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
  /** What is open between the two sides, but for what was overtaken. Found when asked for, in time with its number. */
  readonly matters: readonly OpenMatter[]
  /** Those of them in which a side owes something; likewise. */
  readonly owing: readonly OpenMatter[]
  /** Questions and requests for feedback that the other side still owes something for, and may answer; likewise. */
  readonly owed: readonly Matter[]
  /** Whether a side has closed the exchange, and nothing was said after or beside that. */
  readonly isClosed: boolean
}

/** A matter that has not come to its end. */
export interface OpenMatter {
  readonly matter: Matter
  readonly state: MatterState
}

/** The phase now; `FORKED` stops everything but safety statements. */
export function phaseOf(exchange: Exchange): Phase | 'FORKED' {
  if (isForked(exchange)) return 'FORKED'
  if (isReturnAnnounced(exchange)) return 'RETURNED'
  const now = present(exchange)
  return phaseAt(now.exchange, now.heads)
}

/** Whether either side has placed two statements in one place. */
export function isForked({ fork }: Exchange): boolean {
  return fork !== undefined
}

/** Everything that holds now. What is open is only looked through when it is asked for. */
export function viewOf(exchange: Exchange): ExchangeView {
  const now = present(exchange)
  return {
    phase: phaseOf(exchange),
    isReturned: isReturnAnnounced(exchange) || phaseAt(now.exchange, now.heads) === 'RETURNED',
    offered: offeredOf(exchange),
    notice: noticeAt(now.exchange, now.heads),
    disclosure: latestAt(now.exchange, now.exchange.disclosures, now.heads),
    undertaking: undertakingAt(now.exchange, now.heads),
    outcome: latestAt(now.exchange, now.exchange.outcomes, now.heads),
    feedback: latestAt(now.exchange, now.exchange.feedbacks, now.heads),
    get matters() {
      return mattersIn(now, now.exchange.open)
    },
    get owing() {
      return mattersIn(now, now.exchange.owing)
    },
    get owed() {
      return owedIn(exchange, this.owing)
    },
    isClosed: isClosedAt(now),
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

function mattersIn({ exchange, heads }: Present, some: HashTrie<Matter>): readonly OpenMatter[] {
  return Array.from(valuesOf(some))
    .filter(({ entry }) => forceOf(exchange, entry) !== 'OVERTAKEN')
    .map((matter) => ({ matter, state: stateAt(exchange, matter, heads) }))
}

const answeredBy: Readonly<Partial<Record<MatterKind, StatementType>>> = {
  QUESTION: 'ANSWER',
  FEEDBACK: 'FEEDBACK',
}

function owedIn(exchange: Exchange, owing: readonly OpenMatter[]): readonly Matter[] {
  const open = { originator: openTypes(exchange, 'originator'), receiver: openTypes(exchange, 'receiver') }
  return owing
    .map(({ matter }) => matter)
    .filter(({ kind, entry }) => {
      const answer = answeredBy[kind]
      return answer !== undefined && open[otherSide(entry.side)].includes(answer)
    })
}

/** A CLOSE that is the last word of its side, and that the other side has said nothing after or beside, or the same. */
function isClosedAt({ exchange, heads }: Present): boolean {
  const { originator, receiver } = exchange.chains
  const closes = (entry: Entry | undefined) =>
    entry?.type === 'CLOSE' && standsAt(exchange, entry, heads) ? entry : undefined
  const [ours, theirs] = [closes(originator.head), closes(receiver.head)]
  if (ours !== undefined && theirs !== undefined) return true
  return (
    (ours !== undefined && (receiver.head?.seq ?? 0) <= ours.seen) ||
    (theirs !== undefined && (originator.head?.seq ?? 0) <= theirs.seen)
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
