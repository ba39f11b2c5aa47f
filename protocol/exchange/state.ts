import type { Attachment, Conditions, Item, Party, Refused } from '../codec/exchange.ts'
import type { Urgency } from '../conditions/parse.ts'
import type { StatementType } from '../names.ts'
import type { Announced } from './announced.ts'
import type { Consents } from './consents.ts'
import type { HashTrie } from './hash-trie.ts'
import type { MatterKind, MatterState } from './matters.ts'
import type { Hash, Terms } from './placed.ts'
import type { Binding } from './tags.ts'

/** The two writers of an exchange: who began it, and to whom. */
export type Side = 'originator' | 'receiver'

/** The other of the two. */
export function otherSide(side: Side): Side {
  return side === 'originator' ? 'receiver' : 'originator'
}

/**
 * A statement in its place: what the fold keeps of it, hashes and numbers only.
 *
 * It never changes. Whatever happens to a statement later (it is refused, it is answered) stands under its hash
 * somewhere else, with the number of the placement that did it, so that every past can still be asked.
 */
export interface Entry {
  readonly placement: Hash
  readonly statement: Hash
  readonly type: StatementType
  readonly side: Side
  /** Place in the chain of its side, from 1. */
  readonly seq: number
  /** How many placements of the other side its signer had seen; with `seq` the whole causal past. */
  readonly seen: number
  /** Time of the placing node's signed batch, in UTC milliseconds. */
  readonly timeMs: number
  /** Pair epoch that it was placed in, hexadecimal. */
  readonly epoch: string
  /** The placement before it on the same side. */
  readonly older: Entry | undefined
  /** Statement hashes of what opened the matters whose state this statement changed. */
  readonly moves: readonly Hash[]
  /** Statement hash of what asked for the consent whose use it reports. */
  readonly uses: Hash | undefined
}

/** What one statement established. */
export interface Act {
  readonly entry: Entry
}

/** Acts of one kind, newest first; an act is added and never taken away. */
export type Acts<A> = { readonly latest: A; readonly earlier: Acts<A> } | undefined

/** Conditions that the originator asks the receiver to bind itself to: by a notice, or with the content. */
export interface Offered extends Act {
  readonly conditions: Conditions
  /** A copy of the signed bytes, for display and for the hash. */
  readonly conditionsBytes: Uint8Array
  readonly conditionsHash: Hash
  readonly urgency: Urgency
}

/** The nature of what may come, and the Conditions under which it would. */
export interface Notice extends Offered {
  /** Until when the originator waits for an answer, in UTC milliseconds. */
  readonly validUntilMs: number
}

/** The statement that brings the content; an URGENT_NOTICE brings the first of it. */
export interface Disclosed extends Offered {
  /** Items with tags of their own. */
  readonly items: readonly Item[]
  /** What comes in parts: sizes and hashes of ciphertext, no names. */
  readonly attachments: readonly Attachment[]
  /** Statement hash of the notice that it was released for or follows; `undefined` where it began the exchange. */
  readonly notice: Hash | undefined
}

/** What the receiver answered to a notice, where it did not agree. */
export type NoticeAnswer = Act & { readonly notice: Hash } & (
    | { readonly kind: 'COUNTER'; readonly conditions: Conditions }
    | { readonly kind: 'DECLINE'; readonly reason: number }
  )

/** The end of a notice, by the originator's officer or by its deadline. */
export interface NoticeEnd extends Act {
  readonly kind: 'WITHDRAWN' | 'EXPIRED'
  readonly notice: Hash
}

/** A named officer of the receiver has read the Conditions and binds the institution to them. */
export interface Undertaking extends Act {
  /** Statement hash of the notice or disclosure whose Conditions they are. */
  readonly of: Hash
  /** Certificate hash of the officer who signed. */
  readonly officer: Hash
  readonly power: number
  readonly validUntilMs: number
  /** Whether the receiver's own content travels under the same Conditions (rules C4). */
  readonly mutual: boolean
}

/** The receiver returns the disclosure, or withdraws its undertaking. */
export interface Returned extends Act {
  readonly reason: number
}

/** The receiver's answer to the disclosure. */
export type Outcome = Act &
  (
    | {
        readonly kind: 'ACK'
        readonly competence: number
        readonly nextStep: number
        /** 0 where no date was given. */
        readonly nextNewsByMs: number
      }
    | { readonly kind: 'REFUSE'; readonly reason: number; readonly alternative: number }
  )

