import { Option, type Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import {
  institutionKinds,
  operations,
  purposes,
  statutoryExceptions,
  type InstitutionKind,
} from '../../protocol/index.ts'
import { codeIn, codeOption, id, typed } from '../arguments.ts'
import type { Within } from '../command.ts'
import { exits } from '../exit-codes.ts'
import { fields } from '../table.ts'
import {
  effectTexts,
  needTexts,
  operationTexts,
  tagEffectTexts,
  useDutyTexts,
  whomTexts,
} from '../texts/policy.ts'
import { institutionName, moment, shortId } from '../view/plain.ts'
import { isolateLine } from '../isolate.ts'

type Exception = (typeof statutoryExceptions)[number]

/** `exculp`, `life`: as they are typed. */
const exceptionNames = statutoryExceptions.map((code) => code.replace('X:', ''))

interface MayOptions {
  readonly item?: string
  readonly purpose?: (typeof purposes)[number]
  readonly offence?: string
  readonly proceeding?: string
  readonly recipient?: string
  readonly kind?: InstitutionKind
  readonly country?: string
  readonly organisation?: string
  readonly exception?: Exception
}

/** `may`: decision, tags, duties, whom to ask; exit 0 only where it is permitted at once. */
export function addMayCommand(program: Command, within: Within): void {
  program
    .command('may')
    .argument('<operation>', operations.join(', '), (text) => codeIn(operations, text))
    .argument('<exchange>', 'whose disclosure', id)
    .description('may this be done with it? which tag says so, and whom can one ask?')
    .addOption(new Option('--item <id>', 'one item of it').argParser(id))
    .addOption(codeOption('--purpose <purpose>', 'what for', purposes))
    .option('--offence <offence>', 'such as UNCAC-17')
    .option('--proceeding <case>', 'in which case')
    .addOption(new Option('--recipient <institution>', 'to whom, by id').argParser(id))
    .addOption(codeOption('--kind <kind>', 'to which kind of authority', Object.keys(institutionKinds)))
    .option('--country <code>', 'of which State', (text) => text.toUpperCase())
    .option('--organisation <name>', 'to which organisation')
    .addOption(
      new Option(
        '--exception <code>',
        `which provision of the law is invoked: ${exceptionNames.map(typed).join(', ')}`,
      ).argParser((text: string) => `X:${codeIn(exceptionNames, text)}`),
    )
    .action(
      within(
        async (
          { ask, output, options: { as } },
          operation: (typeof operations)[number],
          exchange: string,
          options: MayOptions,
        ) => {
          const { kind: recipientKind, country: recipientCountry, ...rest } = options
          const decision = await ask('may', {
            params: { exchange },
            query: { operation, ...rest, recipientKind, recipientCountry, officer: as },
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
    [
      'Then',
      lines(
        duties.map(({ duty, by }) => useDutyTexts[duty] + (by === undefined ? '' : `, by ${moment(by)}`)),
      ),
    ],
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

function lines(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.join('\n')
}

/** The command that asks for exactly the consent that is missing, to be copied. */
function consentCommand(exchange: string, consent: Answer<'may'>['consents'][number]): string {
  const { operation, items, purpose, recipient, proceeding } = consent
  return [
    `sponte consent ask ${shortId(exchange)} --operation ${typed(operation)}`,
    ...(items.length === 0 ? [] : ['--item', ...items.map(shortId)]),
    ...(purpose === undefined ? [] : ['--purpose', typed(purpose)]),
    ...(recipient === undefined ? [] : ['--recipient', shellWord(recipient)]),
    ...(proceeding === undefined ? [] : ['--proceeding', shellWord(proceeding)]),
  ].join(' ')
}

/** A word as a shell reads it back, without what has no picture. */
function shellWord(text: string): string {
  const shown = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
  return /^[\w./:-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`
}
