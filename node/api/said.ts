/** What a signed statement says, as the contract shows it: its operative fields by name, its tags in their text form. */
import {
  ackGaps,
  cannotComplyReasons,
  competences,
  conditionsHash,
  feedbackOutcomes,
  isOneOf,
  formatTag,
  labelsOf,
  nextSteps,
  offeredOf,
  officerPowers,
  refuseAlternatives,
  refuseReasons,
  tagRow,
  type Conditions,
  type Exchange,
  type Terms,
} from '../../protocol/index.ts'
import type { Answer } from './contract.ts'
import { matterTypes } from './contract/matters.ts'
import { matterTermsOf } from './said-in-matters.ts'
import { timeOf } from './time-of.ts'

export { timeOf } from './time-of.ts'

/** The name of a number in one of the tables of `protocol/names.ts`. */
export function nameOf<T extends Readonly<Record<string, number>>>(
  table: T,
  number: number,
): keyof T & string {
  const names = Object.keys(table) as (keyof T & string)[]
  const name = names.find((one) => table[one] === number)
  if (name === undefined) throw new Error(`no name for ${number} in its table`)
  return name
}

/** The operative fields of a statement, by name. */
export function termsOf(content: Terms): Answer<'show'>['messages'][number]['terms'] {
  if (isOneOf(content, matterTypes)) return matterTermsOf(content)
  switch (content.type) {
    case 'DISCLOSURE':
      return { type: 'DISCLOSURE', items: content.terms.items.length }
    case 'CONDITIONS_READ':
      return {
        type: 'CONDITIONS_READ',
        conditions: toHex(content.terms.conditionsHash),
        validUntil: timeOf(content.terms.validUntilMs),
        power: nameOf(officerPowers, content.terms.power),
        mutual: content.terms.mutual,
      }
    case 'PRIOR_NOTICE':
      return { type: 'PRIOR_NOTICE', validUntil: timeOf(content.terms.validUntilMs) }
    case 'AGREE':
      return {
        type: 'AGREE',
        notice: toHex(content.terms.notice),
        conditions: toHex(content.terms.conditionsHash),
        validUntil: timeOf(content.terms.validUntilMs),
        power: nameOf(officerPowers, content.terms.power),
        mutual: content.terms.mutual,
      }
    case 'DECLINE':
      return {
        type: 'DECLINE',
        notice: toHex(content.terms.notice),
        reason: nameOf(cannotComplyReasons, content.terms.reason),
      }
    case 'COUNTER':
    case 'WITHDRAW_NOTICE':
    case 'EXPIRED':
      return { type: content.type, notice: toHex(content.terms.notice) }
    case 'LATE':
    case 'NOT_ACCEPTED':
      return { type: content.type }
    case 'CANNOT_COMPLY':
      return { type: 'CANNOT_COMPLY', reason: nameOf(cannotComplyReasons, content.terms.reason) }
    case 'ACK':
      return {
        type: 'ACK',
        competence: nameOf(competences, content.terms.competence),
        languageOk: content.terms.languageOk,
        gaps: content.terms.gaps.map((gap) => nameOf(ackGaps, gap)),
        nextStep: nameOf(nextSteps, content.terms.nextStep),
        ...(content.terms.nextNewsByMs === 0 ? {} : { nextNewsBy: timeOf(content.terms.nextNewsByMs) }),
      }
    case 'REFUSE':
      return {
        type: 'REFUSE',
        reason: nameOf(refuseReasons, content.terms.reason),
        alternative: nameOf(refuseAlternatives, content.terms.alternative),
      }
    case 'QUESTION':
    case 'FEEDBACK_ASK': {
      const { itemId, replyByMs } = content.terms
      return {
        type: content.type,
        ...(itemId === undefined ? {} : { item: toHex(itemId) }),
        ...(replyByMs === 0 ? {} : { replyBy: timeOf(replyByMs) }),
      }
    }
    case 'ANSWER':
      return {
        type: 'ANSWER',
        question: toHex(content.terms.matter),
        partial: content.terms.partial,
      }
    case 'FEEDBACK':
      return {
        type: 'FEEDBACK',
        outcomes: content.terms.outcomes.map((outcome) => nameOf(feedbackOutcomes, outcome)),
        usefulness: content.terms.usefulness,
      }
  }
}

export function tagsShown(conditions: Conditions): Answer<'show'>['conditions']['tags'] {
  return conditions.tags.map((tag) => ({
    text: formatTag(tag),
    code: tag.code,
    args: tag.args,
    scope: tag.scope === 1 ? 'some' : 'all',
    explanation: tagRow(tag.code) === undefined ? 'UNKNOWN' : tag.code,
  }))
}

/** The Conditions as the contract shows them; what cannot be read blocks, and says so by `UNKNOWN` explanations. */
export function conditionsShape(state: Exchange): Answer<'show'>['conditions'] {
  const { conditions, conditionsBytes, urgency } = offeredOf(state)
  return {
    hash: toHex(conditionsHash(conditionsBytes)),
    vocabulary: conditions.vocabulary,
    tags: tagsShown(conditions),
    // Labels need nothing but the tags, so they are shown even for Conditions that cannot be read whole.
    labels: labelsOf(conditions),
    binding: state.binding,
    urgency,
  }
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
