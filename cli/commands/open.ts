import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { ApiError, type Answer } from '../../node/api/client.ts'
import { id, many } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { writeOutput } from '../files.ts'
import { addDeciding, addUsedFor, intendedUse, type Deciding, type UsedFor } from '../intended-use.ts'
import { isolateLine } from '../isolate.ts'
import { watched } from '../progress.ts'
import { saveFile, type SavedFile } from '../saved-file.ts'
import { fields } from '../table.ts'
import { findText } from '../text-input.ts'
import { typeTexts } from '../texts/choices.ts'
import { openedTable, progressText } from '../view/attachments.ts'
import { labelLines, tagLines } from '../view/conditions.ts'
import { termsText } from '../view/exchange.ts'
import { outline } from '../view/outline.ts'
import { dutyLines } from './may.ts'
import { counted, institutionName, moment, shortId } from '../view/plain.ts'

interface OpenOptions extends UsedFor, Deciding {
  readonly message?: string
  readonly save?: string
  readonly textFile?: string
  /** Ids, or `all`. */
  readonly attachment?: readonly string[]
}

/** `open`: the one command that shows content. */
export function addOpenCommand(program: Command, within: Within): void {
  const command = program
    .command('open')
    .argument('<exchange>', 'its id', id)
    .description('opens the disclosure, or the text of one message, under its conditions')
    .addOption(new Option('--message <id>', 'another message than the disclosure').argParser(id))
    .option('--save <dir>', 'take it out of the node into this folder; the reason is kept')
    .option(
      '--text-file <file>',
      'why, - for stdin: kept with the uses of the disclosure; needed with --save',
    )
    .addOption(
      new Option('--attachment <id...>', 'with --save: this file too, or all').argParser(many(fileArgument)),
    )
  addDeciding(addUsedFor(command, ['READ', 'EXPORT'])).action(
    within(async (session, exchange: string, options: OpenOptions) => {
      session.officer()
      const { message, save, textFile, decide, attachment: wanted = [], ...usedFor } = options
      if (save === undefined && wanted.length > 0) throw new CliError('USAGE', '--attachment needs --save')
      const question = 'Why is it taken out of the node?'
      const reason = await findText(session, { file: textFile, question, needed: save !== undefined })
      const as = await session.signer()
      const said = { as, ...intendedUse(usedFor), decides: decide?.slice() }
      const body = { ...said, message, reason, export: save !== undefined }
      const opened = await session.ask('open', { params: { exchange }, body })
      if (save === undefined || reason === undefined) {
        session.output.result(opened, () => openedPage(opened))
        return
      }
      const files = chosen(opened, wanted)
      const file = await saved(opened, save)
      const attachments: (SavedFile & Pick<OpenedFile, 'id' | 'name'>)[] = []
      for (const [at, { id: attachment, name, length }] of files.entries()) {
        const pieces = await session.ask('openAttachment', {
          params: { exchange: opened.exchange, attachment },
          body: { ...said, message: opened.message, reason },
        })
        const moving = { nth: at + 1, files: files.length, length }
        attachments.push({
          id: attachment,
          name,
          ...(await saveFile(save, name, watched(session, moving, pieces))),
        })
      }
      session.output.result({ exchange: opened.exchange, message: opened.message, file, attachments }, () =>
        fields([
          ['Written', file],
          ...attachments.map((one) => ['', `${one.file}\nSHA-256 ${one.sha256}`] as const),
        ]),
      )
      const left = (opened.attachments?.length ?? 0) - attachments.length
      if (left > 0) session.output.message(`${counted(left, 'file')} not written: --attachment all`)
    }),
  )
}

type OpenedFile = NonNullable<Answer<'open'>['attachments']>[number]

/** An id of a file, or all of them. */
function fileArgument(text: string): string {
  return text === 'all' ? text : id(text)
}

/** The files that were asked for, all of them here: before anything is written. */
function chosen({ attachments = [] }: Answer<'open'>, wanted: readonly string[]): readonly OpenedFile[] {
  const files = wanted.flatMap((one) => {
    if (one === 'all') return attachments
    const found = attachments.filter((file) => file.id.startsWith(one))
    if (found.length === 1) return found
    throw new ApiError(found.length === 0 ? 'NOT_FOUND' : 'AMBIGUOUS_ID')
  })
  const missing = files.find(({ state }) => state === 'waiting')
  if (missing !== undefined) throw new ApiError('FILE_INCOMPLETE', progressText(missing))
  return [...new Set(files)]
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
    ['Set aside', opened.setAside?.map((tag) => isolateLine(tag)).join('\n')],
    ['Then', dutyLines(opened.duties ?? [])],
  ])
  const files = opened.attachments === undefined ? [] : [openedTable(opened.attachments)]
  return [head, tagLines(opened.conditions.tags), outline(opened.body), ...files].join('\n\n')
}
