import type { Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import { operations } from '../../protocol/index.ts'
import { codeIn, id } from '../arguments.ts'
import type { Within } from '../command.ts'
import { exits } from '../exit-codes.ts'
import { addIntendedUse, intendedUse, type IntendedUse } from '../intended-use.ts'
import { fields } from '../table.ts'
import {
  effectTexts,
  needTexts,
  operationTexts,
  tagEffectTexts,
  useDutyTexts,
  whomTexts,
} from '../texts/policy.ts'
import { consentCommand } from '../view/consent-needed.ts'
import { institutionName, moment } from '../view/plain.ts'
import { isolateLine } from '../isolate.ts'

/** `may`: decision, tags, duties, whom to ask; exit 0 only where it is permitted at once. */
export function addMayCommand(program: Command, within: Within): void {
  const command = program
    .command('may')
    .argument('<operation>', operations.join(', '), (text) => codeIn(operations, text))
    .argument('<exchange>', 'whose disclosure', id)
    .description('may this be done with it? which tag says so, and whom can one ask?')
  addIntendedUse(command, operations).action(
    within(
      async (
        { ask, output, options: { as } },
        operation: (typeof operations)[number],
        exchange: string,
        options: IntendedUse,
      ) => {
        const decision = await ask('may', {
          params: { exchange },
          query: { operation, ...intendedUse(options), officer: as },
        })
        output.result(decision, () => decisionPage(decision))
        return decision.effect === 'allow' ? exits.ok : exits.notPermitted
      },
    ),
  )
}

function decisionPage(decision: Answer<'may'>): string {
  const { because, needs, duties, ask, waitUntil } = decision
  return fields([
    [effectTexts[decision.effect], operationTexts[decision.operation]],
    ['Wait', waitUntil === undefined ? undefined : `until ${moment(waitUntil)} at the latest`],
    ['Needs', lines(needs.map((need) => needTexts[need]))],
    ['Because', lines(because.map(({ tag, effect }) => `${isolateLine(tag)} ${tagEffectTexts[effect]}`))],
    ['Set aside', lines(decision.setAside.map((tag) => isolateLine(tag)))],
    ['Then', dutyLines(duties)],
    [
      'Ask',
      ask === undefined
        ? undefined
        : whomTexts[ask.whom] +
          (ask.institution === undefined ? '' : `: ${institutionName(ask.institution)}`),
    ],
    ['With', lines(decision.consents.map((consent) => consentCommand(decision.exchange, consent)))],
  ])
}

/** What has to be done besides: by when, and which tags it is about. */
export function dutyLines(duties: Answer<'may'>['duties']): string | undefined {
  return lines(
    duties.map(({ duty, by, tags = [] }) => {
      const when = by === undefined ? '' : `, by ${moment(by)}`
      const what = tags.length === 0 ? '' : `: ${tags.map((tag) => isolateLine(tag)).join(' ')}`
      return useDutyTexts[duty] + when + what
    }),
  )
}

function lines(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.join('\n')
}
