import { Option, type Command } from 'commander'
import { id, many } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { requireFree, writeOutput } from '../files.ts'
import { fields } from '../table.ts'
import { counted } from '../view/plain.ts'

interface ExportOptions {
  readonly format: 'dossier'
  readonly out?: string
  readonly withContent?: boolean
  readonly decide?: readonly string[]
}

/** `export`: an exchange in a form that others can read without a node. */
export function addExportCommand(program: Command, within: Within): void {
  program
    .command('export')
    .argument('<exchange>', 'its id', id)
    .description('takes an exchange out of the node, under its conditions; the ledger keeps that it was')
    .addOption(
      new Option('--format <format>', 'dossier: all that was signed, to be verified by anyone')
        .choices(['dossier'])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'where to write it, - for stdout, which it is where that is no terminal')
    .option('--with-content', 'the texts of all messages too')
    .addOption(
      new Option(
        '--decide <tag>',
        'a tag that leaves it to a person, which the head of the desk decides (may be repeated)',
      ).argParser(many(String)),
    )
    .action(
      within(async (session, exchange: string, { withContent, decide, ...options }: ExportOptions) => {
        session.officer()
        const { out = '-' } = options
        // Bytes that drive a terminal are no result for a person.
        if (options.out === undefined && session.terminal.columns !== undefined)
          throw new CliError('USAGE', 'a dossier is no text: --out FILE, - for stdout')
        if (out !== '-') await requireFree(out)
        const { dossier, ...made } = await session.ask('exportDossier', {
          params: { exchange },
          body: { as: await session.signer(), content: withContent === true, decides: decide?.slice() },
        })
        const file = Buffer.from(dossier, 'base64')
        if (out === '-') {
          session.output.raw(file)
          return undefined
        }
        await writeOutput(out, file)
        session.output.result({ ...made, file: out }, () =>
          fields([
            ['Written', out],
            ['Exchange', made.exchange],
            ['Messages', String(made.statements)],
            ['With text', made.contents === 0 ? 'none' : counted(made.contents, 'message')],
          ]),
        )
        return undefined
      }),
    )
}
