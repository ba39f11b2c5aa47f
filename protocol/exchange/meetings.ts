import type { StatementType } from '../names.ts'

/** One pair of statements that can be placed without either side having seen the other's. */
export interface Meeting {
  readonly originator: StatementType
  readonly receiver: StatementType
  /** `BOTH` stand, or one side's does and the other's is overtaken: in the record, without effect. */
  readonly stands: 'BOTH' | 'RECEIVER' | 'ORIGINATOR'
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
 * What begins the exchange meets nothing: every statement of the receiver has it in its past. Nor do statements before a
 * release meet those after it, or two of one side. NOT_ACCEPTED meets everything and both stand: what it refuses was
 * placed before it, and it says nothing else.
 */
export const meetings: readonly Meeting[] = [
  row('PRIOR_NOTICE', 'AGREE', 'ORIGINATOR', 'what was agreed to is not offered any more (rules B5)'),
  row('PRIOR_NOTICE', 'COUNTER', 'ORIGINATOR', 'it answers a notice that another has replaced'),
  row('PRIOR_NOTICE', 'DECLINE', 'ORIGINATOR', 'it answers a notice that another has replaced'),
  row('PRIOR_NOTICE', 'CANNOT_COMPLY', 'RECEIVER', 'who returns the matter is offered nothing more'),
  row('WITHDRAW_NOTICE', 'AGREE', 'ORIGINATOR', 'nothing is released after a withdrawal (rules B5)'),
  row('WITHDRAW_NOTICE', 'COUNTER', 'ORIGINATOR', 'there is nothing left to propose'),
  row('WITHDRAW_NOTICE', 'DECLINE', 'BOTH', 'both end the notice'),
  row('WITHDRAW_NOTICE', 'CANNOT_COMPLY', 'BOTH', 'both end the notice'),
  row('EXPIRED', 'AGREE', 'ORIGINATOR', 'the deadline is the originator’s, on arrival there (rules B11)'),
  row('EXPIRED', 'COUNTER', 'ORIGINATOR', 'it came after the deadline'),
  row('EXPIRED', 'DECLINE', 'BOTH', 'both end the notice'),
  row('EXPIRED', 'CANNOT_COMPLY', 'BOTH', 'both end the notice'),
  row('DISCLOSURE', 'CANNOT_COMPLY', 'RECEIVER', 'released lawfully, and returned unopened (rules B5)'),
  row('QUESTION', 'CONDITIONS_READ', 'BOTH', 'the question stays under the undertaking that it names'),
  row('QUESTION', 'CANNOT_COMPLY', 'RECEIVER', 'who does not undertake the Conditions is asked nothing'),
  row('QUESTION', 'LATE', 'BOTH', 'the question stays under the undertaking that it names'),
  row('QUESTION', 'ACK', 'BOTH', 'they concern different things'),
  row('QUESTION', 'REFUSE', 'BOTH', 'a refusal is discussed by question and answer (UNCAC 46(26))'),
  row('QUESTION', 'QUESTION', 'BOTH', 'each side owes an answer'),
  row('QUESTION', 'ANSWER', 'BOTH', 'the answer is to another question'),
  row('QUESTION', 'FEEDBACK', 'BOTH', 'they concern different things'),
  row('ANSWER', 'CONDITIONS_READ', 'BOTH', 'the answer stays under the undertaking that it names'),
  row('ANSWER', 'CANNOT_COMPLY', 'RECEIVER', 'sent lawfully, and returned unopened'),
  row('ANSWER', 'LATE', 'BOTH', 'the answer stays under the undertaking that it names'),
  row('ANSWER', 'ACK', 'BOTH', 'they concern different things'),
  row('ANSWER', 'REFUSE', 'BOTH', 'the answer may change the refusing side’s mind'),
  row('ANSWER', 'QUESTION', 'BOTH', 'the question has not read this answer, and asks again'),
  row('ANSWER', 'ANSWER', 'BOTH', 'they answer different questions'),
  row('ANSWER', 'FEEDBACK', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'CONDITIONS_READ', 'BOTH', 'a renewal changes nothing about feedback'),
  row('FEEDBACK_ASK', 'CANNOT_COMPLY', 'RECEIVER', 'of what is returned there is no use to report'),
  row('FEEDBACK_ASK', 'LATE', 'BOTH', 'it is answered when the undertaking is renewed'),
  row('FEEDBACK_ASK', 'ACK', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'REFUSE', 'RECEIVER', 'of what is refused there is no use to report'),
  row('FEEDBACK_ASK', 'QUESTION', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'ANSWER', 'BOTH', 'they concern different things'),
  row('FEEDBACK_ASK', 'FEEDBACK', 'BOTH', 'the feedback had not seen the inquiry, which stays open'),
]

const standing = new Map(
  meetings.map(({ originator, receiver, stands }) => [`${originator} ${receiver}`, stands] as const),
)

/** Which side's statement stands where these two meet; `undefined` for two that cannot. */
export function standsWhere(
  originator: StatementType,
  receiver: StatementType,
): Meeting['stands'] | undefined {
  return standing.get(`${originator} ${receiver}`)
}
