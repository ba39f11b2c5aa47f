import type { Urgency } from '../conditions/parse.ts'

const hour = 60 * 60 * 1000
const day = 24 * hour

/**
 * How long each duty may take, in milliseconds; a network may set its own.
 *
 * What a side sets by itself (until when a notice waits, when it plans what, when it confirms) stands in what it says:
 * the last four are the proposals for that.
 */
export interface Timers {
  /** To undertake or return, and to acknowledge or refuse: both from the disclosure. */
  readonly acknowledge: Readonly<Record<Urgency, number>>
  /** To answer a question that sets no date. */
  readonly answer: Readonly<Record<Urgency, number>>
  /** To grant or deny a consent that was asked for without a date. */
  readonly consent: Readonly<Record<Urgency, number>>
  /** Everything else that sets no date. */
  readonly otherwise: number
  /** To give feedback that was asked for without a date. */
  readonly feedbackAsked: number
  /** To report the use made, unasked: after the acknowledgement, and after each report. */
  readonly feedbackFirst: number
  readonly feedbackAgain: number
  /** To review whether it is still needed: after the disclosure, where no review has set a date. */
  readonly retentionReview: number
  /** How long before its date a duty is shown that is not pressing: a freeze that ends, a review. */
  readonly shownBefore: { readonly freeze: number; readonly retention: number }
  /** When the holder of a freeze is reminded: so long before it ends, the longest first. */
  readonly freezeReminders: readonly number[]
  /** How long a notice waits for its answer. */
  readonly noticeValidity: number
  /** How long before a planned exculpatory disclosure it is noticed: five working days. */
  readonly consultation: number
  /** How often what the directory says of an institution is confirmed. */
  readonly confirmation: number
}

// 8 hours, 3 days, 7 days: Framework Decision 2006/960/JHA art. 4; Directives (EU) 2023/977 art. 5 and 2024/1260 art. 10.
const byUrgency = { IMMEDIATE: 8 * hour, URGENT: 3 * day, NORMAL: 7 * day }

export const defaultTimers: Timers = {
  acknowledge: byUrgency,
  answer: byUrgency,
  // "Promptly": Directive (EU) 2015/849 art. 55(2); the figures are ours.
  consent: { IMMEDIATE: day, URGENT: day, NORMAL: 7 * day },
  // Framework Decision 2006/960/JHA art. 4(4): everything else.
  otherwise: 14 * day,
  feedbackAsked: 14 * day,
  feedbackFirst: 90 * day,
  feedbackAgain: 365 * day,
  // Europol Regulation art. 31(2).
  retentionReview: 3 * 365 * day,
  shownBefore: { freeze: 30 * day, retention: 90 * day },
  freezeReminders: [30 * day, 7 * day, day],
  noticeValidity: 14 * day,
  consultation: 7 * day,
  confirmation: 183 * day,
}
