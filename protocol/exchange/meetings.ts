import type { StatementType } from '../names.ts'

/** One pair of statements that can be placed without either side having seen the other's. */
export interface Meeting {
  readonly originator: StatementType
  readonly receiver: StatementType
  /** `BOTH` stand, or the receiver's stands and the originator's is overtaken: in the record, without effect. */
  readonly stands: 'BOTH' | 'RECEIVER'
  readonly because: string
}

const row = (
  originator: StatementType,
  receiver: StatementType,
  stands: Meeting['stands'],
  because: string,
): Meeting => ({ originator, receiver, stands, because })

/**
 * Every pair that can meet, and what holds from then on (rules B5): the more restrictive wins.
 *
 * A disclosure meets nothing: every statement of the receiver has it in its past. Two statements of one side cannot
 * meet at all.
 */
export const meetings: readonly Meeting[] = [
  row('QUESTION', 'CONDITIONS_READ', 'BOTH', 'the question stays under the undertaking that it names'),
  row('QUESTION', 'CANNOT_COMPLY', 'RECEIVER', 'who does not undertake the Conditions is asked nothing'),
  row('QUESTION', 'ACK', 'BOTH', 'they concern different things'),
  row('QUESTION', 'REFUSE', 'BOTH', 'a refusal is discussed by question and answer (UNCAC 46(26))'),
  row('QUESTION', 'QUESTION', 'BOTH', 'each side owes an answer'),
  row('QUESTION', 'ANSWER', 'BOTH', 'the answer is to another question'),
  row('QUESTION', 'FEEDBACK', 'BOTH', 'they concern different things'),
  row('ANSWER', 'CONDITIONS_READ', 'BOTH', 'the answer stays under the undertaking that it names'),
  row('ANSWER', 'CANNOT_COMPLY', 'RECEIVER', 'sent lawfully, and returned unopened'),
  row('ANSWER', 'ACK', 'BOTH', 'they concern different things'),
  row('ANSWER', 'REFUSE', 'BOTH', 'the answer may change the refusing side’s mind'),
  row('ANSWER', 'QUESTION', 'BOTH', 'the question has not read this answer, and asks again'),
  row('ANSWER', 'ANSWER', 'BOTH', 'they answer different questions'),
  row('ANSWER', 'FEEDBACK', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'CONDITIONS_READ', 'BOTH', 'a renewal changes nothing about feedback'),
  row('FEEDBACK_ASK', 'CANNOT_COMPLY', 'RECEIVER', 'of what is returned there is no use to report'),
  row('FEEDBACK_ASK', 'ACK', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'REFUSE', 'RECEIVER', 'of what is refused there is no use to report'),
  row('FEEDBACK_ASK', 'QUESTION', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'ANSWER', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'FEEDBACK', 'BOTH', 'the feedback had not seen the inquiry, which stays open'),
]

const overtaking: ReadonlySet<string> = new Set(
  meetings
    .filter(({ stands }) => stands === 'RECEIVER')
    .map(({ originator, receiver }) => `${originator} ${receiver}`),
)

/** Whether the originator's statement gives way to the receiver's where the two meet. */
export function givesWay(originator: StatementType, receiver: StatementType): boolean {
  return overtaking.has(`${originator} ${receiver}`)
}
