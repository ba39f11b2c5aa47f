import type { Command } from 'commander'
import { phases } from '../../node/api/client.ts'
import { codeOption, id } from '../arguments.ts'
import type { Within } from '../command.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import { alarmLines } from '../view/alarms.ts'
import { conditionsPage } from '../view/conditions.ts'
import { exchangePage, exchangeTable } from '../view/exchange.ts'

interface ExchangesOptions extends PagingOptions {
  readonly direction?: 'incoming' | 'outgoing'
  readonly phase?: (typeof phases)[number]
  readonly with?: string
}

/** `inbox`, `exchanges`, `show`, `conditions`: everything that can be seen without opening anything. */
export function addInboxCommands(program: Command, within: Within): void {
  withPaging(program.command('inbox').description('what waits for you, the most pressing first')).action(
    within((session, options: PagingOptions) =>
      sayList(
        session,
        options,
        async (query) => {
          const page = await session.ask('inbox', { query })
          if (query.cursor === options.cursor)
            for (const line of alarmLines(page.alarms)) session.output.message(line)
          return page
        },
        exchangeTable,
        'Nothing waits for you.',
      ),
    ),
  )

  withPaging(
    program
      .command('exchanges')
      .description('all exchanges, last moved first')
      .addOption(codeOption('--direction <way>', 'only these', ['incoming', 'outgoing']))
      .addOption(codeOption('--phase <phase>', 'only these', phases))
      .option('--with <institution>', 'only with this one', id),
  ).action(
    within((session, { direction, phase, with: other, ...paging }: ExchangesOptions) =>
      sayList(
        session,
        paging,
        (query) => session.ask('exchanges', { query: { ...query, direction, phase, with: other } }),
        exchangeTable,
        'No exchanges.',
      ),
    ),
  )

  program
    .command('show')
    .argument('<exchange>', 'its id', id)
    .description('one exchange: state, messages without their texts, what is owed, what was built on it')
    .option('--item <id>', 'only what was built on this item', id)
    .action(
      within(async ({ ask, output }, exchange: string, { item }: { readonly item?: string }) => {
        const shown = await ask('show', { params: { exchange }, query: { item } })
        output.result(shown, () => exchangePage(shown))
      }),
    )

  program
    .command('conditions')
    .argument('<exchange>', 'its id', id)
    .description('the conditions of a disclosure, to be read before anything else')
    .action(
      within(async ({ ask, output }, exchange: string) => {
        const conditions = await ask('conditions', { params: { exchange } })
        output.result(conditions, () => conditionsPage(conditions))
      }),
    )
}
