import { Option, type Command } from 'commander'
import type { Answer, Question, RouteName } from '../../node/api/client.ts'
import { id, many, moment } from '../arguments.ts'
import type { Within } from '../command.ts'
import type { Session } from '../session.ts'
import { findText } from '../text-input.ts'
import { placedLines } from '../view/exchange.ts'

/** Routes that sign one message and give back where it stands. */
export type SayingRoute = {
  [Name in RouteName]: Answer<'ack'> extends Answer<Name>
    ? Answer<Name> extends Answer<'ack'>
      ? Name
      : never
    : never
}[RouteName]

/** What a verb fills in by itself; the rest is the same for all. */
export type Fields<Name extends SayingRoute> = Omit<Question<Name>['body'], 'as' | 'language' | 'text'>

/** One verb of the command line. */
export interface SayingRow<Name extends SayingRoute, Options> {
  readonly route: Name
  readonly about: string
  readonly options: readonly Option[]
  /** What `--text-file` holds. */
  readonly words: string
  /** Asked at a terminal, before it is signed; where it depends on the options, only what they ask for. */
  readonly confirm?: string | ((options: Options) => string | undefined)
  readonly fields: (options: Options, session: Session) => Fields<Name> | Promise<Fields<Name>>
  /** What is left to do besides, below what was signed. */
  readonly then?: (options: Options, placed: Answer<'ack'>) => string | undefined
}

/** Makes a command of a row: `<exchange>`, its options, a text, and what every signed message prints. */
export function addSaying<Name extends SayingRoute, Options extends object>(
  command: Command,
  within: Within,
  { route, about, options, words, confirm, fields, then }: SayingRow<Name, Options>,
): void {
  command.argument('<exchange>', 'its id', id).description(about)
  for (const option of options) command.addOption(option)
  command
    .option('--text-lang <tag>', 'language of the text')
    .option('--text-file <file>', `${words}, - for stdin`)
    .action(
      within(async (session, exchange: string, given: Options & TextOptions) => {
        session.officer()
        const asked = await fields(given, session)
        const sure = typeof confirm === 'function' ? confirm(given) : confirm
        if (sure !== undefined) await session.confirm(sure)
        const text = await findText(session, { file: given.textFile, question: '', needed: false })
        const body = { ...asked, as: await session.signer(), language: given.textLang, text }
        // Route and fields belong to one row, which TypeScript cannot tie to the whole of its question.
        const question = { params: { exchange }, body } as unknown as Question<Name>
        const placed = (await session.ask(route, question)) as Answer<'ack'>
        session.output.result(placed, () =>
          [placedLines(placed), then?.(given, placed)].filter((part) => part !== undefined).join('\n\n'),
        )
      }),
    )
}

interface TextOptions {
  readonly textLang?: string
  readonly textFile?: string
}

/** `--matter`: which one, where several fit. */
export const matterOption = (): Option =>
  new Option('--matter <id>', 'which one, where several fit').argParser(id)

/** `--item`: which items; the whole without it. */
export const itemsOption = (about = 'of these items; the whole without it'): Option =>
  new Option('--item <id...>', about).argParser(many(id))

/** `--by`: until when an answer is needed. */
export const byOption = (about = 'an answer is needed by'): Option =>
  new Option('--by <time>', about).argParser(moment)

export interface InMatter {
  readonly matter?: string
}
export interface WithItems {
  readonly item?: readonly string[]
}
