import type { Command } from 'commander'
import { draftStates, type Answer } from '../../node/api/client.ts'
import { codeOption, id } from '../arguments.ts'
import type { Within } from '../command.ts'
import { readDraft } from '../draft-file.ts'
import { exits } from '../exit-codes.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import { needText } from '../text-input.ts'
import { checkPage, draftFields, draftPage, draftTable } from '../view/draft.ts'
import { sayLabels } from '../view/labels.ts'
import { shortId } from '../view/plain.ts'
import { addDraftFileCommands } from './draft-files.ts'
import { schemeOption, type LabelsOptions } from './labels.ts'
import { addDraftSourceCommands, fromOption, type FromOptions } from './draft-sources.ts'

type Draft = Answer<'draftNew'>

export interface RevisionOptions {
  readonly revision?: string
}

/** `draft new | import | edit | show | list | check | labels | submit | approve | return`. */
export function addDraftCommands(program: Command, within: Within): void {
  const draft = program.command('draft').description('a disclosure on its way to being said')

  draft
    .command('new')
    .description('a new draft with every field to fill in')
    .addOption(fromOption())
    .action(
      within(async ({ ask, output }, { from }: FromOptions) => {
        const made = await ask('draftNew', { body: { from: from?.slice() } })
        output.result(made, () => draftFields(made))
        output.message(`sponte draft show ${shortId(made.id)} --document > draft.json, then draft edit`)
      }),
    )

  draft
    .command('import')
    .argument('<file>', 'a draft as JSON, - for stdin')
    .description('a new draft from a file; it may be half finished')
    .addOption(fromOption())
    .action(
      within(async ({ ask, output, terminal }, file: string, { from }: FromOptions) => {
        const document = await readDraft(terminal, file)
        const made = await ask('draftNew', { body: { document, from: from?.slice() } })
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

  addDraftFileCommands(draft, within)
  addDraftSourceCommands(draft, within)

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
    .command('labels')
    .argument('<draft>', 'its id', id)
    .description('what its conditions come to in TLP, Europol, IEP, PAP and EU labels')
    .addOption(schemeOption())
    .action(
      within(async ({ ask, output }, draftId: string, { scheme }: Pick<LabelsOptions, 'scheme'>) => {
        const labels = await ask('draftLabels', { params: { draft: draftId }, query: { scheme } })
        sayLabels(output, labels, scheme)
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

interface ListOptions extends PagingOptions {
  readonly state?: Draft['state']
}
