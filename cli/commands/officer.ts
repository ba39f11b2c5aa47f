import type { Command } from 'commander'
import { readerRoles, type Answer } from '../../node/api/client.ts'
import { families, officerPowers, statementTypes, type StatementType } from '../../protocol/index.ts'
import { codeOption, codesOption, moment as momentArgument } from '../arguments.ts'
import type { Within } from '../command.ts'
import { isolateLine } from '../isolate.ts'
import { sayList, withPaging, type PagingOptions } from '../paging.ts'
import { findPassphrase } from '../passphrase.ts'
import { fields, table } from '../table.ts'
import { powerTexts, readerRoleTexts, typeTexts } from '../texts/choices.ts'
import { officerStandingTexts } from '../texts/states.ts'
import { moment, shortId } from '../view/plain.ts'

type Officer = Answer<'officerAdd'>

interface AddOptions {
  readonly newPassphraseFile?: string
  readonly power?: keyof typeof officerPowers
  readonly type?: readonly StatementType[]
}

interface RoleOptions {
  readonly role?: readonly (typeof readerRoles)[number][]
}

interface RevokeOptions {
  readonly from?: string
  readonly loseContent?: boolean
}

/** The rest a node places by itself. */
const signedByOfficers = (Object.keys(statementTypes) as StatementType[]).filter(
  (type) => !families[type].nodeOnly,
)

/** `officer add | list | role | revoke`. */
export function addOfficerCommands(program: Command, within: Within): void {
  const officer = program.command('officer').description('who may sign what in this institution')

  officer
    .command('add')
    .argument('<name>', 'a sign-in name; it stays in this node')
    .description('makes an officer, with a key under a passphrase of its own')
    .option('--new-passphrase-file <file>', "the officer's passphrase, - for stdin")
    .addOption(codeOption('--power <power>', 'in which power', Object.keys(officerPowers)))
    .addOption(codesOption('--type <type>', 'may sign only this', signedByOfficers))
    .action(
      within(async (session, name: string, { newPassphraseFile, power, type }: AddOptions) => {
        const identityPassphrase = await session.identityPassphrase()
        const officerPassphrase = await findPassphrase(session.terminal, {
          name: `New passphrase of ${name}`,
          file: newPassphraseFile,
          credential: undefined,
          fresh: true,
          input: session.options.input,
        })
        const added = await session.ask('officerAdd', {
          body: { name, power, statementTypes: type?.slice(), officerPassphrase, identityPassphrase },
        })
        session.output.result(added, () => officerFields(added))
      }),
    )

  withPaging(officer.command('list').description('the officers')).action(
    within((session, options: PagingOptions) =>
      sayList(
        session,
        options,
        (query) => session.ask('officerList', { query }),
        officerTable,
        'No officers yet: "sponte officer add". Two are needed to send.',
      ),
    ),
  )

  officer
    .command('role')
    .argument('<officer>', 'name or id')
    .description(
      'says, as head of the desk, what an officer may read beyond what the desk does; none without --role',
    )
    .addOption(codesOption('--role <role>', 'in place of those before', readerRoles))
    .action(
      within(async (session, who: string, { role = [] }: RoleOptions) => {
        session.officer()
        const said = await session.ask('officerRole', {
          params: { officer: who },
          body: { as: await session.signer(), roles: [...role] },
        })
        session.output.result(said, () => officerFields(said))
      }),
    )

  officer
    .command('revoke')
    .argument('<officer>', 'name or id')
    .description('ends what an officer can sign and open')
    .option('--from <time>', 'when the key was lost; now where absent', momentArgument)
    .option('--lose-content', 'also when nobody else can open what came before')
    .action(
      within(async (session, who: string, { from, loseContent = false }: RevokeOptions) => {
        await session.confirm(`Revoke ${isolateLine(who)}? This cannot be undone.`)
        const revoked = await session.ask('officerRevoke', {
          params: { officer: who },
          body: { invalidFrom: from, loseContent, identityPassphrase: await session.identityPassphrase() },
        })
        session.output.result(revoked, () => officerFields(revoked))
      }),
    )
}

function officerTable(items: readonly Officer[]): string {
  const rows = items.map((item) => [
    shortId(item.id),
    isolateLine(item.name),
    powerTexts[item.power],
    officerStandingTexts[item.standing],
    moment(item.until),
  ])
  return table([['ID', 'NAME', 'POWER', 'STANDING', 'UNTIL'], ...rows])
}

function officerFields(item: Officer): string {
  return fields([
    ['Officer', isolateLine(item.name)],
    ['Id', item.id],
    ['Power', powerTexts[item.power]],
    ['May read', item.roles.map((role) => readerRoleTexts[role]).join('\n') || undefined],
    ['Standing', officerStandingTexts[item.standing]],
    ['Until', moment(item.until)],
    ['Revoked', item.revokedAt === undefined ? undefined : moment(item.revokedAt)],
    ['May sign', item.statementTypes.map((type) => typeTexts[type]).join(', ')],
  ])
}
