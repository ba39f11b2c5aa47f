import { Option, type Command } from 'commander'
import { cannotComplyReasons, officerPowers } from '../../protocol/index.ts'
import { codeOption, id, moment } from '../arguments.ts'
import type { Within } from '../command.ts'
import { findText } from '../text-input.ts'
import { conditionsPage } from '../view/conditions.ts'
import { placedLines } from '../view/exchange.ts'

interface UndertakeOptions {
  readonly until?: string
  readonly power?: keyof typeof officerPowers
  readonly mutual?: boolean
  readonly textFile?: string
}

interface DeclineOptions {
  readonly reason: keyof typeof cannotComplyReasons
  readonly textFile?: string
}

/** `undertake`, `decline`: the answer to the conditions, before the content. */
export function addUndertakeCommands(program: Command, within: Within): void {
  program
    .command('undertake')
    .argument('<exchange>', 'its id', id)
    .description('signs for the institution: conditions read, we can comply')
    .addOption(new Option('--until <time>', 'how long it binds and holds').argParser(moment))
    .addOption(codeOption('--power <power>', 'in which power', Object.keys(officerPowers)))
    .option('--mutual', 'the same conditions for what we answer')
    .option('--text-file <file>', 'a note to the sender, - for stdin')
    .action(
      within(async (session, exchange: string, options: UndertakeOptions) => {
        session.officer()
        const params = { exchange }
        const conditions = await session.ask('conditions', { params })
        await session.confirm(
          `${conditionsPage(conditions)}\n\nCan your institution comply with all of this?`,
        )
        const text = await findText(session, { file: options.textFile, question: '', needed: false })
        const undertaken = await session.ask('undertake', {
          params,
          body: {
            as: await session.signer(),
            conditions: conditions.hash,
            validUntil: options.until,
            power: options.power,
            mutual: options.mutual,
            text,
          },
        })
        session.output.result(undertaken, () => placedLines(undertaken))
      }),
    )

  program
    .command('decline')
    .argument('<exchange>', 'its id', id)
    .description('returns it unopened, or withdraws the undertaking: we cannot comply')
    .addOption(codeOption('--reason <code>', 'why', Object.keys(cannotComplyReasons)).makeOptionMandatory())
    .option('--text-file <file>', 'a note to the sender, - for stdin')
    .action(
      within(async (session, exchange: string, { reason, textFile }: DeclineOptions) => {
        session.officer()
        await session.confirm('Return it? What was undertaken ends.')
        const text = await findText(session, { file: textFile, question: '', needed: false })
        const declined = await session.ask('decline', {
          params: { exchange },
          body: { as: await session.signer(), reason, text },
        })
        session.output.result(declined, () => placedLines(declined))
      }),
    )
}
