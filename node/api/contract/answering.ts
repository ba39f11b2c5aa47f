/** What institutions say to each other about a disclosure: acknowledgement, refusal, questions, feedback. */
import { z } from 'zod'
import {
  ackGaps,
  competences,
  feedbackOutcomes,
  nextSteps,
  refuseAlternatives,
  refuseReasons,
} from '../../../protocol/index.ts'
import { saying, shortText } from './saying.ts'
import { freeText, idReference, language, nameIn, shortId, signer, time } from './values.ts'

/** A decimal number of the currency's main unit, as a string: money is never a floating point number. */
const amount = z.object({
  outcome: z.enum(['frozen', 'confiscated', 'returned']),
  amount: z.string().regex(/^\d{1,18}(\.\d{1,4})?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
})

/** Of the text; the institution's first language where absent. */
const inLanguage = { language: language.optional() }

export const answeringRoutes = {
  ack: saying(
    'acknowledgement',
    'Confidential acknowledgement: whether we are competent, what is missing, what happens next.',
    z.object({
      as: signer,
      competence: nameIn(competences).default('YES'),
      languageOk: z.boolean().default(true),
      gaps: z.array(nameIn(ackGaps)).max(16).default([]),
      nextStep: nameIn(nextSteps).default('ASSESSING'),
      nextNewsBy: time.optional(),
      /** Our own file number; with it the unit, or neither. */
      reference: shortText.optional(),
      unit: shortText.optional(),
      /** What is said of the next news. */
      nextNews: freeText.optional(),
    }),
  ),
  refuse: saying(
    'refusal',
    'Refuses assistance, with a reason and what is offered instead (UNCAC 46(23), 46(26)).',
    z.object({
      as: signer,
      reason: nameIn(refuseReasons),
      alternative: nameIn(refuseAlternatives),
      ...inLanguage,
      text: freeText.optional(),
      /** The alternative in words. */
      offer: freeText.optional(),
    }),
  ),
  ask: saying(
    'questions',
    'Asks a question about the disclosure or one item of it.',
    z.object({
      as: signer,
      ...inLanguage,
      text: freeText,
      item: shortId.optional(),
      replyBy: time.optional(),
    }),
  ),
  answer: saying(
    'answers',
    'Answers a question, under the conditions of the disclosure.',
    z.object({
      as: signer,
      /** Which question; the only open one where absent. */
      question: idReference.optional(),
      ...inLanguage,
      text: freeText,
      /** Items of the disclosure that it speaks of. */
      refers: z.array(shortId).max(32).default([]),
      partial: z.boolean().default(false),
    }),
  ),
  feedbackAsk: saying(
    'feedback-requests',
    'Asks what use was made of the disclosure (CETS 198 46(12)).',
    z.object({
      as: signer,
      ...inLanguage,
      text: freeText.optional(),
      item: shortId.optional(),
      replyBy: time.optional(),
    }),
  ),
  feedbackGive: saying(
    'feedback',
    'Says what use was made of the disclosure and how useful it was.',
    z.object({
      as: signer,
      outcomes: z.array(nameIn(feedbackOutcomes)).min(1).max(16),
      usefulness: z.number().int().min(1).max(5),
      reference: shortText.optional(),
      ...inLanguage,
      text: freeText.optional(),
      amounts: z.array(amount).max(64).default([]),
    }),
  ),
} as const
