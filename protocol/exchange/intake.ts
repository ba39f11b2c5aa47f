import { fromHex } from '../../crypto/index.ts'
import { itemProblems } from '../conditions/items.ts'
import { parseConditions, termsTagProblems } from '../conditions/parse.ts'
import type { ProtocolErrorCode } from '../errors.ts'
import { maxRefused, vocabularyVersion } from '../limits.ts'
import { refusalCodes } from '../names.ts'
import { refusalWord } from '../refusal-word.ts'
import { apply } from './apply.ts'
import { isSafety } from './families.ts'
import type { Placed } from './placed.ts'
import { backDated } from './receipted.ts'
import { refuse } from './refusals.ts'
import { situate } from './situation.ts'
import { otherSide, type Exchange } from './state.ts'
import type { Verdict } from './verdict.ts'

/** Whether a placement of the other side is kept, and why not. */
export type Intake =
  | { readonly kind: 'stored'; readonly exchange: Exchange }
  /** It keeps its place, so that what follows it can be taken in, and has no effect (rules B4). */
  | {
      readonly kind: 'refused'
      readonly exchange: Exchange
      readonly reason: ProtocolErrorCode
      /** As our next placement lists it: one of `refusalCodes`. */
      readonly code: number
    }
  | { readonly kind: 'not-stored'; readonly status: 'REJECTED'; readonly reason: ProtocolErrorCode }
  | {
      readonly kind: 'not-stored'
      readonly status: 'HELD'
      /** `BUSY`: as many refusals wait as one placement of ours can list. */
      readonly reason: ProtocolErrorCode | 'BUSY'
      /** With what counts on arrival, ancestors or not; `undefined` where nothing changed. */
      readonly exchange: Exchange | undefined
    }

/**
 * Decides whether to keep what the other side has placed.
 *
 * The exchange decides, and beside it what is no part of the fold, for the two nodes need not know the same of it: what
 * this node has receipted, and which Conditions it can read.
 *
 * @param exchange - `undefined` while no placement of the exchange is known
 * @param refusal - why its officer was not entitled to say it; a first statement then begins no exchange
 * @see docs/protocol/5-envelope.md, "Opening", step 16
 */
export function takeIn(
  exchange: Exchange | undefined,
  placed: Placed,
  refusal: ProtocolErrorCode | undefined,
): Intake {
  const begins = placed.statement.exchangeId === undefined
  // Nothing can follow a first statement that nobody answers: it needs no place.
  if (begins && refusal !== undefined) return rejected(refusal)
  // Before the exchange looks at any tag: it begins with them.
  if (begins && isOfAnotherVocabulary(placed)) return rejected('UPGRADE_NEEDED')
  const late = exchange === undefined ? undefined : backDated(exchange, placed)
  const intake = intakeOf(late ?? apply(exchange, placed))
  if (exchange !== undefined && intake.kind === 'stored' && !isSafety(placed.content)) {
    const waiting = exchange.refusing?.refused.length ?? 0
    if (waiting >= maxRefused)
      return { kind: 'not-stored', status: 'HELD', reason: 'BUSY', exchange: undefined }
  }
  if (begins && intake.kind === 'stored' && !canBeUndertaken(placed)) return rejected('CONDITIONS_INVALID')
  const reason = begins ? undefined : (refusal ?? unreadable(placed))
  if (reason === undefined) return intake
  if (intake.kind === 'stored') return refusedIntake(intake.exchange, placed, reason)
  // What nobody was entitled to say counts for nothing before it has come to its place either.
  return intake.status === 'HELD' ? { ...intake, exchange: undefined } : intake
}

/** Why nobody here could undertake the Conditions; `undefined` where somebody could, or there are none. */
function unreadable(placed: Placed): ProtocolErrorCode | undefined {
  if (isOfAnotherVocabulary(placed)) return 'UPGRADE_NEEDED'
  return canBeUndertaken(placed) && canBeKept(placed) ? undefined : 'CONDITIONS_INVALID'
}

/** The same words may mean something else there. */
function isOfAnotherVocabulary({ conditions }: Placed): boolean {
  return conditions !== undefined && conditions.vocabulary !== vocabularyVersion
}

/**
 * Conditions that nobody could undertake are refused (docs/protocol/conditions.md, "Reading"). A notice names no items:
 * those that its tags stand for come with the release.
 */
function canBeUndertaken({ conditions, content, items }: Placed): boolean {
  if (conditions === undefined) return true
  const isWhole = parseConditions(conditions).kind === 'parsed'
  return isWhole && (content.type !== 'DISCLOSURE' || itemProblems(conditions, items).length === 0)
}

/** Tags that a consent adds for whoever receives, or that cannot be kept: as strictly as those of Conditions. */
function canBeKept({ content: { type, terms } }: Placed): boolean {
  if (type !== 'GRANT' && type !== 'COMPELLED_NOTICE') return true
  return termsTagProblems(terms.tags, type === 'GRANT').length === 0
}

/** What is left of a placement that the exchange accepts where its officer was not entitled, or nobody could undertake it. */
function refusedIntake(after: Exchange, placed: Placed, refusal: ProtocolErrorCode): Intake {
  const code = refusalCodes[refusalWord(refusal)]
  const refused = { placementHash: fromHex(placed.hash), code }
  const exchange = refuse(after, otherSide(situate(after, placed).side), refused)
  return exchange === undefined
    ? { kind: 'not-stored', status: 'HELD', reason: 'BUSY', exchange: undefined }
    : { kind: 'refused', exchange, reason: refusal, code }
}

/** What receiving makes of the exchange's verdict. */
export function intakeOf(verdict: Verdict): Exclude<Intake, { kind: 'refused' }> {
  switch (verdict.kind) {
    case 'accepted':
    case 'fork':
      return { kind: 'stored', exchange: verdict.exchange }
    case 'held':
      // Two write an exchange: what the other of the two is said to have placed is ours, and we have no such placement.
      return verdict.of === 'OTHER'
        ? rejected('SEEN_UNKNOWN')
        : { kind: 'not-stored', status: 'HELD', reason: 'SEQ_GAP', exchange: verdict.exchange }
    case 'violation':
      return rejected(verdict.code)
  }
}

function rejected(reason: ProtocolErrorCode): Extract<Intake, { status: 'REJECTED' }> {
  return { kind: 'not-stored', status: 'REJECTED', reason }
}
