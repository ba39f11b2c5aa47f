import type { Command } from 'commander'
import { foreignSchemes, labelSchemes } from '../../node/api/client.ts'
import { codeIn, codeOption, id, many } from '../arguments.ts'
import type { Within } from '../command.ts'
import { readJsonObject } from '../json-file.ts'
import { findText } from '../text-input.ts'
import { sayLabels, proposalPage } from '../view/labels.ts'

/** The longest policy that is read, in bytes. */
const maxPolicyBytes = 32 * 1024

export interface LabelsOptions {
  readonly scheme?: (typeof labelSchemes)[number]
  readonly item?: string
}

/** The scheme to say conditions in; `--as` is the officer, everywhere. */
export const schemeOption = () => codeOption('--scheme <scheme>', 'only in this scheme', labelSchemes)

interface FromOptions {
  readonly reader?: readonly string[]
  readonly network?: string
  readonly authority?: readonly string[]
  readonly textFile?: string
}

/** `labels`, and `tags from-label`. */
export function addLabelCommands(program: Command, within: Within): void {
  program
    .command('labels')
    .argument('<exchange>', 'its id', id)
    .description('what the conditions in force come to in TLP, Europol, IEP, PAP and EU labels')
    .addOption(schemeOption())
    .option('--item <id>', 'of this item', id)
    .action(
      within(async ({ ask, output }, exchange: string, { scheme, item }: LabelsOptions) => {
        const labels = await ask('labels', { params: { exchange }, query: { scheme, item } })
        sayLabels(output, labels, scheme)
      }),
    )

  program
    .command('tags')
    .description('tags for what others have written')
    .command('from-label')
    .argument('<scheme>', foreignSchemes.map((scheme) => scheme.toLowerCase()).join(', '), (text) =>
      codeIn(foreignSchemes, text),
    )
    .argument('<label...>', 'the label as it stands there; for iep the file of the policy, - for stdin')
    .description('proposes tags for a label from elsewhere, and says what it leaves open')
    .option('--reader <officer>', 'who may read, for TLP:RED (may be repeated)', many(id))
    .option('--network <id>', 'the community of TLP:GREEN', id)
    .option('--authority <kind>', 'who else may see TLP:AMBER (may be repeated): court, fiu …', many(String))
    .option('--text-file <file>', 'what H3 stands for, - for stdin')
    .action(
      within(
        async (
          session,
          scheme: (typeof foreignSchemes)[number],
          words: readonly string[],
          { reader, network, authority, textFile: file }: FromOptions,
        ) => {
          const { ask, output, terminal } = session
          const circle = { readers: reader?.slice(), network, authorities: authority?.slice() }
          const label = words.join(' ')
          const body =
            scheme === 'IEP'
              ? { scheme, policy: { ...(await readJsonObject(terminal, label, maxPolicyBytes)) } }
              : { scheme, label, meaning: await findText(session, { file, question: '', needed: false }) }
          const proposal = await ask('tagsFromLabel', { body: { ...body, ...circle } })
          output.result(proposal, () => proposalPage(proposal))
        },
      ),
    )
}
