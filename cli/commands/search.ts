import { Option, type Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import { kindTexts, typeTexts } from '../texts/choices.ts'
import type { Within } from '../command.ts'
import { fields, table } from '../table.ts'
import { actTexts, phaseTexts, unsearchedTexts } from '../texts/states.ts'
import { counted, institutionName, moment, shortId } from '../view/plain.ts'

interface StatisticsOptions {
  readonly from?: string
  readonly to?: string
  readonly publish?: boolean
}

/** `search`, `statistics`: over all exchanges, and neither shows a text. */
export function addSearchCommands(program: Command, within: Within): void {
  program
    .command('search')
    .argument('<words...>', 'all of them in one text; parts of words count, capitals do not')
    .description('which texts have these words, among those that you may read and compare')
    .addOption(new Option('--cursor <cursor>', 'go on with older exchanges, as the search before says'))
    .action(
      within(async (session, words: readonly string[], { cursor }: { readonly cursor?: string }) => {
        session.officer()
        const body = { as: await session.signer(), words: words.join(' '), cursor }
        const answer = await session.ask('search', { body })
        session.output.result(answer, () => searchPage(answer))
      }),
    )

  program
    .command('statistics')
    .description('counts exchanges and what was done with them; no text, and nothing that may not be counted')
    .option('--from <month>', 'begun in it or later, such as 2026-01')
    .option('--to <month>', 'begun in it or before')
    .option('--publish', 'for others to see: no number below 5, and the rest rounded down to fives')
    .action(
      within(async (session, { from, to, publish }: StatisticsOptions) => {
        session.officer()
        const body = { as: await session.signer(), from, to, publish }
        const answer = await session.ask('statistics', { body })
        session.output.result(answer, () => statisticsPage(answer))
      }),
    )
}

function searchPage({ found, searched, unsearched, next }: Answer<'search'>): string {
  const rows = found.map((one) => [
    shortId(one.exchange),
    shortId(one.message),
    one.side === 'theirs' ? 'from' : 'to',
    institutionName(one.with),
    typeTexts[one.type],
    moment(one.at),
  ])
  const lists =
    rows.length === 0
      ? 'Found in no text.'
      : table([['EXCHANGE', 'MESSAGE', '', 'INSTITUTION', 'WHAT', 'PLACED'], ...rows])
  const looked = `${counted(searched.texts, 'text')} of ${counted(searched.exchanges, 'exchange')}`
  return [
    lists,
    fields([
      ['Searched', looked],
      ...unsearched.map(({ reason, exchanges }) => {
        return ['Not searched', `${counted(exchanges, 'exchange')}: ${unsearchedTexts[reason]}`] as const
      }),
      ['Older ones', next === undefined ? undefined : `--cursor ${next}`],
    ]),
  ].join('\n\n')
}

function statisticsPage({
  total,
  byMonth,
  byDirection,
  byPhase,
  byKind,
  acts,
}: Answer<'statistics'>): string {
  const parts: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['By month', byMonth.map((row) => [row.name, countText(row)])],
    ['By direction', byDirection.map((row) => [row.name, countText(row)])],
    ['By state', byPhase.map((row) => [phaseTexts[row.name], countText(row)])],
    ['By kind of institution', byKind.map((row) => [kindTexts[row.name], countText(row)])],
    ['Acts of officers', acts.map((row) => [actTexts[row.name], countText(row)])],
  ]
  return [
    fields([['Exchanges', countText(total)]]),
    ...parts.filter(([, rows]) => rows.length > 0).map(([title, rows]) => `${title}\n${fields(rows)}`),
  ].join('\n\n')
}

function countText({ count, fewerThan }: Answer<'statistics'>['total']): string {
  return count === undefined ? `fewer than ${fewerThan ?? 0}` : String(count)
}
