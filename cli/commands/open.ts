import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import { id } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { writeOutput } from '../files.ts'
import { fields } from '../table.ts'
import { needText } from '../text-input.ts'
import { typeTexts } from '../texts/choices.ts'
import { labelLines, tagLines } from '../view/conditions.ts'
import { termsText } from '../view/exchange.ts'
import { outline } from '../view/outline.ts'
import { institutionName, moment, shortId } from '../view/plain.ts'

interface OpenOptions {
  readonly message?: string
  readonly save?: string
  readonly textFile?: string
}

/** `open`: the one command that shows content. */
export function addOpenCommand(program: Command, within: Within): void {
  program
    .command('open')
    .argument('<exchange>', 'its id', id)
    .description('opens the disclosure, or the text of one message, under its conditions')
    .addOption(new Option('--message <id>', 'another message than the disclosure').argParser(id))
    .option('--save <dir>', 'take it out of the node into this folder; the reason is recorded')
    .option('--text-file <file>', 'with --save: the reason, - for stdin')
    .action(
      within(async (session, exchange: string, { message, save, textFile }: OpenOptions) => {
        session.officer()
        const reason =
          save === undefined
            ? undefined
            : await needText(session, { file: textFile, question: 'Why is it taken out of the node?' })
        const opened = await session.ask('open', {
          params: { exchange },
          body: {
            as: await session.signer(),
            message,
            ...(reason === undefined ? {} : { export: { reason } }),
          },
        })
        if (save === undefined) session.output.result(opened, () => openedPage(opened))
        else {
          const file = await saved(opened, save)
          session.output.result({ exchange: opened.exchange, message: opened.message, file }, () =>
            fields([['Written', file]]),
          )
        }
      }),
    )
}

async function saved(opened: Answer<'open'>, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {
    throw new CliError('CANNOT_WRITE', folder)
  })
  const file = join(folder, `${opened.at.slice(0, 10)}-${shortId(opened.message)}.json`)
  await writeOutput(file, `${JSON.stringify(opened, undefined, 2)}\n`)
  return file
}

/** The conditions stand above the content, always. */
function openedPage(opened: Answer<'open'>): string {
  const head = fields([
    ['From', institutionName(opened.from)],
    ['What', typeTexts[opened.terms.type]],
    ['', termsText(opened.terms)],
    ['Placed', moment(opened.at)],
    ['Marked', labelLines(opened.conditions)],
  ])
  return [head, tagLines(opened.conditions.tags), outline(opened.body)].join('\n\n')
}
