/** The profile of a network: its clocks, and how little may bind in it. */
import { z } from 'zod'
import { leastBindings } from '../../../protocol/index.ts'
import { get, post } from './route.ts'
import { idReference, longId, passphrase, time } from './values.ts'

/** Ten years: no duty lies farther ahead. */
const hours = z.number().int().min(1).max(87_600)
const reminders = z.array(hours).max(8)

const byUrgency = z.strictObject({ IMMEDIATE: hours, URGENT: hours, NORMAL: hours })

const someUrgency = byUrgency.partial()

const allHours = {
  /** To undertake or return, and to acknowledge or refuse: both from the disclosure. */
  acknowledge: byUrgency,
  /** To answer a question that sets no date. */
  answer: byUrgency,
  /** To grant or deny a consent that was asked for without a date. */
  consent: byUrgency,
  /** Everything else that sets no date. */
  otherwise: hours,
  feedbackAsked: hours,
  /** To report the use made, unasked: after the acknowledgement, and after each report. */
  feedbackFirst: hours,
  feedbackAgain: hours,
  retentionReview: hours,
  /** How long before its date a duty is shown that is not pressing. */
  freezeShown: hours,
  retentionShown: hours,
  /** How long before a freeze ends its holder is reminded. */
  freezeReminders: reminders,
  /** How long a notice waits for its answer where its officer names no date. */
  noticeValidity: hours,
  consultation: hours,
  confirmation: hours,
}

/** What is left out is as by default. */
export const profileDocument = z.strictObject({
  leastBinding: z.literal(leastBindings).optional(),
  /** All in hours. */
  hours: z
    .strictObject({ ...allHours, acknowledge: someUrgency, answer: someUrgency, consent: someUrgency })
    .partial()
    .optional(),
})

const profile = z.object({
  network: longId,
  name: z.string(),
  /** 0 where the secretariat has set none: then all is as by default. */
  number: z.number().int(),
  at: time.optional(),
  leastBinding: z.literal(leastBindings),
  hours: z.object(allHours),
})

export const profileRoutes = {
  networkProfile: get('/v1/networks/profile', {
    summary: 'The profile that holds in a network: its clocks in hours, and how little may bind.',
    /** Which of several networks. */
    query: z.strictObject({ network: idReference.optional() }),
    response: profile,
    errors: ['NOT_FOUND', 'AMBIGUOUS_ID', 'NOT_MEMBER'],
  }),
  networkProfileSet: post('/v1/networks/profile', {
    summary: 'Sets the profile of the network anew, for all its members. For secretariats.',
    body: z.object({ profile: profileDocument, identityPassphrase: passphrase }),
    response: profile,
    errors: ['WRONG_PASSPHRASE', 'WRONG_ROLE', 'NOT_MEMBER'],
  }),
} as const
