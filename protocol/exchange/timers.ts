import type { Urgency } from '../conditions/parse.ts'

const hour = 60 * 60 * 1000
const day = 24 * hour

/** How long each duty may take, in milliseconds; a network may set its own. */
export interface Timers {
  /** To undertake or return, and to acknowledge or refuse: both from the disclosure. */
  readonly acknowledge: Readonly<Record<Urgency, number>>
  /** To answer a question that sets no date. */
  readonly answer: Readonly<Record<Urgency, number>>
  /** To grant or deny a consent that was asked for without a date. */
  readonly consent: Readonly<Record<Urgency, number>>
  /** To carry out a correction or a recall that sets no date. */
  readonly otherwise: number
  /** To give feedback that was asked for without a date. */
  readonly feedbackAsked: number
  /** To report the use made, unasked: after the acknowledgement, and after each report. */
  readonly feedbackFirst: number
  readonly feedbackAgain: number
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
}
