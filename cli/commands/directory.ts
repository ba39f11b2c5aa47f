import type { Command } from 'commander'
import type { Answer } from '../../node/api/client.ts'
import { id } from '../arguments.ts'
import type { Within } from '../command.ts'
import { isolateLine } from '../isolate.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import { fields, table } from '../table.ts'
import { kindTexts, typeTexts } from '../texts/choices.ts'
import { prekeyTexts, standingTexts } from '../texts/states.ts'
import { counted, fingerprintLines, institutionName, moment, momentOr, shortId } from '../view/plain.ts'

interface ListOptions extends PagingOptions {
  readonly network?: string
  readonly country?: string
  readonly name?: string
}

/** `directory list | show | verify | update`. */
export function addDirectoryCommands(program: Command, within: Within): void {
  const directory = program
    .command('directory')
    .description('whom one can write to, and how far to trust them')

  withPaging(
    directory
      .command('list')
      .description('the institutions of our networks')
      .option('--network <id>', 'of one network', id)
      .option('--country <code>', 'of one State', (text) => text.toUpperCase())
      .option('--name <part>', 'with this in the name'),
  ).action(
    within((session, { network, country, name, ...paging }: ListOptions) =>
      sayList(
        session,
        paging,
        (page) => session.ask('directoryList', { query: { ...page, network, country, name } }),
        directoryTable,
        'Nobody here. "sponte directory update" asks the relays.',
      ),
    ),
  )

  directory
    .command('show')
    .argument('<institution>', 'its id', id)
    .description('all that is known of one institution')
    .option('--network <id>', 'in one network', id)
    .action(
      within(async ({ ask, output }, institution: string, query: { readonly network?: string }) => {
        const entry = await ask('directoryShow', {
          params: { institution },
          query: { network: query.network },
        })
        output.result(entry, () => entryPage(entry))
      }),
    )

  directory
    .command('verify')
    .argument('<institution>', 'its id', id)
    .description('an officer says: I compared these 60 digits with them by another channel')
    .requiredOption('--fingerprint <digits>', 'as they told it, in quotes')
    .option('--network <id>', 'in one network', id)
    .action(
      within(async (session, institution: string, options: VerifyOptions) => {
        const entry = await session.ask('directoryVerify', {
          params: { institution },
          body: { as: await session.signer(), fingerprint: options.fingerprint, network: options.network },
        })
        session.output.result(entry, () =>
          fields([
            ['Institution', institutionName(entry)],
            ['Standing', standingTexts[entry.standing]],
            [
              'Still needed',
              entry.stillNeeded === 0 ? undefined : counted(entry.stillNeeded, 'more officer'),
            ],
          ]),
        )
      }),
    )

  directory
    .command('update')
    .description('fetches everything new from the relays')
    .action(
      within(async ({ ask, output }) => {
        const update = await ask('directoryUpdate', {})
        output.result(update, () =>
          fields([
            ...update.relays.map(({ name, reached, objects }) => {
              const news = reached ? counted(objects, 'new object') : 'not reached'
              return [isolateLine(name), news] as const
            }),
            ['Institutions', String(update.institutions)],
          ]),
        )
      }),
    )
}

interface VerifyOptions {
  readonly fingerprint: string
  readonly network?: string
}

function directoryTable(items: Answer<'directoryList'>['items']): string {
  const rows = items.map((item) => [
    shortId(item.id),
    institutionName(item),
    item.kind,
    item.languages.join(' '),
    [standingTexts[item.standing], ...oldLines(item)].join('; '),
    prekeyTexts[item.prekeys],
  ])
  return table([['ID', 'INSTITUTION', 'KIND', 'LANGUAGES', 'STANDING', 'TO WRITE TO'], ...rows])
}

/** That its network has not said anew what the directory says of it. */
function oldLines({ unconfirmed, confirmedAt }: Answer<'directoryList'>['items'][number]): readonly string[] {
  return unconfirmed ? [`not confirmed since ${confirmedAt.slice(0, 10)}`] : []
}

function entryPage(entry: Answer<'directoryShow'>): string {
  return fields([
    ['Institution', institutionName(entry)],
    ['Kind', kindTexts[entry.kind]],
    ['Languages', entry.languages.join(', ')],
    ['Id', entry.id],
    ['Network', entry.network],
    ['Fingerprint', fingerprintLines(entry.fingerprint)],
    ['Standing', [standingTexts[entry.standing], ...oldLines(entry)].join('\n')],
    ['Confirmed', moment(entry.confirmedAt)],
    [
      'Compared',
      entry.verified.map(({ by, at }) => `${isolateLine(by.name)}, ${moment(at)}`).join('\n') || 'never',
    ],
    ['New key', entry.held === undefined ? undefined : fingerprintLines(entry.held.fingerprint)],
    ['Member until', moment(entry.credentialUntil)],
    ['To write to', prekeyTexts[entry.prekeys]],
    ['Keys of', momentOr(entry.bundleAt, 'never seen')],
    ['May say', entry.statementTypes.map((type) => typeTexts[type]).join(', ')],
    ['Addresses', entry.addresses.join('\n') || 'by relay only'],
  ])
}
