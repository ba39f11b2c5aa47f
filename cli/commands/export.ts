import { Option, type Command } from 'commander'
import { id } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { requireFree, writeOutput } from '../files.ts'
import { addDeciding, addUsedFor, intendedUse, type Deciding, type UsedFor } from '../intended-use.ts'
import { fields } from '../table.ts'
import { findText } from '../text-input.ts'
import { counted } from '../view/plain.ts'

interface ExportOptions extends UsedFor, Deciding {
  readonly format: 'dossier'
  readonly out?: string
  readonly withContent?: boolean
  readonly textFile?: string
}

/** `export`: an exchange in a form that others can read without a node. */
export function addExportCommand(program: Command, within: Within): void {
  const command = program
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
    .option('--text-file <file>', 'why, - for stdin; kept with the uses of the disclosure')
  addDeciding(addUsedFor(command, ['EXPORT'])).action(
    within(async (session, exchange: string, options: ExportOptions) => {
      session.officer()
      const { format: _format, out = '-', withContent, decide, textFile, ...usedFor } = options
      // Bytes that drive a terminal are no result for a person.
      if (options.out === undefined && session.terminal.columns !== undefined)
        throw new CliError('USAGE', 'a dossier is no text: --out FILE, - for stdout')
      if (out !== '-') await requireFree(out)
      const reason = await findText(session, { file: textFile, question: '', needed: false })
      const content = withContent === true
      const said = { ...intendedUse(usedFor), decides: decide?.slice(), reason }
      const { dossier, ...made } = await session.ask('exportDossier', {
        params: { exchange },
        body: { as: await session.signer(), content, ...said },
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
