import { Option, type Command } from 'commander'
import { id } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { requireFree, writeOutput } from '../files.ts'
import { addDeciding, addUsedFor, intendedUse, type Deciding, type UsedFor } from '../intended-use.ts'
import { fields } from '../table.ts'
import { needText } from '../text-input.ts'
import { paper } from '../view/paper.ts'
import { shortId } from '../view/plain.ts'

interface PrintOptions extends UsedFor, Deciding {
  readonly message?: string
  readonly out?: string
  readonly textFile?: string
}

/** `print`: a text on paper. */
export function addPrintCommand(program: Command, within: Within): void {
  const command = program
    .command('print')
    .argument('<exchange>', 'its id', id)
    .description(
      'writes a text for the printer, with its marks, its conditions and its copy number on every page',
    )
    .addOption(new Option('--message <id>', 'another message than the disclosure').argParser(id))
    .option('--out <file>', 'where to write it, - for stdout, which it is where that is no terminal')
    .option('--text-file <file>', 'why it is printed, - for stdin; kept with the uses of the disclosure')
  addDeciding(addUsedFor(command, ['EXPORT'])).action(
    within(async (session, exchange: string, options: PrintOptions) => {
      session.officer()
      const { message, out = '-', decide, textFile, ...usedFor } = options
      // Paper is what the copy number is of: a screen shows it with "open".
      if (options.out === undefined && session.terminal.columns !== undefined)
        throw new CliError('USAGE', 'what is printed is no text for the screen: --out FILE, - for stdout')
      if (out !== '-') await requireFree(out)
      const reason = await needText(session, { file: textFile, question: 'Why is it printed?' })
      const printed = await session.ask('print', {
        params: { exchange },
        body: {
          as: await session.signer(),
          ...intendedUse(usedFor),
          ...{ message, decides: decide?.slice(), reason },
        },
      })
      if (out === '-') {
        session.output.raw(paper(printed))
        return undefined
      }
      await writeOutput(out, paper(printed))
      const { copy } = printed
      session.output.result({ exchange: printed.exchange, message: printed.message, copy, file: out }, () =>
        fields([
          ['Written', out],
          ['Copy', `${copy} of ${shortId(printed.message)}`],
        ]),
      )
      return undefined
    }),
  )
}
