import { InvalidArgumentError, Option, type Command } from 'commander'
import { sourceDecisions } from '../../node/api/client.ts'
import { codeOption, id, many } from '../arguments.ts'
import type { Within } from '../command.ts'
import { draftFields } from '../view/draft.ts'
import type { RevisionOptions } from './draft.ts'

export interface FromOptions {
  readonly from?: readonly string[]
}

/** `--from`: what a new draft is made from. */
export const fromOption = (): Option =>
  new Option(
    '--from <source...>',
    'EXCHANGE or EXCHANGE/ITEM, what it is made from: its conditions begin as what stands there, and are never weaker',
  ).argParser(many(source))

/** `9f3a01/17e301`: an exchange, or one item of it, each by the beginning of its id. */
function source(text: string): string {
  const [exchange = '', item, ...more] = text.split('/')
  if (more.length > 0) throw new InvalidArgumentError('Write EXCHANGE or EXCHANGE/ITEM.')
  return item === undefined ? id(exchange) : `${id(exchange)}/${id(item)}`
}

interface SettleOptions extends RevisionOptions {
  readonly decision: (typeof sourceDecisions)[number]
}

/** `draft from | settle`: what a draft is made from, and what an officer decides about that. */
export function addDraftSourceCommands(draft: Command, within: Within): void {
  draft
    .command('from')
    .argument('<draft>', 'its id', id)
    .argument('<source...>', 'an exchange, or EXCHANGE/ITEM', many(source))
    .description('says that it is made from these too, whose conditions bind it; submission and approval end')
    .option('--revision <revision>', 'only if it is still this one')
    .action(
      within(
        async ({ ask, output }, draftId: string, from: readonly string[], { revision }: RevisionOptions) => {
          const body = { from: [...from], revision }
          const changed = await ask('draftFrom', { params: { draft: draftId }, body })
          output.result(changed, () => draftFields(changed))
        },
      ),
    )

  draft
    .command('settle')
    .argument('<draft>', 'its id', id)
    .argument('<source>', 'as the draft has it: an exchange, or EXCHANGE/ITEM', source)
    .description('decides, as an officer, about a source that was called back or corrected')
    .addOption(
      codeOption(
        '--decision <decision>',
        'nothing of it is in the draft any more, or the draft has what is right',
        sourceDecisions,
      ).makeOptionMandatory(),
    )
    .option('--revision <revision>', 'only if it is still this one')
    .action(
      within(async (session, draftId: string, named: string, { decision, revision }: SettleOptions) => {
        const body = { as: await session.signer(), source: named, decision, revision }
        const settled = await session.ask('draftSettle', { params: { draft: draftId }, body })
        session.output.result(settled, () => draftFields(settled))
      }),
    )
}
