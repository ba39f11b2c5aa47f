import type { AnswerDeps } from '../answers/deps.ts'
import type { Answer, Asked, UseCases } from '../api/contract.ts'
import { breachMeanings } from './breach.ts'
import { closingMeanings } from './closing.ts'
import { consentMeanings } from './consent.ts'
import { exceptionMeanings } from './exceptions.ts'
import { freezeMeanings } from './freeze.ts'
import type { Meanings, MatterVerb } from './meanings.ts'
import { recallMeanings } from './recall.ts'
import { redirectMeanings } from './redirect.ts'
import { requestMeanings } from './requests.ts'
import { retentionMeanings } from './retention.ts'
import { retagMeanings } from './retag.ts'
import { createSay, withWordsChecked, type Meant } from './saying.ts'
import { settlementMeanings } from './settlement.ts'
import { within, type Within } from './within.ts'

const meanings: Meanings<MatterVerb> = {
  ...consentMeanings,
  ...exceptionMeanings,
  ...retagMeanings,
  ...recallMeanings,
  ...requestMeanings,
  ...freezeMeanings,
  ...settlementMeanings,
  ...redirectMeanings,
  ...breachMeanings,
  ...retentionMeanings,
  ...closingMeanings,
}

/** The verbs by which two institutions go on about a disclosure: each signs the one statement that its row means. */
export function answerMatters(deps: AnswerDeps): Pick<UseCases, MatterVerb> {
  const say = createSay(deps)
  const verbs = Object.entries(meanings).map(([name, mean]) => {
    // Each row is called with what its own route was asked; the types meet again in the return type.
    const meant = mean as (asked: unknown, about: Within) => Meant
    const verb = ({ params, body }: Asked<MatterVerb>): Promise<Answer<MatterVerb>> =>
      say({ ...params, as: body.as }, (exchange) => withWordsChecked(meant(body, within(deps, exchange))))
    return [name, verb] as const
  })
  // Exactly the rows of the table.
  return Object.fromEntries(verbs) as unknown as Pick<UseCases, MatterVerb>
}
