import { familyNames, familyRow, type Family } from './vocabulary.ts'

/** What can be wrong with Conditions, and what to do about it. */
const remedies = {
  // signed Conditions
  VOCABULARY_UNKNOWN: 'Ask for an update of this node: it does not know this version of the vocabulary.',
  CODE_MALFORMED: 'Write the tag as FAMILY or FAMILY:MEMBER, in capitals.',
  ARGUMENTS_INVALID: 'Give the tag the arguments it takes: docs/protocol/conditions.md lists them.',
  NOT_ASCENDING: 'Put tags and arguments in ascending order, none twice.',
  MISSING: 'Add one tag of this family.',
  CONTRADICTORY: 'Keep one of these tags; put stricter ones on single items.',
  REPEATED: 'Keep this tag once.',
  WHOLE_ONLY: 'Let this tag stand for the whole disclosure: items cannot differ in it.',
  RECEIVER_ONLY: 'Leave this tag out: only a receiver can set it, for itself.',
  MEMBER_REFUSED: 'Choose a member of this family that this version knows: it is not accepted otherwise.',
  // items
  ITEM_REPEATED: 'Give every item an id of its own.',
  ITEM_SCOPE: 'Leave the scope out: a tag on an item is for all of that item.',
  NOT_ANNOUNCED:
    'Let the tag stand in the Conditions for some items: what is undertaken must be all there is.',
  NOT_CARRIED: 'Put the tag on the items it is meant for, or let it stand for all.',
  // drafts
  UNREADABLE: 'Write the tag as CODE or CODE(argument,argument), texts with commas or brackets in quotes.',
  UNKNOWN_TAG: 'Use a tag of the vocabulary: docs/protocol/conditions.md lists them.',
  DATE_PAST: 'Name a date that is still to come.',
  TOO_LARGE: 'Use fewer tags, shorter texts and no control characters: a statement cannot carry these.',
} as const

export type ConditionsProblemCode = keyof typeof remedies

/** One thing that is wrong; all of them are reported at once. */
export interface ConditionsProblem {
  readonly code: ConditionsProblemCode
  /** Text form of the tag, or the family that is missing, or the vocabulary's version. */
  readonly tag: string
  /** Hexadecimal id of the item it was found on; absent for the whole. */
  readonly item?: string
  /** What to do, in English. */
  readonly remedy: string
}

/** Words a problem. */
export function problem(code: ConditionsProblemCode, tag: string, item?: string): ConditionsProblem {
  const family = familyNames.find((name) => name === tag)
  const remedy =
    code === 'MISSING' && family !== undefined ? `Add one of ${membersOf(family)}.` : remedies[code]
  return item === undefined ? { code, tag, remedy } : { code, tag, item, remedy }
}

function membersOf(family: Family): string {
  return Object.entries(familyRow(family).tags)
    .filter(([, row]) => row.addable !== true && row.receiverOnly !== true)
    .map(([code]) => code)
    .join(', ')
}
