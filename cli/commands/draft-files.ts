import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import { ApiError, fileFlags, fileForms, fileSecrecies, type Answer } from '../../node/api/client.ts'
import { codeOption, codesOption, id, many } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import type { Session } from '../session.ts'
import { openSteadily } from '../steady-file.ts'
import { watched } from '../progress.ts'
import { attachedPage } from '../view/draft.ts'
import type { RevisionOptions } from './draft.ts'

/** `draft attach | detach`: the files of a draft. */
export function addDraftFileCommands(draft: Command, within: Within): void {
  draft
    .command('attach')
    .argument('<draft>', 'its id', id)
    .argument('<files...>', 'files that come along; sealed at once, no copy is kept in the clear')
    .description('takes files into a draft; submission and approval end')
    .option('--name <name>', 'instead of the name of the file')
    .option('--media-type <type>', 'instead of what it seems to be, such as application/pdf')
    .option('--title <text>', 'what it is')
    .option('--language <code>', 'of the file, BCP 47')
    .addOption(codeOption('--form <form>', 'what it is', fileForms))
    .addOption(codesOption('--flag <flag>', 'whom it shows', fileFlags))
    .addOption(codesOption('--secrecy <kind>', 'what protects it', fileSecrecies))
    .addOption(new Option('--tags <tag...>', 'conditions of its own').argParser(many(String)))
    .option('--revision <revision>', 'only if it is still this one')
    .action(
      within(async (session, draftId: string, files: readonly string[], options: AttachOptions) => {
        if (options.name !== undefined && files.length > 1)
          throw new CliError('USAGE', '--name is for one file')
        let attached: Answer<'draftAttach'> | undefined
        for (const [at, path] of files.entries()) {
          const which = { path, nth: at + 1, files: files.length }
          attached = await attach(session, draftId, which, options, attached?.revision)
        }
        const last = attached
        if (last !== undefined) session.output.result(last, () => attachedPage(last))
      }),
    )

  draft
    .command('detach')
    .argument('<draft>', 'its id', id)
    .argument('<attachment>', 'the id of the file', id)
    .description('takes a file out of a draft; submission and approval end')
    .option('--revision <revision>', 'only if it is still this one')
    .action(
      within(async ({ ask, output }, draftId: string, attachment: string, { revision }: RevisionOptions) => {
        const params = { draft: draftId, attachment }
        const left = await ask('draftDetach', { params, body: { revision } })
        output.result(left, () => attachedPage(left))
      }),
    )
}

interface AttachOptions extends RevisionOptions {
  readonly name?: string
  readonly mediaType?: string
  readonly title?: string
  readonly language?: string
  readonly form?: (typeof fileForms)[number]
  readonly flag?: readonly (typeof fileFlags)[number][]
  readonly secrecy?: readonly (typeof fileSecrecies)[number][]
  readonly tags?: readonly string[]
}

/** One of the files that were named. */
interface Which {
  readonly path: string
  readonly nth: number
  readonly files: number
}

/**
 * Streams one file to the node, which never gets a path; where that ends early, says that it begins anew.
 *
 * @param before - revision after the file before it
 */
async function attach(
  session: Session,
  draftId: string,
  { path, nth, files }: Which,
  options: AttachOptions,
  before: string | undefined,
): Promise<Answer<'draftAttach'>> {
  await using file = await openSteadily(path)
  const { name = basename(path), mediaType, title, language, form, flag, secrecy, tags } = options
  let given: 'nothing' | 'some' | 'all' = 'nothing'
  const pieces = async function* () {
    given = 'some'
    yield* watched(session, { nth, files, length: file.length }, file.pieces())
    given = 'all'
  }
  const asked = session.ask('draftAttach', {
    params: { draft: draftId },
    query: {
      ...{ name, mediaType, title, language, form, length: file.length },
      ...{ flags: flag?.slice(), secrecy: secrecy?.slice(), tags: tags?.slice() },
      revision: before ?? options.revision,
    },
    body: pieces(),
  })
  return await asked.catch((error: unknown) => {
    // Sealing goes forward only (decision 10). What the node refuses it gives its own reason for.
    if (given === 'some' && !(error instanceof ApiError)) session.output.message(notKept(files, nth))
    throw error
  })
}

function notKept(files: number, nth: number): string {
  const which = files === 1 ? 'The file' : `File ${nth} of ${files}`
  const others = nth === 1 ? '' : `; those before it are in the draft`
  return `${which} did not come to its end. Nothing of it is kept: attach it again, from its beginning${others}.`
}
