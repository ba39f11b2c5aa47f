import type { Hash } from '../exchange/placed.ts'
import type { InstitutionKind } from '../names.ts'
import type { EffectCode } from './effects.ts'
import type { StatutoryException } from './exceptions.ts'
import type { Grant } from './grants.ts'
import type { ExceptionNotice } from './notices.ts'
import type { Operation } from './operations.ts'
import type { ParsedConditions } from './parse.ts'
import type { Purpose } from './purposes.ts'
import type { InForce } from './rules.ts'
import type { Recall, Retag } from './standing.ts'
import type { Family, UseDutyCode } from './vocabulary.ts'

/** What an officer's place in the institution lets the tags admit. */
export type ReaderRole = 'desk' | 'privilege-filter' | 'protected-data'

/** Who acts, always of our own institution. */
export interface UseActor {
  /** Hexadecimal id of the officer; `undefined`: the node by itself, which is judged as `AUTO` too. */
  readonly officerId: string | undefined
  readonly roles: readonly ReaderRole[]
}

/** Who is to receive something. What is not said is not assumed: it matches no list. */
export interface UseRecipient {
  /** Hexadecimal, 32 digits. */
  readonly institutionId?: string | undefined
  readonly institutionKind?: InstitutionKind | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined
  /** Networks of which the recipient is a contact point, hexadecimal, 64 digits each. */
  readonly networks?: readonly string[] | undefined
  /** An international organisation as `ONW:LIST` writes it, without `org:`. */
  readonly organisation?: string | undefined
  /** The relay that would forward, hexadecimal, 32 digits. */
  readonly relayId?: string | undefined
}

/** May this be done? */
export interface UseRequest {
  readonly operation: Operation
  /** Hexadecimal id; `undefined`: the disclosure as a whole, and with it whatever any item forbids. */
  readonly item?: string | undefined
  readonly actor: UseActor
  readonly purpose?: Purpose | undefined
  /** As an `offence=` argument has it, such as `UNCAC-17`. */
  readonly offence?: string | undefined
  /** As a `case=` argument has it. */
  readonly proceeding?: string | undefined
  readonly recipient?: UseRecipient | undefined
  /** The exception of the law that the officer invokes; `EXCULP` always invokes its own. */
  readonly exception?: StatutoryException | undefined
}

/**
 * A decision that a person recorded where a tag asks for one; it answers one tag for one operation.
 *
 * Where it names an exception of the law, it says, with its reason, that no notice could be given before.
 */
export interface HumanDecision {
  /** Text form of the tag, or code of the exception, as a reason names it. */
  readonly tag: string
  readonly operation: Operation
  /** Hexadecimal id; `undefined`: for every item. */
  readonly item: string | undefined
  readonly officerId: string
  readonly atMs: number
  /** `undefined`: without end. */
  readonly untilMs: number | undefined
  /** Free text and unknown tags: whether the interpretation went back to the originator. */
  readonly originatorTold: boolean
}

/** What `decide` has to know: all of it from messages and from our own ledger, none of it from the asker. */
export interface UseFacts {
  /** Whose content it is: ours, or the other institution's. */
  readonly side: 'originator' | 'receiver'
  /** Hash of the statement whose content it is. */
  readonly statement: Hash
  /** Our own State, ISO 3166-1 alpha-2. */
  readonly country: string
  /** `undefined`: they cannot be read, and nothing is permitted. */
  readonly conditions: ParsedConditions | undefined
  /** By hexadecimal id, from `itemsInForce`. An item that is not listed is under every tag of the whole. */
  readonly items: ReadonlyMap<string, InForce>
  /** The newest undertaking of our officer. */
  readonly undertaken?: { readonly officerId: string; readonly untilMs: number } | undefined
  /** When an officer first opened the content under it, by our own ledger. */
  readonly opened?: { readonly atMs: number } | undefined
  /** Consents of the originator that were not withdrawn; uses already taken are subtracted. */
  readonly grants: readonly Grant[]
  /** What the originator changed in the Conditions since, in the order in which it stands. */
  readonly retags: readonly Retag[]
  /** What the originator called back. */
  readonly recalled: readonly Recall[]
  /** Our own tightening: only ever narrower (but for `RET:HOLD`, by which the law lets us keep). */
  readonly local: InForce
  /** Exceptions of the law of which the originator was told. */
  readonly exceptions: readonly ExceptionNotice[]
  readonly decisions: readonly HumanDecision[]
  /** The highest time in anything signed that we have seen, our own word and ledger among it (rules B10): for what ends. */
  readonly highestSignedTimeMs: number
  /** The highest that anybody else has signed: for what begins. */
  readonly othersSignedTimeMs: number
  /** When this node last fetched what was waiting for it. */
  readonly fetchedMs?: number | undefined
}

/** Why: one tag, or one rule of the law itself, and what it asks. */
export interface UseReason {
  readonly family: Family | 'UNKNOWN' | 'RULE'
  /** Text form; for purposes all tags of the set, blanks between them; for `RULE` the rule's code. */
  readonly tag: string
  readonly effect: EffectCode
  /**
   * Whose word it is beside what was undertaken: our own tightening, or a later one of the originator that is applied
   * and not yet undertaken. Absent: what was undertaken, or the law.
   */
  readonly word?: 'own' | 'not-undertaken'
}

/** What has to be done besides, with its time where it has one. */
export interface UseDuty {
  readonly code: UseDutyCode
  readonly dueMs?: number
  /** Text forms of the tags it is about: those that bind who receives, or those that were set aside. */
  readonly tags?: readonly string[]
}
