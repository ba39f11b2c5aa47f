/** The operative fields of a message, by name. */
import { z } from 'zod'
import {
  ackGaps,
  cannotComplyReasons,
  competences,
  feedbackOutcomes,
  nextSteps,
  officerPowers,
  refuseAlternatives,
  refuseReasons,
} from '../../../protocol/index.ts'
import { matterTerms } from './matters.ts'
import { longId, nameIn, shortId, time } from './values.ts'

const question = z.object({ item: shortId.optional(), replyBy: time.optional() })

/** The operative fields of each family, which both folds read; free text is in the body, behind `open`. */
export const terms = z.discriminatedUnion('type', [
  z.object({ type: z.literal('DISCLOSURE'), items: z.number().int() }),
  z.object({
    type: z.literal('CONDITIONS_READ'),
    conditions: longId,
    validUntil: time,
    power: nameIn(officerPowers),
    mutual: z.boolean(),
  }),
  z.object({ type: z.literal('PRIOR_NOTICE'), validUntil: time }),
  z.object({
    type: z.literal('AGREE'),
    notice: longId,
    conditions: longId,
    validUntil: time,
    power: nameIn(officerPowers),
    mutual: z.boolean(),
  }),
  z.object({ type: z.literal('DECLINE'), notice: longId, reason: nameIn(cannotComplyReasons) }),
  z.object({ type: z.literal(['COUNTER', 'WITHDRAW_NOTICE', 'EXPIRED']), notice: longId }),
  z.object({ type: z.literal(['LATE', 'NOT_ACCEPTED']) }),
  z.object({ type: z.literal('CANNOT_COMPLY'), reason: nameIn(cannotComplyReasons) }),
  z.object({
    type: z.literal('ACK'),
    competence: nameIn(competences),
    languageOk: z.boolean(),
    gaps: z.array(nameIn(ackGaps)),
    nextStep: nameIn(nextSteps),
    nextNewsBy: time.optional(),
  }),
  z.object({
    type: z.literal('REFUSE'),
    reason: nameIn(refuseReasons),
    alternative: nameIn(refuseAlternatives),
  }),
  question.extend({ type: z.literal('QUESTION') }),
  z.object({ type: z.literal('ANSWER'), question: longId, partial: z.boolean() }),
  question.extend({ type: z.literal('FEEDBACK_ASK') }),
  z.object({
    type: z.literal('FEEDBACK'),
    outcomes: z.array(nameIn(feedbackOutcomes)),
    usefulness: z.number().int().min(1).max(5),
  }),
  matterTerms,
])
