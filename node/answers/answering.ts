import { fromHex } from '../../crypto/index.ts'
import {
  ackGaps,
  competences,
  feedbackOutcomes,
  nextSteps,
  refuseAlternatives,
  refuseReasons,
} from '../../protocol/index.ts'
import type { UseCases } from '../api/contract.ts'
import { disclosureHash, openQuestion } from '../exchanges/reply.ts'
import { createSay } from '../matters/saying.ts'
import { ownLanguage, type AnswerDeps } from './deps.ts'

type Verbs = 'ack' | 'refuse' | 'ask' | 'answer' | 'feedbackAsk' | 'feedbackGive'

/** The verbs of an exchange that has begun: each signs one statement of its family. */
export function answerAnswering(deps: AnswerDeps): Pick<UseCases, Verbs> {
  const languageOf = ({ language }: { readonly language?: string | undefined }) =>
    language ?? ownLanguage(deps)
  const optionalTime = (time: string | undefined): number => (time === undefined ? 0 : Date.parse(time))

  const say = createSay(deps)

  return {
    ack: ({ params, body }) =>
      say<'ACK'>({ ...params, as: body.as }, (exchange) => ({
        type: 'ACK',
        terms: {
          disclosure: disclosureHash(exchange),
          competence: competences[body.competence],
          languageOk: body.languageOk,
          gaps: body.gaps.map((gap) => ackGaps[gap]),
          nextStep: nextSteps[body.nextStep],
          nextNewsByMs: optionalTime(body.nextNewsBy),
        },
        body:
          body.reference === undefined || body.unit === undefined
            ? undefined
            : {
                schema: 'sponte/acknowledgement/1',
                reference: body.reference,
                unit: body.unit,
                ...(body.nextNews === undefined ? {} : { nextNews: body.nextNews }),
              },
      })),

    refuse: ({ params, body }) =>
      say<'REFUSE'>({ ...params, as: body.as }, (exchange) => ({
        type: 'REFUSE',
        terms: {
          disclosure: disclosureHash(exchange),
          reason: refuseReasons[body.reason],
          alternative: refuseAlternatives[body.alternative],
        },
        body:
          body.text === undefined
            ? undefined
            : {
                schema: 'sponte/refusal/1',
                language: languageOf(body),
                text: body.text,
                ...(body.offer === undefined ? {} : { alternative: body.offer }),
              },
      })),

    ask: ({ params, body }) =>
      say<'QUESTION'>({ ...params, as: body.as }, () => ({
        type: 'QUESTION',
        terms: {
          itemId: body.item === undefined ? undefined : fromHex(body.item),
          replyByMs: optionalTime(body.replyBy),
        },
        body: {
          schema: 'sponte/question/1',
          language: languageOf(body),
          text: body.text,
          ...(body.item === undefined ? {} : { item: body.item }),
        },
      })),

    answer: ({ params, body }) =>
      say<'ANSWER'>({ ...params, as: body.as }, (exchange) => ({
        type: 'ANSWER',
        terms: {
          matter: fromHex(openQuestion(deps.exchange, exchange, body.question).entry.statement),
          partial: body.partial,
        },
        body: {
          schema: 'sponte/answer/1',
          language: languageOf(body),
          text: body.text,
          ...(body.refers.length === 0 ? {} : { refers: [...body.refers] }),
        },
      })),

    feedbackAsk: ({ params, body }) =>
      say<'FEEDBACK_ASK'>({ ...params, as: body.as }, () => ({
        type: 'FEEDBACK_ASK',
        terms: {
          itemId: body.item === undefined ? undefined : fromHex(body.item),
          replyByMs: optionalTime(body.replyBy),
        },
        body:
          body.text === undefined
            ? undefined
            : { schema: 'sponte/question/1', language: languageOf(body), text: body.text },
      })),

    feedbackGive: ({ params, body }) =>
      say<'FEEDBACK'>({ ...params, as: body.as }, (exchange) => ({
        type: 'FEEDBACK',
        terms: {
          disclosure: disclosureHash(exchange),
          outcomes: body.outcomes.map((outcome) => feedbackOutcomes[outcome]),
          usefulness: body.usefulness,
        },
        body:
          body.text === undefined
            ? undefined
            : {
                schema: 'sponte/feedback/1',
                ...(body.reference === undefined ? {} : { reference: body.reference }),
                language: languageOf(body),
                text: body.text,
                ...(body.amounts.length === 0
                  ? {}
                  : { amounts: body.amounts.map((amount) => ({ ...amount })) }),
              },
      })),
  }
}
