import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import { fileFlags, fileForms, fileSecrecies, type Answer } from '../../node/api/client.ts'
import { codeOption, codesOption, id, many } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import type { Session } from '../session.ts'
import { openSteadily } from '../steady-file.ts'
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
        for (const path of files) attached = await attach(session, draftId, path, options, attached?.revision)
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

/** Streams one file to the node, which never gets a path. @param before - revision after the file before it */
async function attach(
  { ask }: Session,
  draftId: string,
  path: string,
  options: AttachOptions,
  before: string | undefined,
): Promise<Answer<'draftAttach'>> {
  await using file = await openSteadily(path)
  const { name = basename(path), mediaType, title, language, form, flag, secrecy, tags } = options
  return await ask('draftAttach', {
    params: { draft: draftId },
    query: {
      ...{ name, mediaType, title, language, form, length: file.length },
      ...{ flags: flag?.slice(), secrecy: secrecy?.slice(), tags: tags?.slice() },
      revision: before ?? options.revision,
    },
    body: file.pieces(),
  })
}
