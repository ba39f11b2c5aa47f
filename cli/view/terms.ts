/** The operative fields of each family in a line. */
import type { Answer } from '../../node/api/client.ts'
import {
  alternativeTexts,
  competenceTexts,
  gapTexts,
  nextStepTexts,
  outcomeTexts,
  powerTexts,
  refuseTexts,
} from '../texts/choices.ts'
import { moment, shortId } from './plain.ts'

type Terms = Answer<'show'>['messages'][number]['terms']
type TermsOf<Type extends Terms['type']> = Extract<Terms, { readonly type: Type }>

export function undertakingTermsText(terms: TermsOf<'CONDITIONS_READ'> | TermsOf<'AGREE'>): string {
  const mutual = terms.mutual ? ', for what we answer too' : ''
  return `until ${moment(terms.validUntil)}, ${powerTexts[terms.power]}${mutual}`
}

export function ackTermsText(terms: TermsOf<'ACK'>): string {
  return sentence([
    `competent: ${competenceTexts[terms.competence]}`,
    terms.languageOk ? undefined : 'in another language, please',
    terms.gaps.length === 0 ? undefined : `missing: ${terms.gaps.map((gap) => gapTexts[gap]).join(', ')}`,
    nextStepTexts[terms.nextStep],
    terms.nextNewsBy === undefined ? undefined : `news by ${moment(terms.nextNewsBy)}`,
  ])
}

export function refusalTermsText(terms: TermsOf<'REFUSE'>): string {
  return sentence([refuseTexts[terms.reason], `offered instead: ${alternativeTexts[terms.alternative]}`])
}

export function inquiryTermsText(terms: TermsOf<'QUESTION'> | TermsOf<'FEEDBACK_ASK'>): string | undefined {
  const about = terms.item === undefined ? undefined : `about item ${shortId(terms.item)}`
  const by = terms.replyBy === undefined ? undefined : `an answer by ${moment(terms.replyBy)}`
  return about === undefined && by === undefined ? undefined : sentence([about, by])
}

export function feedbackTermsText(terms: TermsOf<'FEEDBACK'>): string {
  const outcomes = terms.outcomes.map((outcome) => outcomeTexts[outcome])
  return sentence([...outcomes, `usefulness ${terms.usefulness} of 5`])
}

function sentence(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('; ')
}
