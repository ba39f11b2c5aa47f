import { Option, type Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import { wholeNumber } from '../arguments.ts'
import type { Within } from '../command.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import { table } from '../table.ts'
import { dutyTexts, ownDutyTexts } from '../texts/states.ts'
import { institutionName, moment, shortId } from '../view/plain.ts'

type Owed = Answer<'deadlines'>['items'][number]

/** `deadlines`: who owes what by when, over all exchanges. */
export function addDeadlinesCommand(program: Command, within: Within): void {
  withPaging(
    program
      .command('deadlines')
      .description('who owes what by when in all exchanges, overdue first')
      .addOption(
        new Option('--days <number>', 'only what is overdue, or due within so many days').argParser(
          wholeNumber(0, 3660),
        ),
      ),
  ).action(
    within((session, { days, ...paging }: PagingOptions & { readonly days?: number }) =>
      sayList(
        session,
        paging,
        (query) => session.ask('deadlines', { query: { ...query, ...(days === undefined ? {} : { days }) } }),
        deadlineTable,
        'Nothing is owed.',
      ),
    ),
  )
}

const allDutyTexts = { ...dutyTexts, ...ownDutyTexts }

function deadlineTable(items: readonly Owed[]): string {
  const rows = items.map(({ by, overdue, reminded, side, with: other, duty, exchange, message, draft }) => [
    moment(by),
    overdue ? 'LATE' : reminded === undefined ? '' : 'REMINDER',
    side === 'ours' ? 'you' : 'they',
    allDutyTexts[duty],
    institutionName(other),
    shortId(exchange),
    shortId(draft ?? message),
  ])
  return table([['BY', '', 'WHO', 'OWES', 'INSTITUTION', 'EXCHANGE', 'FOR'], ...rows])
}
