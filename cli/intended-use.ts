/** What an officer means to do with a disclosure: the same options wherever it is asked about or recorded. */
import { Option, type Command } from 'commander'
import {
  exceptionsReaching,
  institutionKinds,
  purposes,
  type InstitutionKind,
  type Operation,
  type StatutoryException,
} from '../protocol/index.ts'
import { codeIn, codeOption, id, many, typed } from './arguments.ts'

export interface UsedFor {
  readonly purpose?: (typeof purposes)[number]
  readonly offence?: string
  readonly proceeding?: string
  readonly recipient?: string
  readonly kind?: InstitutionKind
  readonly country?: string
  readonly organisation?: string
  readonly exception?: StatutoryException
}

export interface IntendedUse extends UsedFor {
  readonly item?: string
}

/** What the head of the desk decides. */
export interface Deciding {
  readonly decide?: readonly string[]
}

/** Adds `--item` to `--exception`. */
export function addIntendedUse(command: Command, reached: readonly Operation[]): Command {
  return addUsedFor(command.addOption(new Option('--item <id>', 'one item of it').argParser(id)), reached)
}

/** Adds `--decide`. */
export function addDeciding(command: Command): Command {
  return command.addOption(
    new Option(
      '--decide <tag>',
      'a tag, or an exception of the law, that leaves it to a person, which the head of the desk decides (may be repeated)',
    ).argParser(many(String)),
  )
}

/**
 * Adds `--purpose` to `--exception`: of what is used as a whole.
 *
 * @param reached - the operations of the command: only an exception that lifts something of one of them is offered
 */
export function addUsedFor(command: Command, reached: readonly Operation[]): Command {
  // As they are typed: `exculp`, `life`.
  const names = exceptionsReaching(reached).map((code) => code.replace('X:', ''))
  return command
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
        `which provision of the law is invoked: ${names.map(typed).join(', ')}`,
      ).argParser((text: string) => `X:${codeIn(names, text)}`),
    )
}

/** The options in the names of the contract. */
export function intendedUse({ kind, country, ...rest }: IntendedUse) {
  return { ...rest, recipientKind: kind, recipientCountry: country }
}
