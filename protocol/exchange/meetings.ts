import type { StatementType } from '../names.ts'

/** What holds from now on where statements of these types met, neither side having seen the other's. */
export interface Meeting {
  readonly originator: readonly StatementType[]
  readonly receiver: readonly StatementType[]
  /** `SAME`: only where both are said in one and the same matter. */
  readonly matter: 'ANY' | 'SAME'
  /** `BOTH` stand, or one side's does and the other's is overtaken: in the record, without effect. */
  readonly stands: 'BOTH' | 'RECEIVER' | 'ORIGINATOR'
  readonly because: string
}

const row = (
  originator: readonly StatementType[],
  receiver: readonly StatementType[],
  stands: Meeting['stands'],
  because: string,
  matter: Meeting['matter'] = 'ANY',
): Meeting => ({ originator, receiver, matter, stands, because })

/** What the originator asks of the receiver, or sends it: nothing of which reaches one who returns the matter. */
const asksOrBrings: readonly StatementType[] = [
  ...(['PRIOR_NOTICE', 'DISCLOSURE', 'QUESTION', 'ANSWER', 'FEEDBACK_ASK'] as const),
  ...(['STATUS_ASK', 'GRANT', 'REDIRECT_OK', 'SUPPLEMENT', 'FREEZE_ASK', 'FREEZE_INFO'] as const),
  ...(['SETTLEMENT_INFO', 'REQUEST', 'COMMENT'] as const),
]

/**
 * Where two that meet do not both stand (rules B5): the more restrictive wins. Whatever no row names stands, both.
 *
 * What begins the exchange meets nothing: every statement of the receiver has it in its past. Nor do statements before a
 * release meet those after it, or two of one side. NOT_ACCEPTED meets everything: what it refuses was placed before it,
 * and it says nothing else. Of two that are said in one matter both stand as well, and its state is that of the side
 * which opened it (`stateAt`), but for what a row says.
 */
export const meetings: readonly Meeting[] = [
  row(
    ['PRIOR_NOTICE'],
    ['AGREE', 'COUNTER', 'DECLINE'],
    'ORIGINATOR',
    'it answers a notice that another has replaced',
  ),
  row(['WITHDRAW_NOTICE'], ['AGREE', 'COUNTER'], 'ORIGINATOR', 'nothing is released after a withdrawal'),
  row(
    ['EXPIRED'],
    ['AGREE', 'COUNTER'],
    'ORIGINATOR',
    'the deadline is the originator’s, on arrival there (rules B11)',
  ),
  row(
    asksOrBrings,
    ['CANNOT_COMPLY'],
    'RECEIVER',
    'sent lawfully, and returned unopened; nothing more is asked',
  ),
  row(['FEEDBACK_ASK'], ['REFUSE'], 'RECEIVER', 'of what is refused there is no use to report'),
  row(
    ['GRANT', 'REDIRECT_OK'],
    ['NOT_NEEDED'],
    'RECEIVER',
    'what was no longer asked for is not consented to',
    'SAME',
  ),
]

/** Which side's statement stands where these two meet. */
export function standsWhere(
  originator: StatementType,
  receiver: StatementType,
  inOneMatter: boolean,
): Meeting['stands'] {
  const met = rowsOf
    .get(originator)
    ?.find(({ receiver: types, matter }) => types.includes(receiver) && (matter === 'ANY' || inOneMatter))
  return met?.stands ?? 'BOTH'
}

const rowsOf = new Map<StatementType, readonly Meeting[]>()
for (const meeting of meetings)
  for (const type of meeting.originator) rowsOf.set(type, [...(rowsOf.get(type) ?? []), meeting])