/** What one statement opened, and what was said in it since; asked for its state at a cut (`stateAt`). */
export interface Matter extends Act {
  readonly kind: MatterKind
  /** Where it began. */
  readonly first: MatterState
  /** The operative fields of the statement that opened it. */
  readonly content: Terms
  /** Conditions of its own: those of a RETAG. */
  readonly own: Offered | undefined
  /** What changed its state, by the side that said it. */
  readonly steps: Readonly<Record<Side, Acts<Step>>>
  /** What was added without a change, newest first as it came: uses that were reported, parties it was passed on to. */
  readonly reports: Acts<Report>
  /** Uses among them that were not refused. */
  readonly used: number
}

/** What was said in a matter. */
export interface Report extends Act {
  readonly content: Terms
}

/** What led a matter into another state. */
export interface Step extends Report {
  readonly to: MatterState
}

/** The use that the receiver made of the disclosure. */
export interface FeedbackGiven extends Act {
  readonly outcomes: readonly number[]
  readonly usefulness: number
}

/** A refusal of one placement by the other side: it stays in its chain and has no effect (rules B4). */
export interface Refusal {
  /** Place, in the refusing side's chain, of the placement that lists it. */
  readonly seq: number
  readonly code: number
}

/** Two placements of one side after one and the same placement (rules B6). */
export interface Fork {
  readonly side: Side
  /** The place that was given twice. */
  readonly seq: number
  /** `undefined` where the chain was begun twice. */
  readonly prev: Hash | undefined
  /** Hashes of the two placements, which prove it together. */
  readonly evidence: readonly Hash[]
}

/** What is known of one side's chain. */
export interface Chain {
  /** The last placement; `undefined` before the first. */
  readonly head: Entry | undefined
  /** Pair epochs that were left behind by a recovery, oldest first; never more than 64. */
  readonly left: readonly string[]
  /** The highest time of a signed batch in it, UTC milliseconds; 0 before the first. */
  readonly latestMs: number
}

/**
 * Everything the software knows about an exchange: the fold over its placements.
 *
 * Immutable and without statement bytes. Ask it through the functions of this folder (`phaseOf`, `viewOf`, `forceOf`,
 * `due`); the maps inside are for `apply`. The last three fields are what only this node knows; they do not enter
 * `stateHash`.
 */
export interface Exchange {
  /** Hash of the first statement. */
  readonly id: Hash
  readonly parties: Readonly<Record<Side, Party>>
  /** What the first statement said; it gives the exchange its name. */
  readonly opening: Offered
  /** Fixed by the first statement (rules C3). */
  readonly binding: Binding
  readonly chains: Readonly<Record<Side, Chain>>
  /** By placement hash. */
  readonly placements: HashTrie<Entry>
  /** By statement hash. */
  readonly statements: HashTrie<Entry>
  /** By the refused placement's hash. */
  readonly refusals: HashTrie<Refusal>
  readonly notices: Acts<Notice>
  readonly noticeAnswers: Acts<NoticeAnswer>
  readonly noticeEnds: Acts<NoticeEnd>
  readonly disclosures: Acts<Disclosed>
  readonly undertakings: Acts<Undertaking>
  /** Releases that came after the undertaking had run out: sealed until it is renewed (rules B11). */
  readonly lates: Acts<Act>
  readonly returns: Acts<Returned>
  readonly outcomes: Acts<Outcome>
  readonly feedbacks: Acts<FeedbackGiven>
  /** What was told beside all matters, by type, newest first as it came. */
  readonly told: Readonly<Partial<Record<StatementType, Acts<Report>>>>
  /** All matters, by the hash of the statement that opened each. */
  readonly matters: HashTrie<Matter>
  /** Those that have not come to an end. */
  readonly open: HashTrie<Matter>
  /** Those of them in which a side owes something. */
  readonly owing: HashTrie<Matter>
  /** Consents that stand, have uses left and were not withdrawn. */
  readonly consents: Consents
  /** What opened the matters of each kind, newest first as it came: in the order of the chain where one side opens them. */
  readonly opened: Readonly<Partial<Record<MatterKind, Acts<Act>>>>
  /** The first that was found; an exchange needs no second. */
  readonly fork: Fork | undefined

  /** What each side's receipts say of its placements to come (rules B2). */
  readonly receipted: Readonly<Record<Side, Receipted>>
  /** What only tightens and waits for its ancestors: it counts on arrival (rules B9). */
  readonly announced: readonly Announced[]
  /** Our own refusals that no placement of ours lists yet. */
  readonly refusing: Refusing | undefined
}

/** By its newest receipt: whatever a side places after its own number `after` has seen the other's up to `seen`. */
export interface Receipted {
  readonly after: number
  readonly seen: number
}

/** Refusals that the own side's next placement has to list. */
export interface Refusing {
  readonly side: Side
  readonly refused: readonly Refused[]
}
