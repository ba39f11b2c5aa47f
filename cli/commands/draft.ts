import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import { draftStates, fileFlags, fileForms, fileSecrecies, type Answer } from '../../node/api/client.ts'
import { codeOption, codesOption, id, many } from '../arguments.ts'
import { CliError } from '../cli-error.ts'
import type { Within } from '../command.ts'
import { readDraft } from '../draft-file.ts'
import { exits } from '../exit-codes.ts'
import { isolate, isolateLine } from '../isolate.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import type { Session } from '../session.ts'
import { openSteadily } from '../steady-file.ts'
import { fields, table } from '../table.ts'
import { needText } from '../text-input.ts'
import { draftStateTexts, severityTexts } from '../texts/states.ts'
import { draftedLines } from '../view/attachments.ts'
import { outline } from '../view/outline.ts'
import { institutionName, moment, shortId } from '../view/plain.ts'
import { problemLine } from '../view/problem.ts'

type Draft = Answer<'draftNew'>

interface RevisionOptions {
  readonly revision?: string
}

/** `draft new | import | edit | show | list | check | submit | approve | return`. */
export function addDraftCommands(program: Command, within: Within): void {
  const draft = program.command('draft').description('a disclosure on its way to being said')

  draft
    .command('new')
    .description('a new draft with every field to fill in')
    .action(
      within(async ({ ask, output }) => {
        const made = await ask('draftNew', {})
        output.result(made, () => draftFields(made))
        output.message(`sponte draft show ${shortId(made.id)} --document > draft.json, then draft edit`)
      }),
    )

  draft
    .command('import')
    .argument('<file>', 'a draft as JSON, - for stdin')
    .description('a new draft from a file; it may be half finished')
    .action(
      within(async ({ ask, output, terminal }, file: string) => {
        const made = await ask('draftNew', { body: { document: await readDraft(terminal, file) } })
        output.result(made, () => draftFields(made))
      }),
    )

  draft
    .command('edit')
    .argument('<draft>', 'its id', id)
    .argument('<file>', 'the whole draft as JSON, - for stdin')
    .description('replaces a draft; submission and approval end')
    .option('--revision <revision>', 'only if it is still this one')
    .action(
      within(async ({ ask, output, terminal }, draftId: string, file: string, options: RevisionOptions) => {
        const edited = await ask('draftEdit', {
          params: { draft: draftId },
          body: { document: await readDraft(terminal, file), revision: options.revision },
        })
        output.result(edited, () => draftFields(edited))
      }),
    )

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

  draft
    .command('show')
    .argument('<draft>', 'its id', id)
    .description('one draft')
    .option('--document', 'the JSON to edit, and nothing else')
    .action(
      within(async ({ ask, output }, draftId: string, options: { readonly document?: boolean }) => {
        const shown = await ask('draftShow', { params: { draft: draftId } })
        if (options.document === true) output.raw(`${JSON.stringify(shown.document, undefined, 2)}\n`)
        else output.result(shown, () => draftPage(shown))
      }),
    )

  withPaging(
    draft
      .command('list')
      .description('the drafts, last changed first')
      .addOption(codeOption('--state <state>', 'only these', draftStates)),
  ).action(
    within((session, { state, ...paging }: ListOptions) =>
      sayList(
        session,
        paging,
        (query) => session.ask('draftList', { query: { ...query, state } }),
        draftTable,
        'No drafts.',
      ),
    ),
  )

  draft
    .command('check')
    .argument('<draft>', 'its id', id)
    .description('all that is wrong with a draft, at once, each at its field')
    .action(
      within(async ({ ask, output }, draftId: string) => {
        const check = await ask('draftCheck', { params: { draft: draftId } })
        output.result(check, () => checkPage(check))
        return check.ok ? exits.ok : exits.badData
      }),
    )

  draft
    .command('submit')
    .argument('<draft>', 'its id', id)
    .description('an officer answers for it and hands it to a second one')
    .option('--revision <revision>', 'only if it is still this one')
    .action(
      within(async (session, draftId: string, { revision }: RevisionOptions) => {
        const body = { as: await session.signer(), revision }
        const submitted = await session.ask('draftSubmit', { params: { draft: draftId }, body })
        session.output.result(submitted, () => draftFields(submitted))
      }),
    )

  draft
    .command('approve')
    .argument('<draft>', 'its id', id)
    .description('a second officer approves exactly this content under exactly these conditions')
    .option('--revision <revision>', 'only if it is still this one')
    .action(
      within(async (session, draftId: string, { revision }: RevisionOptions) => {
        session.officer()
        const shown = await session.ask('draftShow', { params: { draft: draftId } })
        await session.confirm(`${draftPage(shown)}\n\nApprove this, as it stands?`)
        const body = { as: await session.signer(), revision: revision ?? shown.revision }
        const approved = await session.ask('draftApprove', { params: { draft: draftId }, body })
        session.output.result(approved, () => draftFields(approved))
      }),
    )

  draft
    .command('return')
    .argument('<draft>', 'its id', id)
    .description('a second officer hands it back with a note')
    .option('--text-file <file>', 'the note, - for stdin')
    .action(
      within(async (session, draftId: string, { textFile }: { readonly textFile?: string }) => {
        session.officer()
        const note = await needText(session, { file: textFile, question: 'Why?' })
        const body = { as: await session.signer(), note }
        const returned = await session.ask('draftReturn', { params: { draft: draftId }, body })
        session.output.result(returned, () => draftFields(returned))
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

interface ListOptions extends PagingOptions {
  readonly state?: Draft['state']
}

function draftTable(items: readonly Draft[]): string {
  const rows = items.map((item) => [
    shortId(item.id),
    isolateLine(item.title ?? '(no title)'),
    draftStateTexts[item.state],
    item.to.map(institutionName).join(', '),
    moment(item.changedAt),
  ])
  return table([['DRAFT', 'TITLE', 'STATE', 'TO', 'CHANGED'], ...rows])
}

function draftFields(item: Draft): string {
  const by = (officer: Draft['drafter'], at: string | undefined) =>
    officer === undefined || at === undefined ? undefined : `${isolateLine(officer.name)}, ${moment(at)}`
  return fields([
    ['Draft', item.id],
    ['Title', item.title === undefined ? undefined : isolateLine(item.title)],
    ['State', draftStateTexts[item.state]],
    ['To', item.to.length === 0 ? undefined : item.to.map(institutionName).join('\n')],
    ['Revision', item.revision],
    ['Submitted', by(item.drafter, item.submittedAt)],
    ['Approved', by(item.approver, item.approvedAt)],
    ['Note', item.note === undefined ? undefined : isolate(item.note)],
    ['Exchanges', item.exchanges.length === 0 ? undefined : item.exchanges.join('\n')],
  ])
}

function draftPage(item: Answer<'draftShow'>): string {
  return [attachedPage(item), outline(item.document)].join('\n\n')
}

function attachedPage(item: Answer<'draftAttach'>): string {
  const { attachments } = item
  return attachments.length === 0
    ? draftFields(item)
    : [draftFields(item), draftedLines(attachments)].join('\n\n')
}

function checkPage({ ok, problems }: Answer<'draftCheck'>): string {
  // What keeps the draft back stands first, however many recommendations there are.
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const lines = [...errors, ...warnings].map(
    (problem) => `${severityTexts[problem.severity]}: ${problemLine(problem)}`,
  )
  return [...lines, ok ? 'It can be submitted.' : 'It cannot be submitted yet.'].join('\n')
}
